/*
 * What a row of the closing offers to whom: fields to those who may write, agreement to the company that a goal lacks.
 */
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { ClosingRow } from "../../src/elements/closing-row";
import "../fakes/popovers";
import type { Kind } from "../../src/generated/plan";
import { openPlanPage, type PlanPage, wordsIn } from "../fakes/plan-page";

let page: PlanPage;

beforeEach(async () => {
  page = await openPlanPage();
});

afterEach(() => page.close());

async function rowOf(kind: Kind, id: string): Promise<ClosingRow> {
  const row = new ClosingRow();
  Object.assign(row, { view: page.shared, kind, recordId: id });
  document.body.append(row);
  await row.updateComplete;
  return row;
}

function goal(whose: "customer" | "supplier"): string {
  return page.shared.plan.records("goals").create({ title: "Less downtime", whose });
}

it("makes a customer's goal a joint one when the supplier says so, as one undoable step", async () => {
  const id = goal("customer");
  const row = await rowOf("goals", id);
  row.querySelector<HTMLElement>("[data-agree-goal]")?.click();
  await vi.waitFor(() => expect(row.querySelector("[data-agree-goal]")).toBeNull());
  expect(page.shared.plan.value("goals", id, "whose")).toBe("joint");
  expect(wordsIn(row)).not.toContain("Waits");
  expect(document.activeElement).toBe(row.querySelector("a"));
  page.shared.replica.undo.undo();
  await vi.waitFor(() => expect(row.querySelector("[data-agree-goal]")).not.toBeNull());
});

it("says whose agreement one's own goal waits for", async () => {
  const row = await rowOf("goals", goal("supplier"));
  expect(row.querySelector("button")).toBeNull();
  expect(wordsIn(row)).toContain("Waits for Wendelin");
});

it("edits an action's owner and due date, and refuses a date before its start", async () => {
  const id = page.shared.plan.records("actions").create({ title: "Pool the parts", start: "2031-03-01" });
  const row = await rowOf("actions", id);
  expect(row.querySelector('[data-field="owner"] button')).not.toBeNull();
  row.querySelector<HTMLElement>('[data-field="due"] button')?.click();
  await vi.waitFor(() => expect(row.querySelector('[data-field="due"] input')).not.toBeNull());
  const input = row.querySelector<HTMLInputElement>('[data-field="due"] input') as HTMLInputElement;
  const type = (text: string): void => {
    input.value = text;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
  };
  type("2031-02-01");
  await vi.waitFor(() => expect(row.querySelector("[role=alert]")).not.toBeNull());
  expect(page.shared.plan.value("actions", id, "due")).toBeUndefined();
  type("2031-04-01");
  await vi.waitFor(() => expect(page.shared.plan.value("actions", id, "due")).toBe("2031-04-01"));
});

it("has nothing to press for those who only read", async () => {
  page.isEditor.value = false;
  const action = await rowOf(
    "actions",
    page.shared.plan.records("actions").create({ title: "Pool the parts" }),
  );
  const lacking = await rowOf("goals", goal("customer"));
  expect(action.querySelector("button")).toBeNull();
  expect(lacking.querySelector("button")).toBeNull();
});
