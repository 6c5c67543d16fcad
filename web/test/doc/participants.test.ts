/* Who belongs to the plan, read from a record that may hold anything. */
import { expect, test } from "vitest";
import * as Y from "yjs";
import { Participants } from "../../src/doc/participants";

function entry(fields: Record<string, unknown>): Y.Map<unknown> {
  return new Y.Map(Object.entries(fields));
}

function record(): { doc: Y.Doc; map: Y.Map<unknown> } {
  const doc = new Y.Doc();
  return { doc, map: doc.getMap("participants") };
}

const CLAIRE = { name: "Claire", side: "customer", role: "editor", is_member: false, removed: false };

test("the list follows everybody who joins, changes or leaves", () => {
  const { doc, map } = record();
  const participants = new Participants(doc, "de");
  const names = () => participants.present.value.map((one) => `${one.name} ${one.role}`);
  map.set("par_2", entry(CLAIRE));
  map.set("par_1", entry({ ...CLAIRE, name: "Änne", is_member: true }));
  expect(names()).toEqual(["Änne editor", "Claire editor"]);
  expect(participants.present.value.map((one) => one.is_member)).toEqual([true, false]);
  (map.get("par_2") as Y.Map<unknown>).set("role", "viewer");
  expect(names()).toEqual(["Änne editor", "Claire viewer"]);
  (map.get("par_1") as Y.Map<unknown>).set("removed", true);
  expect(names()).toEqual(["Claire viewer"]);
});

test("malformed entries are skipped, and a guest is assumed if the type is missing", () => {
  const { doc, map } = record();
  map.set("text", "nobody");
  map.set("empty", entry({}));
  map.set("sideless", entry({ ...CLAIRE, side: 7 }));
  map.set("old", entry({ name: "Ben", side: "supplier", role: "viewer" }));
  const { present } = new Participants(doc, "en");
  expect(present.value.map((one) => [one.id, one.is_member, one.removed])).toEqual([["old", false, false]]);
});

test("people who left the plan keep their name", () => {
  const { doc, map } = record();
  map.set("par_1", entry({ ...CLAIRE, removed: true }));
  map.set("par_2", "nobody");
  const participants = new Participants(doc, "en");
  expect(["par_1", "par_2", "par_3"].map((id) => participants.find(id)?.name)).toEqual([
    "Claire",
    undefined,
    undefined,
  ]);
});
