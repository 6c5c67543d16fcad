/* Where an address's hash leads: sections, records in them, bare record ids, and what is none of ours. */
import { expect, test } from "vitest";
import { chapterOf, readRoute } from "../../src/elements/route";

test("a section, with or without a record", () => {
  expect(readRoute("#goals")).toEqual({ section: "goals" });
  expect(readRoute("#/actions/act_1")).toEqual({ section: "actions", record: "act_1" });
});

test("a record's id opens the section that shows it", () => {
  expect(readRoute("#opp_7")).toEqual({ section: "opportunities", record: "opp_7" });
  expect(readRoute("#gol_7")).toEqual({ section: "goals", record: "gol_7" });
  expect(readRoute("#per_7")).toEqual({ section: "people", record: "per_7" });
});

test("a chapter opens its first section; every section belongs to a chapter", () => {
  expect(readRoute("#star")).toEqual({ section: "overview" });
  expect(readRoute("#growth")).toEqual({ section: "opportunities" });
  expect(readRoute("#roadmap")).toEqual({ section: "actions" });
  expect(readRoute("#room")).toEqual({ section: "private" });
  expect(chapterOf("goals")).toBe("growth");
  expect(chapterOf("timeline")).toBe("roadmap");
});

test("an empty hash opens the overview", () => {
  for (const none of ["", "#", "#/"]) expect(readRoute(none)).toEqual({ section: "overview" });
});

test("an unknown hash, such as the skip link's, does not change the section", () => {
  for (const odd of ["#main", "#nothing", "#__proto__", "#constructor/x", "#toString_1"]) {
    expect(readRoute(odd)).toBeUndefined();
  }
});
