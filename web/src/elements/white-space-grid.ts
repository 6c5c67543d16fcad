/*
 * The white space as a heat grid: the customer's units down, our offerings across, who has what in each cell. Arrow keys
 * move, Enter opens a cell below its row, Escape closes it. On a phone each unit is a block of lines (plan-white-space.css).
 */

import { html, nothing, type TemplateResult } from "lit";
import { keyed } from "lit/directives/keyed.js";
import { isImeKey } from "../core/dom/ime-key";
import { t } from "../core/intl/i18n";
import { page } from "./context";
import { vars } from "./css-variables";
import type { DocumentView } from "./document-view";
import { icon } from "./icon";
import { SignalElement } from "./signal-element";
import { showToast } from "./toast";
import { holderChoice, holderName, type WhiteSpaceCard } from "./white-space-card";
import {
  type Cell,
  cellFilter,
  folded,
  type Holder,
  isEnding,
  passes,
  readWhiteSpace,
  WHITE_SPACES,
} from "./white-space-cells";
import { pastedCells } from "./white-space-pasted";

/** Percent of the hue of a cell without an amount. */
const COOLEST = 12;

interface Place {
  readonly row: number;
  readonly column: number;
}

export class WhiteSpaceGrid extends SignalElement {
  static override properties = {
    view: { attribute: false },
    units: { attribute: false },
    offerings: { attribute: false },
    place: { state: true },
    opened: { state: true },
    renaming: { state: true },
  };
  declare view: DocumentView;
  /** Units and offerings that are shown, also those that hold nothing yet. */
  declare units: readonly string[];
  declare offerings: readonly string[];
  declare place: Place;
  /** The cell that stands open: folded names. */
  declare opened: string | undefined;
  declare renaming: string | undefined;

  constructor() {
    super();
    this.place = { row: 0, column: 0 };
  }

  protected override render(): TemplateResult {
    const filter = cellFilter.value;
    const space = readWhiteSpace(this.view, filter.year);
    const all = this.units.map((unit) => this.offerings.map((offering) => space.cell(unit, offering)));
    const largest = Math.max(1, ...all.flat().map(weight));
    return html`<div class="white-space__scroll"><table class="white-space" role="grid" data-picture="white-space" aria-label=${t("white_space.label", page().boot.sides)} @keydown=${this.#onKey} @paste=${this.#onPaste}>
      <thead role="rowgroup"><tr role="row"><td></td>${this.offerings.map((offering) => html`<th scope="col" role="columnheader">${this.#head("offering", offering)}</th>`)}</tr></thead>
      <tbody role="rowgroup">${all.map((cells, row) => this.#row(cells, row, largest))}</tbody></table></div>`;
  }

  #row(cells: readonly Cell[], row: number, largest: number): TemplateResult {
    const unit = this.units[row] ?? "";
    const open = cells.find((cell) => placeKey(cell) === this.opened);
    return html`<tr role="row" data-unit=${unit}><th scope="row" role="rowheader">${this.#head("unit", unit)}</th>${cells.map((cell, column) => this.#cell(cell, { row, column }, largest))}</tr>
      ${open ? html`<tr role="row" class="white-space__opened"><td role="gridcell" colspan=${this.offerings.length + 1} @click=${this.#onInside} @keydown=${this.#keyInside}>${this.#card(open)}</td></tr>` : nothing}`;
  }

  #cell(cell: Cell, at: Place, largest: number): TemplateResult {
    const isHere = at.row === this.place.row && at.column === this.place.column;
    const isOpen = placeKey(cell) === this.opened;
    const heat = cell.id ? Math.round(COOLEST + Math.sqrt(weight(cell) / largest) * (100 - COOLEST)) : 0;
    return html`<td role="gridcell" tabindex=${isHere ? "0" : "-1"} aria-expanded=${isOpen ? "true" : "false"} data-offering=${cell.offering}
      class=${`white-space__cell white-space__cell--${cell.id ? cell.holder : "empty"}${passes(cell, cellFilter.value) ? "" : " white-space__cell--dim"}`} ${vars({ "--heat": `${heat}%` })}
      @click=${() => this.#toggle(cell, at)} @focus=${() => this.#moveTo(at)}><span class="white-space__offering" aria-hidden="true">${cell.offering}</span>${this.#inside(cell)}</td>`;
  }

  #inside(cell: Cell): TemplateResult {
    if (!cell.id)
      return html`<span class="white-space__none" title=${t("white_space.nothing")}><span class="visually-hidden">${t("white_space.nothing")}</span>${this.view.mayWrite.value ? icon("plus") : "–"}</span>`;
    const { format } = page();
    const money = (amount: number): string => format.shortMoney(amount, this.#currency());
    return html`<span class="white-space__holder">${holderName(cell.holder)}${cell.opportunity ? html`<span class="white-space__star" title=${t("white_space.has_opportunity")}>${icon("lightbulb")}<span class="visually-hidden">${t("white_space.has_opportunity")}</span></span>` : nothing}</span>
      ${cell.spend === undefined ? nothing : html`<span class="white-space__spend" translate="no">${money(cell.spend)}</span>`}
      ${cell.potential ? html`<span class="white-space__open">${t("white_space.open", { amount: money(cell.potential) })}</span>` : nothing}
      ${isEnding(cell) && cell.contractEnd ? html`<span class="white-space__end" title=${t("fields.contract_end")}>${icon("clock")}<span class="visually-hidden">${t("fields.contract_end")} </span>${format.date(cell.contractEnd)}</span>` : nothing}`;
  }

  #currency(): string {
    return this.view.plan.header("currency").value ?? "EUR";
  }

  // ---- an opened cell ----

  #card(cell: Cell): TemplateResult {
    if (cell.id) {
      return html`${this.#cardOf(cell.id)}${this.#otherYears(cell)}`;
    }
    return html`<div class="white-space__begin"><p><strong>${t("white_space.cell", { unit: cell.unit, offering: cell.offering })}</strong> ${t("white_space.who")}</p>${holderChoice(undefined, this.view.mayWrite.value, (holder) => this.#begin(cell, holder))}</div>`;
  }

  #otherYears({ others }: Cell): TemplateResult | typeof nothing {
    if (others.length === 0) return nothing;
    return html`<details class="fold white-space__years"><summary class="fold__summary">${icon("chevron-right")}${t("white_space.other_years", { count: others.length })}</summary>
      ${others.map((id) => this.#cardOf(id))}</details>`;
  }

  /** An element of its own for each record: what is half typed in one never shows in another. */
  #cardOf(id: string): unknown {
    return keyed(
      id,
      html`<leitstern-white-space-card .view=${this.view} .kind=${WHITE_SPACES} .recordId=${id}></leitstern-white-space-card>`,
    );
  }

  /** The first thing that is said about a cell makes its record. */
  #begin({ unit, offering }: Cell, holder: Holder): void {
    const year = cellFilter.peek().year ?? readWhiteSpace(this.view).years[0];
    this.view.plan.add(WHITE_SPACES, { unit, offering, holder, ...(year ? { year } : {}) }, "last");
    void this.updateComplete.then(() => this.#focusCard());
  }

  #toggle(cell: Cell, at: Place): void {
    this.place = at;
    const isOpen = this.opened === placeKey(cell);
    if (!cell.id && !this.view.mayWrite.peek()) return;
    this.opened = isOpen ? undefined : placeKey(cell);
    void this.updateComplete.then(() => (isOpen ? this.#focus(at) : this.#focusCard()));
  }

  /** Opens the cell of a record, as an address names it. */
  show(id: string): void {
    const [unit, offering] = ["unit", "offering"].map((field) =>
      folded(String(this.view.plan.value(WHITE_SPACES, id, field) ?? "")),
    );
    const row = this.units.findIndex((one) => folded(one) === unit);
    const column = this.offerings.findIndex((one) => folded(one) === offering);
    if (row < 0 || column < 0) return;
    this.place = { row, column };
    this.opened = JSON.stringify([unit, offering]);
    void this.updateComplete.then(() => this.#focusCard());
  }

  #focusCard(): void {
    const card = this.querySelector<WhiteSpaceCard>("leitstern-white-space-card");
    const first = this.querySelector<HTMLElement>(".white-space__begin [data-holder]");
    if (!card) first?.focus({ preventScroll: true });
    else void card.updateComplete.then(() => card.focusName());
    this.querySelector(".white-space__opened")?.scrollIntoView({ block: "nearest" });
  }

  readonly #onInside = (event: Event): void => {
    if ((event.target as Element).closest("[data-close]")) this.#close();
  };

  readonly #keyInside = (event: KeyboardEvent): void => {
    event.stopPropagation();
    if (event.key === "Escape" && !isImeKey(event) && !event.defaultPrevented && !isTyping(event))
      this.#close();
  };

  #close(): void {
    this.opened = undefined;
    void this.updateComplete.then(() => this.#focus(this.place));
  }

  // ---- names of rows and columns ----

  #head(field: "unit" | "offering", name: string): TemplateResult {
    if (!this.view.mayWrite.value) return html`<span class="white-space__name">${name}</span>`;
    if (this.renaming === `${field} ${name}`)
      return html`<input class="input" maxlength="200" autocomplete="off" aria-label=${t(`white_space.rename.${field}`, { name })} .value=${name}
        @keydown=${(event: KeyboardEvent) => this.#keyInName(event, field, name)} @blur=${(event: Event) => this.#rename(event, field, name)}>`;
    return html`<button type="button" class="white-space__name value value--text" title=${t(`white_space.rename.${field}`, { name })} @click=${() => this.#beginName(field, name)}>${name}</button>`;
  }

  #beginName(field: "unit" | "offering", name: string): void {
    this.renaming = `${field} ${name}`;
    void this.updateComplete.then(() => this.querySelector<HTMLInputElement>("th input")?.select());
  }

  #keyInName(event: KeyboardEvent, field: "unit" | "offering", name: string): void {
    event.stopPropagation();
    if (isImeKey(event)) return;
    if (event.key === "Enter") this.#rename(event, field, name);
    else if (event.key === "Escape") this.renaming = undefined;
    else return;
    void this.updateComplete.then(() => this.#focus(this.place));
  }

  /** All cells of a row or column, of every year, as one undoable step. */
  #rename(event: Event, field: "unit" | "offering", name: string): void {
    if (this.renaming !== `${field} ${name}`) return;
    const next = (event.currentTarget as HTMLInputElement).value.trim().replace(/\s+/g, " ");
    this.renaming = undefined;
    if (!next || next === name) return;
    const { plan, replica } = this.view;
    const records = plan.any(WHITE_SPACES);
    const named = records.ids
      .peek()
      .filter((id) => folded(String(records.field(id, field).peek() ?? "")) === folded(name));
    if (named.length === 0)
      return void this.dispatchEvent(new CustomEvent("renamed", { detail: { field, name, next } }));
    replica.undo.stopCapturing();
    replica.transact(() => {
      for (const id of named) records.update(id, { [field]: next });
    });
    replica.undo.stopCapturing();
  }

  // ---- keys ----

  #moveTo(at: Place): void {
    if (at.row !== this.place.row || at.column !== this.place.column) this.place = at;
  }

  #focus(at: Place): void {
    const row = Math.max(0, Math.min(this.units.length - 1, at.row));
    const column = Math.max(0, Math.min(this.offerings.length - 1, at.column));
    this.place = { row, column };
    this.querySelectorAll("tr[data-unit]")
      [row]?.querySelectorAll<HTMLElement>("[data-offering]")
      [column]?.focus();
  }

  /** Cells of a spreadsheet: with names they say where they belong, without them they begin at this cell. */
  readonly #onPaste = (event: ClipboardEvent): void => {
    const isHere = (event.target as Element).matches("[data-offering]");
    if (!isHere || !event.clipboardData || !this.view.mayWrite.peek()) return;
    event.preventDefault();
    const cells = pastedCells(event.clipboardData);
    if (cells.length === 0) {
      showToast(t("white_space.import.no_table"));
      return;
    }
    const { row, column } = this.place;
    const origin = { units: this.units.slice(row), offerings: this.offerings.slice(column) };
    void import("./white-space-import").then(({ importWhiteSpace }) =>
      importWhiteSpace(this.view, cells, origin),
    );
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    if (isImeKey(event) || event.altKey || !(event.target as Element).matches("[data-offering]")) return;
    const { row, column } = this.place;
    const moves: Readonly<Record<string, Place>> = {
      ArrowUp: { row: row - 1, column },
      ArrowDown: { row: row + 1, column },
      ArrowLeft: { row, column: column - 1 },
      ArrowRight: { row, column: column + 1 },
      Home: { row: event.ctrlKey ? 0 : row, column: 0 },
      End: { row: event.ctrlKey ? this.units.length : row, column: this.offerings.length },
    };
    const to = moves[event.key];
    const isOpening = ["Enter", "F2", " "].includes(event.key);
    if (!to && !isOpening) return;
    event.preventDefault();
    if (to) this.#focus(to);
    else (event.target as HTMLElement).click();
  };
}

/** What colours a cell: the larger of what is spent and what is still open. */
function weight({ spend, potential }: Cell): number {
  return Math.max(spend ?? 0, potential ?? 0);
}

function placeKey({ unit, offering }: Cell): string {
  return JSON.stringify([folded(unit), folded(offering)]);
}

function isTyping(event: Event): boolean {
  return (event.target as Element).matches("input, textarea, [contenteditable]");
}

customElements.define("leitstern-white-space-grid", WhiteSpaceGrid);
