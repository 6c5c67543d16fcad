/*
 * A kind that only its schema declares (tests/unit/plan/added_kind/specimens.json) is drawn and edited by the general card, with
 * a field of every shape. Everything runs with the tables that the generator made of it.
 */
import { afterEach, beforeEach, expect, it, vi } from "vitest";

vi.mock("../../src/generated/plan", () => import("../added-kind/plan"));
vi.mock("../../src/generated/presence", () => import("../added-kind/presence"));

import { lookOf } from "../../src/elements/card-looks";
import type { DocumentView } from "../../src/elements/document-view";
import type { RecordCard } from "../../src/elements/record-card";
import "../../src/elements/record-card";
import "../fakes/popovers";
import { readRoute } from "../../src/elements/route";
import type { Kind } from "../../src/generated/plan";
import { openPlanPage, type PlanPage, wordsIn } from "../fakes/plan-page";

const SPECIMENS = "specimens" as Kind;
let page: PlanPage;

beforeEach(async () => {
  page = await openPlanPage();
});

afterEach(() => page.close());

async function cardOf(view: DocumentView, id: string): Promise<RecordCard> {
  const card = document.createElement(lookOf(SPECIMENS).tag) as RecordCard;
  Object.assign(card, { view, kind: SPECIMENS, recordId: id });
  document.body.append(card);
  await vi.waitFor(() => expect(card.querySelector("article")).not.toBeNull());
  return card;
}

function field(card: Element, name: string): HTMLElement {
  return card.querySelector(`[data-field="${name}"]`) as HTMLElement;
}

async function opened(card: RecordCard, name: string): Promise<HTMLElement> {
  field(card, name).querySelector("button")?.click();
  await card.updateComplete;
  const editor = field(card, name).querySelector(":scope > *") as RecordCard;
  await editor.updateComplete;
  return editor;
}

it("gets a section, an address and the general card from its schema alone", () => {
  expect(lookOf(SPECIMENS).tag).toBe("leitstern-record-card");
  expect(readRoute("#specimens")).toEqual({ section: "specimens" });
  expect(readRoute("#specimen_1")).toEqual({ section: "specimens", record: "specimen_1" });
});

it("shows a field of every shape", async () => {
  const { plan } = page.shared;
  plan.setHeader({ horizon_start: 2026, horizon_end: 2027 });
  const owner = plan.records("people").create({ name: "Cleo Maas", side: "customer" });
  const goal = plan.records("goals").create({ title: "Less downtime" });
  const id = plan.any(SPECIMENS).create({
    title: "Strike",
    story: "First\nSecond",
    owner,
    threatens: [goal],
    level: "high",
    damage: { "2027": 1500 },
    votes: { par_me: 7 },
  });
  const card = await cardOf(page.shared, id);
  expect(wordsIn(field(card, "title"))).toBe("Title: Strike");
  expect(wordsIn(field(card, "story"))).toContain("First Second");
  expect(wordsIn(field(card, "owner"))).toContain("Cleo Maas");
  expect(wordsIn(field(card, "threatens"))).toContain("Less downtime");
  expect(wordsIn(field(card, "level"))).toContain("high");
  expect(wordsIn(field(card, "damage.2026"))).toContain("Not set");
  expect(wordsIn(field(card, "damage.2027"))).toContain("€1,500");
  expect(wordsIn(field(card, "votes.par_me"))).toMatch(/Anna Berg.*7/);
  expect(card.querySelector("article")?.className).toContain("record--customer");
});

it("writes the value of one year as one undoable step", async () => {
  const { plan, replica } = page.shared;
  plan.setHeader({ horizon_start: 2026, horizon_end: 2026 });
  const id = plan.any(SPECIMENS).create({ title: "Strike" });
  const card = await cardOf(page.shared, id);
  const editor = await opened(card, "damage.2026");
  const input = editor.querySelector("input") as HTMLInputElement;
  input.value = "250";
  input.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
  await card.updateComplete;
  expect(plan.value(SPECIMENS, id, "damage")).toEqual({ "2026": 250 });
  replica.undo.undo();
  expect(plan.value(SPECIMENS, id, "damage")).toEqual({});
});

it("shows the raw value of a choice from a newer version, but does not offer it", async () => {
  const { plan, replica } = page.shared;
  const id = plan.any(SPECIMENS).create({ title: "Strike" });
  replica.doc.transact(() =>
    (replica.doc.getMap("specimens").get(id) as Map<string, unknown>).set("level", "extreme"),
  );
  const card = await cardOf(page.shared, id);
  expect(wordsIn(field(card, "level"))).toContain("extreme");
  const editor = await opened(card, "level");
  expect([...editor.querySelectorAll("[role=option]")].map(wordsIn)).toEqual(["low", "high"]);
  expect(editor.querySelector("input")?.placeholder).toBe("extreme");
});

it("writes a boolean", async () => {
  const { plan } = page.shared;
  const id = plan.any(SPECIMENS).create({ title: "Strike" });
  const card = await cardOf(page.shared, id);
  const [yes] = (await opened(card, "accepted")).querySelectorAll<HTMLElement>("[role=option]");
  yes?.click();
  expect(plan.value(SPECIMENS, id, "accepted")).toBe(true);
});

it("shows a field of one side only in its private room", async () => {
  const onTheTable = await cardOf(page.shared, page.shared.plan.any(SPECIMENS).create({ title: "Ours" }));
  expect(field(onTheTable, "margin")).toBeNull();
  const draft = await cardOf(page.room, page.room.plan.any(SPECIMENS).create({ title: "Ours" }));
  expect(wordsIn(field(draft, "margin"))).toContain("Not set");
});

it("links a draft to the shared plan, but cannot add people from the private room", async () => {
  const goal = page.shared.plan.records("goals").create({ title: "On the table" });
  const id = page.room.plan.any(SPECIMENS).create({ title: "Draft", threatens: [goal] });
  const card = await cardOf(page.room, id);
  expect(wordsIn(field(card, "threatens"))).toContain("On the table");
  const picker = (await opened(card, "owner")) as HTMLElement & { make: unknown };
  expect(picker.make).toBeUndefined();
});

it("has no fields that open for a viewer; closes the editor when the right to write ends", async () => {
  const id = page.shared.plan.any(SPECIMENS).create({ title: "Strike" });
  const card = await cardOf(page.shared, id);
  await opened(card, "title");
  expect(card.querySelector("textarea")).not.toBeNull();
  page.isEditor.value = false;
  await card.updateComplete;
  expect(card.querySelector("textarea, [data-field] button")).toBeNull();
});

it("rests with its choice and the people responsible, and opens the other fields in place", async () => {
  const owner = page.shared.plan.records("people").create({ name: "Cleo Maas", side: "customer" });
  const id = page.shared.plan.any(SPECIMENS).create({ title: "Strike", level: "high", owner });
  const card = await cardOf(page.shared, id);
  const rest = card.querySelector(".record__rest") as HTMLElement;
  expect(wordsIn(rest)).toContain("high");
  expect(wordsIn(rest)).toContain("Cleo Maas");
  expect(card.querySelectorAll('[data-field="level"]')).toHaveLength(1);
  const opener = card.querySelector(".record__opener") as HTMLElement;
  opener.click();
  await card.updateComplete;
  expect(opener.getAttribute("aria-expanded")).toBe("true");
});

it("returns the focus to the field's button after Escape", async () => {
  const id = page.shared.plan.any(SPECIMENS).create({ title: "Strike" });
  const card = await cardOf(page.shared, id);
  await opened(card, "title");
  const editor = card.querySelector("textarea") as HTMLTextAreaElement;
  expect(document.activeElement).toBe(editor);
  editor.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
  await card.updateComplete;
  await vi.waitFor(() => expect(document.activeElement).toBe(field(card, "title").querySelector("button")));
});
