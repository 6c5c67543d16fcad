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
  vi.stubGlobal("fetch", async () => new Response("", { status: 503 })); // the panel stays as the test draws it
  page = await openPlanPage();
});

afterEach(async () => {
  document.body.replaceChildren();
  await page.close();
  vi.unstubAllGlobals();
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

/** One opportunity of 500 and 0, and its dot in a drawing. */
async function drawDot(): Promise<{ id: string; dot: SVGAElement; amounts: () => unknown[] }> {
  const { plan } = page.shared;
  const id = plan
    .any("opportunities")
    .create({ title: "Spares", benefit_customer: 500, benefit_supplier: 0 });
  const made = document.createElement("leitstern-win-win");
  document.body.append(made);
  await vi.waitFor(() => expect(made.querySelector("leitstern-derived-panel")).not.toBeNull());
  const panel = made.querySelector("leitstern-derived-panel") as HTMLElement;
  panel.innerHTML = `<figure data-picture="win-win"><svg data-across="-100 1100 20 800" data-upward="-50 550 300 0"><a href="#opportunities/${id}"></a></svg></figure>`;
  const dot = panel.querySelector("svg > *") as SVGAElement;
  const amounts = (): unknown[] =>
    ["benefit_customer", "benefit_supplier"].map((name) => plan.value("opportunities", id, name));
  return { id, dot, amounts };
}

it("moves a dot by keys, one benefit at a time, each an undoable step", async () => {
  const { replica } = page.shared;
  const { dot, amounts } = await drawDot();
  const press = (key: string, shiftKey = false): boolean =>
    dot.dispatchEvent(new KeyboardEvent("keydown", { key, shiftKey, bubbles: true, cancelable: true }));
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

it("writes where a pointer came to rest, also before it lets go", async () => {
  const { dot, amounts } = await drawDot();
  const host = dot.closest(".win-win") as HTMLElement;
  host.setPointerCapture = () => {};
  const at = (type: string, clientX: number): boolean =>
    dot.dispatchEvent(new PointerEvent(type, { clientX, clientY: 0, pointerId: 1, bubbles: true }));
  at("pointerdown", 0);
  for (const right of [10, 20, 30, 65]) at("pointermove", right);
  await vi.waitFor(() => expect(amounts()).toEqual([600, 0]));
  at("pointerup", 65);
  page.shared.replica.undo.undo();
  expect(amounts()).toEqual([500, 0]);
});

it("throws away what was dragged, also what waits to be written", async () => {
  const { dot, amounts } = await drawDot();
  (dot.closest(".win-win") as HTMLElement).setPointerCapture = () => {};
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const at = (type: string, clientX: number): boolean =>
    dot.dispatchEvent(new PointerEvent(type, { clientX, clientY: 0, pointerId: 1, bubbles: true }));
  at("pointerdown", 0);
  at("pointermove", 65);
  dot.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
  vi.runAllTimers();
  vi.useRealTimers();
  expect(amounts()).toEqual([500, 0]);
});
