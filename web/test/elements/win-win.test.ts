/*
 * The scale of a drawing and the arrow keys of the win-win portfolio: which amounts are written, and that undo takes them back.
 */
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { amountAt, onStep, placeOf, readAxis, stepOf } from "../../src/elements/picture-scale";
import "../../src/elements/win-win";
import "../fakes/popovers";
import { openPlanPage, type PlanPage } from "../fakes/plan-page";

const AXIS = { low: -100, high: 1100, start: 20, end: 800 };
let page: PlanPage;

beforeEach(async () => {
  page = await openPlanPage();
});

afterEach(async () => {
  document.body.replaceChildren();
  await page.close();
});

it("reads the scale that the page carries, and nothing else", () => {
  expect(readAxis("-100 1100 20 800")).toEqual(AXIS);
  for (const words of [undefined, "", "1 1 0 5", "a b c d", "0 1 5 5"])
    expect(readAxis(words)).toBeUndefined();
});

it("turns places into amounts and back, within the axis", () => {
  for (const amount of [-100, 0, 333, 1100])
    expect(amountAt(AXIS, placeOf(AXIS, amount))).toBeCloseTo(amount);
  expect([amountAt(AXIS, -999), amountAt(AXIS, 9999)]).toEqual([-100, 1100]);
  const upward = { low: 0, high: 10, start: 300, end: 0 };
  expect(amountAt(upward, 150)).toBe(5);
});

it("writes round amounts alone", () => {
  expect(stepOf(AXIS)).toBe(20);
  expect(stepOf({ ...AXIS, low: 0, high: 1_200_000 })).toBe(20_000);
  expect([onStep(333, 20), onStep(-7, 20), onStep(0.3000001, 0.1)]).toEqual([340, 0, 0.3]);
});

it("moves a dot by keys, one benefit at a time, each an undoable step", async () => {
  const { plan, replica } = page.shared;
  const id = plan
    .any("opportunities")
    .create({ title: "Spares", benefit_customer: 500, benefit_supplier: 0 });
  const made = document.createElement("leitstern-win-win");
  document.body.append(made);
  await vi.waitFor(() => expect(made.querySelector("leitstern-derived-panel")).not.toBeNull());
  const panel = made.querySelector("leitstern-derived-panel") as HTMLElement;
  panel.innerHTML = `<figure data-picture="win-win"><svg data-across="-100 1100 20 800" data-upward="-50 550 300 0"><a href="#opportunities/${id}"></a></svg></figure>`;
  const dot = panel.querySelector("svg > *") as SVGAElement;
  const press = (key: string, shiftKey = false): boolean =>
    dot.dispatchEvent(new KeyboardEvent("keydown", { key, shiftKey, bubbles: true, cancelable: true }));
  const amounts = (): unknown[] =>
    ["benefit_customer", "benefit_supplier"].map((name) => plan.value("opportunities", id, name));
  expect(press("ArrowRight")).toBe(false);
  expect(amounts()).toEqual([520, 0]);
  press("ArrowDown", true);
  expect(amounts()).toEqual([520, -50]);
  expect(dot.getAttribute("transform")).toMatch(/^translate/);
  expect(press("x")).toBe(true);
  replica.undo.undo();
  expect(amounts()).toEqual([520, 0]);
  page.isEditor.value = false;
  press("ArrowRight");
  expect(amounts()).toEqual([520, 0]);
});
