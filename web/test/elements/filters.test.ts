import { afterEach, beforeEach, expect, it } from "vitest";
import { NO_FILTER } from "../../src/elements/filters";
import { defaultsFor } from "../../src/elements/record-defaults";
import { openPlanPage, type PlanPage } from "../fakes/plan-page";

let page: PlanPage;
let cleo: string;
let sven: string;

beforeEach(async () => {
  page = await openPlanPage();
  const people = page.shared.plan.records("people");
  cleo = people.create({ name: "Cleo Maas", title: "Procurement", side: "customer" });
  sven = people.create({ name: "Sven Olsen", side: "supplier" });
});

afterEach(() => page.close());

it("finds an opportunity by the side that benefits", () => {
  const { plan, filters } = page.shared;
  const opportunities = plan.records("opportunities");
  const both = opportunities.create({ benefit_customer: 10, benefit_supplier: 5 });
  const theirs = opportunities.create({ benefit_customer: 10, benefit_supplier: -5 });
  opportunities.create({});
  filters.set("opportunities", { side: "customer" });
  expect(filters.shown("opportunities").value).toEqual([both, theirs]);
  filters.set("opportunities", { side: "supplier" });
  expect(filters.shown("opportunities").value).toEqual([both]);
});

it("finds an action by its owner's side, also after the person changed sides", () => {
  const { plan, filters } = page.shared;
  const action = plan.records("actions").create({ owner: cleo });
  filters.set("actions", { side: "customer" });
  expect(filters.shown("actions").value).toEqual([action]);
  plan.records("people").update(cleo, { side: "supplier" });
  expect(filters.shown("actions").value).toEqual([]);
});

it("finds a person and what they own or help with", () => {
  const { plan, filters } = page.shared;
  const owned = plan.records("actions").create({ owner: sven });
  const helped = plan.records("actions").create({ owner: cleo, helpers: [sven] });
  plan.records("actions").create({ owner: cleo });
  for (const kind of ["actions", "people"] as const) filters.set(kind, { owner: sven });
  expect(filters.shown("actions").value).toEqual([owned, helped]);
  expect(filters.shown("people").value).toEqual([sven]);
});

it("finds all words in any order, also in the owner's name", () => {
  const { plan, filters } = page.shared;
  const goal = plan.records("goals").create({ title: "Fewer stops", measure: "Hours", owner: cleo });
  plan.records("goals").create({ title: "Fewer stops" });
  filters.set("goals", { words: "maas FEWER" });
  expect(filters.shown("goals").value).toEqual([goal]);
  filters.set("goals", { words: "fewer nothing" });
  expect(filters.shown("goals").value).toEqual([]);
});

it("keeps a new record visible until the filter changes", () => {
  const { plan, filters } = page.shared;
  filters.set("goals", { words: "no such words" });
  const goal = plan.records("goals").create({});
  filters.keepInSight(goal);
  expect(filters.shown("goals").value).toEqual([goal]);
  filters.set("goals", { words: "other words" });
  expect(filters.shown("goals").value).toEqual([]);
  filters.set("goals", NO_FILTER);
  expect(filters.shown("goals").value).toEqual([goal]);
});

it("belongs to one document", () => {
  page.shared.filters.set("goals", { words: "x" });
  const draft = page.room.plan.records("goals").create({});
  expect(page.room.filters.shown("goals").value).toEqual([draft]);
});

it("creates records that match the active filter", () => {
  const { filters } = page.shared;
  expect(defaultsFor(page.shared, "people")).toEqual({ side: "supplier" });
  expect(defaultsFor(page.shared, "goals")).toEqual({});
  filters.set("goals", { side: "customer", owner: cleo });
  expect(defaultsFor(page.shared, "goals")).toEqual({ whose: "customer", owner: cleo });
  filters.set("opportunities", { owner: cleo });
  expect(defaultsFor(page.shared, "opportunities")).toEqual({ sponsor_customer: cleo });
});
