/*
 * The dialog that makes rows of cells pasted from a spreadsheet: which column fills which field, what each cell means, and
 * what is wrong with it, before anything is written. A cell with a problem can be mended here; a row can be left out. Rows
 * are written all together or not at all. Loaded when somebody pastes a table or asks for the import.
 */

import { html, nothing, type TemplateResult } from "lit";
import { createFormat } from "../core/intl/format";
import { allMessages, t, tn } from "../core/intl/i18n";
import type { Locale } from "../core/intl/locale";
import type { Position } from "../core/records/record-set";
import { type PastedTable, tableOf, tabSeparated } from "../core/text/pasted-table";
import { shapeOf } from "../doc/plan-document";
import type { Kind } from "../generated/plan";
import { announce } from "./announcer";
import { page } from "./context";
import type { DocumentView } from "./document-view";
import { labelOf } from "./field-words";
import { icon } from "./icon";
import {
  type ColumnWords,
  fieldsByHeadings,
  hasHeadings,
  type ImportField,
  importFields,
  numberLanguage,
} from "./import-columns";
import { type PreviewRow, previewRows } from "./import-preview";
import type { RowRules } from "./import-rules";
import { type ImportRow, writeImport } from "./import-writing";
import { openModal } from "./modal";
import { goToAddress } from "./route";
import { SignalElement } from "./signal-element";
import { showToast } from "./toast";

export interface ImportRequest {
  readonly view: DocumentView;
  readonly kind: Kind;
  /** Without it the dialog begins with a place to paste into. */
  readonly table?: PastedTable | undefined;
  readonly position: Position;
  readonly defaults: Readonly<Record<string, unknown>>;
  /** A record that was empty when the table was pasted into its name: the rows take its place. */
  readonly replaces?: string | undefined;
  /** What a kind's rows need beyond new records. */
  readonly rules?: RowRules | undefined;
}

/** More rows than anybody checks cell by cell. */
const MOST_ROWS = 500;

export async function openImport(request: ImportRequest): Promise<void> {
  const catalogues = await allMessages();
  const { kind, view } = request;
  const words: ColumnWords = {
    kind,
    catalogues,
    companies: page().boot.sides,
    fields: importFields(view, kind),
  };
  openModal("import", t("import.title", { kind: t(`kinds.${kind}.other`) }), ({ dialog, close }) => {
    const panel = document.createElement("leitstern-import") as ImportPanel;
    Object.assign(panel, { request, words, close });
    dialog.append(panel);
  });
}

export class ImportPanel extends SignalElement {
  static override properties = {
    table: { state: true },
    columns: { state: true },
    isHeaded: { state: true },
    language: { state: true },
    mended: { state: true },
    leftOut: { state: true },
  };
  declare request: ImportRequest;
  declare words: ColumnWords;
  declare close: () => void;
  declare table: PastedTable | undefined;
  declare columns: readonly (string | undefined)[];
  declare isHeaded: boolean;
  declare language: Locale;
  /** Cells as they were mended here, by "row column". */
  declare mended: ReadonlyMap<string, string>;
  declare leftOut: ReadonlySet<number>;

  protected override appeared(): void {
    if (!this.table) this.#take(this.request.table);
  }

  /** What is drawn after the dialog has opened does not get the focus by itself. */
  protected override firstUpdated(): void {
    this.querySelector<HTMLElement>("textarea, .import__sum button, .button--primary")?.focus();
  }

  #take(pasted: PastedTable | undefined): void {
    const table = pasted && (this.request.rules?.reshape(pasted, this.words) ?? pasted);
    this.mended = new Map();
    this.leftOut = new Set();
    this.table = table;
    if (!table) return;
    this.language = numberLanguage(table, page().boot.locale);
    this.isHeaded = hasHeadings(table, this.words);
    const { name } = shapeOf(this.request.kind);
    const unnamed = (table[0] ?? []).map((_, at) => (at === 0 ? name : undefined));
    this.columns = this.isHeaded ? fieldsByHeadings(table[0] ?? [], this.words) : unnamed;
  }

  protected override render(): TemplateResult {
    const { kind } = this.request;
    return html`<div class="import__panel"><h2 class="dialog__title">${t("import.title", { kind: t(`kinds.${kind}.other`) })}</h2>
      ${this.table ? this.#preview(this.table) : this.#place()}</div>`;
  }

  // ---- a place to paste into ----

  #place(): TemplateResult {
    return html`<label class="field"><span class="field__label">${t("import.paste_here")}</span>
        <textarea class="textarea" rows="6" @paste=${this.#onPaste}></textarea></label>
      <p class="muted">${t("import.paste_hint")}</p>
      <div class="dialog__actions"><button type="button" class="button" @click=${this.close}>${t("import.cancel")}</button>
        <button type="button" class="button button--primary" @click=${this.#readTyped}>${t("import.go_on")}</button></div>`;
  }

  readonly #onPaste = (event: ClipboardEvent): void => {
    const table = tableOf(event);
    if (!table) return;
    event.preventDefault();
    this.#take(table);
  };

  /** Words that are no table are one column: a row for each line. */
  readonly #readTyped = (): void => {
    const plain = this.querySelector("textarea")?.value ?? "";
    const lines = tabSeparated(plain).map((row) => row.map((cell) => cell.trim()));
    const filled = lines.filter((row) => row.some((cell) => cell !== ""));
    if (filled.length > 0) this.#take(filled);
  };

  // ---- the preview ----

  #preview(table: PastedTable): TemplateResult {
    const rows = previewRows(this, table);
    const problems = rows.reduce((sum, row) => sum + (row.isLeftOut ? 0 : row.problems.size), 0);
    return html`<div class="import__settings">
        <label class="import__head"><input type="checkbox" class="checkbox" .checked=${this.isHeaded}
          @change=${(event: Event) => {
            this.isHeaded = (event.target as HTMLInputElement).checked;
          }}> ${t("import.headed")}</label>
        <label class="import__language">${t("import.numbers")} <select class="select" @change=${(
          event: Event,
        ) => {
          this.language = (event.target as HTMLSelectElement).value as Locale;
        }}>
          ${(["de", "en"] as const).map((one) => html`<option value=${one} ?selected=${one === this.language}>${exampleOf(one)}</option>`)}</select></label>
        ${this.request.rules?.settings(this.columns) ?? nothing}
      </div>
      <div class="import__scroll" tabindex="0" role="region" aria-label=${t("import.preview")}>${this.#grid(table, rows)}</div>
      <p class="import__sum" role="status">${this.#summary(rows, problems)}</p>
      ${this.#notes(rows).map((note) => html`<p class="import__note">${note}</p>`)}
      <div class="dialog__actions"><button type="button" class="button" @click=${this.close}>${t("import.cancel")}</button>
        <button type="button" class="button button--primary" aria-disabled=${problems > 0 ? "true" : nothing}
          @click=${() => this.#finish(rows, problems)}>${tn("import.finish", rows.filter((row) => !row.isLeftOut).length)}</button></div>`;
  }

  #summary(rows: readonly PreviewRow[], problems: number): TemplateResult | string {
    if (rows.length > MOST_ROWS) return t("import.too_many", { limit: MOST_ROWS });
    if (problems === 0) return tn("import.ready", rows.filter((row) => !row.isLeftOut).length);
    const missing = this.#missing();
    if (missing.length > 0)
      return html`${icon("circle-alert")}<span>${t("import.no_column", { fields: page().format.list(missing) })}</span>
        <button type="button" class="button button--small" @click=${this.#toProblem}>${t("import.show_problem")}</button>`;
    return html`${icon("circle-alert")}<span>${tn("import.problems", problems)}</span>
      <button type="button" class="button button--small" @click=${this.#toProblem}>${t("import.show_problem")}</button>`;
  }

  /** What every row needs and no column fills. */
  #missing(): readonly string[] {
    const needed = [shapeOf(this.request.kind).name, ...(this.request.rules?.needed ?? [])];
    const fields = this.words.fields.filter(({ name }) => needed.includes(name));
    return fields.filter(({ name }) => !this.columns.includes(name)).map((field) => this.#label(field));
  }

  #notes(rows: readonly PreviewRow[]): readonly string[] {
    const used = rows.filter((row) => !row.isLeftOut).map(({ cells }) => cells);
    return this.#missing().length ? [] : (this.request.rules?.notes(used) ?? []);
  }

  #grid(table: PastedTable, rows: readonly PreviewRow[]): TemplateResult {
    return html`<table class="import__table"><thead><tr><th scope="col"><span class="visually-hidden">${t("import.use_row")}</span></th>
        ${this.columns.map((_, at) => html`<th scope="col">${this.#columnChoice(table, at)}</th>`)}</tr></thead>
      <tbody>${rows.map((row) => this.#row(row))}</tbody></table>`;
  }

  #columnChoice(table: PastedTable, at: number): TemplateResult {
    const heading = this.isHeaded ? (table[0]?.[at] ?? "") : t("import.column", { number: at + 1 });
    const choose = (event: Event): void => this.#chooseColumn(at, (event.target as HTMLSelectElement).value);
    return html`<label><span class="import__heading truncate">${heading}</span>
      <select class="select" data-column=${at} @change=${choose}>
        <option value="" ?selected=${!this.columns[at]}>${t("import.skip_column")}</option>
        ${this.words.fields.map((field) => html`<option value=${field.name} ?selected=${this.columns[at] === field.name}>${this.#label(field)}</option>`)}
      </select></label>`;
  }

  /** A field is filled by one column: the one that had it before is skipped. */
  #chooseColumn(at: number, name: string): void {
    this.columns = this.columns.map((one, place) =>
      place === at ? name || undefined : one === name ? undefined : one,
    );
  }

  #label({ name, shape }: ImportField): string {
    return labelOf({ view: this.request.view, kind: this.request.kind, name, shape });
  }

  #row(row: PreviewRow): TemplateResult {
    const toggle = (event: Event): void =>
      this.#leaveOut(row.at, !(event.target as HTMLInputElement).checked);
    return html`<tr class=${row.isLeftOut ? "import__row--out" : ""}><td><label class="done-box"><span class="visually-hidden">${t("import.use_row_named", { row: row.at + 1 })}</span>
        <input type="checkbox" class="checkbox" .checked=${!row.isLeftOut} @change=${toggle}></label></td>
      ${row.words.map((words, column) => html`<td>${this.#cell(row, column, words)}</td>`)}</tr>`;
  }

  #cell(row: PreviewRow, column: number, words: string): TemplateResult {
    const name = this.columns[column];
    const problem = row.isLeftOut || !name ? undefined : row.problems.get(name);
    const key = `${row.at} ${column}`;
    if (!problem && !this.mended.has(key)) {
      const cell = name ? row.cells.get(name) : undefined;
      return html`<span class=${name ? "import__cell" : "import__cell muted"}>${cell && "shown" in cell ? cell.shown : words}</span>`;
    }
    const mend = (event: Event): void => {
      this.mended = new Map([...this.mended, [key, (event.target as HTMLInputElement).value.trim()]]);
    };
    const field = this.words.fields.find((one) => one.name === name);
    return html`<input class="input import__mend" aria-label=${`${field ? this.#label(field) : ""}, ${row.at + 1}`} .value=${words}
        aria-invalid=${problem ? "true" : nothing} aria-describedby=${problem ? `import-${key.replace(" ", "-")}` : nothing} @change=${mend}>
      ${problem ? html`<span class="field__error" id=${`import-${key.replace(" ", "-")}`}>${problem}</span>` : nothing}`;
  }

  #leaveOut(at: number, isOut: boolean): void {
    const next = new Set(this.leftOut);
    if (isOut) next.add(at);
    else next.delete(at);
    this.leftOut = next;
  }

  readonly #toProblem = (): void => {
    const field = this.querySelector<HTMLElement>("[aria-invalid]");
    if (field) field.focus();
    else this.querySelector<HTMLElement>("select[data-column]")?.focus();
  };

  #finish(rows: readonly PreviewRow[], problems: number): void {
    const used = rows.filter((row) => !row.isLeftOut);
    if (problems > 0 || rows.length > MOST_ROWS) {
      announce(problems > 0 ? tn("import.problems", problems) : t("import.too_many", { limit: MOST_ROWS }));
      this.#toProblem();
    } else if (used.length > 0) this.#write(used.map((row) => row.cells));
  }

  #write(rows: readonly ImportRow[]): void {
    const { view, kind, position, defaults, replaces, rules } = this.request;
    const { undo } = view.replica;
    const ids = undo.asOneStep(() => {
      const made = writeImport({ view, kind, position, defaults, rows, rules });
      if (replaces) view.plan.any(kind).remove(replaces);
      return made;
    });
    this.close();
    const words = tn("import.made", ids.length);
    announce(words);
    showToast(words, { label: t("plan.undo"), run: () => undo.undo() });
    if (rules) return rules.written();
    const address = ids[0] && view.addressOf(ids[0]);
    if (address) goToAddress(address);
  }
}

function exampleOf(language: Locale): string {
  const format = createFormat(language);
  return `${format.number(1234.5)} · ${format.editDate("2027-12-31")}`;
}

customElements.define("leitstern-import", ImportPanel);
