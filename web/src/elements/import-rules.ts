/*
 * What the import of one kind does beyond making a record of each row: it may reshape what was pasted, need further fields,
 * find the record that a row is about, and say what will change. Made by the section that opens the import.
 */

import type { TemplateResult } from "lit";
import type { PastedTable } from "../core/text/pasted-table";
import type { Cell } from "./import-cells";
import type { ColumnWords } from "./import-columns";

type Cells = ReadonlyMap<string, Cell>;

export interface RowRules {
  /** Fields besides the name without which a row says nothing. */
  readonly needed: readonly string[];
  /** A table with one record in each row; what is one already comes back as it is. */
  reshape(table: PastedTable, words: ColumnWords): PastedTable;
  /** Choices for all rows, above the preview. */
  settings(columns: readonly (string | undefined)[]): TemplateResult | undefined;
  /** What a row begins with, by those choices. */
  defaults(row: Cells): Readonly<Record<string, unknown>>;
  /** For each row what is wrong with it beyond single cells, by field; a row without cells is left out. */
  problems(rows: readonly Cells[]): readonly ReadonlyMap<string, string>[];
  /** The record that a row changes; undefined where it makes a new one. */
  existing(row: Cells): string | undefined;
  /** What somebody should know before they import. */
  notes(rows: readonly Cells[]): readonly string[];
  written(): void;
}
