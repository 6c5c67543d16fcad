/*
 * Yjs's own undo with records that are deleted by a field: undo reverts only what RecordSet writes. Three people work
 * on one plan and synchronise late; the test runs thousands of undos.
 */
import { describe, expect, it } from "vitest";
import * as Y from "yjs";
import { RecordSet } from "../../../src/core/records/record-set";
import { Undo } from "../../../src/core/undo/undo";
import { FIELDS, type Goal } from "../../../src/generated/plan";
import { contradictions } from "../../fakes/neighbours";
import { type Random, randomFrom } from "../../fakes/random";

const HERE = "written here";
const UNTRACKED = "written here, not undone";

/** One browser: a document with its undo, and updates from others that it has not received. */
class Place {
  readonly doc = new Y.Doc();
  readonly undo: Undo;
  readonly goals: RecordSet<Goal>;
  readonly inbox: Uint8Array[] = [];

  constructor(clientId: number) {
    this.doc.clientID = clientId;
    this.undo = new Undo(this.doc, { trackedOrigins: new Set([HERE]), captureTimeout: 0 });
    const writer = {
      doc: this.doc,
      participant: `par_${clientId}`,
      transact: <T>(change: () => T): T => this.doc.transact(change, HERE),
      transactUntracked: <T>(change: () => T): T => this.doc.transact(change, UNTRACKED),
    };
    this.goals = new RecordSet<Goal>(writer, "goals", FIELDS.Goal, "gol");
  }

  text(id: string): Y.Text {
    return this.goals.text(id, "title") as Y.Text;
  }

  words(id: string): string {
    return this.text(id).toString();
  }

  type(id: string, at: number, words: string): void {
    this.doc.transact(() => this.text(id).insert(at, words), HERE);
  }

  cut(id: string, at: number, length: number): void {
    this.doc.transact(() => this.text(id).delete(at, length), HERE);
  }

  hear(count = this.inbox.length): void {
    for (const update of this.inbox.splice(0, count))
      Y.applyUpdate(this.doc, update, "came by the connection");
  }

  get content(): unknown {
    return [this.doc.getMap("goals").toJSON(), this.doc.getText("notes").toString()];
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

function meet(places: readonly Place[]): void {
  for (const place of places) place.hear();
}

function pair(title: string): readonly [Place, Place, string] {
  const [anna, ben] = together(2) as [Place, Place];
  const id = anna.goals.create({ title });
  anna.undo.clear();
  meet([anna, ben]);
  return [anna, ben, id];
}

describe("a deleted record", () => {
  it("is restored by undo with its links and position, and deleted again by redo", () => {
    const [anna, ben, id] = pair("Service");
    anna.goals.create({ title: "after it" });
    anna.undo.clear();
    ben.type(id, 7, " pilot");
    ben.goals.link(id, "opportunities", "opp_1", true);
    meet([anna, ben]);
    const before = [anna.content, anna.goals.ids.value];
    anna.goals.remove(id);
    expect(anna.goals.removed.value).toEqual([id]);
    anna.undo.undo();
    meet([anna, ben]);
    expect([anna.content, anna.goals.ids.value]).toEqual(before);
    expect([ben.content, ben.goals.ids.value]).toEqual(before);
    anna.undo.redo();
    meet([anna, ben]);
    expect([anna.goals.has(id), ben.goals.has(id)]).toEqual([false, false]);
    anna.undo.undo();
    expect([anna.content, anna.goals.ids.value]).toEqual(before);
  });

  it("keeps what somebody else wrote in it meanwhile, also after a restore", () => {
    const [anna, ben, id] = pair("Service");
    anna.goals.remove(id);
    ben.type(id, 7, " pilot");
    ben.goals.update(id, { unit: "%" });
    ben.goals.link(id, "opportunities", "opp_1", true);
    meet([anna, ben]);
    expect(ben.goals.ids.value).toEqual([]);
    anna.undo.undo();
    meet([anna, ben]);
    for (const place of [anna, ben]) {
      expect(place.words(id)).toBe("Service pilot");
      expect(place.goals.field(id, "unit").value).toBe("%");
      expect(place.goals.field(id, "opportunities").value).toEqual(["opp_1"]);
    }
  });

  it("is restored without what somebody else removed from it meanwhile", () => {
    const [anna, ben, id] = pair("Service secret");
    anna.goals.remove(id);
    ben.cut(id, 7, 7);
    meet([anna, ben]);
    anna.undo.undo();
    meet([anna, ben]);
    expect([anna.words(id), ben.words(id)]).toEqual(["Service", "Service"]);
  });

  it("that two people deleted stays deleted until both undo or one restores it", () => {
    const [anna, ben, id] = pair("Service");
    anna.goals.remove(id);
    ben.goals.remove(id);
    meet([anna, ben]);
    const [winner, loser] =
      anna.goals.field(id, "removed_by").value === "par_1000" ? [anna, ben] : [ben, anna];
    loser.undo.undo();
    meet([anna, ben]);
    expect([anna.goals.has(id), ben.goals.has(id)]).toEqual([false, false]);
    winner.undo.undo();
    meet([anna, ben]);
    expect([anna.goals.has(id), ben.goals.has(id)]).toEqual([true, true]);
  });

  it("that somebody else restored is not affected by undo and redo", () => {
    const [anna, ben, id] = pair("Service");
    anna.goals.remove(id);
    meet([anna, ben]);
    ben.goals.restore(id);
    meet([anna, ben]);
    expect(anna.undo.undo()).toBeNull();
    meet([anna, ben]);
    expect([anna.goals.has(id), ben.goals.has(id)]).toEqual([true, true]);
  });

  it("does not prevent undoing earlier edits in it", () => {
    const [anna, , id] = pair("Service");
    anna.type(id, 0, "Our ");
    anna.cut(id, 4, 3);
    anna.goals.update(id, { unit: "%" });
    anna.goals.remove(id);
    const seen: unknown[] = [];
    for (const way of ["undo", "undo", "undo", "undo", "redo", "redo", "redo", "redo"] as const) {
      anna.undo[way]();
      seen.push([anna.words(id), anna.goals.field(id, "unit").value, anna.goals.has(id)]);
    }
    expect(seen).toEqual([
      ["Our vice", "%", true],
      ["Our vice", undefined, true],
      ["Our Service", undefined, true],
      ["Service", undefined, true],
      ["Our Service", undefined, true],
      ["Our vice", undefined, true],
      ["Our vice", "%", true],
      ["Our vice", "%", false],
    ]);
  });
});

describe("a new record", () => {
  it("goes to the bin by undo with others' edits, and returns by redo", () => {
    const [anna, ben] = together(2) as [Place, Place];
    const id = anna.goals.create({ title: "New" });
    meet([anna, ben]);
    ben.type(id, 3, " thing");
    meet([anna, ben]);
    anna.undo.undo();
    meet([anna, ben]);
    expect([anna.goals.ids.value, ben.goals.removed.value]).toEqual([[], [id]]);
    expect(ben.words(id)).toBe("New thing");
    anna.undo.redo();
    meet([anna, ben]);
    expect([anna.words(id), ben.goals.ids.value]).toEqual(["New thing", [id]]);
  });
});

describe("undo affects only own edits", () => {
  it("does not change a field that somebody else has set since", () => {
    const [anna, ben, id] = pair("Service");
    anna.goals.update(id, { unit: "%" });
    meet([anna, ben]);
    ben.goals.update(id, { unit: "EUR" });
    meet([anna, ben]);
    expect(anna.undo.undo()).toBeNull();
    expect(anna.goals.field(id, "unit").value).toBe("EUR");
  });

  it.each(["anna", "ben"])(
    "restores the earlier value of a key that both set at once, and %s won",
    (winner) => {
      const [anna, ben, id] = pair("Service");
      anna.goals.create({ title: "second" });
      anna.undo.clear();
      meet([anna, ben]);
      const [first, second] = winner === "anna" ? [ben, anna] : [anna, ben];
      first.goals.move(id, "last");
      second.goals.move(id, "last");
      meet([anna, ben]);
      for (const way of ["undo", "redo", "undo"] as const) {
        anna.undo[way]();
        meet([anna, ben]);
        for (const place of [anna, ben]) {
          expect([place.goals.ids.value.length, place.goals.skipped.value]).toEqual([2, 0]);
          expect(place.goals.ids.value).toEqual(anna.goals.ids.value);
        }
      }
    },
  );

  it("removes only own letters of an undone text that grew", () => {
    const [anna, ben, id] = pair("");
    anna.type(id, 0, "hello");
    anna.cut(id, 0, 5);
    anna.undo.undo();
    meet([anna, ben]);
    ben.type(id, 2, "XY");
    meet([anna, ben]);
    anna.type(id, 7, "!");
    anna.undo.undo();
    expect(anna.words(id)).toBe("heXYllo");
    anna.undo.undo();
    expect(anna.words(id)).toMatch(/^(he)?XY(llo)?$/);
  });
});

/** Letters identify their author. */
const LETTERS = ["abcdef", "mnopqr", "uvwxyz"] as const;

function work(place: Place, who: number, random: Random): void {
  const ids = place.goals.ids.peek();
  const dice = random.below(12);
  if (dice === 0 || ids.length === 0) {
    place.goals.create({}, random.one(["first", "last"] as const));
    return;
  }
  const id = random.one(ids);
  if (dice <= 2) return place.goals.remove(id);
  const removed = place.goals.removed.peek();
  if (dice === 3 && removed.length > 0) return place.goals.restore(random.one(removed));
  const letters = LETTERS[who] ?? "";
  const text = random.one([place.doc.getText("notes"), ...ids.map((one) => place.text(one))]);
  const at = random.below(text.length + 1);
  const length = Math.min(text.length - at, 1 + random.below(4));
  const typing = (change: () => void) => place.doc.transact(change, HERE);
  random.one<() => void>([
    () => typing(() => text.insert(at, letters.slice(0, 1 + random.below(5)))),
    () => typing(() => text.insert(at, random.one([...letters]))),
    () => typing(() => length > 0 && text.delete(at, length)),
    () => place.goals.update(id, { unit: random.one(["%", "EUR", undefined]) }),
    () => place.goals.move(id, random.one(["first", "last"] as const)),
    () => place.goals.link(id, "opportunities", `opp_${random.below(3)}`, random.below(2) === 0),
  ])();
}

/** Of every record, deleted or not, and of the notes. */
function textsOf(place: Place): ReadonlyMap<string, string> {
  const found = new Map([["notes", place.doc.getText("notes").toString()]]);
  for (const id of [...place.goals.ids.peek(), ...place.goals.removed.peek()]) found.set(id, place.words(id));
  return found;
}

/** Letters of others stay when an undo reverts own ones. */
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
  expect(place.goals.skipped.peek()).toBe(0);
}

function reopened(doc: Y.Doc): Place {
  const place = new Place(7);
  Y.applyUpdate(place.doc, Y.encodeStateAsUpdate(doc));
  return place;
}

/** Three people, each offline for a while; returns the number of undone steps. */
function workshop(seed: number): number {
  const random = randomFrom(seed);
  const places = together(3, seed + 1);
  let taken = 0;
  for (let step = 0; step < 150; step += 1) {
    const who = random.below(3);
    const place = places[who] as Place;
    const dice = random.below(10);
    if (dice < 5) work(place, who, random);
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

it("keeps three people's documents equal through thousands of undos", () => {
  let taken = 0;
  for (let seed = 0; seed < 120; seed += 1) taken += workshop(seed);
  expect(taken).toBeGreaterThan(4000);
});
