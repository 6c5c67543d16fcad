import { expect, test } from "vitest";
import { placeDiscs } from "../../src/elements/check-picture";
import { ACCOUNT_STATEMENTS } from "../../src/elements/check-words";

const at = (x: number, y: number) => ACCOUNT_STATEMENTS.map((id) => ({ id, x, y }));

test.each([
  [0.54, 0.54],
  [0.46, 0.46],
  [0, 1],
  [1, 0],
])("six discs at one place (%d, %d) stand side by side and stay in their quadrant", (x, y) => {
  const discs = placeDiscs(at(x, y));
  expect(discs).toHaveLength(6);
  for (const [index, one] of discs.entries()) {
    expect(one.x > 200).toBe(x > 0.5);
    expect(one.y < 200).toBe(y > 0.5);
    for (const other of discs.slice(index + 1))
      expect(Math.hypot(one.x - other.x, one.y - other.y)).toBeGreaterThanOrEqual(30);
  }
});

test("what a side cannot judge has no disc", () => {
  expect(placeDiscs([{ id: "5", supplier: 7 }])).toEqual([]);
});
