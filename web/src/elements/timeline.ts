/*
 * The actions on a time axis: one row each, in the plan's order, bars in the hue of their owner's side. The axis is
 * positioned by custom properties in days; a zoom changes only the width of a day. Actions without any date wait at
 * the end of the axis with a button that gives them dates.
 */

import { computed, signal } from "@preact/signals-core";
import { html, nothing, type TemplateResult } from "lit";
import { today } from "../core/clock";
import { t, tn } from "../core/i18n";
import { keyedList } from "../core/keyedlist";
import { page } from "./context";
import "./filter-bar";
import { filterOf, isFiltered, shownIds } from "./filters";
import { icon } from "./icon";
import { viewSwitch } from "./record-section";
import type { TimelineRow } from "./timeline-row";
import { type Dates, dayOf, type Span, spanOf, type Tick, ticks } from "./timeline-scale";
import "./timeline-row";
import { vars } from "./vars";
import { WatchingElement } from "./watching";

const ZOOMS = [0.45, 0.75, 1.2, 2, 3.4, 6, 11] as const;
const chosenZoom = signal<number | undefined>(undefined);
const DEFAULT_YEARS = 3;

export class Timeline extends WatchingElement {
  readonly #span = computed(() => this.#measureSpan());
  readonly #width = signal(0);

  protected override render(): TemplateResult {
    const span = this.#span.value;
    const all = page().plan.actions.ids.value.length;
    const count = shownIds("actions").value.length;
    const day = ZOOMS[this.#zoom()] ?? 1;
    return html`
      <header class="section-head">
        <div class="section-head__title">
          <h2 tabindex="-1" data-heading>${t("plan.timeline")}</h2>
          <span class="count">${isFiltered(filterOf("actions").value) ? t("plan.count_of", { count, all }) : tn("plan.items", all)}</span>
        </div>
        ${viewSwitch("timeline")}
        ${count === 0 ? nothing : this.#zoomButtons()}
      </header>
      <p class="section-lead">${t("plan.timeline_lead")}</p>
      ${all > 0 ? html`<leitstern-filter-bar .kind=${"actions"}></leitstern-filter-bar>` : nothing}
      <div class="timeline" ?hidden=${count === 0} ${vars({ "--day": `${day}px`, "--days": span.end - span.first, "--first": span.first })}>
        <div class="timeline__scroll" tabindex="0" role="region" aria-label=${t("plan.timeline")}>
          <div class="timeline__canvas">
            ${this.#axis(span, day)}
            <div class="timeline__rows" role="list" aria-label=${t("plan.actions")}></div>
          </div>
        </div>
      </div>
      ${count === 0 ? html`<div class="empty-state"><p class="empty-state__title">${t(all ? "plan.filter_nothing" : "plan.actions_none")}</p><p>${t("plan.timeline_none_text")}</p><a class="button" href="#actions">${icon("layout-list")}${t("plan.view_list")}</a></div>` : nothing}
    `;
  }

  protected override firstUpdated(): void {
    const rows = this.querySelector<HTMLElement>(".timeline__rows");
    const scroll = this.querySelector<HTMLElement>(".timeline__scroll");
    if (!rows || !scroll) return;
    const sizes = new ResizeObserver(() => {
      this.#width.value = scroll.clientWidth;
    });
    sizes.observe(scroll);
    this.hold(() => sizes.disconnect());
    const create = (id: string): TimelineRow => {
      const row = document.createElement("leitstern-timeline-row") as TimelineRow;
      row.recordId = id;
      row.span = this.#span;
      return row;
    };
    this.hold(keyedList(rows, shownIds("actions"), { create }));
    requestAnimationFrame(() => this.#showToday(scroll));
  }

  /** Opens a month before today, not at the horizon's first day. */
  #showToday(scroll: HTMLElement): void {
    const now = dayOf(today());
    const day = ZOOMS[this.#zoom()] ?? 1;
    if (now !== undefined) scroll.scrollLeft = Math.max(0, (now - 80 - this.#span.peek().first) * day);
  }

  #measureSpan(): Span {
    const { plan } = page();
    const dates: Dates[] = plan.actions.ids.value.map((id) => ({
      start: plan.actions.field(id, "start").value,
      due: plan.actions.field(id, "due").value,
    }));
    const year = Number(today().slice(0, 4));
    const start = plan.header("horizon_start").value ?? year;
    return spanOf(dates, start, plan.header("horizon_end").value ?? start + DEFAULT_YEARS - 1);
  }

  /** Until somebody zooms, the smallest day that fills the width. */
  #zoom(): number {
    if (chosenZoom.value !== undefined) return chosenZoom.value;
    const span = this.#span.value;
    const room = Math.max(300, this.#width.value - 260) / Math.max(1, span.end - span.first);
    const fitting = ZOOMS.findIndex((day) => day >= room);
    return Math.min(Math.max(fitting, 1), 3);
  }

  #zoomButtons(): TemplateResult {
    return html`<div class="timeline-zoom" role="group" aria-label=${t("plan.zoom")}>
      ${this.#zoomButton(-1, "zoom-out", t("plan.zoom_out"))}${this.#zoomButton(1, "zoom-in", t("plan.zoom_in"))}</div>`;
  }

  #zoomButton(step: 1 | -1, iconName: string, label: string): TemplateResult {
    const next = this.#zoom() + step;
    const isOut = next < 0 || next >= ZOOMS.length;
    return html`<button type="button" class="button button--quiet button--icon button--small" aria-label=${label} title=${label}
      aria-disabled=${isOut ? "true" : nothing} @click=${() => this.#zoomTo(next)}>${icon(iconName)}</button>`;
  }

  #zoomTo(next: number): void {
    if (next < 0 || next >= ZOOMS.length) return;
    const scroll = this.querySelector<HTMLElement>(".timeline__scroll");
    const before = ZOOMS[this.#zoom()] ?? 1;
    const middle = scroll ? (scroll.scrollLeft + scroll.clientWidth / 2) / before : 0;
    chosenZoom.value = next;
    void this.updateComplete.then(() => {
      if (scroll) scroll.scrollLeft = middle * (ZOOMS[next] ?? 1) - scroll.clientWidth / 2;
    });
  }

  #axis(span: Span, day: number): TemplateResult {
    const step = day >= 2 ? 1 : day >= 0.6 ? 3 : 12;
    const now = dayOf(today());
    const isNowShown = now !== undefined && now >= span.first && now < span.end;
    const atNow = vars({ "--from": (now ?? span.first) - span.first });
    return html`<div class="timeline__axis" aria-hidden="true">
        <div class="timeline__corner"></div>
        ${ticks(span, 12).map((tick) => this.#tick(tick, span, "timeline__year", String(tick.year)))}
        ${step === 12 ? nothing : ticks(span, step).map((tick) => this.#tick(tick, span, "timeline__month", monthName(tick, step)))}
        ${isNowShown ? html`<span class="timeline__now" ${atNow}>${t("plan.today")}</span>` : nothing}
      </div>
      <div class="timeline__grid" aria-hidden="true">
        ${ticks(span, step === 12 ? 3 : step).map((tick) => html`<span class=${tick.month === 0 ? "timeline__line timeline__line--year" : "timeline__line"} ${vars({ "--from": tick.from - span.first })}></span>`)}
        ${isNowShown ? html`<span class="timeline__today" ${atNow}></span>` : nothing}
      </div>`;
  }

  #tick(tick: Tick, span: Span, look: string, label: string): TemplateResult {
    return html`<span class=${look} ${vars({ "--from": tick.from - span.first, "--length": tick.days })}><span>${label}</span></span>`;
  }
}

function monthName(tick: Tick, step: 1 | 3): string {
  if (step === 3) return `Q${Math.floor(tick.month / 3) + 1}`;
  const date = new Date(Date.UTC(tick.year, tick.month, 1));
  return new Intl.DateTimeFormat(page().boot.locale, { month: "short", timeZone: "UTC" }).format(date);
}

customElements.define("leitstern-timeline", Timeline);
