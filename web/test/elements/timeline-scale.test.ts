/* The timeline's arithmetic: days, bars, spans, ticks, and what moving a bar does to its dates. */
import { describe, expect, test } from "vitest";
import { barOf, dayOf, isoOf, moved, spanOf, ticks } from "../../src/elements/timeline-scale";

const START = "2027-03-20";
const DUE = "2027-04-05";
const BOTH = { start: START, due: DUE };

describe("a day", () => {
  test("converts to a number and back, including leap years and daylight saving time", () => {
    for (const iso of ["1999-12-31", "2028-02-29", "2027-03-28", "2199-12-31"]) {
      expect(isoOf(dayOf(iso) as number)).toBe(iso);
    }
  });

  test("returns undefined for an invalid date", () => {
    for (const odd of [undefined, null, 7, "", "2027-3-1", "soon", "2027-13-01"])
      expect(dayOf(odd)).toBeUndefined();
  });

  test("is one more than the day before, also when the clocks change", () => {
    expect((dayOf("2027-03-29") as number) - (dayOf("2027-03-28") as number)).toBe(1);
  });
});

describe("a bar", () => {
  test("spans both dates, including the due day", () => {
    expect(barOf(BOTH)).toEqual({ from: dayOf(START), to: dayOf(DUE) });
  });

  test("is two weeks long if one date is missing", () => {
    const open = barOf({ due: DUE });
    expect(open?.to).toBe(dayOf(DUE));
    expect((open?.to ?? 0) - (open?.from ?? 0)).toBe(13);
  });

  test("does not exist without dates; swaps dates in the wrong order", () => {
    expect(barOf({})).toBeUndefined();
    const twisted = barOf({ start: DUE, due: START });
    expect(twisted && twisted.from <= twisted.to).toBe(true);
  });
});

describe("moving", () => {
  test("the whole bar keeps its length", () => {
    expect(moved(BOTH, "whole", 10)).toEqual({ start: "2027-03-30", due: "2027-04-15" });
  });

  test("one end does not move the other and cannot pass it", () => {
    expect(moved(BOTH, "due", 3)).toEqual({ start: START, due: "2027-04-08" });
    expect(moved(BOTH, "start", -3)).toEqual({ start: "2027-03-17", due: DUE });
    expect(moved(BOTH, "due", -400)).toEqual({ start: START, due: START });
    expect(moved(BOTH, "start", 400)).toEqual({ start: DUE, due: DUE });
  });

  test("by zero days changes nothing; a single date becomes two", () => {
    expect(moved(BOTH, "whole", 0)).toBe(BOTH);
    expect(moved({ due: DUE }, "whole", 1)).toEqual({ start: "2027-03-24", due: "2027-04-06" });
  });
});

describe("the span", () => {
  test("covers the horizon and all bars, in whole months", () => {
    const span = spanOf([{ start: "2025-11-20", due: "2029-02-03" }], 2026, 2028);
    expect(isoOf(span.first)).toBe("2025-11-01");
    expect(isoOf(span.end)).toBe("2029-03-01");
  });

  test("does not extend to absurd dates", () => {
    const span = spanOf([{ start: "1950-01-01" }, { due: "2199-01-01" }], 2026, 2028);
    expect(span.end - span.first).toBeLessThan(31 * 366);
  });

  test("is divided into ticks without gaps or overlaps", () => {
    const span = spanOf([{ start: "2025-11-20" }], 2026, 2028);
    for (const step of [1, 3, 12] as const) {
      const found = ticks(span, step);
      expect(found[0]?.from).toBe(span.first);
      expect(found.reduce((at, tick) => (tick.from === at ? at + tick.days : Number.NaN), span.first)).toBe(
        span.end,
      );
    }
  });
});
