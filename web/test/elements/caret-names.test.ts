/* Names at carets: readable at one spot, at the edges of a field, and on a phone. */
import { describe, expect, test } from "vitest";
import { besideEachOther, type CaretName, fitting } from "../../src/elements/caret-names";

function name(left: number, width = 60, top = 0): CaretName {
  return { left, top, width };
}

/** Pairs of names on one line that cover each other. */
function covered(names: readonly CaretName[], lefts: readonly number[]): number {
  const boxes = names.map(({ top, width }, index) => ({ top, width, left: lefts[index] ?? 0 }));
  return boxes.flatMap((one, index) =>
    boxes
      .slice(index + 1)
      .filter(
        ({ top, left, width }) => top === one.top && left < one.left + one.width && one.left < left + width,
      ),
  ).length;
}

describe("names at carets", () => {
  test("are at their caret if there is room", () => {
    expect(besideEachOther([name(10), name(200)], 400)).toEqual([10, 200]);
  });

  test.each([
    ["in the middle", [name(100), name(100), name(100)]],
    ["at the left edge", [name(0), name(0)]],
    ["at the right edge", [name(300), name(300), name(299)]],
    ["in another order than they were told", [name(120), name(110), name(100)]],
    ["on two lines", [name(100), name(100, 60, 24), name(110, 60, 24)]],
  ])("at one spot %s do not cover each other and stay in their field", (_, names) => {
    const lefts = besideEachOther(names, 300);
    expect(covered(names, lefts)).toBe(0);
    expect(Math.min(...lefts)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...lefts.map((left, index) => left + (names[index]?.width ?? 0)))).toBeLessThanOrEqual(
      300,
    );
  });

  test("a name wider than its field starts at the field's left edge", () => {
    expect(besideEachOther([name(80, 200)], 150)).toEqual([0]);
  });

  test("are checked for fit per line", () => {
    const names = [name(0, 90), name(20, 90), name(0, 90, 24)];
    expect(fitting(names, 150)).toEqual([false, false, true]);
  });
});
