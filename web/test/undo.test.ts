import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import { Undo } from "../src/core/undo";
import { contradictions } from "./neighbours";
import { type Random, randomFrom } from "./random";

const HERE = "written here";
const ROOT = "opportunities";

/** One browser: a document with its undo, and what others sent that it has not heard. */
class Place {
  readonly doc = new Y.Doc();
  readonly undo: Undo;
  readonly inbox: Uint8Array[] = [];

  constructor(clientId: number) {
    this.doc.clientID = clientId;
    this.undo = new Undo(this.doc, { trackedOrigins: new Set([HERE]), captureTimeout: 0 });
  }

  get records(): Y.Map<Y.Map<unknown>> {
    return this.doc.getMap(ROOT);
  }

  text(id = "a", name = "title"): Y.Text {
    return this.records.get(id)?.get(name) as Y.Text;
  }

  links(id = "a"): Y.Map<unknown> | undefined {
    return this.records.get(id)?.get("links") as Y.Map<unknown> | undefined;
  }

  write(change: () => void): void {
    this.doc.transact(change, HERE);
  }

  type(at: number, words: string, id = "a"): void {
    this.write(() => this.text(id).insert(at, words));
  }

  cut(at: number, length: number, id = "a"): void {
    this.write(() => this.text(id).delete(at, length));
  }

  create(id: string, title: string): void {
    const fields: [string, unknown][] = [
      ["title", new Y.Text(title)],
      ["description", new Y.Text()],
      ["links", new Y.Map()],
      ["order", "a1"],
      ["stage", "idea"],
    ];
    this.write(() => this.records.set(id, new Y.Map(fields)));
  }

  drop(id = "a"): void {
    this.write(() => this.records.delete(id));
  }

  hear(count = this.inbox.length): void {
    for (const update of this.inbox.splice(0, count)) {
      Y.applyUpdate(this.doc, update, "came by the connection");
      this.undo.heard(update);
    }
  }

  get content(): unknown {
    return [this.records.toJSON(), this.doc.getText("notes").toString()];
  }
}

function together(count: number, seed = 0): readonly Place[] {
  const places = Array.from(
    { length: count },
    (_, n) => new Place(1000 + ((seed * 7919 + n * 104_729) % 900_000)),
  );
  for (const place of places) {
    place.doc.on("update", (update, _origin, _doc, transaction) => {
      if (!transaction.local) return;
      for (const other of places) if (other !== place) other.inbox.push(update);
    });
  }
  return places;
}

function pair(title: string): readonly [Place, Place] {
  const [anna, ben] = together(2) as [Place, Place];
  anna.create("a", title);
  anna.undo.clear();
  meet([anna, ben]);
  return [anna, ben];
}

function meet(places: readonly Place[]): void {
  for (const place of places) place.hear();
}

function reopened(doc: Y.Doc): Place {
  const place = new Place(7);
  Y.applyUpdate(place.doc, Y.encodeStateAsUpdate(doc));
  return place;
}

describe("a record that returns", () => {
  it.each([
    ["the same neighbour twice", 2, 2, 3],
    ["neighbours the wrong way round", 0, 3, 2],
  ])("names its neighbours in their order, where Yjs's undo names %s", (_, at, length, place) => {
    const stock = new Place(5);
    stock.undo.destroy();
    const theirs = new Y.UndoManager(stock.doc, { trackedOrigins: new Set([HERE]), captureTimeout: 0 });
    const ours = new Place(5);
    for (const [browser, undo] of [
      [stock, theirs],
      [ours, ours.undo],
    ] as const) {
      browser.create("a", "abcd");
      browser.cut(at, length);
      undo.undo();
      browser.type(place, "X");
      browser.drop();
      undo.undo();
    }
    expect(contradictions(stock.doc, 0)).toHaveLength(1);
    expect(contradictions(ours.doc, 0)).toEqual([]);
    expect(ours.text().toString()).toBe(`${"abcd".slice(0, place)}X${"abcd".slice(place)}`);
    expect(reopened(ours.doc).content).toEqual(ours.content);
  });

  it("is what it was, fields, links and order included, and a redo deletes it again", () => {
    const [anna, ben] = pair("Service");
    ben.type(7, " pilot");
    ben.write(() => ben.links()?.set("goal_1", true));
    meet([anna, ben]);
    const before = anna.content;
    anna.drop();
    expect(anna.content).toEqual([{}, ""]);
    anna.undo.undo();
    meet([anna, ben]);
    expect([anna.content, ben.content]).toEqual([before, before]);
    anna.undo.redo();
    meet([anna, ben]);
    expect([anna.content, ben.content]).toEqual([
      [{}, ""],
      [{}, ""],
    ]);
    anna.undo.undo();
    expect(anna.content).toEqual(before);
  });

  it("lets everything be undone that was done in it before", () => {
    const [anna] = pair("Service");
    anna.type(0, "Our ");
    anna.cut(4, 3);
    anna.write(() => anna.records.get("a")?.set("stage", "won"));
    anna.drop();
    const seen: unknown[] = [];
    for (const way of ["undo", "undo", "undo", "undo", "redo", "redo", "redo", "redo"] as const) {
      anna.undo[way]();
      seen.push([anna.text()?.toString(), anna.records.get("a")?.get("stage")]);
    }
    expect(seen).toEqual([
      ["Our vice", "won"],
      ["Our vice", "idea"],
      ["Our Service", "idea"],
      ["Service", "idea"],
      ["Our Service", "idea"],
      ["Our vice", "idea"],
      ["Our vice", "won"],
      [undefined, undefined],
    ]);
  });

  it("is one item a text again, however it was typed", () => {
    const [anna, ben] = pair("");
    for (let n = 0; n < 20; n += 1) {
      anna.type(n % 3, "a");
      ben.type(0, "b");
      meet([anna, ben]);
    }
    anna.drop();
    const before = Y.encodeStateVector(anna.doc);
    anna.undo.undo();
    expect(anna.text().length).toBe(40);
    const { structs } = Y.decodeUpdate(Y.encodeStateAsUpdate(anna.doc, before));
    expect(structs.filter((struct) => (struct as Y.Item).content instanceof Y.ContentString)).toHaveLength(1);
  });

  it("holds what somebody else wrote in it without knowing that it was deleted", () => {
    const [anna, ben] = pair("Service");
    anna.drop();
    ben.type(7, " pilot");
    ben.write(() => ben.records.get("a")?.set("stage", "won"));
    ben.write(() => ben.links()?.set("goal_1", true));
    meet([anna, ben]);
    expect([anna.content, ben.content]).toEqual([
      [{}, ""],
      [{}, ""],
    ]);
    anna.undo.undo();
    meet([anna, ben]);
    const record = {
      title: "Service pilot",
      description: "",
      links: { goal_1: true },
      order: "a1",
      stage: "won",
    };
    expect([anna.content, ben.content]).toEqual([
      [{ a: record }, ""],
      [{ a: record }, ""],
    ]);
  });

  it("holds nothing that somebody else took out of it meanwhile, nor what was no longer seen", () => {
    const [anna, ben] = pair("Service secret");
    ben.cut(7, 7);
    meet([anna, ben]);
    anna.drop();
    ben.write(() => {
      ben.text().delete(0, 3);
      ben.text().insert(0, "De");
    });
    ben.write(() => ben.records.get("a")?.delete("stage"));
    meet([anna, ben]);
    anna.undo.undo();
    meet([anna, ben]);
    expect([anna.text().toString(), ben.text().toString()]).toEqual(["Device", "Device"]);
    expect(anna.records.get("a")?.has("stage")).toBe(false);
  });

  it("returns whole when both deleted it", () => {
    const [anna, ben] = pair("Service");
    anna.drop();
    ben.drop();
    meet([anna, ben]);
    anna.undo.undo();
    meet([anna, ben]);
    expect([anna.text().toString(), ben.text().toString()]).toEqual(["Service", "Service"]);
  });
});

describe("own work only", () => {
  it("leaves a field alone that somebody else has set or cleared since", () => {
    const [anna, ben] = pair("Service");
    anna.write(() => anna.records.get("a")?.set("stage", "won"));
    meet([anna, ben]);
    ben.write(() => ben.records.get("a")?.set("stage", "lost"));
    meet([anna, ben]);
    expect(anna.undo.undo()).toBeNull();
    expect(anna.records.get("a")?.get("stage")).toBe("lost");
    anna.write(() => anna.records.get("a")?.set("stage", "won"));
    meet([anna, ben]);
    ben.write(() => ben.records.get("a")?.delete("stage"));
    meet([anna, ben]);
    expect(anna.undo.undo()).toBeNull();
    expect(anna.records.get("a")?.has("stage")).toBe(false);
  });

  it("leaves a record there in which somebody else has written since it was made, or since it returned", () => {
    const [anna, ben] = pair("Service");
    anna.create("b", "New");
    meet([anna, ben]);
    ben.type(3, " thing", "b");
    meet([anna, ben]);
    expect(anna.undo.undo()).toBeNull();
    expect(anna.text("b").toString()).toBe("New thing");
    anna.drop("b");
    anna.undo.undo();
    meet([anna, ben]);
    ben.write(() => ben.records.get("b")?.set("stage", "won"));
    meet([anna, ben]);
    expect(anna.undo.redo()).toBeNull();
    expect([anna.text("b").toString(), anna.records.get("b")?.get("stage")]).toEqual(["New thing", "won"]);
  });

  it("takes back exactly the own letters of a text that returned and grew", () => {
    const [anna, ben] = pair("");
    anna.type(0, "hello");
    anna.cut(0, 5);
    anna.undo.undo();
    meet([anna, ben]);
    ben.type(2, "XY");
    meet([anna, ben]);
    anna.type(7, "!");
    anna.undo.undo();
    expect(anna.text().toString()).toBe("heXYllo");
    anna.undo.undo();
    expect(anna.text().toString()).toBe("XY");
  });
});

/** Letters tell who typed them. */
const LETTERS = ["abcdef", "mnopqr", "uvwxyz"] as const;

function work(places: readonly Place[], who: number, random: Random): void {
  const place = places[who] as Place;
  const ids = [...place.records.keys()];
  const id = random.one(ids);
  const texts = [place.doc.getText("notes"), ...ids.map((one) => place.text(one))];
  const text = random.one(texts);
  const at = random.below(text.length + 1);
  const length = Math.min(text.length - at, 1 + random.below(4));
  const deeds: (() => void)[] = [
    () => text.insert(at, (LETTERS[who] ?? "").slice(0, 1 + random.below(5))),
    () => text.insert(at, random.one([...(LETTERS[who] ?? "")])),
    () => length > 0 && text.delete(at, length),
    () => place.records.get(id)?.set(random.one(["stage", "order"]), `a${random.below(90)}`),
    () => place.records.get(id)?.delete("stage"),
    () => place.links(id)?.set(`g${random.below(3)}`, true),
    () => place.links(id)?.delete(`g${random.below(3)}`),
  ];
  const dice = random.below(12);
  if (dice === 0 || ids.length === 0) place.create(`r${who}${random.below(1000)}`, "");
  else if (dice <= 2) place.drop(id);
  else place.write(() => random.one(deeds)());
}

function textsOf(place: Place): ReadonlyMap<string, string> {
  const found = new Map([["notes", place.doc.getText("notes").toString()]]);
  for (const id of place.records.keys()) found.set(id, place.text(id).toString());
  return found;
}

/** Letters of others stay where an undo takes own ones back, and the records that hold any. */
function expectOthersLeft(before: ReadonlyMap<string, string>, place: Place, who: number): void {
  const after = textsOf(place);
  for (const [id, then] of before) {
    let at = 0;
    const now = after.get(id) ?? "";
    const others = [...then].filter((letter) => !LETTERS[who]?.includes(letter));
    for (const letter of others) at = now.indexOf(letter, at) + 1 || Number.POSITIVE_INFINITY;
    expect(at, `${id}: ${then} -> ${now}`).toBeLessThanOrEqual(now.length);
  }
}

function takeBack(place: Place, who: number, random: Random): void {
  const since = Y.getState(place.doc.store, place.doc.clientID);
  const before = textsOf(place);
  if (random.below(3) > 0) {
    place.undo.undo();
    expectOthersLeft(before, place, who);
  } else place.undo.redo();
  expect(contradictions(place.doc, since)).toEqual([]);
}

/** Three people, each deaf for stretches; returns how many steps were taken back. */
function workshop(seed: number): number {
  const random = randomFrom(seed);
  const places = together(3, seed + 1);
  let taken = 0;
  for (let step = 0; step < 150; step += 1) {
    const who = random.below(3);
    const place = places[who] as Place;
    const dice = random.below(10);
    if (dice < 5) work(places, who, random);
    else if (dice < 8) {
      takeBack(place, who, random);
      taken += 1;
    } else place.hear(random.below(place.inbox.length * 2 + 1));
  }
  meet(places);
  const [first, ...others] = places as [Place, Place, Place];
  for (const other of [...others, ...places.map((place) => reopened(place.doc))]) {
    expect(other.content, `seed ${seed}`).toEqual(first.content);
  }
  return taken;
}

it("keeps three people's documents the same through thousands of undos", () => {
  let taken = 0;
  for (let seed = 0; seed < 120; seed += 1) taken += workshop(seed);
  expect(taken).toBeGreaterThan(4000);
});
