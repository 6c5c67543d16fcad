/*
 * Wrote the golden documents of shape 2 that Yjs made, once: node schemas/examples/make_browser.mjs. Refuses to overwrite:
 * golden bytes stay as they are for ever. Git has the version that wrote shape 1. See README.md beside this file.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { canonicalJson, plain, Y } from "../../tests/interop/stock.mjs";

const VERSION = new URL("v2/", import.meta.url);

function keep(name, kind, doc) {
  mkdirSync(VERSION, { recursive: true });
  const file = new URL(`${name}.${kind}`, VERSION).pathname;
  writeFileSync(`${file}.bin`, Y.encodeStateAsUpdate(doc), { flag: "wx" });
  writeFileSync(`${file}.json`, `${canonicalJson(plain(doc, kind))}\n`, { flag: "wx" });
}

function person(clientID) {
  const doc = new Y.Doc();
  doc.clientID = clientID;
  return doc;
}

function exchange(one, other) {
  const [first, second] = [one, other].map((doc) => Y.encodeStateAsUpdate(doc));
  Y.applyUpdate(one, second);
  Y.applyUpdate(other, first);
}

function addGoal(doc, id, order, title) {
  const fields = { order, title: new Y.Text(title), measure: new Y.Text(), opportunities: new Y.Map() };
  doc.getMap("goals").set(id, new Y.Map(Object.entries(fields)));
}

const goal = (doc, id) => doc.getMap("goals").get(id);

function remove(doc, id, by) {
  doc.transact(() => {
    goal(doc, id).set("removed_at", "2026-01-16T09:30:00.000Z");
    goal(doc, id).set("removed_by", by);
  }, "here");
}

/** Deleted while somebody else writes in it; deleted by both at once; deleted, taken back by undo, and deleted again. */
function deletedInAllWays() {
  const [anna, jose] = [person(21), person(22)];
  ["a", "b", "c"].forEach((key, at) => addGoal(anna, `gol_${key}`, `a${at}`, `Ziel ${key} 🌱`));
  exchange(anna, jose);
  const undo = new Y.UndoManager(anna, { trackedOrigins: new Set(["here"]), captureTimeout: 0 });
  remove(anna, "gol_a", "par_anna");
  goal(jose, "gol_a").get("title").insert(0, "Noch schnell: ");
  remove(anna, "gol_b", "par_anna");
  remove(jose, "gol_b", "par_jose");
  exchange(anna, jose);
  remove(anna, "gol_c", "par_anna");
  undo.undo();
  undo.redo();
  undo.undo();
  exchange(anna, jose);
  return anna;
}

keep("deleted", "shared", deletedInAllWays());
