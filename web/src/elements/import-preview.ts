/*
 * What the rows of a pasted table mean, as the import shows them before anything is written: each cell read for its field,
 * and what is wrong with it. Pure apart from the plan that links are looked up in. Called by import-dialog.ts.
 */

import { createFormat } from "../core/intl/format";
import type { Locale } from "../core/intl/locale";
import { today } from "../core/intl/today";
import type { PastedTable } from "../core/text/pasted-table";
import { shapeOf } from "../doc/plan-document";
import type { Kind } from "../generated/plan";
import type { DocumentView } from "./document-view";
import { type Cell, type Reader, readCell, rowProblems } from "./import-cells";
import type { ColumnWords } from "./import-columns";
import type { RowRules } from "./import-rules";

export interface PreviewRow {
  /** Its number in the table, from 0. */
  readonly at: number;
  readonly words: readonly string[];
  readonly cells: ReadonlyMap<string, Cell>;
  /** By field; one without a column is the row's own. */
  readonly problems: ReadonlyMap<string, string>;
  readonly isLeftOut: boolean;
}

/** What somebody chose in the dialog. */
export interface Chosen {
  readonly request: {
    readonly view: DocumentView;
    readonly kind: Kind;
    readonly rules?: RowRules | undefined;
  };
  readonly words: ColumnWords;
  readonly columns: readonly (string | undefined)[];
  readonly isHeaded: boolean;
  readonly language: Locale;
  readonly mended: ReadonlyMap<string, string>;
  readonly leftOut: ReadonlySet<number>;
}

export function previewRows(chosen: Chosen, table: PastedTable): readonly PreviewRow[] {
  const { kind, view, rules } = chosen.request;
  const lines = table.map((row, at) => ({
    at,
    words: row.map((cell, column) => chosen.mended.get(`${at} ${column}`) ?? cell),
  }));
  const body = chosen.isHeaded ? lines.slice(1) : lines;
  const nameAt = chosen.columns.indexOf(shapeOf(kind).name);
  const reader: Reader = {
    view,
    kind,
    words: chosen.words,
    format: createFormat(chosen.language),
    today: today.peek(),
    rowNames: new Set(body.map(({ words }) => (words[nameAt] ?? "").trim().toLocaleLowerCase())),
  };
  const cells = body.map(({ words }) => readCells(words, chosen, reader));
  const used = body.map(({ at }) => !chosen.leftOut.has(at));
  const further = rules?.problems(cells.map((row, at) => (used[at] ? row : new Map()))) ?? [];
  return body.map((line, at) => {
    const own = cells[at] ?? new Map();
    const problems = new Map([...rowProblems(own, kind), ...(further[at] ?? [])]);
    for (const [name, cell] of own) if (cell.kind === "problem") problems.set(name, cell.problem);
    return { ...line, cells: own, problems, isLeftOut: !used[at] };
  });
}

function readCells(
  words: readonly string[],
  { columns, words: { fields } }: Chosen,
  reader: Reader,
): ReadonlyMap<string, Cell> {
  const cells = new Map<string, Cell>();
  for (const [column, name] of columns.entries()) {
    const field = fields.find((one) => one.name === name);
    if (field) cells.set(field.name, readCell(words[column] ?? "", field, reader));
  }
  return cells;
}
