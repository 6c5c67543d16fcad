/*
 * Honest clients: three Yjs documents that edit, undo, format and delete, receive updates late, and reconnect with all
 * their changes at once. Prints the updates of each, the final content, and a whole state. Run by
 * test_honest_clients.py as: node honest.mjs SEED ROUNDS web/package.json [ours | stock] [everything | undoing]. "ours"
 * uses the product's undo (web/src/core/undo/undo.ts; a field marks a record as deleted, as in record-set.ts); "stock"
 * is a foreign program that deletes containers and restores them with Yjs's UndoManager. "everything" makes all kinds
 * of edits; "undoing" makes mostly words and records that are deleted and restored.
 */
import { registerHooks } from "node:module";
import { pathToFileURL } from "node:url";

// The browser's sources name each other without the ending that Node needs.
registerHooks({
  resolve: (name, context, next) => next(name.startsWith(".") && context.parentURL?.endsWith(".ts") ? `${name}.ts` : name, context),
});

const [seedText, rounds, yjsHome, whose = "ours", what = "everything"] = process.argv.slice(2);
const web = pathToFileURL(yjsHome);
const Y = await import(new URL("node_modules/yjs/dist/yjs.mjs", web).href);
const Undo = whose === "ours" ? (await import(new URL("src/core/undo/undo.ts", web).href)).Undo : Y.UndoManager;

let seed = Number(seedText);
const random = () => {
  seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
  return seed / 0x7fffffff;
};
const below = (n) => Math.floor(random() * n);
const pick = (list) => list[below(list.length)];

const roots = (doc) => [doc.getText("notes"), doc.getMap("opportunities"), doc.getArray("list"), doc.getXmlFragment("story")];
// Client ids decide ties of order, so a seed is reproducible only with fixed ids.
const docs = [1, 2, 3].map((n) => Object.assign(new Y.Doc(), { clientID: Number(seedText) * 7919 + n * 104_729 }));
for (const doc of docs) roots(doc);
const isOurs = whose === "ours";
const undo = docs.map((doc) => new Undo(doc, { captureTimeout: 0, trackedOrigins: new Set([null]) }));
const sent = [];
const inbox = docs.map(() => []);
docs.forEach((doc, from) => {
  doc.on("update", (update, origin) => {
    if (origin === "network") return;
    sent.push([from, Buffer.from(update).toString("base64")]);
    inbox.forEach((box, to) => to !== from && box.push(update));
  });
});

const WORDS = ["a", "hello ", "😀", "ü", "x😀y", "日本", "\n"];
/** An index in the text that splits no character. */
const place = (text, at) => (at > 0 && text.charCodeAt(at) >= 0xdc00 && text.charCodeAt(at) <= 0xdfff ? at - 1 : at);
const texts = (doc) => {
  const found = [doc.getText("notes")];
  for (const record of doc.getMap("opportunities").values()) {
    if (record instanceof Y.Map) for (const field of record.values()) if (field instanceof Y.Text) found.push(field);
  }
  return found;
};
const stretch = (text) => {
  const from = place(text, below(text.length));
  return [from, place(text, Math.min(text.length, from + 1 + below(4))) - from];
};
const insert = (doc) => {
  const text = pick(texts(doc));
  const now = text.toString();
  text.insert(place(now, below(now.length + 1)), pick(WORDS));
};
const records = (doc) => doc.getMap("opportunities");
const record = (doc) => pick([...records(doc).values()]);
let made = 0;
/** As in record-set.ts: created as deleted, which undo does not revert, and then restored. */
const create = (doc) => {
  const fields = [["title", new Y.Text("t")], ["n", below(100) / 3], ["order", `a${below(9)}`], ["links", new Y.Map()]];
  const id = `o${docs.indexOf(doc)}${made++}`;
  doc.transact(() => records(doc).set(id, new Y.Map([...fields, ["removed_at", "t"]])), "untracked");
  doc.transact(() => records(doc).get(id).delete("removed_at"));
};
const removeOrRestore = (doc) => {
  const one = record(doc);
  if (one?.has("removed_at")) one.delete("removed_at");
  else one?.set("removed_at", `t${below(1000)}`);
};
const EDITS = [
  insert,
  insert,
  (doc) => {
    const text = pick(texts(doc));
    if (text.length === 0) return;
    const [at, length] = stretch(text.toString());
    if (length > 0) text.delete(at, length);
  },
  (doc) => {
    const text = doc.getText("notes");
    if (text.length === 0) return;
    const [at, length] = stretch(text.toString());
    if (length > 0) text.format(at, length, { bold: pick([true, null]) });
  },
  (doc) => {
    const made = new Y.Map([["title", new Y.Text("t")], ["n", below(100) / 3], ["order", `a${below(9)}`], ["links", new Y.Map()]]);
    doc.getMap("opportunities").set(`o${below(6)}`, made);
  },
  (doc) => record(doc)?.set(pick(["n", "order", "stage"]), pick([1, 2.5, "x", true, null, { a: [1, "b"] }])),
  (doc) => {
    const links = record(doc)?.get("links");
    const key = `l${below(3)}`;
    if (links?.has(key)) links.delete(key);
    else links?.set(key, true);
  },
  (doc) => random() < 0.3 && doc.getMap("opportunities").delete(pick([...doc.getMap("opportunities").keys(), "none"])),
  (doc) => {
    const list = doc.getArray("list");
    list.insert(below(list.length + 1), pick([[1, 2, 3], ["a"], [{ x: 1 }], [new Y.Map([["q", 1]])], [new Y.Text("in")]]));
  },
  (doc) => {
    const list = doc.getArray("list");
    if (list.length > 0) list.delete(below(list.length), 1);
  },
  (doc) => {
    const story = doc.getXmlFragment("story");
    const paragraph = new Y.XmlElement("p");
    paragraph.setAttribute("k", `v${below(5)}`);
    paragraph.insert(0, [new Y.XmlText("para")]);
    story.insert(below(story.length + 1), [paragraph]);
  },
  (doc) => {
    const story = doc.getXmlFragment("story");
    const paragraph = story.length > 0 ? story.get(below(story.length)) : undefined;
    if (!(paragraph instanceof Y.XmlElement)) return;
    paragraph.setAttribute("k", `w${below(5)}`);
    const text = paragraph.get(0);
    text?.insert(below(text.length + 1), "z");
    if (random() < 0.3) text?.format(0, text.length, { em: {} });
  },
  (doc) => {
    const story = doc.getXmlFragment("story");
    if (story.length > 0 && random() < 0.4) story.delete(below(story.length), 1);
  },
];
/** Edits of arrays and rich text. */
const OTHERS = new Set(EDITS.slice(8));

if (isOurs) {
  EDITS[4] = create;
  EDITS[7] = (doc) => random() < 0.3 && removeOrRestore(doc);
}
const drop = isOurs ? removeOrRestore : (doc) => doc.getMap("opportunities").delete(pick([...doc.getMap("opportunities").keys(), "none"]));
const DEEDS = what === "undoing" ? [...EDITS.slice(0, 3), ...EDITS.slice(4, 7), drop] : EDITS;
const [undoing, redoing] = what === "undoing" ? [0.7, 0.8] : [0.62, 0.66];
let undone = 0;

const hear = (to, count) => {
  for (const update of inbox[to].splice(0, count)) Y.applyUpdate(docs[to], update, "network");
};
/** One to three edits in one transaction; in the product each edit is one transaction, and creating a record two. */
const work = (doc) => {
  if (!isOurs) return doc.transact(() => { for (let k = below(3); k >= 0; k -= 1) pick(DEEDS)(doc); });
  const edit = pick(DEEDS);
  if (edit === create) return create(doc);
  // The product undoes its own kinds of edits: texts, and records with their fields.
  return doc.transact(() => edit(doc), OTHERS.has(edit) ? "untracked" : null);
};
for (let round = 0; round < Number(rounds); round += 1) {
  const who = below(3);
  const dice = random();
  if (dice < 0.55) work(docs[who]);
  else if (dice < undoing) undone += undo[who].undo() ? 1 : 0;
  else if (dice < redoing) undone += undo[who].redo() ? 1 : 0;
  else hear(who, below(inbox[who].length + 1));
}
docs.forEach((_, to) => hear(to, inbox[to].length));

const content = (doc) => [doc.getText("notes").toString(), doc.getMap("opportunities").toJSON(), doc.getArray("list").toJSON()];
console.log(JSON.stringify({
  sent,
  undone,
  states: docs.map((doc) => Buffer.from(Y.encodeStateAsUpdate(doc)).toString("base64")),
  contents: docs.map(content),
}));
