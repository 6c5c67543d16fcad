/*
 * Applies the updates that the server relays to Yjs: one JSON command per line, one answer per line. {"new": true}
 * starts a document, {"apply": base64} applies an update. An answer has the content of two browsers: one that received
 * all updates in this order, and one that opens the document now. Run by oracle.py as `node oracle.mjs PACKAGE_JSON`.
 */
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const Y = createRequire(process.argv[2])("yjs");

let doc = new Y.Doc();

function read(of) {
  return {
    notes: of.getText("notes").toString(),
    opportunities: plain(of.getMap("opportunities")),
    list: of.getArray("list").toJSON(),
    nodes: nodes(of.getXmlFragment("story")),
  };
}

/** Rich text in the server's spelling, from an independent implementation. */
function plain(value) {
  if (value instanceof Y.Map) return Object.fromEntries([...value.entries()].map(([key, one]) => [key, plain(one)]));
  if (value instanceof Y.Array) return value.toArray().map(plain);
  if (value instanceof Y.XmlText) return { attributes: value.getAttributes(), text: runs(value.toDelta()) };
  if (value instanceof Y.XmlElement)
    return { tag: value.nodeName, attributes: value.getAttributes(), children: value.toArray().map(plain) };
  if (value instanceof Y.XmlFragment) return value.toArray().map(plain);
  return value instanceof Y.Text ? value.toString() : value;
}

function runs(delta) {
  const made = [];
  const same = (a, b) => JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort());
  for (const { insert, attributes = {} } of delta) {
    if (made.length > 0 && same(made.at(-1)[1], attributes)) made.at(-1)[0] += insert;
    else made.push([insert, attributes]);
  }
  return made;
}

const nodes = (parent) =>
  parent.toArray().map((node) =>
    node instanceof Y.XmlElement ? [node.nodeName, node.getAttributes(), nodes(node)] : node.toJSON().replace(/<[^>]*>/g, ""),
  );

function opened(update) {
  const fresh = new Y.Doc();
  Y.applyUpdate(fresh, update);
  if (fresh.store.pendingStructs || fresh.store.pendingDs) throw new Error("something is pending");
  return fresh;
}

function answer(command) {
  if (command.new) {
    doc = new Y.Doc();
    return {};
  }
  if (command.whole) return read(opened(Buffer.from(command.whole, "base64")));
  Y.applyUpdate(doc, Buffer.from(command.apply, "base64"));
  if (doc.store.pendingStructs || doc.store.pendingDs) throw new Error("something is pending");
  const state = Y.encodeStateAsUpdate(doc);
  return { here: read(doc), later: read(opened(state)), state: Buffer.from(state).toString("base64") };
}

for await (const line of createInterface({ input: process.stdin })) {
  let said;
  try {
    said = answer(JSON.parse(line));
  } catch (error) {
    said = { error: String(error.stack ?? error) };
  }
  process.stdout.write(`${JSON.stringify(said)}\n`);
}
