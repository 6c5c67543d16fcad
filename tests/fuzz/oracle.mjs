/*
 * What Yjs makes of the updates that the server relays: one JSON command a line, one answer a line. {"new": true} begins a
 * document, {"apply": base64} takes an update. An answer is what browsers read: one that heard all in this order, and one
 * that opened the document only now. Run by oracle.py as `node oracle.mjs PACKAGE_JSON`.
 */
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const Y = createRequire(process.argv[2])("yjs");

let doc = new Y.Doc();

function read(of) {
  return {
    notes: of.getText("notes").toString(),
    opportunities: of.getMap("opportunities").toJSON(),
    list: of.getArray("list").toJSON(),
    nodes: nodes(of.getXmlFragment("story")),
  };
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
