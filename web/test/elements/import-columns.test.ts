/* Columns of a pasted table by their headings, in both languages, and the language of its numbers. */
import { afterEach, beforeEach, expect, it } from "vitest";
import { allMessages } from "../../src/core/intl/i18n";
import {
  type ColumnWords,
  fieldsByHeadings,
  hasHeadings,
  importFields,
  numberLanguage,
} from "../../src/elements/import-columns";
import type { Kind } from "../../src/generated/plan";
import { openPlanPage, type PlanPage } from "../fakes/plan-page";

let page: PlanPage;

beforeEach(async () => {
  page = await openPlanPage();
});

afterEach(() => page.close());

async function wordsFor(kind: Kind): Promise<ColumnWords> {
  return {
    kind,
    fields: importFields(page.shared, kind),
    catalogues: await allMessages(),
    companies: { supplier: "Nordlicht", customer: "Wendelin" },
  };
}

it("finds the fields of actions in German and in English", async () => {
  const words = await wordsFor("actions");
  const german = ["Nr.", "Maßnahme", "Verantwortlich", "Beginn", "Fällig am", "Status", "Bemerkung"];
  expect(fieldsByHeadings(german, words)).toEqual([
    undefined,
    "title",
    "owner",
    "start",
    "due",
    "status",
    "description",
  ]);
  expect(fieldsByHeadings(["Task", "Assignee", "Deadline"], words)).toEqual(["title", "owner", "due"]);
});

it("tells the two companies' benefits apart by name and by role", async () => {
  const words = await wordsFor("opportunities");
  expect(fieldsByHeadings(["Benefit to Nordlicht per year (EUR)", "Nutzen Kunde"], words)).toEqual([
    "benefit_supplier",
    "benefit_customer",
  ]);
});

it("fills a field from one column only", async () => {
  const words = await wordsFor("goals");
  expect(fieldsByHeadings(["Ziel", "Title"], words).filter((name) => name === "title")).toHaveLength(1);
});

it("tells headings from contents", async () => {
  const words = await wordsFor("actions");
  expect(
    hasHeadings(
      [
        ["Maßnahme", "Wer"],
        ["Audit", "Anna"],
      ],
      words,
    ),
  ).toBe(true);
  expect(
    hasHeadings(
      [
        ["Audit", "Anna"],
        ["Schulung", "Jo"],
      ],
      words,
    ),
  ).toBe(false);
});

it("reads numbers in the table's language, else in the page's", () => {
  expect(numberLanguage([["1.200,50", "31.3.27"]], "en")).toBe("de");
  expect(numberLanguage([["1,200.50"]], "de")).toBe("en");
  expect(numberLanguage([["12", "abc"]], "de")).toBe("de");
});
