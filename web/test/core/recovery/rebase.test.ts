import { describe, expect, it, vi } from "vitest";
import * as Y from "yjs";
import { readField } from "../../../src/core/records/values";
import { ALL, rebase } from "../../../src/core/recovery/rebase";
import { replaceState } from "../../../src/core/recovery/replace-state";
import { FIELDS, ROOTS } from "../../../src/generated/plan";
import { type Random, randomFrom } from "../../fakes/random";

const WORDS = ["ab", "ö", "😀", "Chance ", "x", "👩‍💻"] as const;
const IDS = ["opp_a", "opp_b", "opp_c", "opp_d"] as const;
const FIELDS_OF = Object.entries(FIELDS.Opportunity);

const title = (doc: Y.Doc) => doc.getText("title");
const opportunities = (doc: Y.Doc) => doc.getMap("opportunities") as Y.Map<Y.Map<unknown>>;

/** The content that a page shows. */
function shown(doc: Y.Doc): unknown {
  const records = [...opportunities(doc).entries()].flatMap(([id, record]) => {
    if (!(record instanceof Y.Map) || typeof record.get("order") !== "string") return [];
    return [[id, FIELDS_OF.map(([name, shape]) => readField(shape, record.get(name)))] as const];
  });
  return {
    title: title(doc).toString().toWellFormed(),
    plan: doc.getMap("plan").get("currency"),
    records: records.sort(),
  };
}

function docOf(...updates: Uint8Array[]): Y.Doc {
  const doc = new Y.Doc();
  title(doc);
  opportunities(doc);
  doc.getMap("plan");
  for (const update of updates) Y.applyUpdate(doc, update);
  return doc;
}

const stateOf = (doc: Y.Doc) => Y.encodeStateAsUpdate(doc);

function splice(text: Y.Text, random: Random): void {
  const letters = [...text.toString()];
  const at = letters.slice(0, random.below(letters.length + 1)).join("").length;
  const word = letters.slice([...text.toString().slice(0, at)].length)[0];
  if (word !== undefined && random.below(3) === 0) text.delete(at, word.length);
  else text.insert(at, random.one(WORDS));
}

function create(doc: Y.Doc, id: string, order: string): void {
  const record = new Y.Map<unknown>([
    ["title", new Y.Text(id)],
    ["description", new Y.Text()],
    ["order", order],
  ]);
  opportunities(doc).set(id, record);
}

/** Makes a change that the server refuses. */
function poison(doc: Y.Doc, random: Random): void {
  const kind = random.below(4);
  if (kind === 0) doc.getMap("plan").set("unknown", Number.NaN);
  else if (kind === 1) opportunities(doc).set("opp_z", new Y.Map([["title", new Y.Text("without order")]]));
  else if (kind === 2) title(doc).insert(0, "\ud83d");
  else standTheWrongWayRound(doc);
}

/** Creates an item whose right neighbour precedes its left one, as a faulty undo does. */
function standTheWrongWayRound(doc: Y.Doc): void {
  const text = title(doc);
  if (text.length < 2) text.insert(0, "ab");
  doc.transact((transaction) => {
    const first = text._start as Y.Item;
    let last = first;
    while (last.right) last = last.right;
    const id = Y.createID(doc.clientID, Y.getState(doc.store, doc.clientID));
    const content = new Y.ContentString("wrong");
    const made = new Y.Item(id, last, last.lastId, first, first.id, text, null, content);
    made.integrate(transaction, 0);
  });
}

/** Makes a change as a person does. */
function act(doc: Y.Doc, random: Random): void {
  const record = opportunities(doc).get(random.one(IDS));
  const step = random.below(10);
  if (step < 4) splice(title(doc), random);
  else if (step < 6 && record) splice(record.get("title") as Y.Text, random);
  else if (step === 6 && record) record.set("effort", 1 + random.below(90));
  else if (step === 7) doc.getMap("plan").set("currency", random.one(["EUR", "CHF"]));
  else if (step === 8) opportunities(doc).delete(random.one(IDS));
  else create(doc, random.one(IDS), `a${random.below(9)}`);
}

describe("a rebase", () => {
  it("keeps all letters of others and one's own", () => {
    const server = docOf();
    title(server).insert(0, "one two three");
    const here = docOf(stateOf(server));
    title(here).insert(13, " end");
    title(here).delete(4, 4);
    title(here).insert(0, "start ");
    const fresh = docOf(stateOf(server));
    rebase(here, fresh, ROOTS.shared, ALL);
    title(server).insert(5, "WHILE");
    Y.applyUpdate(fresh, stateOf(server));
    expect(title(fresh).toString()).toBe("start one WHILEthree end");
  });

  it("includes values, links, records with their ids and deletions, each as a separate update", () => {
    const server = docOf();
    create(server, "opp_a", "a1");
    create(server, "opp_b", "a2");
    const here = docOf(stateOf(server));
    opportunities(here).get("opp_a")?.set("effort", 5);
    opportunities(here).delete("opp_b");
    create(here, "opp_c", "a3");
    here.getMap("plan").set("currency", "CHF");
    const action = new Y.Map<unknown>([
      ["order", "a1"],
      ["serves", new Y.Map([["opp_a", true]])],
    ]);
    here.getMap("actions").set("act_a", action);
    const fresh = docOf(stateOf(server));
    const { updates } = rebase(here, fresh, ROOTS.shared, ALL);
    expect(updates).toHaveLength(5);
    expect(shown(fresh)).toEqual(shown(here));
    expect(fresh.getMap("actions").toJSON()).toEqual({
      act_a: { order: "a1", serves: { opp_a: true } },
    });
  });

  it("drops invalid values and keeps the previous ones", () => {
    const server = docOf();
    create(server, "opp_a", "a1");
    const here = docOf(stateOf(server));
    const record = opportunities(here).get("opp_a") as Y.Map<unknown>;
    record.set("effort", Number.NaN);
    record.set("title", 5);
    record.set("stage", "agreed");
    opportunities(here).set("opp_b", new Y.Map([["title", new Y.Text("no order")]]));
    const fresh = docOf(stateOf(server));
    rebase(here, fresh, ROOTS.shared, ALL);
    expect(opportunities(fresh).toJSON()).toEqual({
      opp_a: { title: "opp_a", description: "", order: "a1", stage: "agreed" },
    });
  });

  it("never splits a character, even if that caused the refusal", () => {
    const server = docOf();
    title(server).insert(0, "a😀b");
    const here = docOf(stateOf(server));
    title(here).delete(1, 1);
    title(here).insert(0, "\ud83d");
    const fresh = docOf(stateOf(server));
    rebase(here, fresh, ROOTS.shared, ALL);
    expect(title(fresh).toString()).toBe(title(here).toString().toWellFormed());
    expect(title(fresh).toString().isWellFormed()).toBe(true);
  });

  it.each([
    (text: Y.Text) => text.delete(1, 1),
    (text: Y.Text) => text.delete(2, 1),
    (text: Y.Text) => text.insert(2, "x"),
    (text: Y.Text) => text.insert(2, "\ud83d"),
    (text: Y.Text) => {
      text.delete(1, 1);
      text.insert(1, "\ud83d");
    },
  ])("sends no half of a character, however it was cut (%#)", (cut) => {
    const server = docOf();
    title(server).insert(0, "a😀b");
    const here = docOf(stateOf(server));
    cut(title(here));
    const fresh = docOf(stateOf(server));
    const written: string[] = [];
    title(fresh).observe((event) => {
      for (const { insert } of event.delta) if (typeof insert === "string") written.push(insert);
      written.push(title(fresh).toString());
    });
    rebase(here, fresh, ROOTS.shared, ALL);
    expect(written.every((words) => words.isWellFormed())).toBe(true);
    expect(title(fresh).toString()).toBe(title(here).toString().toWellFormed());
  });

  it.each(Array.from({ length: 20 }, (_, part) => part))(
    "preserves the visible content, sessions %i",
    (part) => {
      for (let seed = part * 20; seed < part * 20 + 20; seed += 1) workshop(randomFrom(seed));
    },
  );
});

function workshop(random: Random): void {
  const { server, here, other } = poisoned(random);
  const fresh = docOf(stateOf(server));
  const { updates } = rebase(here, fresh, ROOTS.shared, ALL);
  expect(shown(fresh)).toEqual(shown(here));

  const taker = docOf(stateOf(server), ...updates.toReversed()); // Each is independent, so any order works.
  expect(taker.store.pendingStructs).toBeNull();
  expect(shown(taker)).toEqual(shown(here));
  for (const client of here.store.clients.keys())
    expect(Y.getState(taker.store, client)).toBe(Y.getState(server.store, client));

  const before = shown(here);
  const heard = vi.fn();
  opportunities(here).observeDeep(heard);
  replaceState(here, stateOf(fresh));
  expect(shown(here)).toEqual(before);
  if (opportunities(here).size > 0) expect(heard).toHaveBeenCalledTimes(1);

  act(here, random);
  Y.applyUpdate(taker, stateOf(other));
  Y.applyUpdate(here, stateOf(taker));
  Y.applyUpdate(taker, Y.encodeStateAsUpdate(here, Y.encodeStateVector(taker)));
  expect(shown(taker)).toEqual(shown(here));
}

/** Two people and a server with a part of their changes; one person made a refused change. */
function poisoned(random: Random) {
  const [server, here, other] = [docOf(), docOf(), docOf()];
  const poisonedAt = 21 + random.below(15);
  for (let step = 0; step < 40; step += 1) {
    act(random.one([here, other]), random);
    if (step === poisonedAt) poison(here, random);
    if (random.below(4) === 0) Y.applyUpdate(server, stateOf(other));
    if (step === 20) Y.applyUpdate(server, stateOf(here));
    if (random.below(6) === 0) Y.applyUpdate(here, stateOf(server));
    if (random.below(6) === 0) Y.applyUpdate(other, stateOf(server));
  }
  Y.applyUpdate(here, stateOf(server));
  return { server, here, other };
}
