import { beforeAll, describe, expect, it } from "vitest";
import { createFormat } from "../../src/core/intl/format";
import { loadMessages } from "../../src/core/intl/i18n";
import { type Field, readValue, writtenValue } from "../../src/elements/value-reading";

const en = createFormat("en");
const field = (change: Partial<Field> = {}): Field => ({
  kind: "money",
  bounds: {},
  format: en,
  currency: "EUR",
  today: "2026-11-28",
  check: () => undefined,
  ...change,
});

beforeAll(() => loadMessages("en"));

describe("the input of a value field", () => {
  it("is parsed to a value", () => {
    expect(readValue("300.000 EUR p.a.", field())).toEqual({ kind: "value", value: 300000 });
    expect(readValue("Q2 27", field({ kind: "date" }))).toEqual({ kind: "value", value: "2027-06-30" });
    expect(readValue("2028", field({ kind: "year" }))).toEqual({ kind: "value", value: 2028 });
    expect(readValue(" ", field())).toEqual({ kind: "value", value: undefined });
  });

  it("with two possible readings returns both", () => {
    const reading = readValue("1.500", field());
    if (reading.kind !== "choice") throw new Error(reading.kind);
    const answers = reading.choices.map(({ typed }) => readValue(typed, field()));
    expect(answers).toEqual([
      { kind: "value", value: 1.5 },
      { kind: "value", value: 1500 },
    ]);
  });

  it("in another currency than the plan's is refused", () => {
    const reading = readValue("$300", field());
    expect(reading.kind === "problem" && reading.problem).toMatch(/EUR.*USD/);
  });

  it("out of range for a share returns the range", () => {
    const share = field({ kind: "percent", bounds: { minimum: 0, maximum: 1 } });
    const reading = readValue("150", share);
    expect(reading.kind === "problem" && reading.problem).toMatch(/0%.*100%/);
    expect(readValue("60", share)).toEqual({ kind: "value", value: 0.6 });
  });

  it.each([
    ["soon", "date"],
    ["1849", "date"],
    ["many", "number"],
    ["27", "year"],
  ] as const)("is refused with a sentence: %s as a %s", (typed, kind) => {
    const reading = readValue(typed, field({ kind }));
    expect(reading.kind === "problem" && reading.problem).toMatch(/\w+ \w+/);
  });

  it("is validated by the field last", () => {
    expect(readValue("5", field({ check: () => "Too early." }))).toEqual({
      kind: "problem",
      problem: "Too early.",
    });
  });
});

describe("an edited value", () => {
  it("is parsed back to the same value", () => {
    for (const value of [0, 1.234, -1.5, 1500, 0.1 + 0.2]) {
      expect(readValue(writtenValue(value, field()), field())).toEqual({ kind: "value", value });
    }
    const date = field({ kind: "date" });
    expect(readValue(writtenValue("2027-06-30", date), date)).toEqual({ kind: "value", value: "2027-06-30" });
  });
});
