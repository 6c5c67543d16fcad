import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createFormat } from "../../src/core/intl/format";
import { loadMessages } from "../../src/core/intl/i18n";
import { ValueEditor } from "../../src/elements/value-editor";
import "../fakes/popovers";

let editor: ValueEditor;
const commit = vi.fn();
const ended = vi.fn();

beforeEach(async () => {
  await loadMessages("de");
  commit.mockClear();
  ended.mockClear();
  editor = new ValueEditor();
});

afterEach(() => document.body.replaceChildren());

async function opened(with_: Partial<ValueEditor> = {}): Promise<HTMLInputElement> {
  Object.assign(editor, { label: "Aufwand", format: createFormat("de"), commit, ended, ...with_ });
  document.body.append(editor);
  await editor.updateComplete;
  return editor.querySelector("input") as HTMLInputElement;
}

function press(input: HTMLInputElement, key: string): void {
  input.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
}

it("shows the value in the language's format", async () => {
  expect((await opened({ value: 1234.5 })).value).toBe("1234,5");
});

it("writes the input on Enter and closes", async () => {
  const input = await opened();
  input.value = "1.234,5";
  press(input, "Enter");
  expect([commit.mock.calls, ended.mock.calls]).toEqual([[[1234.5]], [["enter"]]]);
});

it("writes nothing if unchanged, and undefined if emptied", async () => {
  const input = await opened({ value: 5 });
  press(input, "Enter");
  expect(commit).not.toHaveBeenCalled();
  input.value = "";
  press(input, "Enter");
  expect(commit.mock.calls).toEqual([[undefined]]);
});

it("discards the input on Escape", async () => {
  const input = await opened({ value: 5 });
  input.value = "77";
  press(input, "Escape");
  expect([input.value, commit.mock.calls.length, ended.mock.calls]).toEqual(["5", 0, [["escape"]]]);
});

it("keeps invalid input, marks it, and stays open", async () => {
  const input = await opened({ bounds: { maximum: 10 } });
  for (const typed of ["viel", "11"]) {
    input.value = typed;
    press(input, "Enter");
    await editor.updateComplete;
    expect(input.getAttribute("aria-invalid")).toBe("true");
  }
  expect([input.value, commit.mock.calls.length, ended.mock.calls.length]).toEqual(["11", 0, 0]);
});

it("asks the card whether the value contradicts another field", async () => {
  const input = await opened({ check: (value) => (value === 3 ? "Nicht drei" : undefined) });
  input.value = "3";
  press(input, "Enter");
  input.value = "4";
  press(input, "Enter");
  expect(commit.mock.calls).toEqual([[4]]);
});

async function followed(value: unknown): Promise<void> {
  editor.value = value;
  await editor.updateComplete;
  await editor.updateComplete;
}

function buttons(): HTMLButtonElement[] {
  return [...editor.querySelectorAll<HTMLButtonElement>(".value-message button")];
}

it("follows a change by somebody else while nothing is typed", async () => {
  const input = await opened({ value: 5 });
  await followed(7);
  expect([input.value, buttons().length]).toEqual(["7", 0]);
  press(input, "Enter");
  expect([commit.mock.calls.length, ended.mock.calls]).toEqual([0, [["enter"]]]);
});

it("asks whose value counts, and writes ours on request", async () => {
  const input = await opened({ value: 5, author: () => "Julia" });
  input.value = "6";
  await followed(7);
  expect(editor.querySelector(".value-message")?.textContent).toContain("Julia");
  press(input, "Enter");
  expect([commit.mock.calls.length, ended.mock.calls.length]).toEqual([0, 0]);
  buttons()[0]?.click();
  expect([commit.mock.calls, ended.mock.calls]).toEqual([[[6]], [["enter"]]]);
});

it("takes the other's value on request and writes nothing", async () => {
  const input = await opened({ value: 5 });
  input.value = "6";
  await followed(7);
  buttons()[1]?.click();
  expect([input.value, commit.mock.calls.length, ended.mock.calls]).toEqual(["7", 0, [["enter"]]]);
});

it("does not ask when both typed the same", async () => {
  const input = await opened({ value: 5 });
  input.value = "7";
  await followed(7);
  expect(buttons()).toHaveLength(0);
});

it("keeps what is typed until it is entered or taken back", async () => {
  const keep = vi.fn();
  const input = await opened({ value: 5, keep });
  input.value = "5,";
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.value = "5,5";
  press(input, "Enter");
  expect(keep.mock.calls).toEqual([[{ typed: "5,", base: 5 }], [undefined]]);
});

it("brings a draft back without the focus, and asks if the value has changed since", async () => {
  const input = await opened({ value: 7, draft: { typed: "6", base: 5 }, takesFocus: false });
  await editor.updateComplete;
  expect([input.value, document.activeElement === input, buttons().length]).toEqual(["6", false, 2]);
});
