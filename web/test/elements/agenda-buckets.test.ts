/* What is due when: this week and the next one by themselves, the rest by month. */
import { expect, it } from "vitest";
import { agendaBuckets } from "../../src/elements/agenda-buckets";

/** A Wednesday. */
const TODAY = "2026-11-25";

function due(...dates: readonly string[]) {
  return dates.map((date) => ({ id: date, date }));
}

it("puts this week between what is past and what comes, even when it is empty", () => {
  const found = agendaBuckets(due("2026-12-24", "2026-11-22", "2026-12-06"), TODAY);
  expect(found.map(({ key }) => key)).toEqual(["past 2026-11", "week 0", "week 1", "2026-12"]);
  expect(found[1]?.items).toEqual([]);
});

it("begins a week on Monday and ends it on Sunday", () => {
  const found = agendaBuckets(due("2026-11-23", "2026-11-29", "2026-11-30"), TODAY);
  expect(found.map(({ items }) => items.length)).toEqual([2, 1]);
});

it("offers a day to come for a new action", () => {
  const found = agendaBuckets(due("2026-11-24", "2027-02-10"), TODAY);
  expect(found.map(({ date }) => date)).toEqual(["2026-11-27", "2027-02-10"]);
});
