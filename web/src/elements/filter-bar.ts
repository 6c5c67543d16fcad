/*
 * The filters of one section: words, side, owner. The owners are filled in when the list is opened.
 */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../core/i18n";
import type { RecordKind } from "../doc/plan";
import { page } from "./context";
import { type Filter, filterOf, isFiltered, NO_FILTER, setFilter } from "./filters";
import { icon } from "./icon";
import { peopleOptions, personName } from "./records-view";
import { WatchingElement } from "./watching";

export class FilterBar extends WatchingElement {
  static override properties = {
    kind: { attribute: false },
    isOwnersOpen: { state: true },
    isOpen: { state: true },
  };
  declare kind: RecordKind;
  declare isOwnersOpen: boolean;
  /** On a phone side and person wait behind a button; where there is room they are always there. */
  declare isOpen: boolean;

  protected override render(): TemplateResult {
    const filter = filterOf(this.kind).value;
    return html`<div class="filters" role="search" aria-label=${t("plan.filter")}>
      <label class="filters__search"><span class="visually-hidden">${t("plan.filter_words")}</span>${icon("search")}
        <input class="input" type="search" placeholder=${t("plan.filter_words")} .value=${filter.words}
          @input=${(event: Event) => setFilter(this.kind, { words: (event.target as HTMLInputElement).value })}></label>
      <button type="button" class="button button--icon filters__toggle" aria-label=${t("plan.filter")} aria-expanded=${this.isOpen ? "true" : "false"}
        aria-controls=${`filters-${this.kind}`} @click=${() => {
          this.isOpen = !this.isOpen;
        }}>${icon("list-filter")}</button>
      <div class=${this.isOpen || filter.side || filter.owner ? "filters__rest filters__rest--open" : "filters__rest"} id=${`filters-${this.kind}`}>
      <div class="segments" role="group" aria-label=${t("plan.filter_side")}>
        ${this.#side(filter, "", t("plan.filter_all"))}
        ${this.#side(filter, "customer", page().boot.sides.customer)}
        ${this.#side(filter, "supplier", page().boot.sides.supplier)}
        ${this.kind === "goals" ? this.#side(filter, "joint", t("plan.whose_joint")) : nothing}
      </div>
      ${this.kind === "people" ? nothing : this.#owners(filter)}
      ${
        isFiltered(filter)
          ? html`<button type="button" class="button button--quiet button--small" @click=${() => setFilter(this.kind, NO_FILTER)}>${icon("x")}${t("plan.filter_clear")}</button>`
          : nothing
      }
      </div>
    </div>`;
  }

  #side(filter: Filter, side: Filter["side"], label: string): TemplateResult {
    return html`<button type="button" class=${side ? `segments__item segments__item--${side}` : "segments__item"}
      aria-pressed=${filter.side === side ? "true" : "false"} @click=${() => setFilter(this.kind, { side })}><span class="truncate">${label}</span></button>`;
  }

  #owners(filter: Filter): TemplateResult {
    const open = (): void => {
      this.isOwnersOpen = true;
    };
    const options = this.isOwnersOpen
      ? peopleOptions()
      : filter.owner
        ? [{ id: filter.owner, label: personName(filter.owner) }]
        : [];
    return html`<label class="filters__owner"><span class="visually-hidden">${t("plan.filter_owner")}</span>
      <select class="select" @focus=${open} @pointerdown=${open}
        @change=${(event: Event) => setFilter(this.kind, { owner: (event.target as HTMLSelectElement).value })}>
        <option value="" ?selected=${filter.owner === ""}>${t("plan.filter_owner_all")}</option>
        ${options.map((person) => html`<option value=${person.id} ?selected=${filter.owner === person.id}>${person.label}</option>`)}
      </select></label>`;
  }
}

customElements.define("leitstern-filter-bar", FilterBar);
