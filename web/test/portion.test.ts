import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import { firstPortion } from "../src/core/portion";
import { randomFrom } from "./random";

/** Sends an update part by part to a document, which never has to wait for what a part hangs on. */
function send(from: Y.Doc, to: Y.Doc, limit: number): number {
  let vector = Y.encodeStateVector(to);
  for (let parts = 0; ; parts += 1) {
    const update = Y.encodeStateAsUpdate(from, vector);
    const portion = update.length > limit ? firstPortion(update, vector, limit) : undefined;
    Y.applyUpdate(to, portion?.update ?? update);
    expect(to.store.pendingStructs).toBeNull();
    expect(to.store.pendingDs).toBeNull();
    if (!portion) return parts;
    expect(portion.update.length).toBeLessThan(limit * 2 + 100);
    expect(portion.update.length).toBeGreaterThan(0);
    vector = portion.vector;
    expect([...Y.decodeStateVector(vector)].sort()).toEqual(
      [...Y.decodeStateVector(Y.encodeStateVector(to))].sort(),
    );
  }
}

const json = (doc: Y.Doc) => [doc.getText("notes").toString(), doc.getMap("goals").toJSON()];

describe("an update in parts", () => {
  it("cuts a long text between characters", () => {
    const [from, to] = [new Y.Doc(), new Y.Doc()];
    from.getText("notes").insert(0, "a😀".repeat(3000));
    expect(send(from, to, 1024)).toBeGreaterThan(5);
    expect(json(to)).toEqual(json(from));
  });

  it.each([1, 2, 3, 4, 5, 6])("is whole again, whoever wrote among whose words (seed %i)", (seed) => {
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

  it("is none where one value is larger than every part", () => {
    const from = new Y.Doc();
    from.getMap("goals").set("a", "x".repeat(5000));
    expect(firstPortion(Y.encodeStateAsUpdate(from), Uint8Array.of(0), 1000)).toBeUndefined();
  });
});
