/*
 * Rich text carried from one document to another: whole blocks, only those that are one's own, at their place.
 */
import { expect, it } from "vitest";
import * as Y from "yjs";
import { ALL, rebase } from "../../../src/core/recovery/rebase";
import { paragraphsOf, richTextToPlain, wordsOfRichText } from "../../../src/core/rich-text";
import { ROOTS } from "../../../src/generated/plan";

function docOf(...updates: Uint8Array[]): Y.Doc {
  const doc = new Y.Doc();
  for (const [root, shape] of Object.entries(ROOTS.shared)) {
    if (shape.crdt === "xml") doc.getXmlFragment(root);
    else if (shape.crdt === "text") doc.getText(root);
    else doc.getMap(root);
  }
  for (const update of updates) Y.applyUpdate(doc, update);
  return doc;
}

const notes = (doc: Y.Doc) => doc.getXmlFragment("rich_notes");
const lines = (doc: Y.Doc) => wordsOfRichText(notes(doc)).split("\n");
const write = (doc: Y.Doc, at: number, words: string) => notes(doc).insert(at, paragraphsOf(words));

function paragraph(doc: Y.Doc, at: number): Y.XmlText {
  return (notes(doc).get(at) as Y.XmlElement).get(0) as Y.XmlText;
}

it("makes a document equal to another one and leaves the blocks that both have", () => {
  const [from, to] = [docOf(), docOf()];
  write(from, 0, "one\nours\nlast");
  write(to, 0, "one\ntheirs\nmore\nlast");
  const [first, last] = [notes(to).get(0), notes(to).get(3)];
  rebase(from, to, ROOTS.shared, ALL);
  expect(richTextToPlain(notes(to))).toEqual(richTextToPlain(notes(from)));
  expect([notes(to).get(0), notes(to).get(2)]).toEqual([first, last]);
});

it("carries unsent blocks only: a new one to its place, a changed one over its former state", () => {
  const base = docOf();
  write(base, 0, "one\ntwo\nthree");
  const [from, to] = [docOf(Y.encodeStateAsUpdate(base)), docOf(Y.encodeStateAsUpdate(base))];
  paragraph(to, 2).insert(0, "their ");
  write(to, 3, "their last");
  paragraph(from, 0).insert(0, "our ");
  write(from, 2, "between");
  rebase(from, to, ROOTS.shared, new Map([[from.clientID, 0]]));
  expect(lines(to)).toEqual(["our one", "two", "between", "their three", "their last"]);
});

it("carries nothing where nothing is unsent", () => {
  const base = docOf();
  write(base, 0, "one");
  const [from, to] = [docOf(Y.encodeStateAsUpdate(base)), docOf()];
  expect(rebase(from, to, ROOTS.shared, new Map()).updates).toEqual([]);
  expect(lines(to)).toEqual([""]);
});
