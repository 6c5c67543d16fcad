/*
 * The import of cells into the white space: what is pasted becomes rows with a preview, a row about a field that is filled
 * in changes it, and unknown names are told before anything is written. Loaded with the first paste.
 */

import { signal } from "@preact/signals-core";
import { html, type TemplateResult } from "lit";
import { t, tn } from "../core/intl/i18n";
import { today } from "../core/intl/today";
import type { PastedTable } from "../core/text/pasted-table";
import { page } from "./context";
import type { DocumentView } from "./document-view";
import { labelOf } from "./field-words";
import type { Cell } from "./import-cells";
import { type ColumnWords, fieldsByHeadings } from "./import-columns";
import { openImport } from "./import-dialog";
import type { RowRules } from "./import-rules";
import { cellFilter, folded, NO_CELL_FILTER, readWhiteSpace, WHITE_SPACES } from "./white-space-cells";
import { fieldRows, type Origin } from "./white-space-pasted";

type Cells = ReadonlyMap<string, Cell>;

const NOWHERE: Origin = { units: [], offerings: [] };
const [FIRST_YEAR, LAST_YEAR] = [2000, 2200];

/** Without cells it begins with a place to paste into. `origin`: names from the focused cell on. */
export async function importWhiteSpace(
  view: DocumentView,
  table?: PastedTable,
  origin = NOWHERE,
): Promise<void> {
  const rules = rulesFor(view, origin);
  await openImport({ view, kind: WHITE_SPACES, table, position: "last", defaults: {}, rules });
}

export function rulesFor(view: DocumentView, origin: Origin): RowRules {
  const space = readWhiteSpace(view);
  const year = signal<number | undefined>(
    cellFilter.peek().year ?? space.years[0] ?? Number(today.peek().slice(0, 4)),
  );
  const keyOf = (row: Cells): string =>
    JSON.stringify([folded(said(row, "unit")), folded(said(row, "offering")), yearOf(row)]);
  const yearOf = (row: Cells): number | undefined =>
    row.has("year") ? written<number>(row.get("year")) : year.peek();
  const existing = (row: Cells): string | undefined => {
    const cell = space.cell(said(row, "unit"), said(row, "offering"));
    const ids = cell.id ? [cell.id, ...cell.others] : [];
    const yearIs = (wanted: number | undefined) => (id: string) =>
      view.plan.value(WHITE_SPACES, id, "year") === wanted;
    return ids.find(yearIs(yearOf(row))) ?? ids.find(yearIs(undefined));
  };
  return {
    needed: ["unit"],
    reshape: (table, words) => (isList(table, words) ? table : fieldRows(table, heads(view), origin)),
    settings: (columns) => (columns.includes("year") ? undefined : yearField(year)),
    defaults: (row) => (row.has("year") || year.peek() === undefined ? {} : { year: year.peek() }),
    problems: (rows) => {
      const keys = rows.map((row) => (row.size ? keyOf(row) : ""));
      void year.value; // The year decides what stands twice.
      return rows.map((row, at) => problemsOf(row, keys, at));
    },
    existing,
    notes: (rows) => [
      ...unknown("unit", rows, space.units),
      ...unknown("offering", rows, space.offerings),
      ...changed(rows.filter(existing).length),
    ],
    written: () => {
      cellFilter.value = NO_CELL_FILTER;
    },
  };
}

/** A list names unit and offering in its first row. */
function isList(table: PastedTable, words: ColumnWords): boolean {
  const found = fieldsByHeadings(table[0] ?? [], words);
  return found.includes("unit") && found.includes("offering");
}

function heads(view: DocumentView): Parameters<typeof fieldRows>[1] {
  const shapes = view.plan.fields(WHITE_SPACES);
  const [unit = "", offering = "", spend = "", holder = ""] = (
    ["unit", "offering", "spend", "holder"] as const
  ).map((name) => {
    const shape = shapes[name];
    return shape ? labelOf({ view, kind: WHITE_SPACES, name, shape }) : name;
  });
  return { unit, offering, spend, holder };
}

function yearField(year: { value: number | undefined }): TemplateResult {
  const change = (event: Event): void => {
    const typed = (event.currentTarget as HTMLInputElement).valueAsNumber;
    const isYear = Number.isInteger(typed) && typed >= FIRST_YEAR && typed <= LAST_YEAR;
    year.value = isYear ? typed : undefined;
    (event.currentTarget as HTMLInputElement).value = isYear ? String(typed) : "";
  };
  return html`<label class="import__language">${t("white_space.import.year")} <input class="input import__year" type="number" min=${FIRST_YEAR} max=${LAST_YEAR} .value=${String(year.value ?? "")} @change=${change}></label>`;
}

function problemsOf(row: Cells, keys: readonly string[], at: number): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  if (row.size === 0) return found;
  const [unit, offering] = [said(row, "unit"), said(row, "offering")];
  if (!offering) found.set("offering", t("white_space.import.no_offering"));
  else if (unit && keys.indexOf(keys[at] ?? "") !== at)
    found.set("offering", t("white_space.import.twice", { unit, offering }));
  if (!unit) found.set("unit", t("white_space.import.no_unit"));
  return found;
}

/** Names that the plan does not have: a new row or column, or a slip of the pen. */
function unknown(
  axis: "unit" | "offering",
  rows: readonly Cells[],
  known: readonly string[],
): readonly string[] {
  const there = new Set(known.map(folded));
  const names = new Map<string, string>();
  for (const row of rows) {
    const name = said(row, axis);
    if (name && !there.has(folded(name)) && !names.has(folded(name))) names.set(folded(name), name);
  }
  if (names.size === 0) return [];
  const words = { names: page().format.list([...names.values()]) };
  return [t(axis === "unit" ? "white_space.import.new_units" : "white_space.import.new_offerings", words)];
}

function changed(count: number): readonly string[] {
  return count > 0 ? [tn("white_space.import.changes", count)] : [];
}

function said(row: Cells, name: string): string {
  return (written<string>(row.get(name)) ?? "").trim().replaceAll(/\s+/g, " ");
}

function written<T>(cell: Cell | undefined): T | undefined {
  return cell?.kind === "value" ? (cell.value as T) : undefined;
}
