import { signal } from "@preact/signals-core";
import { beforeEach, describe, expect, it } from "vitest";
import * as Y from "yjs";
import type { Replica, SyncStatus } from "../../src/core/replica";
import { LateEdits } from "../../src/doc/late-edits";
import { PlanDocument } from "../../src/doc/plan-document";

const SAVED = { kind: "saved" } as SyncStatus;
const OFFLINE = { kind: "offline" } as unknown as SyncStatus;

/** A browser with the shared document open; `reload` opens it again upon what it kept. */
class Browser {
  readonly doc = new Y.Doc();
  readonly status = signal(SAVED);
  readonly plan: PlanDocument;
  readonly late: LateEdits;

  constructor(participant: string, kept?: Uint8Array) {
    if (kept) Y.applyUpdate(this.doc, kept);
    const transact = <T>(change: () => T): T => this.doc.transact(change, "here");
    const replica = { doc: this.doc, participant, documentId: "doc_1", status: this.status, transact };
    const undo = new Y.UndoManager(this.doc);
    const rest = { undo, transactUntracked: transact, whenSynced: Promise.resolve() };
    this.plan = new PlanDocument({ ...replica, ...rest } as unknown as Replica, "shared");
    this.late = new LateEdits(this.plan);
  }

  get goals() {
    return this.plan.records("goals");
  }

  type(id: string, words: string): void {
    this.doc.transact(() => this.goals.text(id, "title")?.insert(0, words), "here");
  }

  hear(other: Browser): void {
    Y.applyUpdate(this.doc, Y.encodeStateAsUpdate(other.doc), "came by the connection");
  }
}

function pair(): readonly [Browser, Browser, string] {
  const [anna, ben] = [new Browser("par_anna"), new Browser("par_ben")];
  const id = anna.goals.create({ title: "Service" });
  ben.hear(anna);
  return [anna, ben, id];
}

const ids = (browser: Browser) => browser.late.deleted.value.map((one) => one.id);

beforeEach(() => localStorage.clear());

describe("a record that somebody else deletes", () => {
  it("is reported to the person who just wrote in it, until it is restored or dismissed", () => {
    const [anna, ben, id] = pair();
    ben.type(id, "Our ");
    anna.hear(ben);
    anna.plan.remove("goals", id);
    ben.hear(anna);
    expect(ids(ben)).toEqual([id]);
    expect(ben.plan.wordsOf("goals", id)).toBe("Our Service");
    anna.plan.restore("goals", id);
    ben.hear(anna);
    expect(ids(ben)).toEqual([]);
    ben.type(id, "Again ");
    anna.plan.remove("goals", id);
    ben.hear(anna);
    expect(ids(ben)).toEqual([id]);
    ben.late.dismiss(id);
    expect(ids(ben)).toEqual([]);
  });

  it("is not reported to its deleter, nor to people who only moved or never edited it", () => {
    const [anna, ben, id] = pair();
    const other = anna.goals.create({ title: "Other" });
    ben.hear(anna);
    ben.goals.move(id, "last");
    anna.type(other, "My ");
    ben.hear(anna);
    anna.hear(ben);
    anna.plan.remove("goals", other);
    anna.plan.remove("goals", id);
    ben.hear(anna);
    expect([ids(anna), ids(ben)]).toEqual([[], []]);
  });

  it("is reported after a reload if the edits were unsent", async () => {
    const [anna, ben, id] = pair();
    ben.status.value = OFFLINE;
    ben.type(id, "Offline ");
    anna.plan.remove("goals", id);
    const again = new Browser("par_ben", Y.encodeStateAsUpdate(ben.doc));
    again.status.value = OFFLINE;
    again.hear(anna);
    expect(ids(again)).toEqual([id]);
    expect(again.plan.wordsOf("goals", id)).toBe("Offline Service");
  });

  it("is not reported after a reload if the edits had been sent", async () => {
    const [anna, ben, id] = pair();
    ben.status.value = OFFLINE;
    ben.type(id, "Offline ");
    ben.status.value = SAVED;
    await Promise.resolve();
    anna.hear(ben);
    anna.plan.remove("goals", id);
    const again = new Browser("par_ben", Y.encodeStateAsUpdate(ben.doc));
    again.hear(anna);
    expect(ids(again)).toEqual([]);
  });
});
