/*
 * One action on the timeline: its name and its bar. The bar is moved and resized by pointer or keys; the new dates
 * are written once, when it is let go. A click (or Enter) opens the two dates as fields, so that nothing needs a
 * drag.
 */

import type { ReadonlySignal } from "@preact/signals-core";
import { html, nothing, type TemplateResult } from "lit";
import { today } from "../core/clock";
import { t } from "../core/i18n";
import { announce } from "./announcer";
import { avatar, visitorMarks } from "./avatar";
import { page } from "./context";
import { openDates } from "./dates-popup";
import { icon } from "./icon";
import { nameOf, personName, sideOf } from "./records-view";
import {
  type BarPart,
  barOf,
  type Dates,
  DEFAULT_DAYS,
  dayOf,
  isoOf,
  moved,
  type Span,
} from "./timeline-scale";
import { vars } from "./vars";
import { WatchingElement } from "./watching";

interface Drag {
  readonly part: BarPart;
  readonly fromX: number;
  readonly days: number;
}

const DRAG_STARTS_PX = 4;

export class TimelineRow extends WatchingElement {
  static override properties = { recordId: { attribute: false }, drag: { state: true } };
  declare recordId: string;
  declare drag: Drag | undefined;
  declare span: ReadonlySignal<Span>;

  override connectedCallback(): void {
    super.connectedCallback();
    this.dataset["record"] = this.recordId;
    this.setAttribute("role", "listitem");
  }

  protected override render(): TemplateResult {
    const name = nameOf(this.recordId) ?? t("plan.untitled");
    const owner = page().plan.actions.field(this.recordId, "owner").value;
    const side = sideOf(owner);
    const visitors = page().presence.at(this.recordId).value;
    return html`<div class="timeline-row">
      <div class="timeline-row__name" title=${name}>
        ${owner && side ? avatar(personName(owner), side) : html`<span class="avatar avatar--small" aria-hidden="true">–</span>`}
        <span class="truncate">${name}</span>${visitorMarks(visitors)}
      </div>
      <div class="timeline-row__lane">${this.#bar(name, side)}</div>
    </div>`;
  }

  #dates(): Dates {
    const { actions } = page().plan;
    return {
      start: actions.field(this.recordId, "start").value,
      due: actions.field(this.recordId, "due").value,
    };
  }

  #shownDates(): Dates {
    const dates = this.#dates();
    return this.drag ? moved(dates, this.drag.part, this.drag.days) : dates;
  }

  #bar(name: string, side: string | undefined): TemplateResult {
    const dates = this.#shownDates();
    const bar = barOf(dates);
    if (!bar) return this.#unscheduled(name);
    const { status, late } = this.#standing();
    const look = [
      "bar",
      side && `bar--${side}`,
      `bar--${status}`,
      late && "bar--late",
      !(dates.start && dates.due) && "bar--open",
      this.drag && "bar--dragged",
    ];
    const span = this.span.value;
    const mayWrite = page().mayWrite.value;
    return html`<div class=${look.filter(Boolean).join(" ")} ${vars({ "--from": bar.from - span.first, "--length": bar.to - bar.from + 1 })}>
      <button type="button" class="bar__body" aria-label=${`${name}. ${this.#words(dates)}`} aria-describedby=${mayWrite ? "timeline-keys" : nothing}
        @pointerdown=${(event: PointerEvent) => this.#grab(event, "whole")} @keydown=${this.#onKey} @click=${this.#onClick}>
        <span class="bar__name">${name}</span></button>
      ${mayWrite ? (["start", "due"] as const).map((part) => html`<span class=${`bar__end bar__end--${part}`} @pointerdown=${(event: PointerEvent) => this.#grab(event, part)}></span>`) : nothing}
      ${this.drag ? html`<span class="bar__dates" aria-hidden="true">${this.#words(dates)}</span>` : nothing}
    </div>`;
  }

  #standing(): { status: string; late: boolean } {
    const status = page().plan.actions.field(this.recordId, "status").value ?? "planned";
    const late = page().measures.of(this.recordId, "late").value;
    return { status, late: late !== undefined && late.value !== "0" && late.value !== "false" };
  }

  #unscheduled(name: string): TemplateResult {
    if (!page().mayWrite.value) return html`<span class="bar-none">${t("plan.no_dates")}</span>`;
    return html`<button type="button" class="bar-none button button--small button--quiet" aria-label=${t("plan.schedule_named", { name })}
      @click=${this.#schedule}>${icon("calendar")}${t("plan.schedule")}</button>`;
  }

  #words(dates: Dates): string {
    const { format } = page();
    const said = (iso: string | undefined): string => (iso ? format.date(iso) : t("plan.empty_value"));
    return t("plan.from_to", { start: said(dates.start), due: said(dates.due) });
  }

  #schedule(): void {
    const first = dayOf(today());
    if (first !== undefined) this.#write({ start: isoOf(first), due: isoOf(first + DEFAULT_DAYS * 2 - 1) });
  }

  #write(dates: Dates): void {
    page().plan.actions.update(this.recordId, { start: dates.start, due: dates.due });
    announce(this.#words(dates));
  }

  // ---- pointer ----

  #grab(event: PointerEvent, part: BarPart): void {
    if (event.button !== 0 || !page().mayWrite.peek()) return;
    const target = event.currentTarget as HTMLElement;
    const fromX = event.clientX;
    const perDay = Number.parseFloat(getComputedStyle(this).getPropertyValue("--day")) || 1;
    const move = (next: PointerEvent): void => {
      const distance = next.clientX - fromX;
      if (!this.drag && Math.abs(distance) < DRAG_STARTS_PX) return;
      this.drag = { part, fromX, days: Math.round(distance / perDay) };
    };
    const stop = (last: Event): void => {
      target.removeEventListener("pointermove", move);
      target.removeEventListener("pointerup", stop);
      target.removeEventListener("pointercancel", stop);
      this.#letGo(last.type === "pointercancel");
    };
    target.setPointerCapture(event.pointerId);
    target.addEventListener("pointermove", move);
    target.addEventListener("pointerup", stop);
    target.addEventListener("pointercancel", stop);
  }

  #letGo(isCancelled: boolean): void {
    const { drag } = this;
    if (!drag) return;
    if (!isCancelled && drag.days !== 0) this.#write(moved(this.#dates(), drag.part, drag.days));
    // The click that follows a drag is part of it.
    setTimeout(() => {
      this.drag = undefined;
    });
  }

  readonly #onClick = (event: MouseEvent): void => {
    if (this.drag) return;
    openDates(event.currentTarget as HTMLElement, this.recordId);
  };

  // ---- keys ----

  readonly #onKey = (event: KeyboardEvent): void => {
    const step = { ArrowLeft: -1, ArrowRight: 1, PageUp: -30, PageDown: 30 }[event.key];
    if (step !== undefined && !event.altKey && page().mayWrite.peek()) {
      event.preventDefault();
      const part: BarPart = event.shiftKey ? "due" : event.ctrlKey || event.metaKey ? "start" : "whole";
      this.#write(moved(this.#dates(), part, step));
    } else if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      this.#neighbourBar(event);
    }
  };

  #neighbourBar(event: KeyboardEvent): void {
    if (event.altKey) return;
    const next = event.key === "ArrowUp" ? this.previousElementSibling : this.nextElementSibling;
    const bar = next?.querySelector<HTMLElement>(".bar__body, button.bar-none");
    if (!bar) return;
    event.preventDefault();
    bar.focus();
  }
}

customElements.define("leitstern-timeline-row", TimelineRow);
