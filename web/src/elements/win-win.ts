/*
 * The win-win portfolio, which the server draws: dots are dragged, or moved by the arrow keys, and both benefits of the
 * opportunity change while they move. One drag is one undoable step; Escape throws it away. The drawing says its scale
 * (reports/win_win.py), so a place in it is a pair of amounts.
 */

import { html, nothing, type TemplateResult } from "lit";
import { isImeKey } from "../core/dom/ime-key";
import { t } from "../core/intl/i18n";
import { announce } from "./announcer";
import { page } from "./context";
import type { DerivedPanel } from "./derived-panel";
import "./derived-panel";
import { type Axis, amountAt, onStep, placeOf, readAxis, stepOf } from "./picture-scale";
import { SignalElement } from "./signal-element";

const KIND = "opportunities";
/** Pixels that a pointer moves before a press becomes a drag. */
const DRAG_FROM = 5;
/** While a dot is dragged, others see it move so often. */
const WRITE_MS = 150;
/** Steps of an arrow key with Shift. */
const FAR = 5;

interface Benefits {
  readonly customer: number;
  readonly supplier: number;
}

interface Drag {
  readonly dot: SVGAElement;
  readonly id: string;
  readonly pointer: number;
  readonly from: readonly [number, number];
  readonly before: Benefits;
  isMoving: boolean;
}

const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
  ArrowRight: [1, 0],
  ArrowLeft: [-1, 0],
};

export class WinWin extends SignalElement {
  static override properties = { shown: { state: true } };
  /** The opportunity that is being moved: its amounts stand below the picture. */
  declare shown: string | undefined;
  #drag: Drag | undefined;
  #written = 0;
  #pending: (() => void) | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #endStep: (() => void) | undefined;

  protected override appeared(): void {
    this.onDisconnect(() => this.#end());
  }

  protected override render(): TemplateResult {
    const mayWrite = page().shared.mayWrite.value;
    return html`<div class=${`win-win${mayWrite ? " win-win--moved" : ""}`} @pointerdown=${this.#press} @pointermove=${this.#move} @pointerup=${this.#drop} @pointercancel=${this.#cancel}
      @keydown=${this.#key} @dragstart=${prevent} @click=${{ handleEvent: this.#click, capture: true }}>
      <leitstern-derived-panel data-panel="win-win"></leitstern-derived-panel>
      ${mayWrite ? html`<p class="muted win-win__hint" data-moving=${this.shown ?? nothing}>${this.shown ? this.#words(this.shown) : t("win_win.hint")}</p>` : nothing}</div>`;
  }

  /** Both amounts, and who loses where somebody does. */
  #words(id: string): string {
    const { boot, format, shared } = page();
    const currency = shared.plan.header("currency").value ?? "EUR";
    const { customer, supplier } = benefitsOf(id);
    const words = t("win_win.dot", {
      title: shared.plan.nameOf(id) || t("plan.untitled"),
      customer: `${boot.sides.customer} ${format.money(customer, currency)}`,
      supplier: `${boot.sides.supplier} ${format.money(supplier, currency)}`,
    });
    const losers = [
      customer <= 0 ? boot.sides.customer : "",
      supplier <= 0 ? boot.sides.supplier : "",
    ].filter(Boolean);
    return losers.length ? `${words}. ${t("win_win.gains_nothing", { side: format.list(losers) })}` : words;
  }

  // ---- pointer ----

  readonly #press = (event: PointerEvent): void => {
    const dot = dotAt(event.target);
    const id = dot && idOf(dot);
    if (!dot || !id || event.button !== 0 || !page().shared.mayWrite.peek()) return;
    const from = [event.clientX, event.clientY] as const;
    this.#drag = { dot, id, pointer: event.pointerId, from, before: benefitsOf(id), isMoving: false };
  };

  readonly #move = (event: PointerEvent): void => {
    const drag = this.#drag;
    if (!drag || event.pointerId !== drag.pointer) return;
    const way: readonly [number, number] = [event.clientX - drag.from[0], event.clientY - drag.from[1]];
    if (!drag.isMoving && Math.hypot(...way) < DRAG_FROM) return;
    if (!drag.isMoving) this.#begin(drag, event.currentTarget as Element);
    const scale = scaleOf(drag.dot);
    const zoom = drag.dot.ownerSVGElement?.getScreenCTM()?.a || 1;
    if (!scale) return;
    const at = [
      placeOf(scale[0], drag.before.customer) + way[0] / zoom,
      placeOf(scale[1], drag.before.supplier) + way[1] / zoom,
    ];
    drag.dot.setAttribute("transform", `translate(${way[0] / zoom} ${way[1] / zoom})`);
    const next = {
      customer: onStep(amountAt(scale[0], at[0] ?? 0), stepOf(scale[0])),
      supplier: onStep(amountAt(scale[1], at[1] ?? 0), stepOf(scale[1])),
    };
    this.#writeSoon(() => write(drag.id, next));
  };

  /** The last change of a burst is written although the pointer then rests. */
  #writeSoon(change: () => void): void {
    this.#pending = change;
    const wait = Math.max(0, this.#written + WRITE_MS - performance.now());
    this.#timer ??= setTimeout(() => this.#writePending(), wait);
  }

  #writePending(): void {
    const change = this.#pending;
    this.#forgetPending();
    this.#written = performance.now();
    change?.();
  }

  #forgetPending(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#pending = undefined;
  }

  #begin(drag: Drag, host: Element): void {
    drag.isMoving = true;
    this.shown = drag.id;
    host.setPointerCapture(drag.pointer);
    drag.dot.classList.add("picture__link--dragged");
    this.#panel()?.hold();
    this.#endStep = page().shared.replica.undo.beginStep();
  }

  readonly #drop = (event: PointerEvent): void => {
    const drag = this.#drag;
    if (!drag || event.pointerId !== drag.pointer) return;
    this.#drag = undefined;
    if (!drag.isMoving) return;
    this.#writePending();
    this.#end();
    announce(this.#words(drag.id));
    this.#swallowsClick = true;
    setTimeout(() => {
      this.#swallowsClick = false; // No click follows where the pointer was let go elsewhere.
    });
  };

  #swallowsClick = false;

  /** A dot that was dragged does not open its card. */
  readonly #click = (event: Event): void => {
    if (!this.#swallowsClick) return;
    this.#swallowsClick = false;
    event.preventDefault();
    event.stopPropagation();
  };

  /** What was dragged so far is thrown away. */
  readonly #cancel = (): void => {
    const drag = this.#drag;
    this.#drag = undefined;
    if (!drag?.isMoving) return;
    this.#forgetPending();
    write(drag.id, drag.before);
    drag.dot.removeAttribute("transform");
    this.#end();
  };

  #end(): void {
    this.#drag?.dot.removeAttribute("transform");
    this.#drag = undefined;
    this.#forgetPending();
    this.#endStep?.();
    this.#endStep = undefined;
    this.shown = undefined;
    this.querySelector(".picture__link--dragged")?.classList.remove("picture__link--dragged");
    this.#panel()?.release();
  }

  // ---- keys ----

  readonly #key = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && this.#drag?.isMoving) return this.#cancel();
    const dot = dotAt(event.target);
    const id = dot && idOf(dot);
    const way = STEPS[event.key];
    if (!dot || !id || !way || isImeKey(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    const scale = scaleOf(dot);
    if (!scale || !page().shared.mayWrite.peek()) return;
    event.preventDefault();
    const far = event.shiftKey ? FAR : 1;
    const { customer, supplier } = benefitsOf(id);
    const next = {
      customer: onStep(customer + way[0] * far * stepOf(scale[0]), stepOf(scale[0])),
      supplier: onStep(supplier + way[1] * far * stepOf(scale[1]), stepOf(scale[1])),
    };
    page().shared.replica.undo.stopCapturing();
    write(id, { customer: way[0] ? next.customer : customer, supplier: way[1] ? next.supplier : supplier });
    shift(dot, scale, { customer, supplier }, benefitsOf(id));
    announce(this.#words(id));
  };

  #panel(): DerivedPanel | null {
    return this.querySelector<DerivedPanel>("leitstern-derived-panel");
  }
}

function prevent(event: Event): void {
  event.preventDefault(); // A link would be dragged as an address.
}

function dotAt(target: EventTarget | null): SVGAElement | undefined {
  const found = target instanceof Element ? target.closest('[data-picture="win-win"] svg a') : null;
  return (found as SVGAElement | null) ?? undefined;
}

function idOf(dot: Element): string | undefined {
  return dot.getAttribute("href")?.split("/")[1];
}

function scaleOf(dot: SVGAElement): readonly [Axis, Axis] | undefined {
  const { across, upward } = dot.ownerSVGElement?.dataset ?? {};
  const [x, y] = [readAxis(across), readAxis(upward)];
  return x && y ? [x, y] : undefined;
}

function benefitsOf(id: string): Benefits {
  const { plan } = page().shared;
  return {
    customer: Number(plan.value(KIND, id, "benefit_customer") ?? 0),
    supplier: Number(plan.value(KIND, id, "benefit_supplier") ?? 0),
  };
}

function write(id: string, { customer, supplier }: Benefits): void {
  const records = page().shared.plan.any(KIND);
  const now = benefitsOf(id);
  if (!records.has(id) || (now.customer === customer && now.supplier === supplier)) return;
  records.update(id, { benefit_customer: customer, benefit_supplier: supplier });
}

/** Until the server has drawn the picture anew, the dot stands where its amounts are. */
function shift(dot: SVGAElement, [x, y]: readonly [Axis, Axis], from: Benefits, to: Benefits): void {
  const [dx = 0, dy = 0] = (dot.getAttribute("transform")?.match(/-?[\d.]+/g) ?? []).map(Number);
  const right = dx + placeOf(x, to.customer) - placeOf(x, from.customer);
  const down = dy + placeOf(y, to.supplier) - placeOf(y, from.supplier);
  dot.setAttribute("transform", `translate(${right} ${down})`);
}

customElements.define("leitstern-win-win", WinWin);
