/*
 * Cells pasted into the white space, as rows of one field each: units down and offerings across with their names, or bare
 * numbers that go to the cell that has the focus and those after it. A list with columns for unit and offering is rows
 * already. Pure; white-space-import.ts opens the preview.
 */

import { parseNumber } from "../core/intl/parse";
import { htmlCells, type PastedTable, tabSeparated } from "../core/text/pasted-table";

/** The names from the focused cell on: where a block without names goes. */
export interface Origin {
  readonly units: readonly string[];
  readonly offerings: readonly string[];
}

/** How the columns of the rows are headed, in the language of the page. */
export interface RowHeads {
  readonly unit: string;
  readonly offering: string;
  readonly spend: string;
  readonly holder: string;
}

const NOTHING = /^[-–—]?$/;

/** The cells on the clipboard; none where it holds no more than words. */
export function pastedCells(clipboard: Pick<DataTransfer, "getData">): PastedTable {
  const fromHtml = htmlCells(clipboard.getData("text/html"));
  const cells = fromHtml.length > 0 ? fromHtml : tabSeparated(clipboard.getData("text/plain"));
  const rows = cells.map((row) => row.map((cell) => cell.replaceAll(/\s+/g, " ").trim()));
  const filled = rows.filter((row) => row.some((cell) => cell !== ""));
  const isTable = filled.some((row) => row.length > 1) || filled.some((row) => row.some(isAmount));
  return isTable ? filled : [];
}

/** One row for each cell that says something. A cell beyond the names keeps its place with an empty name. */
export function fieldRows(cells: PastedTable, heads: RowHeads, origin: Origin): PastedTable {
  const { hasUnits, hasOfferings } = namesOf(cells);
  const body = hasOfferings ? cells.slice(1) : cells;
  const inside = body.map((row) => (hasUnits ? row.slice(1) : row));
  const units = hasUnits ? body.map((row) => row[0] ?? "") : origin.units;
  const offerings = hasOfferings ? (cells[0] ?? []).slice(hasUnits ? 1 : 0) : origin.offerings;
  const rows = inside.flatMap((row, down) =>
    row.flatMap((cell, across) =>
      NOTHING.test(cell) ? [] : [[units[down] ?? "", offerings[across] ?? "", cell]],
    ),
  );
  const said = rows.map(([, , cell = ""]) => cell);
  const hasAmounts = said.filter(isAmount).length * 2 >= said.length;
  return [[heads.unit, heads.offering, hasAmounts ? heads.spend : heads.holder], ...rows];
}

/** Whether names stand in the first column and in the first row. Words alone are read as a block with both. */
function namesOf(cells: PastedTable): { readonly hasUnits: boolean; readonly hasOfferings: boolean } {
  const isWide = cells.some((row) => row.length > 1);
  if (!cells.flat().some(isAmount)) return { hasUnits: isWide, hasOfferings: cells.length > 1 };
  const hasUnits = isWide && !cells.some((row) => isAmount(row[0] ?? ""));
  const head = (cells[0] ?? []).slice(hasUnits ? 1 : 0);
  return { hasUnits, hasOfferings: cells.length > 1 && head.some(Boolean) && !head.some(isAmount) };
}

function isAmount(cell: string): boolean {
  return !NOTHING.test(cell) && parseNumber("en", cell).kind !== "invalid";
}
