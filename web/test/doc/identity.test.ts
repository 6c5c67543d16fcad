import { describe, expect, test } from "vitest";
import { isLikelySame } from "../../src/doc/identity";

describe("a person who joined and an entry of the plan are likely the same", () => {
  test.each([
    ["Petra Weber", "petra weber"],
    ["P. Weber", "Petra Weber"],
    ["Weber, Petra", "Petra Weber"],
    ["Dr. Petra Weber", "Petra Weber"],
    ["Petra", "Petra Weber"],
    ["Weber", "Petra Weber"],
    ["Pavel Novak", "Pavel Novák"],
    ["Petra Maria Weber", "Petra Weber"],
  ])("%s and %s", (one, other) => {
    expect(isLikelySame(one, other)).toBe(true);
    expect(isLikelySame(other, one)).toBe(true);
  });
});

describe("they are somebody else", () => {
  test.each([
    ["Julia Brandt", "Sofia Brandt"],
    ["Petra Weber", "Petra Wagner"],
    ["A. Weber", "Petra Weber"],
    ["Ada", "Claudia Wendelin"],
    ["", "Petra Weber"],
    ["Dr.", "Dr. Petra Weber"],
  ])("%s and %s", (one, other) => {
    expect(isLikelySame(one, other)).toBe(false);
    expect(isLikelySame(other, one)).toBe(false);
  });
});
