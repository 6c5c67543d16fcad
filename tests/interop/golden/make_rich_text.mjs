/*
 * Created rich_text.bin once, with Yjs: node tests/interop/golden/make_rich_text.mjs. Refuses to overwrite: golden
 * bytes never change. The document is a map of records, one with a narrative (headings, lists, formats, attributes of
 * every type, emoji, a run that the libraries split differently) and one with figures by year.
 */
import { writeFileSync } from "node:fs";
import { canonicalJson, Y } from "../stock.mjs";

function element(tag, attributes, ...children) {
  const made = new Y.XmlElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.insert(0, children);
  return made;
}

const doc = new Y.Doc();
doc.clientID = 21;
const story = new Y.XmlFragment();
const figures = new Y.Map([["2026", 1250000.5], ["2027", -3]]);
doc.getMap("risks").set("risk_1", new Y.Map([["order", "a0"], ["story", story], ["figures", figures]]));
const words = new Y.XmlText("Weniger Stillstand 🌱 in Lindach");
story.insert(0, [
  element("heading", { level: 2, open: true, weight: 1.5, note: null, ids: [1, "a"] }, new Y.XmlText("Ziel")),
  element("paragraph", {}, words),
  element("bullet_list", {}, element("list_item", {}, element("paragraph", {}, new Y.XmlText("erstens")))),
  element("paragraph", {}),
]);
words.format(0, 7, { strong: {} });
words.format(3, 10, { em: {}, link: { href: "https://example.org/ä" } });
words.insert(0, "Viel ", { strong: {} });
words.delete(5, 2);
doc.getXmlFragment("charter").insert(0, [element("paragraph", {}, new Y.XmlText("Fünf Sätze"))]);

const bytes = Y.encodeStateAsUpdate(doc);
writeFileSync(new URL("rich_text.bin", import.meta.url), bytes, { flag: "wx" });
process.stdout.write(`${canonicalJson(words.toDelta())}\n`);
