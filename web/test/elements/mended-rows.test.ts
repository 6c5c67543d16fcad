/*
 * A row that was mended keeps its place for a moment and while somebody is in it, then fades and goes; one that lacks
 * something again is open at once; one that was deleted goes at once.
 */
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { MendedRows } from "../../src/elements/mended-rows";

let open: string[];
let held: Set<string>;
let there: Set<string>;
let list: MendedRows;
let shown: string;

beforeEach(() => {
  vi.useFakeTimers();
  open = ["a", "b", "c", "d"];
  held = new Set();
  there = new Set(open);
  list = new MendedRows((id) => held.has(id), show);
  show();
});

afterEach(() => {
  list.stop();
  vi.useRealTimers();
});

/** Letters of what is shown: capital when mended, in brackets while it leaves. */
function show(): string {
  const marks = {
    open: (id: string) => id,
    mended: (id: string) => id.toUpperCase(),
    leaving: (id: string) => `(${id})`,
  };
  shown = list
    .rows(open, (id) => there.has(id), 3)
    .map(({ id, state }) => marks[state](id))
    .join("");
  return shown;
}

function mend(id: string): string {
  open = open.filter((one) => one !== id);
  return show();
}

it("shows the first of those that are open", () => {
  expect(shown).toBe("abc");
});

it("keeps a mended row in its place, lets it fade and brings the next one", () => {
  expect(mend("b")).toBe("aBc");
  vi.advanceTimersByTime(3999);
  expect(shown).toBe("aBc");
  vi.advanceTimersByTime(1);
  expect(shown).toBe("a(b)c");
  vi.advanceTimersByTime(300);
  expect(shown).toBe("acd");
  vi.advanceTimersByTime(10_000);
  expect(shown).toBe("acd");
});

it("stays while somebody is in the row, and goes after they left it", () => {
  held.add("a");
  mend("a");
  vi.advanceTimersByTime(20_000);
  expect(show()).toBe("Abc");
  held.delete("a");
  vi.advanceTimersByTime(4300);
  expect(shown).toBe("bcd");
});

it("opens a row again that lacks something again", () => {
  mend("c");
  open = ["a", "b", "c", "d"];
  expect(show()).toBe("abc");
  vi.advanceTimersByTime(10_000);
  expect(show()).toBe("abc");
});

it("takes a deleted row away at once, mended or not", () => {
  mend("a");
  there.delete("a");
  expect(show()).toBe("bcd");
  there.delete("b");
  expect(mend("b")).toBe("cd");
});

it("keeps several mended rows in their order", () => {
  mend("a");
  expect(mend("c")).toBe("AbC");
});
