/*
 * A block of cells from the clipboard, as a spreadsheet puts it there: the table of its HTML where there is one, else
 * tab-separated text. Numbers may be written in German or English; one way of writing is assumed for the whole block,
 * because a single "1.234" says nothing. Pure apart from DOMParser; year-grid.ts writes the block.
 */

import type { Locale } from "../core/intl/locale";
import { type Parsed, parseNumber } from "../core/intl/parse";
import { htmlCells, tabSeparated } from "../core/text/pasted-table";

export interface Block {
  readonly rows: readonly (readonly string[])[];
  /** Years in the first row of what was pasted: they say which column each cell belongs to. */
  readonly years: readonly string[] | undefined;
}

const YEAR = /^(?:19|20|21)\d\d$/;

export function readBlock(clipboard: Pick<DataTransfer, "getData">): Block {
  const fromHtml = htmlCells(clipboard.getData("text/html"));
  const cells = fromHtml.length > 0 ? fromHtml : tabSeparated(clipboard.getData("text/plain"));
  return blockOf(cells.map((row) => row.map((cell) => cell.trim())));
}

/** Takes the years of a head row and the names of a first column off the block. */
function blockOf(cells: readonly (readonly string[])[]): Block {
  const rows = cells.filter((row) => row.some((cell) => cell !== ""));
  const [head = [], ...rest] = rows;
  const hasNames =
    rows.length > 0 && rows.every((row) => !isNumberLike(row[0] ?? "")) && rows.some((row) => row.length > 1);
  const cut = (row: readonly string[]): readonly string[] => (hasNames ? row.slice(1) : row);
  const years = cut(head);
  const isHead = rest.length > 0 && years.length > 0 && years.every((cell) => YEAR.test(cell));
  return isHead ? { rows: rest.map(cut), years } : { rows: rows.map(cut), years: undefined };
}

function isNumberLike(cell: string): boolean {
  return /\d/.test(cell) && !/^\p{L}{3,}/u.test(cell);
}

export type ReadCell = { readonly value: number | undefined } | { readonly problem: string };

/** The cells as numbers, all by the same way of writing; an empty cell is undefined, and leaves what stands there. */
export function numbersOf(rows: readonly (readonly string[])[], locale: Locale): ReadCell[][] {
  const other: Locale = locale === "de" ? "en" : "de";
  const [own, foreign] = [parsedBy(locale, rows), parsedBy(other, rows)];
  const isForeign = doubts(own) > 0 && doubts(foreign) < doubts(own);
  const chosen = isForeign ? foreign : own;
  return chosen.map((row, y) => row.map((cell, x) => readCell(cell, rows[y]?.[x] ?? "")));
}

function parsedBy(locale: Locale, rows: readonly (readonly string[])[]): Parsed<number>[][] {
  return rows.map((row) => row.map((cell) => parseNumber(locale, accountants(cell))));
}

/** Accountants write a loss in brackets, and a dash for nothing. */
function accountants(cell: string): string {
  const bracketed = /^\((.+)\)$/.exec(cell);
  return bracketed ? `-${bracketed[1]}` : /^[-–—]$/.test(cell) ? "" : cell;
}

function doubts(rows: readonly (readonly Parsed<number>[])[]): number {
  return rows.flat().filter(({ kind }) => kind === "ambiguous" || kind === "invalid").length;
}

function readCell(cell: Parsed<number>, typed: string): ReadCell {
  if (cell.kind === "value") return { value: cell.value };
  if (cell.kind === "empty") return { value: undefined };
  // Both ways of writing leave it open: figures come in groups of thousands far more often than with three decimals.
  return cell.kind === "ambiguous" ? { value: cell.values[1] } : { problem: typed };
}
