/*
 * The timeline on a phone: a list of what is due, by week and by month, with today marked; goals stand in it as milestones.
 * Rows lead to their cards, actions can be ticked off, and each week or month adds an action that is due in it.
 */

import { signal } from "@preact/signals-core";
import { html, nothing, type TemplateResult } from "lit";
import { t, tn } from "../core/intl/i18n";
import { today } from "../core/intl/today";
import { doneBox } from "./action-done";
import { agendaBuckets, type Bucket, type Due } from "./agenda-buckets";
import { avatar } from "./avatar";
import { page } from "./context";
import type { DocumentView } from "./document-view";
import { isFiltered } from "./filters";
import { icon } from "./icon";
import { addRecord } from "./record-commands";
import { kindIcon, nameOf, personName, sideOf } from "./record-names";
import { goTo } from "./route";
import { SignalElement } from "./signal-element";
import { milestones } from "./timeline-order";

const OVER = new Set(["done", "dropped"]);

/** A sheet of paper is as narrow, but shows bars. */
const NARROW = matchMedia("screen and (max-width: 47.99rem)");

/** Whether the page is as narrow as a phone: bars tell nothing there. */
export const isNarrow = signal(NARROW.matches);
NARROW.addEventListener("change", () => {
  isNarrow.value = NARROW.matches;
});

export class Agenda extends SignalElement {
  static override properties = { view: { attribute: false } };
  declare view: DocumentView;

  protected override render(): TemplateResult {
    const undated = this.#undated();
    return html`<div class="agenda">${agendaBuckets(this.#dues(), today.value).map((bucket) => this.#bucket(bucket))}
      ${
        undated.length
          ? html`<section class="agenda__part" data-bucket="none"><h3 class="agenda__head">${t("plan.no_dates")} <span class="count">${tn("plan.items", undated.length)}</span></h3>
        <ul class="agenda__list">${undated.map((id) => this.#item(id))}</ul></section>`
          : nothing
      }</div>`;
  }

  protected override firstUpdated(): void {
    this.querySelector('[data-bucket="week 0"]')?.scrollIntoView({ block: "start" });
  }

  /** Makes an action that is due on this day, and leads to its title in the list. */
  add(due: string): void {
    const id = addRecord(this.view, "actions", { due }, "last");
    goTo("actions", id);
  }

  /** An action counts on the day when it is due, else on the day when it starts. */
  #dues(): readonly Due[] {
    const { plan, filters } = this.view;
    const goals = isFiltered(filters.of("actions").value) ? [] : milestones(this.view);
    return [
      ...goals.map((id) => ({ id, date: plan.records("goals").field(id, "target_date").value ?? "" })),
      ...filters.shown("actions").value.map((id) => ({ id, date: this.#dateOf(id) })),
    ].filter(({ date }) => date !== "");
  }

  #dateOf(id: string): string {
    const actions = this.view.plan.records("actions");
    return actions.field(id, "due").value ?? actions.field(id, "start").value ?? "";
  }

  #undated(): readonly string[] {
    return this.view.filters.shown("actions").value.filter((id) => this.#dateOf(id) === "");
  }

  #bucket(bucket: Bucket): TemplateResult {
    const { key, kind, items, date } = bucket;
    const name =
      kind === "month"
        ? page().format.month(items[0]?.date ?? date)
        : t(kind === "this week" ? "plan.this_week" : "plan.next_week");
    return html`<section class="agenda__part" data-bucket=${key}>
      <h3 class="agenda__head">${name} <span class="count">${items.length ? tn("plan.items", items.length) : nothing}</span>
        ${this.view.mayWrite.value && !key.startsWith("past") ? html`<button type="button" class="button button--quiet button--icon agenda__add" aria-label=${t("plan.add_due", { date: page().format.date(date) })} @click=${() => this.add(date)}>${icon("plus")}</button>` : nothing}</h3>
      <ul class="agenda__list">${kind === "this week" ? this.#withToday(items) : items.map(({ id, date: day }) => this.#item(id, day))}</ul>
    </section>`;
  }

  /** Today stands before the first thing that is not past. */
  #withToday(items: readonly Due[]): readonly TemplateResult[] {
    const now = today.value;
    const past = items.filter(({ date }) => date < now);
    const rest = items.slice(past.length);
    const mark = html`<li class="agenda__today" aria-current="date"><span>${t("plan.today")}</span><time datetime=${now}>${page().format.weekday(now)} ${page().format.dayMonth(now)}</time></li>`;
    return [
      ...past.map(({ id, date }) => this.#item(id, date)),
      mark,
      ...rest.map(({ id, date }) => this.#item(id, date)),
    ];
  }

  #item(id: string, date?: string): TemplateResult {
    const isGoal = this.view.plan.locate(id)?.kind === "goals";
    const name = nameOf(this.view, id) ?? t("plan.untitled");
    const { format } = page();
    return html`<li class=${isGoal ? "agenda__item agenda__item--goal" : "agenda__item"} data-item=${id}>
      ${date ? html`<time class="agenda__day" datetime=${date}><span>${format.weekday(date)}</span><span>${format.dayMonth(date)}</span></time>` : html`<span class="agenda__day">–</span>`}
      ${isGoal ? html`<span class="agenda__mark">${icon(kindIcon("goals"))}</span>` : doneBox(this.view, id, name)}
      <a class="agenda__name" href=${`#${this.view.addressOf(id)}`}>${isGoal ? html`<span class="visually-hidden">${t("kinds.goals.one")}: </span>` : nothing}${name}</a>
      ${isGoal ? nothing : this.#facts(id)}
    </li>`;
  }

  #facts(id: string): TemplateResult {
    const owner = this.view.plan.records("actions").field(id, "owner").value;
    const name = owner ? personName(this.view, owner) : "";
    return html`${owner ? html`<span title=${name}>${avatar(name, sideOf(this.view, owner))}<span class="visually-hidden" translate="no">${name}</span></span>` : nothing}
      ${this.#late(id)}`;
  }

  /** By how much an action is late. The server says it; until then its place is kept, so that nothing moves below it. */
  #late(id: string): TemplateResult | typeof nothing {
    const late = page().measures.of(id, "late").value;
    if (late) return html`<span class="badge badge--bad agenda__late">${icon("clock")}${late.text}</span>`;
    const actions = this.view.plan.records("actions");
    const due = actions.field(id, "due").value;
    if (!due || due >= today.value || OVER.has(String(actions.field(id, "status").value))) return nothing;
    return html`<span class="badge agenda__late agenda__late--awaited" aria-hidden="true">${icon("clock")}&nbsp;</span>`;
  }
}

customElements.define("leitstern-agenda", Agenda);
