/*
 * The plan on a time axis: under each opportunity its goals as milestones, its joint projects and its actions as bars, which
 * have the colour of the owner's side; lines join an action to the one that it waits for. Custom properties in days position everything, so
 * zooming changes only the width of a day. A click or Enter at an empty place makes an action there. On a phone the same
 * content is an agenda.
 */

import { computed, signal } from "@preact/signals-core";
import { html, nothing, type TemplateResult } from "lit";
import { keyedList } from "../core/dom/keyed-list";
import { t, tn } from "../core/intl/i18n";
import { today } from "../core/intl/today";
import { page } from "./context";
import "./filter-bar";
import { type Agenda, isNarrow } from "./agenda";
import { isFiltered } from "./filters";
import { headedBy } from "./grouping";
import { icon } from "./icon";
import { addAction, addToday, dayAt, scheduleAt } from "./timeline-adding";
import { type Dependency, datesOf, dependencies, headingAbove, rowBar, timelineKeys } from "./timeline-order";
import { type Dates, datesFrom, dayOf, type Span, spanOf, type Tick, ticks } from "./timeline-scale";
import "./timeline-row";
import "./timeline-rows";
import { isImeKey } from "../core/dom/ime-key";
import { vars } from "./css-variables";
import { SignalElement } from "./signal-element";
import { dragged } from "./what-if";

const ZOOMS = [0.45, 0.75, 1.2, 2, 3.4, 6, 11] as const;
const chosenZoom = signal<number | undefined>(undefined);
const DEFAULT_YEARS = 3;

/**
 * What the keyboard reaches comes out from under the axis and the names. The scrolling that Firefox and WebKit do by themselves
 * stops as soon as a part of it lies within the box, be it below those.
 */
function reveal({ target }: FocusEvent): void {
  if (target instanceof Element && target.matches(":focus-visible"))
    target.scrollIntoView({ block: "nearest", inline: "nearest" });
}

export class Timeline extends SignalElement {
  readonly #span = computed(() => this.#measureSpan());
  readonly #width = signal(0);
  readonly #keys = computed(() =>
    timelineKeys(page().shared, !isFiltered(page().shared.filters.of("actions").value)),
  );
  readonly #lines = computed(() => dependencies(page().shared, this.#keys.value));

  protected override render(): TemplateResult {
    const span = this.#span.value;
    const all = page().shared.plan.records("actions").ids.value.length;
    const count = this.#keys.value.length;
    const day = ZOOMS[this.#zoom()] ?? 1;
    return html`
      <header class="section-head">
        <div class="section-head__title">
          <h2 tabindex="-1" data-heading>${t("plan.timeline")}</h2>
          <span class="count">${isFiltered(page().shared.filters.of("actions").value) ? t("plan.count_of", { count: page().shared.filters.shown("actions").value.length, all }) : tn("plan.items", all)}</span>
        </div>
        ${count === 0 || isNarrow.value ? nothing : this.#zoomButtons()}
        ${page().shared.mayWrite.value ? this.#addButton() : nothing}
      </header>
      <p class="section-lead">${t(isNarrow.value ? "plan.agenda_lead" : "plan.timeline_lead")}</p>
      ${all > 0 ? html`<leitstern-filter-bar .view=${page().shared} .kind=${"actions"} .isOfList=${false}></leitstern-filter-bar>` : nothing}
      ${isNarrow.value && count > 0 ? html`<leitstern-agenda .view=${page().shared}></leitstern-agenda>` : nothing}
      <div class="timeline" ?hidden=${count === 0 || isNarrow.value} ${vars({ "--zoom": `${day}px`, "--days": span.end - span.first, "--first": span.first })}>
        <div class="timeline__scroll" tabindex="0" role="region" aria-label=${t("plan.timeline")}>
          <div class="timeline__canvas">
            ${this.#axis(span, day)}
            <div class="timeline__links" aria-hidden="true">${this.#lines.value.map((line) => this.#line(line, span))}</div>
            <div class="timeline__rows" role="list" aria-label=${t("kinds.actions.other")} @click=${this.#onClick} @keydown=${this.#onKey} @focusin=${reveal}></div>
          </div>
        </div>
      </div>
      ${dragged.value.length ? html`<aside class="what-if-drag" aria-label=${t("what_if.effects")}><h3 class="what-if__head">${t("what_if.effects")}</h3><leitstern-what-if .changes=${dragged.value}></leitstern-what-if><p class="muted">${t("what_if.escape")}</p></aside>` : nothing}
      ${count === 0 ? html`<div class="empty-state"><p class="empty-state__title">${t(all ? "plan.filter_nothing" : "kinds.actions.none")}</p><p>${t("plan.timeline_none_text")}</p><a class="button" href="#actions">${icon("layout-list")}${t("plan.view_list")}</a></div>` : nothing}
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
    this.onDisconnect(() => sizes.disconnect());
    this.onDisconnect(keyedList(rows, this.#keys, { create: (key) => this.#row(key) }));
    requestAnimationFrame(() => this.#showToday(scroll));
  }

  #row(key: string): HTMLElement {
    const view = page().shared;
    const target = headedBy(key);
    if (target !== undefined)
      return Object.assign(document.createElement("leitstern-timeline-head"), { view, target });
    const tag = view.plan.records("goals").has(key) ? "leitstern-timeline-goal" : "leitstern-timeline-row";
    return Object.assign(document.createElement(tag), { view, recordId: key, span: this.#span });
  }

  // ---- adding ----

  #addButton(): TemplateResult {
    return html`<button type="button" class="button button--primary section-head__add" data-add="first" title=${t("plan.add_today")} @click=${this.#addToday}>
      ${icon("plus")}<span class="section-head__words">${t("kinds.actions.add")}</span></button>`;
  }

  readonly #addToday = (): void => {
    const rows = this.querySelector<HTMLElement>(".timeline__rows");
    const agenda = this.querySelector<Agenda>("leitstern-agenda");
    if (agenda) agenda.add(today.peek());
    else if (rows) addToday(page().shared, "", rows);
  };

  readonly #onClick = (event: MouseEvent): void => {
    const view = page().shared;
    const target = event.target as HTMLElement;
    const row = target.closest<HTMLElement>("[data-record], [data-group]");
    const rows = event.currentTarget as HTMLElement;
    if (!row || !view.mayWrite.peek()) return;
    if (target.closest("[data-add-here]")) return addToday(view, row.dataset["group"] ?? "", rows);
    const isEmptyPlace = target.matches(".timeline-row__lane");
    if (!isEmptyPlace) return;
    const day = dayAt(target, event.clientX, this.#span.peek().first);
    const id = row.dataset["record"];
    if (id && view.plan.records("actions").has(id) && !rowBar(view, id)) scheduleAt(view, id, day);
    else this.#addAt(rows, row, day);
  };

  #addAt(rows: HTMLElement, row: HTMLElement, day: number): void {
    const view = page().shared;
    const id = row.dataset["record"];
    const opportunity = id ? headingAbove(this.#keys.peek(), id) : (row.dataset["group"] ?? "");
    const after = id && view.plan.records("actions").has(id) ? id : undefined;
    addAction({ view, opportunity, dates: datesFrom(day), after, rows });
  }

  /** Ctrl or Cmd with Enter on a bar makes an action that begins when this one is due. */
  readonly #onKey = (event: KeyboardEvent): void => {
    const isAdd = event.key === "Enter" && (event.ctrlKey || event.metaKey) && !isImeKey(event);
    const row = (event.target as HTMLElement).closest<HTMLElement>("[data-record]");
    const view = page().shared;
    if (!isAdd || !row || !view.mayWrite.peek()) return;
    event.preventDefault();
    event.stopPropagation();
    const bar = rowBar(view, row.dataset["record"] ?? "");
    const day = bar ? bar.to + 1 : dayOf(today.peek());
    if (day !== undefined) this.#addAt(event.currentTarget as HTMLElement, row, day);
  };

  /** Three strokes of a frame: out of the one, along between rows, into the other. They lie behind bars and names. */
  #line({ from, to, isBroken }: Dependency, span: Span): TemplateResult {
    const look = [
      "link",
      to.row > from.row ? "link--down" : "link--up",
      isBroken ? "link--back" : "link--on",
    ];
    const properties = {
      "--out": from.day - span.first,
      "--in": to.day - span.first,
      "--top": Math.min(from.row, to.row),
      "--rows": Math.abs(to.row - from.row),
    };
    return html`<span class=${look.join(" ")} ${vars(properties)}><i class="link__out"></i><i class="link__along"></i><i class="link__in"></i></span>`;
  }

  /** Opens a month before today, not at the horizon's first day. */
  #showToday(scroll: HTMLElement): void {
    const now = dayOf(today.value);
    const day = ZOOMS[this.#zoom()] ?? 1;
    if (now !== undefined) scroll.scrollLeft = Math.max(0, (now - 80 - this.#span.peek().first) * day);
  }

  #measureSpan(): Span {
    const { plan } = page().shared;
    const [actions, goals] = [plan.records("actions"), plan.records("goals")];
    const dated = [...actions.ids.value, ...plan.records("projects").ids.value];
    const bars: readonly Dates[] = dated.map((id) => datesOf(page().shared, id));
    const ends = goals.ids.value.map((id) => goals.field(id, "target_date").value);
    const dates = [...bars, ...ends.map((date) => ({ start: date, due: date }))];
    const year = Number(today.value.slice(0, 4));
    const start = plan.header("horizon_start").value ?? year;
    return spanOf(dates, start, plan.header("horizon_end").value ?? start + DEFAULT_YEARS - 1);
  }

  /** Before the first zoom: the smallest day width that fills the view. */
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
    const now = dayOf(today.value);
    const isNowShown = now !== undefined && now >= span.first && now < span.end;
    const atNow = vars({ "--from": (now ?? span.first) - span.first });
    return html`<div class="timeline__axis" translate="no" aria-hidden="true">
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
