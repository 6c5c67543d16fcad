/*
 * Cells pasted into the white space: as a grid with names, as bare numbers from a cell on, as a list; what is unknown,
 * twice or one too many is said, and the rows are one step of undo that changes fields that were filled in.
 */
import { afterEach, beforeEach, expect, it } from "vitest";
import { allMessages } from "../../src/core/intl/i18n";
import type { PastedTable } from "../../src/core/text/pasted-table";
import {
  type ColumnWords,
  fieldsByHeadings,
  importFields,
  numberLanguage,
} from "../../src/elements/import-columns";
import { type PreviewRow, previewRows } from "../../src/elements/import-preview";
import { writeImport } from "../../src/elements/import-writing";
import { cellFilter, NO_CELL_FILTER, readWhiteSpace } from "../../src/elements/white-space-cells";
import { rulesFor } from "../../src/elements/white-space-import";
import { fieldRows, pastedCells } from "../../src/elements/white-space-pasted";
import { openPlanPage, type PlanPage } from "../fakes/plan-page";

const HEADS = { unit: "Unit", offering: "Offering", spend: "Yearly spend", holder: "Who has it?" };
const NOWHERE = { units: [], offerings: [] };
const KIND = "white_spaces";

let page: PlanPage;

beforeEach(async () => {
  page = await openPlanPage();
  cellFilter.value = NO_CELL_FILTER;
});

afterEach(() => page.close());

function clipboard(plain: string, html = ""): Pick<DataTransfer, "getData"> {
  return { getData: (type) => (type === "text/html" ? html : plain) };
}

function create(values: Readonly<Record<string, unknown>>): string {
  return page.shared.plan.any(KIND).create(values);
}

interface Read {
  readonly rows: readonly PreviewRow[];
  readonly notes: readonly string[];
  write(): readonly string[];
}

/** What the dialog makes of pasted cells, with the columns and the language that it finds. */
async function read(pasted: PastedTable, origin = NOWHERE as Parameters<typeof fieldRows>[2]): Promise<Read> {
  const view = page.shared;
  const words: ColumnWords = {
    kind: KIND,
    fields: importFields(view, KIND),
    catalogues: await allMessages(),
    companies: { supplier: "Nordlicht", customer: "Wendelin" },
  };
  const rules = rulesFor(view, origin);
  const table = rules.reshape(pasted, words);
  const rows = previewRows(
    {
      request: { view, kind: KIND, rules },
      words,
      columns: fieldsByHeadings(table[0] ?? [], words),
      isHeaded: true,
      language: numberLanguage(table, "en"),
      mended: new Map(),
      leftOut: new Set(),
    },
    table,
  );
  const cells = rows.map((row) => row.cells);
  return {
    rows,
    notes: rules.notes(cells),
    write: () =>
      view.replica.undo.asOneStep(() =>
        writeImport({ view, kind: KIND, position: "last", defaults: {}, rows: cells, rules }),
      ),
  };
}

function problems({ rows }: Read): readonly string[] {
  return rows.flatMap((row) => [...row.problems.values()]);
}

it("reads cells as text with tabs or as an HTML table, and takes words for no table", () => {
  expect(pastedCells(clipboard("\tGears\tServo\r\nLindach\t3.200\t\r\n"))).toEqual([
    ["", "Gears", "Servo"],
    ["Lindach", "3.200", ""],
  ]);
  const html = "<table><tr><td></td><td>Gears</td></tr><tr><td>Lindach</td><td>3,200</td></tr></table>";
  expect(pastedCells(clipboard("ignored", html))).toEqual([
    ["", "Gears"],
    ["Lindach", "3,200"],
  ]);
  expect(pastedCells(clipboard("1.200"))).toEqual([["1.200"]]);
  expect(pastedCells(clipboard("just some words"))).toEqual([]);
});

it("makes a row of each cell, with names from the block or from the cell that has the focus", () => {
  const grid = [
    ["Unit", "S7-1500", "Servo drives"],
    ["Lindach", "3.200", "-"],
    ["Brück 2", "", "1.500 €"],
  ];
  expect(fieldRows(grid, HEADS, NOWHERE)).toEqual([
    ["Unit", "Offering", "Yearly spend"],
    ["Lindach", "S7-1500", "3.200"],
    ["Brück 2", "Servo drives", "1.500 €"],
  ]);
  const origin = { units: ["Lindach", "Brück"], offerings: ["Gears"] };
  expect(fieldRows([["1"], ["2"]], HEADS, origin).slice(1)).toEqual([
    ["Lindach", "Gears", "1"],
    ["Brück", "Gears", "2"],
  ]);
  const holders = [
    ["", "Gears"],
    ["Lindach", "wir"],
  ];
  expect(fieldRows(holders, HEADS, NOWHERE)).toEqual([
    ["Unit", "Offering", "Who has it?"],
    ["Lindach", "Gears", "wir"],
  ]);
});

it("keeps one cell too many, and says what it lacks", async () => {
  const origin = { units: ["Lindach"], offerings: ["Gears"] };
  const found = await read(
    [
      ["1,5", "2,5"],
      ["3,5", "4,5"],
    ],
    origin,
  );
  expect(found.rows.map((row) => row.words)).toEqual([
    ["Lindach", "Gears", "1,5"],
    ["Lindach", "", "2,5"],
    ["", "Gears", "3,5"],
    ["", "", "4,5"],
  ]);
  expect(found.rows.map((row) => [...row.problems.keys()])).toEqual([
    [],
    ["offering"],
    ["unit"],
    ["offering", "unit"],
  ]);
});

it.each([
  [
    ["Werk", "Leistung", "Jahr", "Einkauf", "Offener Bedarf", "Wer liefert?", "Vertrag endet"],
    "1.234.567,5",
    "31.12.2027",
    "Wettbewerb",
  ],
  [
    ["Unit", "Offering", "Year", "Spend", "Potential", "Who has it", "Contract end"],
    "1,234,567.5",
    "2027-12-31",
    "competitor",
  ],
])("reads a list headed %j with all that a field holds", async (heads, amount, day, holder) => {
  const found = await read([heads, ["Lindach", "Gears", "2026", amount, "90", holder, day]]);
  expect(problems(found)).toEqual([]);
  const [id = ""] = found.write();
  const values = ["unit", "offering", "year", "spend", "potential", "holder", "contract_end"];
  expect(values.map((name) => page.shared.plan.value(KIND, id, name))).toEqual([
    "Lindach",
    "Gears",
    2026,
    1_234_567.5,
    90,
    "others",
    "2027-12-31",
  ]);
});

it("changes the field of the same year, adds one of another year, and undo takes all of it back", async () => {
  const { plan, replica } = page.shared;
  const old = create({ unit: "Lindach", offering: "Gears", year: 2025, spend: 1, holder: "us" });
  const now = create({
    unit: "Lindach",
    offering: "Gears",
    year: 2026,
    spend: 2,
    holder: "others",
    source: "a",
  });
  const found = await read([
    ["Unit", "Offering", "Year", "Spend", "Source"],
    [" lindach ", "GEARS", "2026", "7", "their report"],
    ["Lindach", "Gears", "2027", "8", ""],
    ["Osterau", "Gears", "2026", "9", ""],
  ]);
  expect(problems(found)).toEqual([]);
  expect(found.notes[0]).toContain("Osterau");
  expect(found.notes[1]).toContain("1\u00a0field that is filled in already");
  const ids = found.write();
  expect([ids.length, ids[0]]).toEqual([3, now]);
  const value = (id: string, name: string) => plan.value(KIND, id, name);
  expect([value(now, "spend"), value(now, "holder"), value(now, "source")]).toEqual([
    7,
    "others",
    "their report",
  ]);
  expect(value(old, "spend")).toBe(1);
  expect(readWhiteSpace(page.shared).cell("Lindach", "Gears").spend).toBe(8);
  replica.undo.undo();
  expect(plan.any(KIND).ids.value).toEqual([old, now]);
  expect([value(now, "spend"), value(now, "source")]).toEqual([2, "a"]);
});

it("gives a field without a year the year of the import instead of a double", async () => {
  const id = create({ unit: "Lindach", offering: "Gears", holder: "us" });
  create({ unit: "Osterau", offering: "Servo", year: 2026 });
  const found = await read([
    ["", "Gears"],
    ["Lindach", "5"],
  ]);
  expect(found.write()).toEqual([id]);
  expect(page.shared.plan.value(KIND, id, "year")).toBe(2026);
  expect(page.shared.plan.value(KIND, id, "holder")).toBe("us");
});

it("names what is wrong, cell by cell", async () => {
  const found = await read([
    ["Unit", "Offering", "Year", "Spend", "Who has it"],
    ["Lindach", "Gears", "2026", "-5", "Nordlicht"],
    ["Lindach", "gears", "2026", "viel", "Acme Drives"],
    ["", "Servo", "soon", "1", "in house"],
  ]);
  expect(found.rows.map((row) => [...row.problems.keys()].toSorted())).toEqual([
    ["spend"],
    ["holder", "offering", "spend"],
    ["unit", "year"],
  ]);
  expect(found.rows[0]?.cells.get("holder")).toMatchObject({ value: "us", shown: "Nordlicht" });
  expect(found.rows[1]?.problems.get("offering")).toContain("another row too");
});
