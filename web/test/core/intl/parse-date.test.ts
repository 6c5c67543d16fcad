import { describe, expect, it } from "vitest";
import { parseDate } from "../../../src/core/intl/parse-date";

const TODAY = "2026-11-28"; // a Saturday

describe("parsing a date", () => {
  it.each([
    ["2027-03-31", "2027-03-31"],
    ["31.3.27", "2027-03-31"],
    ["31.03.2027", "2027-03-31"],
    ["31/3/2027", "2027-03-31"],
    ["31.12.", "2026-12-31"],
    ["31.3.", "2027-03-31"],
    ["31 March", "2027-03-31"],
    ["31. März 2027", "2027-03-31"],
    ["March 31, 2027", "2027-03-31"],
    ["1st of December", "2026-12-01"],
    ["28. Nov", "2026-11-28"],
    ["27. Nov", "2027-11-27"],
    ["Q2 27", "2027-06-30"],
    ["Q2/2027", "2027-06-30"],
    ["Q4", "2026-12-31"],
    ["1. Quartal 2028", "2028-03-31"],
    ["in 3 weeks", "2026-12-19"],
    ["in 3 Wochen", "2026-12-19"],
    ["in zwei Monaten", "2027-01-28"],
    ["in 3 months", "2027-02-28"],
    ["in a year", "2027-11-28"],
    ["heute", "2026-11-28"],
    ["tomorrow", "2026-11-29"],
    ["Ende Juni", "2027-06-30"],
    ["end of June 2028", "2028-06-30"],
    ["Mitte März", "2027-03-15"],
    ["Anfang Mai 27", "2027-05-01"],
    ["Ende Q1", "2027-03-31"],
    ["Jahresende", "2026-12-31"],
    ["Jahresende 2028", "2028-12-31"],
    ["end of the year", "2026-12-31"],
    ["Monatsende", "2026-11-30"],
    ["Juni 2027", "2027-06-30"],
    ["Feb 28", "2027-02-28"],
    ["6/2027", "2027-06-30"],
    ["2028", "2028-12-31"],
    ["KW 23 2027", "2027-06-11"],
    ["KW 50", "2026-12-11"],
  ])("%s", (typed, expected) => {
    expect(parseDate(typed, TODAY)).toEqual({ kind: "value", value: expected });
  });

  it.each([
    "31.2.2027",
    "32.1.2027",
    "Q5 27",
    "soon",
    "in some weeks",
    "Ende irgendwann",
    "12",
    "1.13.2027",
    "KW 60",
  ])("refuses %s", (typed) => expect(parseDate(typed, TODAY)).toEqual({ kind: "invalid" }));

  it("reads empty input as no date", () => {
    expect(parseDate("  ", TODAY)).toEqual({ kind: "empty" });
  });

  it("keeps the last day of a short month", () => {
    expect(parseDate("in 1 month", "2027-01-31")).toEqual({ kind: "value", value: "2027-02-28" });
  });

  it("never returns a nonexistent day for any input", () => {
    for (let seed = 1; seed < 4000; seed += 1) {
      const typed = `${seed % 40}.${seed % 15}.${seed % 100}`;
      const read = parseDate(typed, TODAY);
      if (read.kind === "value")
        expect(new Date(`${read.value}T00:00:00Z`).toISOString().slice(0, 10)).toBe(read.value);
    }
  });
});
