/*
 * Cells that somebody copied from a spreadsheet: Excel, LibreOffice and Google Sheets put them on the clipboard as text
 * with tabs and as an HTML table. Reads either; undefined where the clipboard holds no table of two or more columns. Pure
 * apart from the browser's HTML parser, which runs nothing and loads nothing.
 */

/** Rows of equally many cells, without spaces around them; a cell may hold several lines. */
export type PastedTable = readonly (readonly string[])[];

export interface Clipboard {
  readonly plain: string;
  readonly html: string;
}

const CELL_END = /[\t\r\n]/;

export function pastedTable({ plain, html }: Clipboard): PastedTable | undefined {
  const fromText = squared(tabSeparated(plain));
  if (fromText.length > 1 && isMostlyCells(fromText)) return fromText;
  const fromHtml = squared(htmlCells(html));
  return isMostlyCells(fromHtml) ? fromHtml : undefined;
}

export function tableOf({ clipboardData }: ClipboardEvent): PastedTable | undefined {
  const [plain, html] = ["text/plain", "text/html"].map((type) => clipboardData?.getData(type) ?? "");
  return pastedTable({ plain: plain ?? "", html: html ?? "" });
}

/** Lines of words with a tab here and there are no table. */
function isMostlyCells(rows: PastedTable): boolean {
  const wide = rows.filter((row) => row.filter((cell) => cell !== "").length > 1);
  return wide.length > 0 && wide.length * 2 >= rows.length;
}

/** A cell that holds a tab, a line break or a quote is written in quotes, with quotes doubled. */
export function tabSeparated(text: string): string[][] {
  const rows: string[][] = [[]];
  let at = 0;
  while (at < text.length) {
    const quoted = text[at] === '"' ? quotedCell(text, at) : undefined;
    const end = quoted?.end ?? endOfCell(text, at);
    rows.at(-1)?.push(quoted?.words ?? text.slice(at, end));
    if (text[end] === "\t" && end + 1 === text.length) rows.at(-1)?.push("");
    if (text[end] === "\r" || text[end] === "\n") rows.push([]);
    at = end + (text.startsWith("\r\n", end) ? 2 : 1);
  }
  return rows;
}

function endOfCell(text: string, from: number): number {
  const length = text.slice(from).search(CELL_END);
  return length < 0 ? text.length : from + length;
}

/** Undefined where the quote is part of the words: nothing closes it at the end of a cell. */
function quotedCell(text: string, from: number): { words: string; end: number } | undefined {
  const found = /^"((?:[^"]|"")*)"(?=[\t\r\n]|$)/.exec(text.slice(from));
  if (!found) return undefined;
  return { words: (found[1] ?? "").replaceAll('""', '"'), end: from + found[0].length };
}

/** The cells of the first table; none where there is no table. */
export function htmlCells(html: string): string[][] {
  if (!/<table/i.test(html)) return [];
  const table = new DOMParser().parseFromString(html, "text/html").querySelector("table");
  const rows = table ? [...table.rows] : [];
  return rows.map((row) => [...row.cells].flatMap(cellsOf));
}

/** A merged cell stands in its first column; the others are empty. */
function cellsOf(cell: HTMLTableCellElement): string[] {
  for (const line of cell.querySelectorAll("br")) line.replaceWith("\n");
  const words = (cell.textContent ?? "").replaceAll(/[^\S\n]+/g, " ");
  return [words, ...Array.from({ length: Math.min(cell.colSpan, 100) - 1 }, () => "")];
}

/** Without empty rows and without columns that are empty throughout. */
function squared(rows: readonly (readonly string[])[]): PastedTable {
  const cleaned = rows.map((row) => row.map(clean)).filter((row) => row.some((cell) => cell !== ""));
  const width = Math.max(0, ...cleaned.map((row) => row.length));
  const columns = Array.from({ length: width }, (_, at) => at).filter((at) => cleaned.some((row) => row[at]));
  return cleaned.map((row) => columns.map((at) => row[at] ?? ""));
}

function clean(cell: string): string {
  const lines = cell.replaceAll("\u00a0", " ").split(/\r\n?|\n/);
  return lines
    .map((line) => line.replaceAll(/[\t ]+/g, " ").trim())
    .join("\n")
    .trim();
}
