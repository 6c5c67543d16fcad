/*
 * A month to pick a day from, in the top layer beside a date field. Arrow keys move by day and week, Page Up and Page
 * Down by month, Home and End to the ends of the week; Enter chooses, Escape goes back to the field. Writes nothing.
 */

import { html } from "lit";
import { isImeKey } from "../core/dom/ime-key";
import { renderInto } from "../core/dom/render-into";
import type { Format } from "../core/intl/format";
import { t } from "../core/intl/i18n";
import { icon } from "./icon";
import { showBeside } from "./popup";

export interface CalendarOptions {
  readonly format: Format;
  /** ISO calendar dates. */
  readonly chosen: string | undefined;
  readonly today: string;
  readonly choose: (iso: string) => void;
  readonly closed: () => void;
}

const DAY_MS = 86_400_000;
const WEEK = 7;
const STEPS: Readonly<Record<string, number>> = {
  ArrowLeft: -1,
  ArrowRight: 1,
  ArrowUp: -WEEK,
  ArrowDown: WEEK,
};

/** Opens it and returns the function that closes it. */
export function openCalendar(anchor: HTMLElement, options: CalendarOptions): () => void {
  const panel = document.createElement("div");
  panel.className = "calendar floating";
  panel.translate = false;
  panel.popover = "auto";
  panel.setAttribute("role", "dialog");
  panel.setAttribute("aria-label", t("value.calendar"));
  (anchor.closest("dialog, main") ?? document.body).append(panel);
  const calendar = new Calendar(panel, options);
  const unplace = showBeside(panel, anchor);
  panel.addEventListener("toggle", (event) => {
    if ((event as ToggleEvent).newState !== "closed") return;
    unplace();
    panel.remove();
    options.closed();
  });
  calendar.focusDay();
  return () => panel.hidePopover();
}

class Calendar {
  readonly #panel: HTMLElement;
  readonly #options: CalendarOptions;
  /** The day that has the keyboard focus. */
  #at: string;

  constructor(panel: HTMLElement, options: CalendarOptions) {
    this.#panel = panel;
    this.#options = options;
    this.#at = options.chosen ?? options.today;
    panel.addEventListener("keydown", (event) => this.#onKey(event));
    this.#draw();
  }

  focusDay(): void {
    this.#panel.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
  }

  #draw(): void {
    const { format } = this.#options;
    const weeks = weeksOf(this.#at);
    renderInto(
      html`<div class="calendar__head">
        ${this.#monthButton(-1, "chevron-left", t("value.month_before"))}
        <span class="calendar__month" aria-live="polite">${format.month(this.#at)}</span>
        ${this.#monthButton(1, "chevron-right", t("value.month_after"))}
      </div>
      <table class="calendar__days" role="grid">
        <thead><tr>${(weeks[0] ?? []).map((iso) => html`<th scope="col">${format.weekday(iso)}</th>`)}</tr></thead>
        <tbody>${weeks.map((week) => html`<tr>${week.map((iso) => this.#day(iso))}</tr>`)}</tbody>
      </table>`,
      this.#panel,
    );
  }

  #monthButton(step: number, name: string, label: string): unknown {
    const turn = (): void => this.#go(monthsFrom(this.#at, step));
    return html`<button type="button" class="button button--quiet button--icon button--small" aria-label=${label} @click=${turn}>${icon(name)}</button>`;
  }

  #day(iso: string): unknown {
    const { chosen, today, choose, format } = this.#options;
    const looks = ["calendar__day"];
    if (iso.slice(0, 7) !== this.#at.slice(0, 7)) looks.push("calendar__day--outside");
    if (iso === today) looks.push("calendar__day--today");
    return html`<td role="gridcell" aria-selected=${iso === chosen}><button type="button" class=${looks.join(" ")}
      tabindex=${iso === this.#at ? 0 : -1} aria-label=${format.longDate(iso)} aria-current=${iso === today ? "date" : "false"}
      @click=${() => {
        this.#panel.hidePopover();
        choose(iso);
      }}>${Number(iso.slice(8))}</button></td>`;
  }

  #onKey(event: KeyboardEvent): void {
    if (isImeKey(event)) return;
    const next = this.#next(event.key);
    if (next === undefined || !(event.target as Element).closest(".calendar__days")) return;
    event.preventDefault();
    this.#go(next);
    this.focusDay();
  }

  #next(key: string): string | undefined {
    const step = STEPS[key];
    if (step !== undefined) return daysFrom(this.#at, step);
    if (key === "PageUp" || key === "PageDown") return monthsFrom(this.#at, key === "PageUp" ? -1 : 1);
    const weekday = weekdayOf(this.#at);
    if (key === "Home") return daysFrom(this.#at, -weekday);
    return key === "End" ? daysFrom(this.#at, WEEK - 1 - weekday) : undefined;
  }

  #go(iso: string): void {
    this.#at = iso;
    this.#draw();
  }
}

/** The six weeks around a day's month, from Monday on: the same height every month. */
export function weeksOf(iso: string): readonly (readonly string[])[] {
  const first = `${iso.slice(0, 8)}01`;
  const start = daysFrom(first, -weekdayOf(first));
  return Array.from({ length: 6 }, (_, week) =>
    Array.from({ length: WEEK }, (__, day) => daysFrom(start, week * WEEK + day)),
  );
}

/** The same day in another month, or its last day where it is shorter. */
export function monthsFrom(iso: string, step: number): string {
  const [year = 0, month = 1, day = 1] = iso.split("-").map(Number);
  const last = new Date(Date.UTC(year, month + step, 0));
  return daysFrom(last.toISOString().slice(0, 10), Math.min(day, last.getUTCDate()) - last.getUTCDate());
}

function daysFrom(iso: string, days: number): string {
  return new Date(Date.parse(`${iso}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** 0 is Monday. */
function weekdayOf(iso: string): number {
  return (new Date(`${iso}T00:00:00Z`).getUTCDay() + WEEK - 1) % WEEK;
}
