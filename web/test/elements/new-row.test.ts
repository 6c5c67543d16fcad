/*
 * The new row of a list: gaps wait, an empty one is discarded when it is left, one with words stays.
 */
import { afterEach, beforeEach, expect, it } from "vitest";
import { NewRow, newRecords } from "../../src/elements/new-row";
import { openPlanPage, type PlanPage } from "../fakes/plan-page";

let page: PlanPage;
let host: HTMLElement;
let row: NewRow;
let stop: () => void;

beforeEach(async () => {
  page = await openPlanPage();
  host = document.createElement("div");
  document.body.append(host);
  row = new NewRow(host);
  stop = row.follow();
});

afterEach(() => {
  stop();
  host.remove();
  page.close();
});

/** Adds a goal with a card that has one field, which gets the focus. */
function begin(values: Readonly<Record<string, unknown>> = {}): string {
  const id = page.shared.plan.add("goals", values, "last");
  host.innerHTML = `<div data-record="${id}"><input></div><button data-add>Add</button><p tabindex="-1">away</p>`;
  row.begin(page.shared, "goals", id);
  host.querySelector("input")?.focus();
  return id;
}

async function leaveTo(selector: string): Promise<void> {
  host.querySelector<HTMLElement>(selector)?.focus();
  for (let frame = 0; frame < 3; frame++) await new Promise((next) => requestAnimationFrame(next));
}

it("discards an empty row that is left, without a step of undo and without a trace in what it named", async () => {
  const opportunity = page.shared.plan.records("opportunities").create({ title: "One" });
  page.shared.replica.undo.clear();
  const id = begin({ opportunities: [opportunity], whose: "customer" });
  expect(newRecords.value.has(id)).toBe(true);
  await leaveTo("p");
  expect(page.shared.plan.any("goals").ids.value).toEqual([]);
  expect(page.shared.plan.value("goals", id, "opportunities")).toEqual([]);
  expect(page.shared.replica.undo.undoStack).toHaveLength(0);
  expect(newRecords.value.has(id)).toBe(false);
});

it("stays new while the focus is on the button that adds", async () => {
  const id = begin();
  await leaveTo("[data-add]");
  expect(row.emptyId).toBe(id);
});

it("keeps a row in which something was written", async () => {
  const id = begin();
  page.shared.plan.any("goals").update(id, { unit: "h" });
  await leaveTo("p");
  expect(page.shared.plan.any("goals").ids.value).toEqual([id]);
  expect(newRecords.value.has(id)).toBe(false);
});
