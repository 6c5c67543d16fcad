/* What spreadsheets put on the clipboard, as cells: Excel and LibreOffice as text with tabs, Google Sheets as HTML. */
import { describe, expect, it } from "vitest";
import { pastedTable, tabSeparated } from "../../../src/core/text/pasted-table";

const plain = (text: string) => pastedTable({ plain: text, html: "" });

describe("text with tabs", () => {
  it("is a table when it has two rows and two columns", () => {
    expect(plain("A\tB\r\n1\t2\r\n")).toEqual([
      ["A", "B"],
      ["1", "2"],
    ]);
  });

  it("keeps line breaks and quotes of a quoted cell", () => {
    expect(plain('Titel\tNotiz\r\n"Zwei\nZeilen"\t"sagt ""ja"""\r\n')).toEqual([
      ["Titel", "Notiz"],
      ["Zwei\nZeilen", 'sagt "ja"'],
    ]);
  });

  it("takes a quote that nothing closes as part of the words", () => {
    expect(tabSeparated('"Leitstern" heißt\tja')).toEqual([['"Leitstern" heißt', "ja"]]);
  });

  it("leaves out empty rows and columns, and fills short rows", () => {
    expect(plain("A\t\tB\n\t\t\n1\t\t2\n3\n")).toEqual([
      ["A", "B"],
      ["1", "2"],
      ["3", ""],
    ]);
  });

  it("is no table when it is one row, or lines with a tab here and there", () => {
    expect(plain("Pumpen\t\tund\tVentile\n")).toBeUndefined();
    expect(plain("eins\nzwei\tdrei\nvier\n")).toBeUndefined();
  });
});

describe("an HTML table", () => {
  const html = (inside: string) => pastedTable({ plain: "one line", html: `<meta><table>${inside}</table>` });

  it("is read also when it has one row", () => {
    expect(html("<tr><td>Zwei<br>Zeilen</td><td> 1.500&nbsp;€ </td></tr>")).toEqual([
      ["Zwei\nZeilen", "1.500 €"],
    ]);
  });

  it("keeps a merged cell in its first column", () => {
    expect(html("<tr><td colspan=2>A</td><td>C</td></tr><tr><td>1</td><td>2</td><td>3</td></tr>")).toEqual([
      ["A", "", "C"],
      ["1", "2", "3"],
    ]);
  });

  it("with one cell is no table", () => {
    expect(html("<tr><td>nur Text</td></tr>")).toBeUndefined();
  });
});
