import { effect } from "@preact/signals-core";
import { beforeEach, describe, expect, it } from "vitest";
import * as Y from "yjs";
import { byOrder, isKey, keysAt, type Placed } from "../../../src/core/records/order";
import { RecordSet } from "../../../src/core/records/record-set";
import { FIELDS, type Opportunity } from "../../../src/generated/plan";
import { randomFrom } from "../../fakes/random";

let doc: Y.Doc;
let opportunities: RecordSet<Opportunity>;

const open = (of: Y.Doc) => {
  const transact = <T>(change: () => T): T => of.transact(change, "here");
  const transactUntracked = <T>(change: () => T): T => of.transact(change, "untracked");
  const writer = { doc: of, participant: "par_anna", transact, transactUntracked };
  return new RecordSet<Opportunity>(writer, "opportunities", FIELDS.Opportunity, "opp");
};
const raw = () => doc.getMap<Y.Map<unknown>>("opportunities");

beforeEach(() => {
  doc = new Y.Doc();
  opportunities = open(doc);
});

function put(id: string, fields: Record<string, unknown>): void {
  raw().set(id, new Y.Map(Object.entries(fields)));
}

describe("reading", () => {
  it("returns plain values with the schema's defaults, and follows every change", () => {
    const id = opportunities.create({ title: "Predictive service", benefit_customer: 120000 });
    const title = opportunities.field(id, "title");
    const benefit = opportunities.field(id, "benefit_customer");
    const seen: unknown[] = [];
    effect(() => {
      seen.push([title.value, benefit.value]);
    });
    opportunities.text(id, "title")?.insert(0, "A ");
    opportunities.update(id, { benefit_customer: undefined });
    expect(seen).toEqual([
      ["Predictive service", 120000],
      ["A Predictive service", 120000],
      ["A Predictive service", undefined],
    ]);
    expect(opportunities.field(id, "stage").value).toBe("idea");
  });

  it("notifies only the readers of changed fields", () => {
    const one = opportunities.create({ title: "one" });
    const two = opportunities.create({ title: "two" });
    let runs = 0;
    const stop = effect(() => {
      opportunities.field(one, "title").value;
      opportunities.ids.value;
      runs += 1;
    });
    opportunities.text(two, "title")?.insert(0, "x");
    opportunities.update(one, { effort: 3 });
    raw().get(two)?.set("order", "zz");
    expect(runs).toBe(1);
    stop();
  });

  it("skips and counts malformed records; reads malformed fields as absent", () => {
    const good = opportunities.create({ title: "good" });
    raw().set("text", "not a record" as never);
    put("no_order", { title: "x" });
    put("bad_order", { order: 7 });
    put("not an id!", { order: "a0" });
    put("odd", {
      order: "zzz",
      probability: 7,
      effort: Number.NaN,
      stage: "unheard of",
      title: 5,
      time_horizon: "soon",
    });
    expect(opportunities.ids.value).toEqual([good, "odd"]);
    expect(opportunities.skipped.value).toBe(4);
    for (const name of ["probability", "effort", "time_horizon"] as const) {
      expect(opportunities.field("odd", name).value).toBeUndefined();
    }
    expect(opportunities.field("odd", "stage").value).toBe("idea");
    expect(opportunities.field("odd", "title").value).toBe("");
  });

  it("lists deleted records separately, newest first, with author and time", () => {
    const [one, two] = [opportunities.create({ title: "one" }), opportunities.create({ title: "two" })];
    const before = Date.now();
    opportunities.remove(one);
    raw().get(two)?.set("removed_at", "2020-01-01T00:00:00Z");
    expect([opportunities.ids.value, opportunities.removed.value]).toEqual([[], [one, two]]);
    expect([opportunities.has(one), opportunities.skipped.value]).toEqual([false, 0]);
    expect(opportunities.field(one, "title").value).toBe("one");
    expect(opportunities.field(one, "removed_by").value).toBe("par_anna");
    expect(Date.parse(opportunities.field(one, "removed_at").value ?? "")).toBeGreaterThanOrEqual(before);
    opportunities.restore(one);
    expect([opportunities.ids.value, opportunities.removed.value]).toEqual([[one], [two]]);
    expect(opportunities.field(one, "removed_by").value).toBeUndefined();
  });

  it("ignores a repeated deletion or restoration", () => {
    const id = opportunities.create({ title: "one" });
    let updates = 0;
    doc.on("update", () => {
      updates += 1;
    });
    opportunities.restore(id);
    opportunities.remove("opp_unknown");
    opportunities.restore("opp_unknown");
    expect(updates).toBe(0);
    opportunities.remove(id);
    const since = opportunities.field(id, "removed_at").value;
    opportunities.remove(id);
    expect([updates, opportunities.field(id, "removed_at").value]).toEqual([1, since]);
  });

  it("accepts only a time as a deletion", () => {
    const id = opportunities.create({ title: "one" });
    raw().get(id)?.set("removed_at", "yesterday");
    expect([opportunities.ids.value, opportunities.removed.value]).toEqual([[id], []]);
  });
});

describe("writing", () => {
  it("creates all texts at once, so that concurrent edits of a new record lose nothing", () => {
    const id = opportunities.create();
    const other = copy();
    opportunities.text(id, "description")?.insert(0, "mine");
    other.getMap<Y.Map<Y.Text>>("opportunities").get(id)?.get("description")?.insert(0, "yours");
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(other));
    const both = opportunities.field(id, "description").value;
    expect(both).toHaveLength(9);
    expect([both?.includes("mine"), both?.includes("yours")]).toEqual([true, true]);
  });

  it("refuses invalid values", () => {
    const id = opportunities.create();
    expect(() => opportunities.update(id, { probability: 1.5 })).toThrow(RangeError);
    expect(() => opportunities.update(id, { effort: 0 })).toThrow(RangeError);
    expect(() => opportunities.update(id, { time_horizon: "2027-02-30" })).toThrow(RangeError);
    expect(opportunities.field(id, "probability").value).toBeUndefined();
  });

  it("writes nothing if nothing changes", () => {
    const id = opportunities.create({ effort: 3 });
    let updates = 0;
    doc.on("update", () => {
      updates += 1;
    });
    opportunities.update(id, { effort: 3 });
    opportunities.move(id, "first");
    expect(updates).toBe(0);
  });
});

describe("order", () => {
  it.each(Array.from({ length: 30 }, (_, seed) => seed))("is the requested one (seed %i)", (seed) => {
    const random = randomFrom(seed);
    for (let n = 0; n < 4; n += 1) opportunities.create();
    damage(seed);
    for (let step = 0; step < 40; step += 1) {
      const ids = [...opportunities.ids.value];
      const id = random.below(3) === 0 ? opportunities.create() : random.one(ids);
      const others = ids.filter((one) => one !== id);
      const to = random.below(others.length + 1);
      const neighbour = others[to];
      opportunities.move(id, neighbour ? { before: neighbour } : "last");
      expect(opportunities.ids.value).toEqual([...others.slice(0, to), id, ...others.slice(to)]);
    }
  });

  it("inserts between two records with equal keys", () => {
    put("opp_a", { order: "a0" });
    put("opp_b", { order: "a0" });
    put("opp_c", { order: "a1" });
    opportunities.move("opp_c", { before: "opp_b" });
    expect(opportunities.ids.value).toEqual(["opp_a", "opp_c", "opp_b"]);
    expect(opportunities.field("opp_a", "order").value).toBe("a0");
  });

  it("compares by code unit, as the server does", () => {
    put("opp_1", { order: "Zz" });
    put("opp_2", { order: "a0" });
    put("opp_3", { order: "aB" });
    put("opp_4", { order: "aa" });
    expect(opportunities.ids.value).toEqual(["opp_1", "opp_2", "opp_3", "opp_4"]);
  });

  it("gives two people different keys for the same position", () => {
    const places: Placed[] = [
      { id: "x", order: "a0" },
      { id: "y", order: "a1" },
    ];
    const keys = Array.from({ length: 200 }, () => keysAt(places, 1, "n")[0]?.order ?? "");
    expect(new Set(keys).size).toBeGreaterThan(20);
    for (const key of keys) expect("a0" < key && key < "a1" && isKey(key)).toBe(true);
  });

  it("stays short after a thousand inserts at one position", () => {
    let others: Placed[] = [{ id: "end", order: "a1" }];
    for (let n = 0; n < 1000; n += 1) {
      const [own] = keysAt(others, others.length - 1, `n${n}`);
      if (own) others = [...others, own].sort(byOrder);
    }
    expect(Math.max(...others.map((one) => one.order.length))).toBeLessThan(1000);
  });
});

it("a keystroke notifies only the edited field among 500 records", () => {
  const many = new Y.Doc();
  const set = open(many);
  many.transact(() => {
    for (let n = 0; n < 500; n += 1) set.create({ title: `Opportunity ${n}`, effort: n + 1 });
  });
  const loaded = new Y.Doc();
  Y.applyUpdate(loaded, Y.encodeStateAsUpdate(many));
  const opened = open(loaded);
  const heard: string[] = [];
  for (const id of opened.ids.value) {
    for (const name of Object.keys(FIELDS.Opportunity) as (keyof Opportunity)[])
      effect(() => void heard.push(`${id} ${name} ${opened.field(id, name).value}`));
  }
  expect(heard).toHaveLength(500 * Object.keys(FIELDS.Opportunity).length);
  const last = opened.ids.value.at(-1) ?? "";
  heard.length = 0;
  opened.text(last, "title")?.insert(0, "x");
  expect(heard).toEqual([`${last} title xOpportunity 499`]);
});

function copy(): Y.Doc {
  const other = new Y.Doc();
  Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
  return other;
}

/** Some seeds start with equal keys, as two offline tabs create them. */
function damage(seed: number): void {
  if (seed % 3 === 0) for (const record of raw().values()) record.set("order", "a5");
}
