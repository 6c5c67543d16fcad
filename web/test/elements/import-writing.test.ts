/* Cells of a table as values, links and new people, written as one step. */
import { afterEach, beforeEach, expect, it } from "vitest";
import { createFormat } from "../../src/core/intl/format";
import { allMessages } from "../../src/core/intl/i18n";
import type { DocumentView } from "../../src/elements/document-view";
import { type Cell, type Reader, readCell, rowProblems } from "../../src/elements/import-cells";
import { importFields } from "../../src/elements/import-columns";
import { writeImport } from "../../src/elements/import-writing";
import { openPlanPage, type PlanPage } from "../fakes/plan-page";

let page: PlanPage;

beforeEach(async () => {
  page = await openPlanPage();
});

afterEach(() => page.close());

async function reader(view: DocumentView, rowNames: readonly string[] = []): Promise<Reader> {
  const kind = "actions";
  return {
    view,
    kind,
    words: {
      kind,
      catalogues: await allMessages(),
      companies: { supplier: "Nordlicht", customer: "Wendelin" },
      fields: importFields(view, kind),
    },
    format: createFormat("de"),
    today: "2026-11-02",
    rowNames: new Set(rowNames),
  };
}

function row(from: Reader, cells: Readonly<Record<string, string>>): ReadonlyMap<string, Cell> {
  const fields = from.words.fields.filter(({ name }) => name in cells);
  return new Map(fields.map((field) => [field.name, readCell(cells[field.name] ?? "", field, from)]));
}

it("writes rows, the people who are missing and links between rows, and undo takes all of it back", async () => {
  const { plan, replica } = page.shared;
  const from = await reader(page.shared, ["audit"]);
  const rows = [
    row(from, { title: "Audit", owner: "Ruth Neu", due: "31.3.27", status: "in Arbeit" }),
    row(from, { title: "Schulung", owner: "ruth neu", predecessor: "AUDIT" }),
  ];
  const write = () =>
    writeImport({ view: page.shared, kind: "actions", position: "last", defaults: {}, rows });
  const [audit = "", training = ""] = replica.undo.asOneStep(write);
  const [ruth] = plan.records("people").ids.value;
  expect(plan.records("people").ids.value).toHaveLength(1);
  expect(plan.value("actions", audit, "owner")).toBe(ruth);
  expect(plan.value("actions", training, "owner")).toBe(ruth);
  expect(plan.value("actions", audit, "due")).toBe("2027-03-31");
  expect(plan.value("actions", audit, "status")).toBe("running");
  expect(plan.value("actions", training, "predecessor")).toBe(audit);
  replica.undo.undo();
  expect(plan.records("actions").ids.value).toEqual([]);
  expect(plan.records("people").ids.value).toEqual([]);
});

it("says what is wrong with a cell and with a row", async () => {
  const from = await reader(page.shared);
  const wrong = row(from, {
    title: "",
    start: "1.5.27",
    due: "1.4.27",
    status: "vielleicht",
    serves: "Nichts",
  });
  const kinds = ["status", "serves"].map((name) => wrong.get(name)?.kind);
  expect(kinds).toEqual(["problem", "problem"]);
  expect([...rowProblems(wrong, "actions").keys()]).toEqual(["title", "due"]);
});

it("makes nobody from the private room", async () => {
  const from = await reader(page.room);
  expect(row(from, { owner: "Ruth Neu" }).get("owner")?.kind).toBe("problem");
});
