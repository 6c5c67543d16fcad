/*
 * The power grid of one side: the people of the other company by attitude (across) and influence (up), each as a dot that
 * is dragged, or moved by the arrow keys. Whoever is not placed yet waits on a shelf below. Private: it reads and writes
 * the side's own document alone.
 */

import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { isImeKey } from "../core/dom/ime-key";
import { t, tn } from "../core/intl/i18n";
import { assess, assessed } from "../doc/assessments";
import { announce } from "./announcer";
import { avatar } from "./avatar";
import { page } from "./context";
import { vars } from "./css-variables";
import type { DocumentView } from "./document-view";
import { personName, sideOf } from "./record-names";
import { goTo } from "./route";
import { SignalElement } from "./signal-element";

const ATTITUDES = [-2, -1, 0, 1, 2] as const;
const INFLUENCES = [5, 4, 3, 2, 1] as const;
/** Where somebody of the shelf begins when an arrow key places them. */
const MIDDLE = { influence: 3, attitude: 0 };
/** Pixels that a pointer moves before a press becomes a drag. */
const DRAG_FROM = 5;

export interface Place {
  readonly influence: number;
  readonly attitude: number;
}

const STEPS: Readonly<Record<string, Place>> = {
  ArrowUp: { influence: 1, attitude: 0 },
  ArrowDown: { influence: -1, attitude: 0 },
  ArrowRight: { influence: 0, attitude: 1 },
  ArrowLeft: { influence: 0, attitude: -1 },
};

/** The place one step further, within the grid; undefined for a key that moves nothing. */
export function stepped(place: Place | undefined, key: string): Place | undefined {
  const step = STEPS[key];
  if (!step) return undefined;
  if (!place) return MIDDLE;
  return {
    influence: Math.min(5, Math.max(1, place.influence + step.influence)),
    attitude: Math.min(2, Math.max(-2, place.attitude + step.attitude)),
  };
}

interface Drag {
  readonly person: string;
  readonly pointer: number;
  readonly from: readonly [number, number];
  isMoving: boolean;
}

export class PowerGrid extends SignalElement {
  static override properties = {
    view: { attribute: false },
    people: { attribute: false },
    dragged: { state: true },
  };
  declare view: DocumentView;
  declare people: readonly string[];
  /** The person whose dot follows the pointer. */
  declare dragged: string | undefined;
  #drag: Drag | undefined;
  #justDragged = false;

  protected override render(): TemplateResult {
    const shelf = this.people.filter((id) => this.#placeOf(id) === undefined);
    return html`<figure class="power-grid" data-picture="power-grid" @pointerdown=${this.#press} @pointermove=${this.#move} @pointerup=${this.#drop} @pointercancel=${this.#cancel} @keydown=${this.#key}>
      <p class="power-grid__axis power-grid__axis--up">${t("fields.influence")}</p>
      <div class="power-grid__cells" role="group" aria-label=${t("own.grid_label")}>${INFLUENCES.map((influence) => html`<span class="power-grid__tick" aria-hidden="true">${influence}</span>${ATTITUDES.map((attitude) => this.#cell({ influence, attitude }))}`)}
        <span></span>${ATTITUDES.map((attitude) => html`<span class="power-grid__tick power-grid__tick--below"><span class="power-grid__wide">${t(`own.attitude.${attitude}`)}</span><span class="power-grid__narrow" aria-hidden="true">${signed(attitude)}</span></span>`)}</div>
      <p class="power-grid__axis">${t("fields.attitude")}<span class="power-grid__narrow">: ${signed(-2)} ${t("own.attitude.-2")}, ${signed(2)} ${t("own.attitude.2")}</span></p>
      ${shelf.length ? html`<div class="power-grid__shelf"><span class="muted">${tn("own.shelf", shelf.length)}</span><div class="power-grid__dots">${this.#dots(shelf)}</div></div>` : nothing}
      <figcaption class="muted">${t(this.view.mayWrite.value ? "own.grid_hint" : "own.grid_read")}</figcaption></figure>`;
  }

  #cell(place: Place): TemplateResult {
    const here = this.people.filter((id) => isSame(this.#placeOf(id), place));
    return html`<div class=${`power-grid__cell power-grid__cell--${place.attitude < 0 ? "against" : place.attitude > 0 ? "for" : "between"}`}
      data-cell data-influence=${place.influence} data-attitude=${place.attitude} ${vars({ "--weight": place.influence })}><div class="power-grid__dots">${this.#dots(here)}</div></div>`;
  }

  #dots(ids: readonly string[]): unknown {
    return repeat(
      ids,
      (id) => id,
      (id) => this.#dot(id),
    );
  }

  #dot(id: string): TemplateResult {
    const { shared } = page();
    const name = personName(shared, id);
    const place = this.#placeOf(id);
    const words = place
      ? t("own.dot", {
          name,
          influence: place.influence,
          attitude: t(`own.attitude.${place.attitude}` as "own.attitude.0"),
        })
      : t("own.dot_unplaced", { name });
    return html`<button type="button" class=${`power-dot${this.dragged === id ? " power-dot--dragged" : ""}`} data-person=${id} aria-label=${words} title=${words}
      @click=${() => this.#open(id)}>${avatar(name, sideOf(shared, id), "")}<span class="power-dot__name" translate="no" aria-hidden="true">${name}</span></button>`;
  }

  #placeOf(id: string): Place | undefined {
    const { plan } = this.view;
    const [influence, attitude] = ["influence", "attitude"].map((field) => assessed(plan, id, field));
    return typeof influence === "number" && typeof attitude === "number"
      ? { influence, attitude }
      : undefined;
  }

  #open(id: string): void {
    if (this.#justDragged) this.#justDragged = false;
    else goTo("people", id);
  }

  #put(id: string, place: Place): void {
    if (isSame(this.#placeOf(id), place)) return;
    assess(this.view.plan, id, { influence: place.influence, attitude: place.attitude });
    const attitude = t(`own.attitude.${place.attitude}` as "own.attitude.0");
    announce(t("own.dot", { name: personName(page().shared, id), influence: place.influence, attitude }));
  }

  readonly #key = (event: KeyboardEvent): void => {
    const id = (event.target as Element).closest<HTMLElement>("[data-person]")?.dataset["person"];
    if (event.key === "Escape" && this.#drag) return this.#cancel();
    if (!id || isImeKey(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    const next = stepped(this.#placeOf(id), event.key);
    if (!next || !this.view.mayWrite.peek()) return;
    event.preventDefault();
    this.#put(id, next);
    this.requestUpdate();
    void this.updateComplete.then(() => this.#focus(id));
  };

  #focus(id: string): void {
    this.querySelector<HTMLElement>(`[data-person="${CSS.escape(id)}"]`)?.focus({ preventScroll: true });
  }

  readonly #press = (event: PointerEvent): void => {
    const dot = (event.target as Element).closest<HTMLElement>("[data-person]");
    const person = dot?.dataset["person"];
    this.#justDragged = false;
    if (!person || event.button !== 0 || !this.view.mayWrite.peek()) return;
    this.#drag = { person, pointer: event.pointerId, from: [event.clientX, event.clientY], isMoving: false };
  };

  readonly #move = (event: PointerEvent): void => {
    const drag = this.#drag;
    if (!drag || event.pointerId !== drag.pointer) return;
    const [x, y] = [event.clientX - drag.from[0], event.clientY - drag.from[1]];
    if (!drag.isMoving && Math.hypot(x, y) < DRAG_FROM) return;
    if (!drag.isMoving) {
      drag.isMoving = true;
      this.dragged = drag.person;
      (event.currentTarget as Element).setPointerCapture(drag.pointer);
    }
    const dot = this.querySelector<HTMLElement>(`[data-person="${CSS.escape(drag.person)}"]`);
    dot?.style.setProperty("translate", `${x}px ${y}px`);
    this.#mark(cellAt(event));
  };

  readonly #drop = (event: PointerEvent): void => {
    const drag = this.#drag;
    if (!drag || event.pointerId !== drag.pointer) return;
    const cell = drag.isMoving ? cellAt(event) : undefined;
    this.#cancel();
    if (!drag.isMoving) return;
    this.#justDragged = true;
    setTimeout(() => {
      this.#justDragged = false; // No click follows where the pointer was let go elsewhere.
    });
    if (!cell) return;
    const { influence, attitude } = cell.dataset;
    this.#put(drag.person, { influence: Number(influence), attitude: Number(attitude) });
    void this.updateComplete.then(() => this.#focus(drag.person));
  };

  readonly #cancel = (): void => {
    const drag = this.#drag;
    this.#drag = undefined;
    this.dragged = undefined;
    this.#mark(undefined);
    if (drag)
      this.querySelector<HTMLElement>(`[data-person="${CSS.escape(drag.person)}"]`)?.style.removeProperty(
        "translate",
      );
  };

  #mark(cell: HTMLElement | undefined): void {
    for (const other of this.querySelectorAll("[data-over]"))
      if (other !== cell) other.removeAttribute("data-over");
    cell?.toggleAttribute("data-over", true);
  }
}

/** The cell below the pointer; the dot itself lets the pointer through while it is dragged. */
function cellAt(event: PointerEvent): HTMLElement | undefined {
  const found = document.elementFromPoint(event.clientX, event.clientY);
  return found?.closest<HTMLElement>("[data-cell]") ?? undefined;
}

/** `+1`, `−2`. */
function signed(value: number): string {
  return value > 0 ? `+${value}` : String(value).replace("-", "−");
}

function isSame(one: Place | undefined, other: Place): boolean {
  return one?.influence === other.influence && one.attitude === other.attitude;
}

customElements.define("leitstern-power-grid", PowerGrid);
