/*
 * One action or joint project on the timeline: its name and its bar. Pointer or keys move and resize the bar; the new dates are written
 * once, on release. A click or Enter opens the two dates as fields, so that dragging is never required.
 */

import type { ReadonlySignal } from "@preact/signals-core";
import { html, nothing, type TemplateResult } from "lit";
import { isImeKey } from "../core/dom/ime-key";
import { t } from "../core/intl/i18n";
import { today } from "../core/intl/today";
import { announce } from "./announcer";
import { avatar, visitorMarks } from "./avatar";
import { page } from "./context";
import { vars } from "./css-variables";
import { openDates } from "./dates-popup";
import type { DocumentView } from "./document-view";
import { choiceName } from "./field-words";
import { icon } from "./icon";
import { kindIcon, nameOf, personName, sideOf } from "./record-names";
import { SignalElement } from "./signal-element";
import { type BarKind, barKind, datesOf } from "./timeline-order";
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
import { dragged } from "./what-if";

interface Drag {
  readonly part: BarPart;
  readonly fromX: number;
  readonly days: number;
}

const DRAG_STARTS_PX = 4;
const BAR = ".bar__body, button.bar-none, .milestone";

export class TimelineRow extends SignalElement {
  static override properties = {
    view: { attribute: false },
    recordId: { attribute: false },
    drag: { state: true },
  };
  declare view: DocumentView;
  declare recordId: string;
  declare drag: Drag | undefined;
  declare span: ReadonlySignal<Span>;

  override connectedCallback(): void {
    super.connectedCallback();
    this.dataset["record"] = this.recordId;
    this.setAttribute("role", "listitem");
  }

  protected override render(): TemplateResult {
    const name = nameOf(this.view, this.recordId) ?? t("plan.untitled");
    const isProject = this.#kind() === "projects";
    const owner = isProject
      ? undefined
      : this.view.plan.records("actions").field(this.recordId, "owner").value;
    const side = isProject ? "joint" : sideOf(this.view, owner);
    const visitors = this.view.presence.at(this.recordId).value;
    return html`<div class="timeline-row">
      <div class="timeline-row__name" title=${name}>
        ${isProject ? html`<span class="timeline-row__kind" title=${t("kinds.projects.one")}>${icon(kindIcon("projects"))}</span>` : owner ? avatar(personName(this.view, owner), sideOf(this.view, owner)) : html`<span class="avatar avatar--small" aria-hidden="true">–</span>`}
        <span class="truncate" translate="no">${name}</span>${visitorMarks(visitors)}
      </div>
      <div class="timeline-row__lane">${this.#bar(name, side)}</div>
    </div>`;
  }

  #kind(): BarKind {
    return barKind(this.view, this.recordId) ?? "actions";
  }

  #dates(): Dates {
    return datesOf(this.view, this.recordId);
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
    const mayWrite = this.view.mayWrite.value;
    return html`<div class=${look.filter(Boolean).join(" ")} ${vars({ "--from": bar.from - span.first, "--length": bar.to - bar.from + 1 })}>
      <button type="button" class="bar__body" aria-label=${this.#spoken(name, dates)} aria-describedby=${mayWrite ? "timeline-keys" : nothing}
        @pointerdown=${(event: PointerEvent) => this.#grab(event, "whole")} @keydown=${this.#onKey} @click=${this.#onClick}>
        <span class="bar__name" translate="no">${name}</span></button>
      ${mayWrite ? (["start", "due"] as const).map((part) => html`<span class=${`bar__end bar__end--${part}`} @pointerdown=${(event: PointerEvent) => this.#grab(event, part)} @click=${this.#onEndClick}></span>`) : nothing}
      ${this.drag ? html`<span class="bar__dates" translate="no" aria-hidden="true">${this.#words(dates)}</span>` : nothing}
    </div>`;
  }

  #standing(): { status: string; late: boolean } {
    const kind = this.#kind();
    const field = kind === "actions" ? "status" : "project_stage";
    const status = String(this.view.plan.value(kind, this.recordId, field) ?? "planned");
    const late = page().measures.of(this.recordId, "late").value;
    return { status, late: late !== undefined };
  }

  #unscheduled(name: string): TemplateResult {
    if (!this.view.mayWrite.value) return html`<span class="bar-none">${t("plan.no_dates")}</span>`;
    return html`<button type="button" class="bar-none button button--small button--quiet" aria-label=${t("plan.schedule_named", { name })}
      @click=${this.#schedule}>${icon("calendar")}${t("plan.schedule")}</button>`;
  }

  /** Name, dates, how it stands, and what it waits for: what the bar and its line show. */
  #spoken(name: string, dates: Dates): string {
    const { status } = this.#standing();
    const late = page().measures.of(this.recordId, "late").value?.text;
    const [first] =
      this.#kind() === "actions" ? this.view.plan.targets("actions", this.recordId, "predecessor").value : [];
    const before = first ? t("plan.waits_for", { name: nameOf(this.view, first) ?? "" }) : undefined;
    return [
      name,
      this.#words(dates),
      choiceName({ name: this.#kind() === "actions" ? "status" : "project_stage" }, status),
      late,
      before,
    ]
      .filter(Boolean)
      .join(". ");
  }

  #words(dates: Dates): string {
    const { format } = page();
    const said = (iso: string | undefined): string => (iso ? format.date(iso) : t("plan.empty_value"));
    return t("plan.from_to", { start: said(dates.start), due: said(dates.due) });
  }

  #schedule(): void {
    const first = dayOf(today.value);
    if (first !== undefined) this.#write({ start: isoOf(first), due: isoOf(first + DEFAULT_DAYS * 2 - 1) });
  }

  #write(dates: Dates): void {
    this.view.plan.any(this.#kind()).update(this.recordId, { start: dates.start, due: dates.due });
    announce(this.#words(dates));
  }

  // ---- pointer ----

  #grab(event: PointerEvent, part: BarPart): void {
    if (event.button !== 0 || !this.view.mayWrite.peek()) return;
    const target = event.currentTarget as HTMLElement;
    const fromX = event.clientX;
    const perDay = Number.parseFloat(getComputedStyle(this).getPropertyValue("--day")) || 1;
    const move = (next: PointerEvent): void => {
      if (next.pointerId !== event.pointerId) return; // A second finger.
      const distance = next.clientX - fromX;
      if (!this.drag && Math.abs(distance) < DRAG_STARTS_PX) return;
      this.drag = { part, fromX, days: Math.round(distance / perDay) };
      this.#tell();
    };
    const onEscape = (key: KeyboardEvent): void => {
      if (key.key !== "Escape" || !this.drag) return;
      key.preventDefault();
      key.stopPropagation();
      stop(new PointerEvent("pointercancel"));
    };
    const stop = (last: Event): void => {
      target.removeEventListener("pointermove", move);
      target.removeEventListener("pointerup", stop);
      target.removeEventListener("pointercancel", stop);
      removeEventListener("keydown", onEscape, true);
      this.#letGo(last.type === "pointercancel");
    };
    target.setPointerCapture(event.pointerId);
    target.addEventListener("pointermove", move);
    target.addEventListener("pointerup", stop);
    target.addEventListener("pointercancel", stop);
    addEventListener("keydown", onEscape, true);
  }

  /** What would move if it were let go here. */
  #tell(): void {
    const [now, then] = [this.#dates(), this.#shownDates()];
    const changes = (["start", "due"] as const)
      .filter((field) => then[field] !== now[field])
      .map((field) => ({ record: this.recordId, field, value: then[field] }));
    if (JSON.stringify(changes) !== JSON.stringify(dragged.peek())) dragged.value = changes;
  }

  #letGo(isCancelled: boolean): void {
    const { drag } = this;
    dragged.value = [];
    if (!drag) return;
    if (!isCancelled && drag.days !== 0) this.#write(moved(this.#dates(), drag.part, drag.days));
    // The click that follows a drag is part of it.
    setTimeout(() => {
      this.drag = undefined;
    });
  }

  readonly #onClick = (event: MouseEvent): void => {
    if (this.drag) return;
    openDates(event.currentTarget as HTMLElement, this.view, this.recordId);
  };

  /** A press on an end that was not dragged opens the dates, as on the bar. */
  readonly #onEndClick = (): void => {
    const bar = this.querySelector<HTMLElement>(BAR);
    if (!this.drag && bar) openDates(bar, this.view, this.recordId);
  };

  // ---- keys ----

  readonly #onKey = (event: KeyboardEvent): void => {
    if (isImeKey(event)) return;
    const step = { ArrowLeft: -1, ArrowRight: 1, PageUp: -30, PageDown: 30 }[event.key];
    if (step !== undefined && !event.altKey && this.view.mayWrite.peek()) {
      event.preventDefault();
      const part: BarPart = event.shiftKey ? "due" : event.ctrlKey || event.metaKey ? "start" : "whole";
      this.#write(moved(this.#dates(), part, step));
    } else if (event.key === "ArrowUp" || event.key === "ArrowDown") {
      this.#neighbourBar(event);
    }
  };

  #neighbourBar(event: KeyboardEvent): void {
    if (event.altKey) return;
    const way = event.key === "ArrowUp" ? "previousElementSibling" : "nextElementSibling";
    let next = this[way];
    // A heading has no bar.
    while (next && !next.querySelector(BAR)) next = next[way];
    const bar = next?.querySelector<HTMLElement>(BAR);
    if (!bar) return;
    event.preventDefault();
    bar.focus();
  }
}

customElements.define("leitstern-timeline-row", TimelineRow);
