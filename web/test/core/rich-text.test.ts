/*
 * Rich text and maps of values are spelled the same here and in Python: golden bytes, their plain data and their hash in
 * tests/interop/golden, which test_rich_text.py reads too.
 */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, it } from "vitest";
import * as Y from "yjs";
import { fillRichText, plainWithRichText, richTextToPlain, wordsOfRichText } from "../../src/core/rich-text";
import { contentHash } from "../../src/core/sync/content-hash";

const GOLDEN = resolve(import.meta.dirname, "../../../tests/interop/golden");
const golden = (name: string): Buffer => readFileSync(resolve(GOLDEN, name));

function opened(): Y.Doc {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, golden("rich_text.bin"));
  doc.getMap("risks");
  doc.getXmlFragment("charter");
  return doc;
}

it("serialises the golden document like Python", () => {
  const doc = opened();
  const plain = {
    risks: plainWithRichText(doc.getMap("risks")),
    charter: richTextToPlain(doc.getXmlFragment("charter")),
  };
  expect(plain).toEqual(JSON.parse(golden("rich_text.json").toString()));
});

it("computes the same hash of the golden document as Python", () => {
  const roots = { risks: { crdt: "rich map" }, charter: { crdt: "xml" } } as const;
  const hash = Buffer.from(contentHash(opened(), roots) ?? []).toString("hex");
  expect(hash).toBe(golden("rich_text.sha256").toString().trim());
});

it("ignores roots that the kind of document does not have", () => {
  const roots = { risks: { crdt: "rich map" } } as const;
  const doc = opened();
  const before = contentHash(doc, roots);
  doc.getXmlFragment("charter").delete(0, 1);
  expect(contentHash(doc, roots)).toEqual(before);
});

it("reads rich text as plain text, one line per block", () => {
  const story = opened().getMap<Y.Map<Y.XmlFragment>>("risks").get("risk_1")?.get("story");
  expect(wordsOfRichText(story as Y.XmlFragment)).toBe(
    "Ziel\nViel niger Stillstand 🌱 in Lindach\nerstens\n",
  );
});

it("writes plain text as paragraphs and reads it back", () => {
  const fragment = new Y.Doc().getXmlFragment("charter");
  fillRichText(fragment, "Erstens\n\nZweitens 🌱");
  expect(wordsOfRichText(fragment)).toBe("Erstens\n\nZweitens 🌱");
  fillRichText(fragment, "");
  expect(fragment.length).toBe(0);
});
