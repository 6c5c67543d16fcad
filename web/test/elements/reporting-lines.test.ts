import { describe, expect, test } from "vitest";
import { stepped } from "../../src/elements/power-grid";
import { reportingLines } from "../../src/elements/reporting-lines";

function linesOf(managers: Readonly<Record<string, string | undefined>>) {
  return reportingLines(Object.keys(managers), (id) => managers[id]);
}

describe("reporting lines", () => {
  test("are a tree below those who report to nobody; whoever has no line stands apart", () => {
    const lines = linesOf({ a: undefined, b: "a", c: "b", d: undefined, e: "gone" });
    expect(lines.tops).toEqual(["a"]);
    expect(lines.reports.get("a")).toEqual(["b"]);
    expect(lines.reports.get("b")).toEqual(["c"]);
    expect(lines.alone).toEqual(["d", "e"]);
  });

  test("show everybody once when people report to each other in a circle", () => {
    const lines = linesOf({ a: "b", b: "c", c: "a", d: "c", e: "e" });
    expect(lines.tops).toEqual(["a"]);
    const below = [...lines.reports.values()].flat();
    expect([...lines.tops, ...below, ...lines.alone].sort()).toEqual(["a", "b", "c", "d", "e"]);
  });
});

describe("a step in the power grid", () => {
  test("moves one field, stays within the grid, and begins in the middle", () => {
    expect(stepped({ influence: 5, attitude: -2 }, "ArrowUp")).toEqual({ influence: 5, attitude: -2 });
    expect(stepped({ influence: 5, attitude: -2 }, "ArrowRight")).toEqual({ influence: 5, attitude: -1 });
    expect(stepped({ influence: 1, attitude: 2 }, "ArrowLeft")).toEqual({ influence: 1, attitude: 1 });
    expect(stepped(undefined, "ArrowDown")).toEqual({ influence: 3, attitude: 0 });
    expect(stepped({ influence: 1, attitude: 0 }, "Enter")).toBeUndefined();
  });
});
