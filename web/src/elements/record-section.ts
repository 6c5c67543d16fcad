/*
 * The records of one kind in one document: heading, description, filters, the list of cards, the buttons that add, and
 * the empty state. A keyed reconciler updates the list. Works for every kind (KINDS, catalogue keys `kinds.<kind>.…`)
 * and every document; in the private room it is drawn smaller.
 */

import { computed, effect, signal, untracked } from "@preact/signals-core";
import { html, nothing, type TemplateResult } from "lit";
import { isImeKey } from "../core/dom/ime-key";
import { keyedList } from "../core/dom/keyed-list";
import { rootState } from "../core/dom/root-state";
import { t, tn } from "../core/intl/i18n";
import type { Position } from "../core/records/record-set";
import type { PastedTable } from "../core/text/pasted-table";
import { shapeOf } from "../doc/plan-document";
import type { Kind } from "../generated/plan";
import { lookOf } from "./card-looks";
import type { DocumentView } from "./document-view";
import { makeSortable } from "./dragging";
import { isFiltered, NO_FILTER } from "./filters";
import type { GroupHead } from "./group-head";
import { groupedKeys, groupingOf, headedBy } from "./grouping";
import { HeldCard } from "./held-card";
import { icon } from "./icon";
import { wake } from "./lazy-render";
import { NewRow, type TitleEnded } from "./new-row";
import { askForRows } from "./pasted-rows";
import type { RecordCard } from "./record-card";
import { addRecord, justMade, moveRecord } from "./record-commands";
import { defaultsFor } from "./record-defaults";
import { NEW_RECORD, route } from "./route";
import { keepAnchor } from "./scroll-anchor";
import { SignalElement } from "./signal-element";
import { isByHand, sorted } from "./sorting";
import "./action-card";
import "./bin";
import "./claim-card";
import "./filter-bar";
import "./goal-card";
import "./group-head";
import "./opportunity-card";
import "./person-card";
import "./roadmap-cards";

/** The first cards are on the screen for certain: they render with the list and not one frame later. */
const AT_ONCE = 8;
/** Up to this many drafts in the private room need no filter. */
const FEW = 6;

export class RecordSection extends SignalElement {
  static override properties = { view: { attribute: false }, kind: { attribute: false } };
  declare view: DocumentView;
  declare kind: Kind;
  /** The card that stays because somebody writes in it. */
  readonly #heldId = signal<string | undefined>(undefined);
  readonly #newRow = new NewRow(this);
  #cards = 0;

  protected override render(): TemplateResult {
    const { view, kind } = this;
    const { captions, tools, isGrid, isPlain, views } = lookOf(kind);
    const other = view.isShared ? views?.other() : undefined;
    const count = view.filters.shown(kind).value.length;
    const all = view.plan.any(kind).ids.value.length;
    const mayWrite = view.mayWrite.value;
    const heading = t(`kinds.${kind}.other`);
    return html`
      <header class="section-head">
        <div class="section-head__title">
          ${view.isShared ? html`<h2 tabindex="-1" data-heading>${heading}</h2>` : html`<h3>${heading}</h3>`}
          <span class="count">${isFiltered(view.filters.of(kind).value) ? t("plan.count_of", { count, all }) : tn("plan.items", all)}</span>
        </div>
        ${view.isShared && views && all > 0 ? views.choice() : nothing}
        ${view.isShared && tools ? tools() : nothing}
        ${mayWrite && !view.isShared ? this.#importIcon() : nothing}
        ${mayWrite ? this.#addButton("first") : nothing}
      </header>
      ${view.isShared ? html`<p class="section-lead">${t(`kinds.${kind}.lead`)}</p>` : nothing}
      ${other ?? nothing}
      ${all > (view.isShared ? 0 : FEW) && !other && !isPlain ? html`<leitstern-filter-bar .view=${view} .kind=${kind}></leitstern-filter-bar>` : nothing}
      ${captions && count > 0 && !other ? captions(view) : nothing}
      <div class=${`records records--${kind}${groupingOf(view, kind) ? " records--grouped" : ""}`} role="list" aria-label=${heading} ?hidden=${other !== undefined || (count === 0 && this.#heldId.value === undefined)}
        data-axis=${isGrid ? "grid" : nothing} @keydown=${this.#onKey} @otherlines=${this.#onOtherLines}
        @pastedtable=${this.#onTable} @titleended=${this.#onTitleEnded}></div>
      ${other ? nothing : count === 0 ? this.#nothingHere(all) : mayWrite && view.isShared ? html`<div class="records-end">${this.#addButton("last")}${isPlain ? nothing : this.#importButton()}</div>` : nothing}
      <leitstern-bin .view=${view} .kind=${kind}></leitstern-bin>
    `;
  }

  #addButton(position: "first" | "last"): TemplateResult {
    const look =
      position === "last"
        ? "button button--quiet records-end__add"
        : this.view.isShared
          ? "button button--primary section-head__add"
          : "button section-head__add";
    return html`<button type="button" class=${look} data-add=${position} title=${t("plan.add_hint")} @click=${() => this.add(position)}>
      ${icon("plus")}<span class="section-head__words">${t(`kinds.${this.kind}.add`)}</span></button>`;
  }

  #importButton(): TemplateResult {
    return html`<button type="button" class="button button--quiet" data-import @click=${() => this.import(undefined)}>
      ${icon("table")}<span>${t("import.open")}</span></button>`;
  }

  /** The private room's lists have no end of their own: the import stands beside the heading. */
  #importIcon(): TemplateResult {
    return html`<button type="button" class="button button--quiet button--icon" data-import aria-label=${t("import.open")} title=${t("import.open")}
      @click=${() => this.import(undefined)}>${icon("table")}</button>`;
  }

  #nothingHere(all: number): TemplateResult | typeof nothing {
    const { view, kind } = this;
    if (all > 0) {
      return html`<div class="empty-state"><p class="empty-state__title">${t("plan.filter_nothing")}</p>
        <button type="button" class="button" @click=${() => view.filters.set(kind, NO_FILTER)}>${t("plan.filter_clear")}</button></div>`;
    }
    if (!view.isShared) return nothing;
    const lead = view.mayWrite.value ? t(`kinds.${kind}.none_text`) : t("plan.nothing_written");
    return html`<div class="empty-state"><h3 class="empty-state__title">${t(`kinds.${kind}.none`)}</h3><p>${lead}</p>
      ${
        view.mayWrite.value
          ? html`<button type="button" class="button" data-add="last" @click=${() => this.add("last")}>${icon("plus")}${t(`kinds.${kind}.add`)}</button>${this.#importButton()}`
          : nothing
      }</div>`;
  }

  protected override firstUpdated(): void {
    const list = this.querySelector<HTMLElement>(".records");
    if (!list) return;
    const { view, kind } = this;
    const create = (key: string): HTMLElement => this.#headOrCard(key);
    const held = new HeldCard(view, kind);
    const shown = computed(() => groupedKeys(view, kind, sorted(view, kind, view.filters.shown(kind))));
    const [ids, stop] = held.follow(list, shown);
    this.onDisconnect(stop);
    const stopHolding = effect(() => {
      this.#heldId.value = held.id.value;
    });
    this.onDisconnect(stopHolding);
    const lostFocus = (next: HTMLElement | undefined): void => this.#takeFocus(next);
    this.onDisconnect(keyedList(list, ids, { create, lostFocus, settled: keepAnchor }));
    this.onDisconnect(
      makeSortable(list, {
        key: `${view.plan.documentKind} ${kind}`,
        mayDrag: () => view.mayWrite.peek() && isByHand(view, kind),
        drop: (id, place) => moveRecord(view, kind, id, place),
      }),
    );
    this.onDisconnect(effect(() => this.#follow(route.value.record)));
  }

  #headOrCard(key: string): HTMLElement {
    const target = headedBy(key);
    if (target === undefined) return this.#card(key);
    const head = document.createElement("leitstern-group-head") as GroupHead;
    const add = (position: Position, values: object): void => this.add(position, values);
    return Object.assign(head, { view: this.view, kind: this.kind, target, add });
  }

  /** The card with the focus has gone, such as by undoing that it was added: its neighbour gets the focus. */
  #takeFocus(next: HTMLElement | undefined): void {
    requestAnimationFrame(() => {
      if (document.activeElement !== document.body) return;
      if (next?.isConnected && "focusName" in next) (next as RecordCard).focusName();
      else this.querySelector<HTMLElement>("[data-add]")?.focus({ preventScroll: true });
    });
  }

  protected override appeared(): void {
    this.onDisconnect(this.#newRow.follow());
    const { view, kind } = this;
    if (view.isShared) this.onDisconnect(rootState(`data-grouped-${kind}`, () => !!groupingOf(view, kind)));
  }

  #card(id: string): RecordCard {
    const card = document.createElement(lookOf(this.kind).tag) as RecordCard;
    card.view = this.view;
    card.kind = this.kind;
    card.recordId = id;
    if (this.#cards++ < AT_ONCE && !this.querySelector<HTMLElement>(".records")?.hidden) wake(card);
    return card;
  }

  /** Adds a record that matches the active filter, and focuses its name. */
  add(position: Position, values: object = {}): void {
    const { view, kind } = this;
    if (view.isShared) lookOf(kind).views?.showCards();
    const begin = { ...defaultsFor(view, kind), ...values };
    const id = this.#newRow.emptyId ?? addRecord(view, kind, begin, position);
    if (!this.#newRow.isAt(id)) this.#newRow.begin(view, kind, id);
    this.#whenMounted(id, (card) => {
      card.edit(shapeOf(kind).name);
      card.scrollIntoView({ block: "nearest" });
    });
  }

  /** Follows a link such as `#opportunities/new`, then changes the address to the section. */
  #begin(): void {
    history.replaceState(history.state, "", `#${route.peek().section}`);
    if (this.view.isShared && this.view.mayWrite.peek()) untracked(() => this.add("first"));
  }

  #whenMounted(id: string, run: (card: RecordCard) => void, triesLeft = 30): void {
    const card = this.querySelector<RecordCard>(`[data-record="${CSS.escape(id)}"]`);
    if (card && !card.closest("[hidden]")) run(card);
    else if (triesLeft > 0) requestAnimationFrame(() => this.#whenMounted(id, run, triesLeft - 1));
  }

  /** Shows the record that the address names, if it is in this list. */
  #follow(id: string | undefined): void {
    const { view, kind } = this;
    if (!id || route.peek().section !== view.sectionOf(kind)) return;
    if (id === NEW_RECORD) return this.#begin();
    if (!view.plan.any(kind).has(id)) return;
    if (view.isShared) lookOf(kind).views?.showCards();
    if (!view.filters.shown(kind).peek().includes(id)) view.filters.set(kind, NO_FILTER);
    this.#whenMounted(id, (card) => {
      wake(card);
      void card.updateComplete.then(() => {
        card.scrollIntoView({ block: "center" });
        const isNew = justMade.peek() === id && !view.plan.nameOf(id);
        if (isNew) card.edit(shapeOf(kind).name);
        else card.focusName();
        card.toggleAttribute("data-revealed", true);
        setTimeout(() => card.toggleAttribute("data-revealed", false), 2400);
      });
    });
  }

  /** Several lines were pasted into a name; the question follows when the first line is in the field. */
  #onOtherLines(event: CustomEvent<readonly string[]>): void {
    const { view, kind } = this;
    const target = event.target as HTMLElement;
    const id = this.#nameAt(target);
    if (!id) return;
    event.preventDefault();
    queueMicrotask(() => {
      const end = target.querySelector("textarea")?.selectionEnd ?? 0;
      askForRows({ view, kind, id, end, others: event.detail, values: defaultsFor(view, kind) });
    });
  }

  /** A table pasted into a name: its rows go below the record, or in its place where it is empty. */
  #onTable(event: CustomEvent<PastedTable>): void {
    const id = this.#nameAt(event.target as HTMLElement);
    if (!id) return;
    event.preventDefault();
    const isBlank = this.view.plan.wordsOf(this.kind, id) === "";
    void this.import(event.detail, { after: id }, isBlank ? id : undefined);
  }

  /** The record whose name is written in this element. */
  #nameAt(element: HTMLElement): string | undefined {
    const field = element.closest<HTMLElement>("[data-field]")?.dataset["field"];
    if (field !== shapeOf(this.kind).name) return undefined;
    const id = element.closest<HTMLElement>("[data-record]")?.dataset["record"];
    return id && this.view.plan.any(this.kind).has(id) ? id : undefined;
  }

  /** Opens the import of a table; without one it begins with a place to paste into. */
  async import(
    table: PastedTable | undefined,
    position: Position = "last",
    replaces?: string,
  ): Promise<void> {
    const { view, kind } = this;
    const { openImport } = await import("./import-dialog");
    await openImport({ view, kind, table, position, replaces, defaults: defaultsFor(view, kind) });
  }

  #onTitleEnded(event: TitleEnded): void {
    this.#newRow.titleEnded(
      event,
      (id) => this.add({ after: id }),
      () => this.querySelector<HTMLElement>("[data-add]")?.focus({ preventScroll: true }),
    );
  }

  #onKey(event: KeyboardEvent): void {
    const isAdd = event.key === "Enter" && (event.ctrlKey || event.metaKey) && !isImeKey(event);
    if (!isAdd || !this.view.mayWrite.peek()) return;
    const card = (event.target as Element).closest<HTMLElement>(".records > [data-record]");
    event.preventDefault();
    const at = card?.dataset["record"];
    this.add(at ? { after: at } : "last");
  }
}

customElements.define("leitstern-record-section", RecordSection);
