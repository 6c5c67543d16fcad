/*
 * The filters of one list: words, side, owner, state, lateness; its order and its groups.
 */

import { html, nothing, type TemplateResult } from "lit";
import { t, tKnown } from "../core/intl/i18n";
import { shapeOf } from "../doc/plan-document";
import type { Kind } from "../generated/plan";
import { page } from "./context";
import type { DocumentView } from "./document-view";
import { choiceName } from "./field-words";
import { type Filter, isFiltered, NO_FILTER, OPEN, stateFieldOf } from "./filters";
import { chooseGrouping, groupingOf, groupingsOf } from "./grouping";
import { icon } from "./icon";
import { peopleOptions, personName } from "./record-names";
import { SignalElement } from "./signal-element";
import { chooseSort, sortOf, sortsOf } from "./sorting";
import "./filter-pick";

export class FilterBar extends SignalElement {
  static override properties = {
    view: { attribute: false },
    kind: { attribute: false },
    isOpen: { state: true },
  };
  declare view: DocumentView;
  declare kind: Kind;
  /** False where the records stand in another order than the list's, as on the timeline. */
  isOfList = true;
  /** On a phone, side and owner are behind a button; on wider screens they are always visible. */
  declare isOpen: boolean;

  protected override render(): TemplateResult {
    const filter = this.view.filters.of(this.kind).value;
    const restId = `filters-${this.view.plan.documentKind}-${this.kind}`;
    return html`<div class="filters" role="search" aria-label=${t("plan.filter")}>
      <label class="filters__search"><span class="visually-hidden">${t("plan.filter_words")}</span>${icon("search")}
        <input class="input" type="search" placeholder=${t("plan.filter_search")} .value=${filter.words}
          @input=${(event: Event) => this.#set({ words: (event.target as HTMLInputElement).value })}></label>
      <button type="button" class="button button--icon filters__toggle" aria-label=${t("plan.filter")} aria-expanded=${this.isOpen ? "true" : "false"}
        aria-controls=${restId} @click=${() => {
          this.isOpen = !this.isOpen;
        }}>${icon("list-filter")}</button>
      <div class=${this.isOpen || filter.side || filter.owner || filter.state || filter.isLate ? "filters__rest filters__rest--open" : "filters__rest"} id=${restId}>
      ${this.#hasSides() ? this.#sides(filter) : nothing}
      ${shapeOf(this.kind).owners.length > 0 ? this.#owners(filter) : nothing}
      ${this.#states(filter)}${this.#late(filter)}${this.isOfList ? html`<span class="filters__order">${this.#sorts()}${this.#groupings()}</span>` : nothing}
      ${
        isFiltered(filter)
          ? html`<button type="button" class="button button--quiet button--small" @click=${() => this.#set(NO_FILTER)}>${icon("x")}${t("plan.filter_clear")}</button>`
          : nothing
      }
      </div>
    </div>`;
  }

  #set(patch: Partial<Filter>): void {
    this.view.filters.set(this.kind, patch);
  }

  #sides(filter: Filter): TemplateResult {
    return html`<div class="segments" role="group" aria-label=${t("plan.filter_side")}>
        ${this.#side(filter, "", t("plan.filter_all"))}
        ${this.#side(filter, "customer", page().boot.sides.customer)}
        ${this.#side(filter, "supplier", page().boot.sides.supplier)}
        ${this.#mayBeJoint() ? this.#side(filter, "joint", t("choices.whose.joint")) : nothing}
      </div>`;
  }

  /** Whether records of this kind belong to a side: by a field, or by amounts for one. */
  #hasSides(): boolean {
    const shapes = Object.values(this.view.plan.fields(this.kind));
    return shapeOf(this.kind).side !== "" || shapes.some(({ side }) => side !== undefined);
  }

  #mayBeJoint(): boolean {
    const { side } = shapeOf(this.kind);
    return this.view.plan.fields(this.kind)[side]?.choices?.includes("joint") ?? false;
  }

  #side(filter: Filter, side: Filter["side"], label: string): TemplateResult {
    return html`<button type="button" class=${side ? `segments__item segments__item--${side}` : "segments__item"}
      aria-pressed=${filter.side === side ? "true" : "false"} @click=${() => this.#set({ side })}>${label}</button>`;
  }

  #states(filter: Filter): TemplateResult | typeof nothing {
    const name = stateFieldOf(this.view.plan, this.kind);
    const states = name ? (this.view.plan.fields(this.kind)[name]?.choices ?? []) : [];
    if (!name || states.length === 0) return nothing;
    const field = tKnown(`fields.${name}`) ?? name;
    const nameOf = (state: string): string =>
      state === OPEN ? t("plan.filter_open") : choiceName({ name }, state);
    const everything = t("plan.filter_state_all");
    return html`<leitstern-filter-pick data-filter="state" .label=${field} .mark=${"circle-dot"} .value=${filter.state} .emptyLabel=${everything}
      .shown=${filter.state ? nameOf(filter.state) : everything}
      .options=${() => [OPEN, ...states].map((state) => ({ id: state, label: nameOf(state) }))}
      .choose=${(state: string) => this.#set({ state })}></leitstern-filter-pick>`;
  }

  /** With their number, so that nobody has to filter to learn that nothing is late; it always has its place, so that nothing moves. */
  #late(filter: Filter): TemplateResult | typeof nothing {
    if (!this.view.isShared || !("due" in this.view.plan.fields(this.kind))) return nothing;
    const count = this.view.plan.any(this.kind).ids.value.filter((id) => this.view.filters.isLate(id)).length;
    const isNone = count === 0 && !filter.isLate;
    return html`<button type="button" class="button button--small filters__late" data-filter="late" ?disabled=${isNone} aria-pressed=${filter.isLate ? "true" : "false"}
      @click=${() => this.#set({ isLate: !filter.isLate })}>${icon("clock")}${t("plan.filter_late", { count })}</button>`;
  }

  #groupings(): TemplateResult | typeof nothing {
    const groupings = groupingsOf(this.view, this.kind);
    if (groupings.length === 0) return nothing;
    const current = groupingOf(this.view, this.kind);
    const off = t("group.off");
    return html`<leitstern-filter-pick data-group .label=${t("group.label")} .mark=${"layout-list"} .value=${current?.name ?? ""} .emptyLabel=${off}
      .shown=${current ? t(current.label) : off} .options=${() => groupings.map(({ name, label }) => ({ id: name, label: t(label) }))}
      .choose=${(name: string) => chooseGrouping(this.kind, name)}></leitstern-filter-pick>`;
  }

  #sorts(): TemplateResult | typeof nothing {
    const sorts = sortsOf(this.view, this.kind);
    if (sorts.length < 2) return nothing;
    const current = sortOf(this.view, this.kind);
    return html`<leitstern-filter-pick data-sort .label=${t("sort.label")} .value=${current.name} .shown=${t(current.label)}
      .options=${() => sorts.map(({ name, label }) => ({ id: name, label: t(label) }))}
      .choose=${(name: string) => chooseSort(this.kind, name)}></leitstern-filter-pick>`;
  }

  #owners({ owner }: Filter): TemplateResult {
    const everybody = t("plan.filter_owner_all");
    return html`<leitstern-filter-pick .label=${t("plan.filter_owner")} .mark=${"user"} .value=${owner} .emptyLabel=${everybody}
      .shown=${owner ? personName(this.view, owner) : everybody} .options=${() => peopleOptions(this.view)}
      .choose=${(id: string) => this.#set({ owner: id })}></leitstern-filter-pick>`;
  }
}

customElements.define("leitstern-filter-bar", FilterBar);
