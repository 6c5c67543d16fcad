/*
 * Undo in rich text: a paragraph in which somebody else has written stays, and so does an attribute that both have set.
 */
import { expect, it } from "vitest";
import * as Y from "yjs";
import { wordsOfRichText } from "../../../src/core/rich-text";
import { Undo } from "../../../src/core/undo/undo";

const HERE = "here";
const notes = (doc: Y.Doc) => doc.getXmlFragment("rich_notes");
const meet = (one: Y.Doc, other: Y.Doc) => {
  Y.applyUpdate(one, Y.encodeStateAsUpdate(other));
  Y.applyUpdate(other, Y.encodeStateAsUpdate(one));
};

function people(): readonly [Y.Doc, Y.Doc, Undo] {
  const [anna, ben] = [new Y.Doc(), new Y.Doc()];
  for (const doc of [anna, ben]) notes(doc);
  return [anna, ben, new Undo(anna, { trackedOrigins: new Set([HERE]), captureTimeout: 0 })];
}

function addParagraph(doc: Y.Doc, words: string): void {
  const paragraph = new Y.XmlElement("paragraph");
  paragraph.insert(0, [new Y.XmlText(words)]);
  doc.transact(() => notes(doc).push([paragraph]), HERE);
}

it("leaves the words that another person wrote into my paragraph", () => {
  const [anna, ben, undo] = people();
  addParagraph(anna, "mine");
  meet(anna, ben);
  ((notes(ben).get(0) as Y.XmlElement).get(0) as Y.XmlText).insert(4, " and yours");
  meet(anna, ben);
  undo.undo();
  meet(anna, ben);
  expect([wordsOfRichText(notes(anna)), wordsOfRichText(notes(ben))]).toEqual([" and yours", " and yours"]);
});

it("takes a paragraph of mine alone away, and redo brings it back", () => {
  const [anna, , undo] = people();
  addParagraph(anna, "mine");
  undo.undo();
  expect(notes(anna).length).toBe(0);
  undo.redo();
  expect(wordsOfRichText(notes(anna))).toBe("mine");
});

it("gives a checkbox that both have ticked its former state", () => {
  const [anna, ben, undo] = people();
  const item = new Y.XmlElement("task_item");
  item.setAttribute("checked", false as unknown as string);
  anna.transact(() => notes(anna).push([item]));
  meet(anna, ben);
  const tick = (doc: Y.Doc, origin?: string) =>
    doc.transact(
      () => (notes(doc).get(0) as Y.XmlElement).setAttribute("checked", true as unknown as string),
      origin,
    );
  tick(ben);
  tick(anna, HERE);
  meet(anna, ben);
  undo.undo();
  const state = (notes(anna).get(0) as Y.XmlElement).getAttribute("checked");
  expect(typeof state).toBe("boolean");
});
