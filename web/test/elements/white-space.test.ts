/*
 * The white space as a grid: which record a cell shows, filters, what keys do, and that an opportunity made of a cell is
 * linked to it in one undoable step.
 */
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import "../../src/elements/white-space-section";
import { cellFilter, NO_CELL_FILTER, passes, readWhiteSpace } from "../../src/elements/white-space-cells";
import "../fakes/popovers";
import { openPlanPage, type PlanPage } from "../fakes/plan-page";

let page: PlanPage;

beforeEach(async () => {
  page = await openPlanPage();
  cellFilter.value = NO_CELL_FILTER;
  Element.prototype.scrollIntoView ??= () => {};
});

afterEach(async () => {
  document.body.replaceChildren();
  await page.close();
});

function create(values: object): string {
  return page.shared.plan.any("white_spaces").create({ unit: "Lindach", offering: "Gears", ...values });
}

async function section(): Promise<HTMLElement> {
  const made = document.createElement("leitstern-white-space-section");
  document.body.append(made);
  await vi.waitFor(() => expect(made.querySelector("[data-offering]")).not.toBeNull());
  return made;
}

function press(element: Element | null, key: string): void {
  element?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
}

it("shows the record of the latest year, of names that differ in case and spaces alone", () => {
  create({ holder: "us", spend: 1, year: 2025 });
  const newer = create({ unit: " lindach", offering: "GEARS", holder: "others", spend: 2, year: 2026 });
  const space = readWhiteSpace(page.shared);
  expect([space.units, space.offerings, space.years]).toEqual([["Lindach"], ["Gears"], [2026, 2025]]);
  const cell = space.cell("Lindach", "Gears");
  expect([cell.id, cell.holder, cell.spend, cell.others.length]).toEqual([newer, "others", 2, 1]);
  expect(readWhiteSpace(page.shared, 2025).cell("Lindach", "Gears").holder).toBe("us");
  const filter = { ...NO_CELL_FILTER, holder: "others" as const };
  expect([passes(cell, filter), passes(space.cell("Lindach", "Servo"), filter)]).toEqual([true, false]);
});

it("makes an opportunity of a cell and links both; one undo takes both back", async () => {
  const id = create({ holder: "others", potential: 100 });
  const { plan, replica } = page.shared;
  const made = await section();
  const cell = made.querySelector<HTMLElement>("[data-offering]");
  cell?.focus();
  press(cell, "Enter");
  await vi.waitFor(() => expect(made.querySelector("[data-make-opportunity]")).not.toBeNull());
  made.querySelector<HTMLElement>("[data-make-opportunity]")?.click();
  const [opportunity] = plan.any("opportunities").ids.value;
  expect(plan.value("opportunities", opportunity ?? "", "title")).toBe("Gears for Lindach");
  expect(plan.value("white_spaces", id, "opportunity")).toBe(opportunity);
  expect(page.shared.backlinks.of(opportunity ?? "").value).toEqual([id]);
  replica.undo.undo();
  expect(plan.any("opportunities").ids.value).toEqual([]);
  expect(plan.value("white_spaces", id, "opportunity")).toBeUndefined();
});

it("makes a record only when somebody says who has an empty cell", async () => {
  create({ holder: "us" });
  create({ unit: "Osterau", offering: "Servo" });
  const made = await section();
  const empty = made.querySelectorAll<HTMLElement>("[data-offering]")[1];
  empty?.focus();
  press(empty ?? null, "Enter");
  await vi.waitFor(() => expect(made.querySelector(".white-space__begin")).not.toBeNull());
  expect(page.shared.plan.any("white_spaces").ids.value).toHaveLength(2);
  made.querySelector<HTMLElement>(".white-space__begin [data-holder=in_house]")?.click();
  const cell = readWhiteSpace(page.shared).cell("Lindach", "Servo");
  expect(cell.holder).toBe("in_house");
});
