import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import { firstChunk, hadNothingButStructs } from "../../../src/core/sync/update-chunks";
import { randomFrom } from "../../fakes/random";

/** Sends an update part by part to a document, which never has to wait for what a part hangs on. */
function send(from: Y.Doc, to: Y.Doc, limit: number, meanwhile = () => {}): number {
  let had = hadNothingButStructs(Y.encodeStateVector(to));
  for (let parts = 0; ; parts += 1) {
    const update = Y.encodeStateAsUpdate(from, had.vector);
    const portion = update.length > limit ? firstChunk(update, had, limit) : undefined;
    const sent = portion?.update ?? update;
    Y.applyUpdate(to, sent);
    expect(to.store.pendingStructs).toBeNull();
    expect(to.store.pendingDs).toBeNull();
    expect(sent.length).toBeLessThan(limit * 3 + 100);
    if (!portion || portion.isLast) return parts;
    had = portion.had;
    expect([...Y.decodeStateVector(had.vector)].sort()).toEqual(
      [...Y.decodeStateVector(Y.encodeStateVector(to))].sort(),
    );
    meanwhile();
  }
}

/** The structs as they were before anything was deleted, by the same client. */
function withoutDeletions(doc: Y.Doc): Uint8Array {
  const before = new Y.Doc();
  before.clientID = doc.clientID;
  before.getText("notes").insert(0, "ab ".repeat(3000));
  return Y.encodeStateAsUpdate(before);
}

const json = (doc: Y.Doc) => [doc.getText("notes").toString(), doc.getMap("goals").toJSON()];

describe("an update in parts", () => {
  it("cuts a long text between characters", () => {
    const [from, to] = [new Y.Doc(), new Y.Doc()];
    from.getText("notes").insert(0, "a😀".repeat(3000));
    expect(send(from, to, 1024)).toBeGreaterThan(5);
    expect(json(to)).toEqual(json(from));
  });

  it.each([1, 2, 3, 4, 5, 6])("is complete again after interleaved edits (seed %i)", (seed) => {
    const random = randomFrom(seed);
    const docs = [new Y.Doc(), new Y.Doc(), new Y.Doc()];
    const to = new Y.Doc();
    for (let round = 0; round < 300; round += 1) {
      const doc = random.one(docs);
      const notes = doc.getText("notes");
      const goals = doc.getMap("goals");
      const chance = random.below(10);
      if (chance < 4) notes.insert(random.below(notes.length + 1), "wörter ".repeat(1 + random.below(9)));
      else if (chance < 6) notes.delete(0, Math.min(notes.length, random.below(20)));
      else if (chance < 8)
        goals.set(`gol_${random.below(20)}`, new Y.Map([["title", new Y.Text("x".repeat(50))]]));
      else if (chance < 9) goals.delete(`gol_${random.below(20)}`);
      else Y.applyUpdate(random.one(docs), Y.encodeStateAsUpdate(doc));
      if (round === 100) Y.applyUpdate(to, Y.encodeStateAsUpdate(random.one(docs)));
    }
    const [from] = docs as [Y.Doc, Y.Doc, Y.Doc];
    for (const doc of docs) Y.applyUpdate(from, Y.encodeStateAsUpdate(doc));
    expect(send(from, to, 1000)).toBeGreaterThan(2);
    expect(json(to)).toEqual(json(from));
    expect(Y.encodeStateVector(to)).toEqual(Y.encodeStateVector(from));
  });

  /** Every other word of many is gone. */
  function torn(words: number): Y.Doc {
    const doc = new Y.Doc();
    const notes = doc.getText("notes");
    doc.transact(() => {
      notes.insert(0, "ab ".repeat(words));
      for (let at = words - 1; at >= 0; at -= 1) notes.delete(at * 3, 2);
    });
    return doc;
  }

  it.each([0, 1])("sends any number of deletions (the peer has the structs: %i)", (has) => {
    const from = torn(3000);
    const to = new Y.Doc();
    if (has) Y.applyUpdate(to, withoutDeletions(from));
    expect(send(from, to, 1000)).toBeGreaterThan(5);
    expect(json(to)).toEqual(json(from));
    expect(Y.encodeStateAsUpdate(to).length).toBe(Y.encodeStateAsUpdate(from).length);
  });

  it("includes edits and deletions made while the parts are sent", () => {
    const from = torn(2000);
    const to = new Y.Doc();
    let round = 0;
    const meanwhile = () => {
      round += 1;
      const notes = from.getText("notes");
      if (round < 12) notes.insert((round * 37) % notes.length, "new ");
      if (round < 12) notes.delete((round * 101) % (notes.length - 3), 3);
    };
    expect(send(from, to, 1000, meanwhile)).toBeGreaterThan(8);
    expect(json(to)).toEqual(json(from));
  });

  it("sends a value larger than a part in its own part", () => {
    const [from, to] = [new Y.Doc(), new Y.Doc()];
    from.getText("notes").insert(0, "x".repeat(900));
    from.getMap("goals").set("a", "x".repeat(2500));
    expect(send(from, to, 1000)).toBeGreaterThan(0);
    expect(json(to)).toEqual(json(from));
  });

  it("does not exist if one value is larger than any message", () => {
    const from = new Y.Doc();
    from.getMap("goals").set("a", "x".repeat(1_000_000));
    const nothing = hadNothingButStructs(Uint8Array.of(0));
    expect(firstChunk(Y.encodeStateAsUpdate(from), nothing, 1000)).toBeUndefined();
  });
});
