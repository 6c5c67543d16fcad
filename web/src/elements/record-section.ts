/*
 * One section of the plan: its heading and what it is for, the filters, the list of cards, the buttons that add, and
 * what an empty list teaches. The list is kept by the keyed reconciler. Works for all kinds of records; SECTION_OF says
 * how they differ.
 */

import { effect } from "@preact/signals-core";
import { html, nothing, type TemplateResult } from "lit";
import { type MessageKey, t, tn } from "../core/i18n";
import { keyedList } from "../core/keyedlist";
import type { Position } from "../core/records";
import type { RecordKind } from "../doc/plan";
import { announce } from "./announcer";
import { page } from "./context";
import { makeSortable } from "./dragging";
import { filterOf, isFiltered, keepInSight, NO_FILTER, setFilter, shownIds } from "./filters";
import { icon } from "./icon";
import type { RecordCard } from "./record-card";
import { moveRecord } from "./record-deeds";
import { recordsOf } from "./records-view";
import { route } from "./route";
import { steady } from "./steady";
import { wake } from "./waking";
import { WatchingElement } from "./watching";
import "./action-card";
import "./filter-bar";
import "./goal-card";
import "./opportunity-card";
import "./person-card";

interface SectionWords {
  readonly tag: string;
  readonly heading: MessageKey;
  readonly lead: MessageKey;
  readonly add: MessageKey;
  readonly added: MessageKey;
  readonly emptyTitle: MessageKey;
  readonly emptyText: MessageKey;
  readonly firstField: string;
}

function words(kind: RecordKind, tag: string, firstField: string): SectionWords {
  return {
    tag,
    firstField,
    heading: `plan.${kind}`,
    lead: `plan.${kind}_lead`,
    add: `plan.${kind}_add`,
    added: `plan.${kind}_added`,
    emptyTitle: `plan.${kind}_none`,
    emptyText: `plan.${kind}_none_text`,
  };
}

const SECTION_OF: Readonly<Record<RecordKind, SectionWords>> = {
  opportunities: words("opportunities", "leitstern-opportunity-card", "title"),
  goals: words("goals", "leitstern-goal-card", "title"),
  actions: words("actions", "leitstern-action-card", "title"),
  people: words("people", "leitstern-person-card", "name"),
};

export class RecordSection extends WatchingElement {
  static override properties = { kind: { attribute: "kind" } };
  declare kind: RecordKind;

  protected override render(): TemplateResult {
    const section = SECTION_OF[this.kind];
    const count = shownIds(this.kind).value.length;
    const all = recordsOf(this.kind).ids.value.length;
    const mayWrite = page().mayWrite.value;
    return html`
      <header class="section-head">
        <div class="section-head__title">
          <h2 tabindex="-1" data-heading>${t(section.heading)}</h2>
          <span class="count">${isFiltered(filterOf(this.kind).value) ? t("plan.count_of", { count, all }) : tn("plan.items", all)}</span>
        </div>
        ${this.kind === "actions" ? viewSwitch("actions") : nothing}
        ${mayWrite ? this.#addButton("first") : nothing}
      </header>
      <p class="section-lead">${t(section.lead)}</p>
      ${all > 0 ? html`<leitstern-filter-bar .kind=${this.kind}></leitstern-filter-bar>` : nothing}
      ${this.kind === "actions" && count > 0 ? captions() : nothing}
      <div class=${`records records--${this.kind}`} role="list" aria-label=${t(section.heading)} ?hidden=${count === 0}
        data-axis=${this.kind === "people" ? "grid" : nothing} @keydown=${this.#onKey}></div>
      ${count === 0 ? this.#nothingHere(all) : mayWrite ? html`<div class="records-end">${this.#addButton("last")}</div>` : nothing}
    `;
  }

  #addButton(position: "first" | "last"): TemplateResult {
    const look =
      position === "first"
        ? "button button--primary section-head__add"
        : "button button--quiet records-end__add";
    return html`<button type="button" class=${look} data-add=${position} title=${t("plan.add_hint")} @click=${() => this.add(position)}>
      ${icon("plus")}<span class="section-head__words">${t(SECTION_OF[this.kind].add)}</span></button>`;
  }

  #nothingHere(all: number): TemplateResult {
    const section = SECTION_OF[this.kind];
    if (all > 0) {
      return html`<div class="empty-state"><p class="empty-state__title">${t("plan.filter_nothing")}</p>
        <button type="button" class="button" @click=${() => setFilter(this.kind, NO_FILTER)}>${t("plan.filter_clear")}</button></div>`;
    }
    return html`<div class="empty-state"><h3 class="empty-state__title">${t(section.emptyTitle)}</h3><p>${t(section.emptyText)}</p>
      ${
        page().mayWrite.value
          ? html`<button type="button" class="button" data-add="last" @click=${() => this.add("last")}>${icon("plus")}${t(section.add)}</button>`
          : nothing
      }</div>`;
  }

  protected override firstUpdated(): void {
    const list = this.querySelector<HTMLElement>(".records");
    if (!list) return;
    const { kind } = this;
    this.hold(keyedList(list, shownIds(kind), { create: (id) => this.#card(id), settled: steady }));
    this.hold(
      makeSortable(list, {
        key: kind,
        mayDrag: () => page().mayWrite.peek(),
        drop: (id, place) => moveRecord(kind, id, place),
      }),
    );
    this.hold(effect(() => this.#follow(route.value.record)));
  }

  #card(id: string): RecordCard {
    const card = document.createElement(SECTION_OF[this.kind].tag) as RecordCard;
    card.recordId = id;
    return card;
  }

  /** Adds a record that the filter in force would show, and puts the focus into its title. */
  add(position: Position): void {
    const { replica } = page();
    replica.undo.stopCapturing();
    const id = recordsOf(this.kind).create(this.#defaults(), position);
    replica.undo.stopCapturing();
    keepInSight(id);
    announce(t(SECTION_OF[this.kind].added));
    this.#whenMounted(id, (card) => {
      card.edit(SECTION_OF[this.kind].firstField);
      card.scrollIntoView({ block: "nearest" });
    });
  }

  #defaults(): Readonly<Record<string, unknown>> {
    const filter = filterOf(this.kind).peek();
    const mine = page().boot.me.side;
    if (this.kind === "people")
      return { side: filter.side === "" || filter.side === "joint" ? mine : filter.side };
    if (this.kind === "goals") {
      return { whose: filter.side || "joint", ...(filter.owner ? { owner: filter.owner } : {}) };
    }
    return this.kind === "actions" && filter.owner ? { owner: filter.owner } : {};
  }

  #whenMounted(id: string, run: (card: RecordCard) => void, triesLeft = 30): void {
    const card = this.querySelector<RecordCard>(`[data-record="${CSS.escape(id)}"]`);
    if (card) run(card);
    else if (triesLeft > 0) requestAnimationFrame(() => this.#whenMounted(id, run, triesLeft - 1));
  }

  /** A link led to one record: bring it into view, whatever the filter says, and point at it. */
  #follow(id: string | undefined): void {
    if (!id) return;
    if (!shownIds(this.kind).peek().includes(id)) setFilter(this.kind, NO_FILTER);
    this.#whenMounted(id, (card) => {
      wake(card);
      void card.updateComplete.then(() => {
        card.scrollIntoView({ block: "center" });
        card.focusName();
        card.toggleAttribute("data-revealed", true);
        setTimeout(() => card.toggleAttribute("data-revealed", false), 2400);
      });
    });
  }

  #onKey(event: KeyboardEvent): void {
    const isAdd = event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing;
    if (!isAdd || !page().mayWrite.peek()) return;
    const card = (event.target as Element).closest<HTMLElement>("[data-record]");
    event.preventDefault();
    const at = card?.dataset["record"];
    this.add(at ? { after: at } : "last");
  }
}

/** Names the columns of the rows once, for the eye; every field keeps its own name for assistive technology. */
function captions(): TemplateResult {
  return html`<div class="action-captions" aria-hidden="true"><span>${t("plan.status")}</span><span>${t("plan.action")}</span>
    <span>${t("plan.owner")}</span><span>${t("plan.start")} – ${t("plan.due")}</span></div>`;
}

/** List or timeline: two views of the actions. */
export function viewSwitch(current: "actions" | "timeline"): TemplateResult {
  return html`<nav class="segments" aria-label=${t("plan.view")}>
    <a class="segments__item" href="#actions" aria-current=${current === "actions" ? "true" : nothing}>${icon("layout-list")}${t("plan.view_list")}</a>
    <a class="segments__item" href="#timeline" aria-current=${current === "timeline" ? "true" : nothing}>${icon("chart-gantt")}${t("plan.view_timeline")}</a>
  </nav>`;
}

customElements.define("leitstern-record-section", RecordSection);
