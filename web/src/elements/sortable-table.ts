/*
 * A table that each reader sorts by its columns: a press on a heading sorts, a second one turns the order round. Empty
 * cells come last in both. Sorting is for this browser only. The first column heads its rows.
 */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../core/intl/i18n";
import { page } from "./context";
import { icon } from "./icon";
import { SignalElement } from "./signal-element";

export interface Column {
  readonly key: string;
  readonly label: string;
  readonly cell: (id: string) => TemplateResult | string;
  /** What the column is sorted by; undefined is empty. */
  readonly by: (id: string) => string | number | undefined;
}

export class SortableTable extends SignalElement {
  static override properties = {
    ids: { attribute: false },
    columns: { attribute: false },
    label: { attribute: false },
    sorting: { state: true },
  };
  declare ids: readonly string[];
  declare columns: readonly Column[];
  declare label: string;
  declare sorting: { readonly key: string; readonly isDown: boolean } | undefined;

  protected override render(): TemplateResult {
    return html`<div class="sortable" tabindex="0" role="region" aria-label=${this.label}><table class="table table--sortable"><caption class="visually-hidden">${this.label}</caption>
      <thead><tr>${this.columns.map((column) => this.#head(column))}</tr></thead>
      <tbody>${this.#sorted().map((id) => this.#row(id))}</tbody></table></div>`;
  }

  #head({ key, label }: Column): TemplateResult {
    const isHere = this.sorting?.key === key;
    const order = !isHere ? nothing : this.sorting?.isDown ? "descending" : "ascending";
    const mark = !isHere ? "arrow-up-down" : this.sorting?.isDown ? "arrow-down" : "arrow-up";
    return html`<th scope="col" aria-sort=${order}><button type="button" class="sortable__head" data-sort-by=${key} title=${t("table.sort_by", { column: label })}
      @click=${() => this.#sortBy(key)}>${label}${icon(mark)}</button></th>`;
  }

  #row(id: string): TemplateResult {
    const [first, ...rest] = this.columns;
    return html`<tr data-row=${id}><th scope="row">${first?.cell(id)}</th>${rest.map((column) => html`<td data-label=${column.label}>${column.cell(id)}</td>`)}</tr>`;
  }

  #sortBy(key: string): void {
    const isDown = this.sorting?.key === key && !this.sorting.isDown;
    this.sorting = { key, isDown };
  }

  #sorted(): readonly string[] {
    const { sorting } = this;
    const column = this.columns.find(({ key }) => key === sorting?.key);
    if (!sorting || !column) return this.ids;
    const compare = new Intl.Collator(page().boot.locale, { numeric: true }).compare;
    const keyed = this.ids.map((id) => ({ id, key: column.by(id) }));
    const turn = sorting.isDown ? -1 : 1;
    keyed.sort((one, other) => {
      if (one.key === undefined || other.key === undefined)
        return Number(one.key === undefined) - Number(other.key === undefined);
      if (typeof one.key === "number" && typeof other.key === "number") return turn * (one.key - other.key);
      return turn * compare(String(one.key), String(other.key));
    });
    return keyed.map(({ id }) => id);
  }
}

customElements.define("leitstern-sortable-table", SortableTable);
