import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { loadMessages } from "../../src/core/intl/i18n";
import { Picker } from "../../src/elements/picker";
import { wordsIn } from "../fakes/plan-page";
import "../fakes/popovers";

const PEOPLE = [
  { id: "per_anna", label: "Anna Berg", note: "Sales", group: "Nordlicht" },
  { id: "per_cleo", label: "Cleo Maas", note: "Procurement", group: "Wendelin" },
];
let picker: Picker;

beforeEach(async () => {
  await loadMessages("en");
  picker = new Picker();
});

afterEach(() => document.body.replaceChildren());

async function opened(with_: Partial<Picker> = {}): Promise<Picker> {
  Object.assign(picker, { label: "Owner", options: () => PEOPLE, emptyLabel: "Nobody yet", ...with_ });
  document.body.append(picker);
  await picker.updateComplete;
  return picker;
}

function shown(): string[] {
  return [...picker.querySelectorAll("[role=option]")].map((option) => wordsIn(option));
}

async function press(...keys: string[]): Promise<void> {
  for (const key of keys) {
    picker.querySelector("input")?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
    await picker.updateComplete;
  }
}

async function type(words: string): Promise<void> {
  const input = picker.querySelector("input") as HTMLInputElement;
  input.value = words;
  input.dispatchEvent(new Event("input"));
  await picker.updateComplete;
}

it("opens at the current choice, so that Enter changes nothing", async () => {
  const choose = vi.fn();
  await opened({ choose, chosen: () => ["per_cleo"] });
  expect(picker.querySelector("[data-active]")?.textContent).toContain("Cleo Maas");
  await press("Enter");
  expect(choose).toHaveBeenCalledWith("per_cleo", true);
});

it("finds options by name and note; tells if there are none", async () => {
  await opened();
  await type("procure");
  expect(shown()).toEqual(["Cleo MaasProcurement"]);
  await type("zebra");
  expect(shown()).toEqual([]);
  expect(wordsIn(picker)).toContain("Nothing found");
});

it('clears a single choice with the option "nobody"', async () => {
  const choose = vi.fn();
  const ended = vi.fn();
  await opened({ choose, ended, chosen: () => ["per_anna"] });
  await press("ArrowUp", "Enter");
  expect([choose.mock.calls, ended.mock.calls]).toEqual([[[undefined, false]], [["enter"]]]);
});

it("toggles multiple choices until it loses the focus", async () => {
  const choose = vi.fn();
  const ended = vi.fn();
  await opened({ isMany: true, choose, ended, chosen: () => ["per_anna"] });
  await press("Enter", "ArrowDown", "Enter");
  expect(choose.mock.calls).toEqual([
    ["per_anna", false],
    ["per_cleo", true],
  ]);
  expect(ended).not.toHaveBeenCalled();
  await press("Escape");
  expect(ended).toHaveBeenCalledWith("escape");
});

it("offers to create a record from the typed text, unless one has that name", async () => {
  const make = vi.fn();
  await opened({ make });
  await type("anna berg");
  expect(shown()).toEqual(["Anna BergSales"]);
  await type("Dora");
  expect(shown()).toHaveLength(1);
  await press("Enter");
  expect(make).toHaveBeenCalledWith("Dora");
});

it("offers no new record if none can be created", async () => {
  await opened();
  await type("Dora");
  expect(shown()).toEqual([]);
});

it("suggests the current user if they are not in the list", async () => {
  const make = vi.fn();
  await opened({ make, suggestion: "Max Moor" });
  expect(shown()[0]).toContain("Max Moor");
  (picker.querySelector("[role=option]") as HTMLElement).click();
  expect(make).toHaveBeenCalledWith("Max Moor");
});
