/* Where an address's hash leads: sections, records in them, bare record ids, and what is none of ours. */
import { expect, test } from "vitest";
import { readRoute } from "../../src/elements/route";

test("a section, with or without a record", () => {
  expect(readRoute("#goals")).toEqual({ section: "goals" });
  expect(readRoute("#/actions/act_1")).toEqual({ section: "actions", record: "act_1" });
});

test("a record's id leads to the section that shows it", () => {
  expect(readRoute("#opp_7")).toEqual({ section: "opportunities", record: "opp_7" });
  expect(readRoute("#gol_7")).toEqual({ section: "goals", record: "gol_7" });
  expect(readRoute("#per_7")).toEqual({ section: "people", record: "per_7" });
});

test("no hash is the overview", () => {
  for (const none of ["", "#", "#/"]) expect(readRoute(none)).toEqual({ section: "overview" });
});

test("what is none of ours leads nowhere, so the skip link does not change the section", () => {
  for (const odd of ["#main", "#nothing", "#__proto__", "#constructor/x", "#toString_1"]) {
    expect(readRoute(odd)).toBeUndefined();
  }
});
