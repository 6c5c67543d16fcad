import { describe, expect, it } from "vitest";
import { numbersOf, readBlock } from "../../src/elements/pasted-block";

function clipboard(parts: Record<string, string>): Pick<DataTransfer, "getData"> {
  return { getData: (type: string) => parts[type] ?? "" };
}

function values(rows: readonly (readonly string[])[], locale: "de" | "en"): unknown[][] {
  return numbersOf(rows, locale).map((row) =>
    row.map((cell) => ("value" in cell ? cell.value : cell.problem)),
  );
}

describe("a block from the clipboard", () => {
  it("takes years of the head row and names of the first column off the figures", () => {
    const block = readBlock(
      clipboard({ "text/plain": "\t2023\t2024\nUmsatz\t812\t836\nEBIT\t46,3\t43,5\n" }),
    );
    expect(block.years).toEqual(["2023", "2024"]);
    expect(block.rows).toEqual([
      ["812", "836"],
      ["46,3", "43,5"],
    ]);
  });

  it("is the table of the HTML that Excel gives, with the shown results of formulas", () => {
    const html =
      "<html><body><table><tr><td>1.234,5</td><td>=</td></tr><tr><td>-7</td><td></td></tr></table></body></html>";
    expect(readBlock(clipboard({ "text/html": html, "text/plain": "x" })).rows).toEqual([
      ["1.234,5", "="],
      ["-7", ""],
    ]);
  });

  it("keeps line breaks and quotes of a quoted cell", () => {
    const block = readBlock(clipboard({ "text/plain": '1\t"say ""x"""\r\n2\t"a\nb"\r\n' }));
    expect(block.rows).toEqual([
      ["1", 'say "x"'],
      ["2", "a\nb"],
    ]);
  });

  it("keeps an empty column, which stands for a year", () => {
    const block = readBlock(clipboard({ "text/plain": "1\t\t3\n4\t\t6\n" }));
    expect(block.rows).toEqual([
      ["1", "", "3"],
      ["4", "", "6"],
    ]);
  });

  it("keeps 40 rows of 6 cells", () => {
    const rows = Array.from({ length: 40 }, (_, y) => Array.from({ length: 6 }, (_, x) => String(y * 6 + x)));
    const block = readBlock(clipboard({ "text/plain": rows.map((row) => row.join("\t")).join("\n") }));
    expect(block.rows).toEqual(rows);
  });
});

describe("numbers of a block", () => {
  it.each(["de", "en"] as const)(
    "are read in German or English by what the whole block shows (%s page)",
    (locale) => {
      expect(
        values(
          [
            ["1.234,5", "12,25"],
            ["7", ""],
          ],
          locale,
        ),
      ).toEqual([
        [1234.5, 12.25],
        [7, undefined],
      ]);
      expect(
        values(
          [
            ["1,234.5", "12.25"],
            ["7", ""],
          ],
          locale,
        ),
      ).toEqual([
        [1234.5, 12.25],
        [7, undefined],
      ]);
    },
  );

  it("take a mark before three digits for thousands where nothing else tells", () => {
    expect(values([["1.234", "2.500"]], "en")).toEqual([[1234, 2500]]);
  });

  it("know losses in brackets and a dash for nothing", () => {
    expect(values([["(12)", "–", "-3"]], "en")).toEqual([[-12, undefined, -3]]);
  });

  it("name a cell that is no number", () => {
    expect(values([["abc", "1"]], "en")).toEqual([["abc", 1]]);
  });
});
