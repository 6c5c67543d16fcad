// @vitest-environment happy-dom
/* Undo and redo after the page was closed: each document is loaded anew, as a browser does, with no content of deletions. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import * as Y from "yjs";
import { RecordSet } from "../../../src/core/records/record-set";
import { Undo } from "../../../src/core/undo/undo";
import { FIELDS, type Goal } from "../../../src/generated/plan";

const HERE = "written here";
const NOT_UNDONE = "written here, not undone";

class Page {
  readonly doc = new Y.Doc();
  readonly undo: Undo;
  readonly goals: RecordSet<Goal>;

  constructor(state?: Uint8Array, key: string | undefined = "doc_1:par_1") {
    if (state) Y.applyUpdate(this.doc, state, "loaded");
    this.undo = new Undo(this.doc, { trackedOrigins: new Set([HERE]), captureTimeout: 0, key });
    const transact = <T>(change: () => T): T => this.doc.transact(change, HERE);
    const transactUntracked = <T>(change: () => T): T => this.doc.transact(change, NOT_UNDONE);
    const writer = { doc: this.doc, participant: "par_1", transact, transactUntracked };
    this.goals = new RecordSet<Goal>(writer, "goals", FIELDS.Goal, "gol");
  }

  write(change: (title: Y.Text) => void, id: string): void {
    this.doc.transact(() => change(this.goals.text(id, "title") as Y.Text), HERE);
  }

  words(id: string): string {
    return String(this.goals.text(id, "title"));
  }

  /** As others would: through an update. */
  other(change: (page: Page) => void): void {
    const page = new Page(Y.encodeStateAsUpdate(this.doc), "");
    change(page);
    Y.applyUpdate(this.doc, Y.encodeStateAsUpdate(page.doc), "came by the connection");
  }

  reload(): Page {
    vi.runAllTimers();
    const state = Y.encodeStateAsUpdate(this.doc);
    this.undo.destroy();
    return new Page(state);
  }
}

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
});
afterEach(() => vi.useRealTimers());

describe("undo after a reload", () => {
  it("puts back values, words, links and a deleted record, the last step first, and redoes them", () => {
    let page = new Page();
    const id = page.goals.create({ title: "Service" });
    page.goals.update(id, { target: 10 });
    page.goals.update(id, { target: 20 });
    page.write((title) => title.insert(7, " 🌟 pilot"), id);
    page.write((title) => title.delete(0, 8), id);
    page.goals.link(id, "opportunities", "opp_1", true);
    page.goals.remove(id);
    page = page.reload();
    const state = (): unknown[] => [
      page.goals.has(id),
      page.words(id),
      page.goals.field(id, "target").value,
      page.goals.field(id, "opportunities").value,
    ];
    const states = [
      [false, "🌟 pilot", 20, ["opp_1"]],
      [true, "🌟 pilot", 20, ["opp_1"]],
      [true, "🌟 pilot", 20, []],
      [true, "Service 🌟 pilot", 20, []],
      [true, "Service", 20, []],
      [true, "Service", 10, []],
      [true, "Service", undefined, []],
    ];
    for (const wanted of states) {
      expect(state()).toEqual(wanted);
      expect(page.undo.undo()).not.toBeNull();
    }
    expect(page.goals.has(id)).toBe(false);
    expect(page.undo.next.value.undo).toBeUndefined();
    page = page.reload();
    for (const wanted of states.toReversed()) {
      expect(page.undo.redo()).not.toBeNull();
      expect(state()).toEqual(wanted);
    }
    expect(page.undo.next.value.redo).toBeUndefined();
  });

  it("leaves a value that somebody else has changed, and the step is gone", () => {
    let page = new Page();
    const id = page.goals.create({ title: "Service" });
    page.goals.update(id, { target: 10 });
    page = page.reload();
    page.other((other) => other.goals.update(id, { target: 30 }));
    expect(page.undo.undo()).toBeNull();
    expect(page.goals.field(id, "target").value).toBe(30);
    expect(page.undo.next.value.undo?.at(-1)?.path).toEqual(["goals", id, "removed_by"]);
  });

  it("takes out own words between others' words, and leaves them where others wrote into them", () => {
    let page = new Page();
    const id = page.goals.create({ title: "Service" });
    page.write((title) => title.insert(7, " pilot"), id);
    page = page.reload();
    page.other((other) => other.write((title) => title.insert(0, "New "), id));
    page.undo.undo();
    expect(page.words(id)).toBe("New Service");
    page.undo.redo();
    page = page.reload();
    page.other((other) => other.write((title) => title.insert(14, "X"), id));
    expect(page.words(id)).toBe("New Service piXlot");
    expect(page.undo.undo()).toBeNull();
    expect(page.words(id)).toBe("New Service piXlot");
  });

  it("forgets what could be redone when something new is written", () => {
    let page = new Page();
    const id = page.goals.create({ title: "Service" });
    page.goals.update(id, { target: 10 });
    page.undo.undo();
    page = page.reload();
    expect(page.undo.next.value.redo).toBeDefined();
    page.goals.update(id, { unit: "%" });
    expect(page.undo.next.value.redo).toBeUndefined();
    page = page.reload();
    expect(page.undo.redo()).toBeNull();
  });

  it("joins what was typed in one go, and a letter taken back", () => {
    const page = new Page(undefined);
    const id = page.goals.create({ title: "" });
    page.undo.captureTimeout = 500;
    page.undo.stopCapturing();
    for (const [at, letter] of [..."abcd"].entries()) page.write((title) => title.insert(at, letter), id);
    page.write((title) => title.delete(3, 1), id);
    expect(page.undo.next.value.undo).toMatchObject([{ inserted: "abc", removed: "" }]);
    const later = page.reload();
    later.undo.undo();
    expect(later.words(id)).toBe("");
  });

  it("keeps another tab's steps, and none that this tab has taken back", () => {
    const one = new Page();
    const id = one.goals.create({ title: "Service" });
    one.goals.update(id, { target: 10 });
    vi.advanceTimersByTime(1000);
    const two = new Page(Y.encodeStateAsUpdate(one.doc));
    one.goals.update(id, { unit: "%" });
    vi.runAllTimers();
    two.undo.undo();
    vi.runAllTimers();
    const { undo } = new Page(Y.encodeStateAsUpdate(one.doc));
    const left: string[] = [];
    for (let next = undo.next.value.undo; next; next = undo.next.value.undo) {
      left.push(String(next[0]?.path.at(-1)));
      undo.undo();
    }
    expect(left).toEqual(["unit", "removed_at"]);
  });

  it("stores nothing without an owner, and nothing after access has ended", () => {
    const page = new Page(undefined, "");
    page.goals.create({ title: "Service" });
    vi.runAllTimers();
    expect(localStorage.length).toBe(0);
    const own = new Page(undefined, "doc_2:par_1");
    own.goals.create({ title: "Service" });
    vi.runAllTimers();
    const stored = (): boolean => localStorage.getItem("leitstern:undo:doc_2:par_1") !== null;
    expect(stored()).toBe(true);
    own.undo.forgetKept();
    own.goals.create({ title: "Other" });
    vi.runAllTimers();
    window.dispatchEvent(new Event("pagehide"));
    expect(stored()).toBe(false);
  });
});
