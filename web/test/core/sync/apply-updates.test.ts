/*
 * A document that is filled for the first time: its listeners hear the bytes that came, and nothing that somebody writes
 * meanwhile is lost.
 */
import { expect, it } from "vitest";
import * as Y from "yjs";
import { applyUpdates } from "../../../src/core/sync/apply-updates";

const raise = (error: unknown): never => {
  throw error;
};

function filled(): Uint8Array {
  const doc = new Y.Doc();
  doc.getText("title").insert(0, "theirs");
  return Y.encodeStateAsUpdate(doc);
}

function listening(): { doc: Y.Doc; heard: [Uint8Array, unknown, boolean][] } {
  const doc = new Y.Doc();
  const heard: [Uint8Array, unknown, boolean][] = [];
  doc.on("update", (update, origin, _doc, { local }) => heard.push([update, origin, local]));
  return { doc, heard };
}

it("an empty document's listeners get the very bytes that came, as a remote change", () => {
  const { doc, heard } = listening();
  const update = filled();
  applyUpdates(doc, [update], "copy", raise);
  expect(doc.getText("title").toString()).toBe("theirs");
  expect(heard).toHaveLength(1);
  expect(heard[0]?.[0]).toBe(update);
  expect(heard[0]?.slice(1)).toEqual(["copy", false]);
});

it("listeners are there again afterwards, with those that came meanwhile", () => {
  const { doc, heard } = listening();
  let late = 0;
  doc.once("afterTransaction", () => doc.on("update", () => (late += 1)));
  applyUpdates(doc, [filled()], "copy", raise);
  const before = [heard.length, late];
  doc.getText("title").insert(0, "ours ");
  expect([heard.length - (before[0] ?? 0), late - (before[1] ?? 0)]).toEqual([1, 1]);
});

it("what a listener writes while the document is filled is heard", () => {
  const { doc, heard } = listening();
  doc.once("afterTransaction", () => doc.getText("title").insert(0, "ours "));
  applyUpdates(doc, [filled()], "copy", raise);
  const copy = new Y.Doc();
  for (const [update] of heard) Y.applyUpdate(copy, update);
  expect(copy.getText("title").toString()).toBe("ours theirs");
});

it("a damaged update is told, not passed on, and does not keep the others out", () => {
  const { doc, heard } = listening();
  const failures: unknown[] = [];
  const update = filled();
  applyUpdates(doc, [Uint8Array.of(7, 7, 7), update], "copy", (error) => failures.push(error));
  expect(failures).not.toHaveLength(0);
  expect(heard.map(([bytes]) => bytes)).toEqual([update]);
  expect(doc.getText("title").toString()).toBe("theirs");
});

it("a document with content hears what Yjs says", () => {
  const { doc, heard } = listening();
  doc.getText("title").insert(0, "first ");
  const update = filled();
  applyUpdates(doc, [update, update], "copy", raise);
  expect(heard).toHaveLength(2); // Its own, and one for both.
  expect(doc.getText("title").toString()).toContain("theirs");
});
