/*
 * A grid of values by year that several people fill in together: one row for each figure, one column for each year.
 * Arrow keys move, typing replaces, Enter and F2 edit, Tab goes on to the right; a block from a spreadsheet is pasted as
 * one undoable step. Knows no document: the rows say how they read and write.
 */

import { html, nothing, svg, type TemplateResult } from "lit";
import { isImeKey } from "../core/dom/ime-key";
import { t, tn } from "../core/intl/i18n";
import { today } from "../core/intl/today";
import { announce } from "./announcer";
import { page } from "./context";
import { numbersOf, readBlock } from "./pasted-block";
import { SignalElement } from "./signal-element";
import { type Bounds, type Reading, readValue, type ValueKind, writtenValue } from "./value-reading";

export interface YearRow {
  readonly key: string;
  readonly label: string;
  /** A number, or words such as the source of a year. */
  readonly kind: Extract<ValueKind, "number" | "word">;
  readonly bounds: Bounds;
  readonly values: Readonly<Record<string, unknown>>;
  set(year: string, value: unknown): void;
  /** What the server computed from the value of a year, below it. */
  readonly notes?: (year: string) => readonly string[];
  /** A small picture of the row at its end. */
  readonly picture?: TemplateResult | undefined;
}

interface Place {
  readonly row: number;
  readonly column: number;
}

/** Runs a change as one undoable step. */
export type OneStep = (change: () => void) => void;

export class YearGrid extends SignalElement {
  static override properties = {
    rows: { attribute: false },
    years: { attribute: false },
    label: { attribute: false },
    mayWrite: { attribute: false },
    place: { state: true },
    editing: { state: true },
    problem: { state: true },
  };
  declare rows: readonly YearRow[];
  declare years: readonly string[];
  declare label: string;
  declare mayWrite: boolean;
  declare place: Place;
  /** What the field begins with while a cell is edited; undefined at rest. */
  declare editing: string | undefined;
  declare problem: string | undefined;
  asOneStep: OneStep = (change) => change();
  /** What heads a column; a year is its own name. */
  columnName: (column: string) => string = (column) => column;
  /** Adds years after the last one, when a pasted block is wider than the grid. */
  widen: (years: readonly string[]) => void = () => {};

  constructor() {
    super();
    this.place = { row: 0, column: 0 };
  }

  /** The newest years are in sight first. */
  protected override firstUpdated(): void {
    const scroller = this.querySelector(".year-grid__scroll");
    if (scroller) scroller.scrollLeft = scroller.scrollWidth;
  }

  protected override render(): TemplateResult {
    return html`<div class="year-grid__scroll"><table class="year-grid" role="grid" aria-label=${this.label} aria-readonly=${this.mayWrite ? nothing : "true"}
        @keydown=${this.#onKey} @paste=${this.#onPaste} @copy=${this.#onCopy}>
        <thead><tr role="row"><th scope="col"><span class="visually-hidden">${t("grid.figure")}</span></th>${this.years.map((year) => html`<th scope="col" translate="no">${this.columnName(year)}</th>`)}<th class="year-grid__picture"><span class="visually-hidden">${t("grid.course")}</span></th></tr></thead>
        <tbody>${this.rows.map((row, y) => this.#row(row, y))}</tbody></table></div>
      ${this.problem ? html`<p class="command-problem" role="alert">${this.problem}</p>` : nothing}`;
  }

  #row(row: YearRow, y: number): TemplateResult {
    return html`<tr role="row" data-row=${row.key} class=${`year-grid__row year-grid__row--${row.kind}`}><th scope="row">${row.label}</th>
      ${this.years.map((year, x) => this.#cell(row, year, { row: y, column: x }))}<td class="year-grid__picture">${row.picture ?? nothing}</td></tr>`;
  }

  #cell(row: YearRow, year: string, at: Place): TemplateResult {
    const isHere = at.row === this.place.row && at.column === this.place.column;
    const isEdited = isHere && this.editing !== undefined;
    const value = row.values[year];
    const notes = row.notes?.(year) ?? [];
    return html`<td role="gridcell" tabindex=${isHere && !isEdited ? "0" : "-1"} data-year=${year} class=${isEdited ? "year-grid__cell year-grid__cell--edited" : "year-grid__cell"}
      @pointerdown=${(event: PointerEvent) => this.#onPointer(event, at)} @dblclick=${() => this.#edit(at)} @focus=${() => this.#moveTo(at)}>
      ${isEdited ? this.#field(row, year) : html`<span class="year-grid__value" translate="no">${shownValue(value)}</span>${notes.map((note) => html`<span class="year-grid__note" translate="no">${note}</span>`)}`}</td>`;
  }

  #field(row: YearRow, year: string): TemplateResult {
    return html`<input class="input year-grid__input" aria-label=${`${row.label} ${this.columnName(year)}`} autocomplete="off" enterkeyhint="next"
      inputmode=${row.kind === "number" ? "decimal" : nothing} .defaultValue=${this.editing ?? ""} @blur=${this.#onBlur}>`;
  }

  // ---- moving ----

  #onPointer(event: PointerEvent, at: Place): void {
    const isTouch = event.pointerType === "touch";
    const isAgain = at.row === this.place.row && at.column === this.place.column;
    if (this.editing !== undefined && isAgain) return;
    if (isTouch || (isAgain && document.activeElement === event.currentTarget)) {
      event.preventDefault();
      this.#edit(at);
    }
  }

  #moveTo(at: Place): void {
    const isElsewhere = at.row !== this.place.row || at.column !== this.place.column;
    if (isElsewhere && this.editing === undefined) this.place = at;
  }

  async #focus(at: Place): Promise<void> {
    const row = Math.max(0, Math.min(this.rows.length - 1, at.row));
    const column = Math.max(0, Math.min(this.years.length - 1, at.column));
    this.place = { row, column };
    await this.updateComplete;
    this.querySelectorAll("tbody tr")[row]?.querySelectorAll<HTMLElement>("td[data-year]")[column]?.focus();
  }

  async #edit(at: Place, begin?: string): Promise<void> {
    const row = this.rows[at.row];
    const year = this.years[at.column];
    if (!this.mayWrite || !row || year === undefined) return;
    if (this.editing !== undefined && !this.#commit()) return;
    this.place = at;
    this.editing = begin ?? writtenValue(row.values[year], { kind: row.kind, format: page().format });
    await this.updateComplete;
    const field = this.#input();
    field?.focus();
    if (begin === undefined) field?.select();
    else field?.setSelectionRange(begin.length, begin.length);
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    if (isImeKey(event) || event.altKey) return;
    if (this.editing !== undefined) this.#keyInField(event);
    else this.#keyAtRest(event);
  };

  #keyInField(event: KeyboardEvent): void {
    const { row, column } = this.place;
    const next: Readonly<Record<string, Place>> = {
      Enter: { row: row + (event.shiftKey ? -1 : 1), column },
      Tab: { row, column: column + (event.shiftKey ? -1 : 1) },
      Escape: this.place,
    };
    const to = next[event.key];
    if (!to) return;
    if (event.key === "Escape") this.#discard();
    else if (!this.#commit()) {
      event.preventDefault();
      return;
    }
    if (event.key === "Tab" && (to.column < 0 || to.column >= this.years.length)) return;
    event.preventDefault();
    event.stopPropagation();
    void this.#focus(to);
  }

  #keyAtRest(event: KeyboardEvent): void {
    const { row, column } = this.place;
    const moves: Readonly<Record<string, Place>> = {
      ArrowUp: { row: row - 1, column },
      ArrowDown: { row: row + 1, column },
      ArrowLeft: { row, column: column - 1 },
      ArrowRight: { row, column: column + 1 },
      Home: { row: event.ctrlKey ? 0 : row, column: 0 },
      End: { row: event.ctrlKey ? this.rows.length - 1 : row, column: this.years.length - 1 },
    };
    const to = moves[event.key];
    if (to) {
      event.preventDefault();
      void this.#focus(to);
    } else if (event.key === "Enter" || event.key === "F2") {
      event.preventDefault();
      void this.#edit(this.place);
    } else if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      this.#clear();
    } else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      event.stopPropagation();
      void this.#edit(this.place, event.key);
    }
  }

  // ---- writing ----

  /** False when what was typed cannot be read: it stays in the field with the reason. */
  #commit(): boolean {
    const field = this.#input();
    const row = this.rows[this.place.row];
    const year = this.years[this.place.column];
    if (!field || !row || year === undefined) return true;
    const { format } = page();
    if (field.value === writtenValue(row.values[year], { kind: row.kind, format })) return this.#discard();
    const read = readValue(field.value, {
      kind: row.kind,
      bounds: row.bounds,
      format,
      today: today.peek(),
      check: () => undefined,
    });
    if (read.kind !== "value") {
      this.problem = problemOf(read);
      field.setAttribute("aria-invalid", "true");
      return false;
    }
    if (read.value !== row.values[year]) this.asOneStep(() => row.set(year, read.value));
    return this.#discard();
  }

  #discard(): true {
    this.editing = undefined;
    this.problem = undefined;
    return true;
  }

  #clear(): void {
    const row = this.rows[this.place.row];
    const year = this.years[this.place.column];
    if (this.mayWrite && row && year !== undefined && row.values[year] !== undefined)
      this.asOneStep(() => row.set(year, undefined));
  }

  readonly #onBlur = (): void => {
    if (this.editing !== undefined && this.isConnected) this.#commit();
  };

  readonly #onCopy = (event: ClipboardEvent): void => {
    const row = this.rows[this.place.row];
    const year = this.years[this.place.column];
    if (this.editing !== undefined || !row || year === undefined) return;
    event.preventDefault();
    event.clipboardData?.setData(
      "text/plain",
      writtenValue(row.values[year], { kind: row.kind, format: page().format }),
    );
  };

  /** Into a field, a single cell is pasted as text; everything else is a block from the cell on. */
  readonly #onPaste = (event: ClipboardEvent): void => {
    if (!event.clipboardData || !this.mayWrite) return;
    const block = readBlock(event.clipboardData);
    const isSingle = block.rows.length === 1 && block.rows[0]?.length === 1 && !block.years;
    if (this.editing !== undefined && isSingle) return;
    event.preventDefault();
    if (this.editing !== undefined) this.#discard();
    const columns = this.#columnsOf(block.years, Math.max(0, ...block.rows.map((row) => row.length)));
    this.#write(block.rows, columns);
    void this.#focus(this.place);
  };

  /** The years that the block's columns go to; years that the grid lacks are added. */
  #columnsOf(named: readonly string[] | undefined, width: number): readonly string[] {
    const first = Number(this.years[this.place.column]);
    if (!Number.isInteger(first)) return this.years.slice(this.place.column); // Months have no more.
    const wanted = named ?? Array.from({ length: width }, (_, at) => String(first + at));
    this.widen(wanted.filter((year) => !this.years.includes(year)));
    return wanted;
  }

  /** Everything or nothing: a cell that cannot be read is named, and nothing is written. */
  #write(cells: readonly (readonly string[])[], years: readonly string[]): void {
    const rows = this.rows.slice(this.place.row);
    const numbers = numbersOf(cells, page().format.locale);
    const changes: (() => void)[] = [];
    const wrong: string[] = [];
    cells.slice(0, rows.length).forEach((line, y) => {
      const row = rows[y] as YearRow;
      line.forEach((typed, x) => {
        const [read, year] = [numbers[y]?.[x], years[x]];
        if (year === undefined || typed === "") return;
        if (row.kind === "word") changes.push(() => row.set(year, typed.slice(0, row.bounds.maxLength)));
        else if (!read || "problem" in read || !isWithin(read.value, row.bounds)) wrong.push(typed);
        else if (read.value !== undefined) changes.push(() => row.set(year, read.value));
      });
    });
    const left = cells.length - Math.min(cells.length, rows.length);
    this.problem = wrong.length
      ? t("grid.unreadable", { cells: wrong.slice(0, 3).join(", ") })
      : left
        ? tn("grid.rows_left", left)
        : undefined;
    if (wrong.length || changes.length === 0) return;
    this.asOneStep(() => {
      for (const change of changes) change();
    });
    announce(tn("grid.pasted", changes.length));
  }

  #input(): HTMLInputElement | null {
    return this.querySelector(".year-grid__input");
  }
}

function problemOf(read: Exclude<Reading, { readonly kind: "value" }>): string {
  if (read.kind === "problem") return read.problem;
  return read.kind === "choice"
    ? `${read.question} ${read.choices.map(({ label }) => label).join(" / ")}`
    : "";
}

function shownValue(value: unknown): string {
  if (value === undefined || value === "") return "–";
  return typeof value === "number" ? page().format.number(value) : String(value);
}

function isWithin(value: number | undefined, { minimum, maximum }: Bounds): boolean {
  if (value === undefined) return true;
  return value >= (minimum ?? value) && value <= (maximum ?? value);
}

/** Bars of a row, year by year, from a line of zero; a loss hangs below it. Screen readers read the numbers beside it. */
export function yearBars(
  values: Readonly<Record<string, unknown>>,
  years: readonly string[],
): TemplateResult | undefined {
  const amounts = years.map((year) => values[year]).map((value) => (typeof value === "number" ? value : 0));
  const highest = Math.max(0, ...amounts);
  const lowest = Math.min(0, ...amounts);
  if (highest === lowest) return undefined;
  const scale = (value: number): number => (value / (highest - lowest)) * 28;
  const zero = 1 + scale(highest);
  const width = 72 / Math.max(1, years.length);
  return html`<svg class="year-bars" viewBox="0 0 72 30" aria-hidden="true">${amounts.map((amount, at) => bar(amount, at))}
    <line class="year-bars__zero" x1="0" x2="72" y1=${zero} y2=${zero}></line></svg>`;

  function bar(amount: number, at: number): unknown {
    const height = Math.abs(scale(amount));
    return svg`<rect class=${amount < 0 ? "year-bars__loss" : "year-bars__bar"} x=${at * width + 1} width=${width - 2} y=${amount < 0 ? zero : zero - height} height=${height}></rect>`;
  }
}

customElements.define("leitstern-year-grid", YearGrid);
