/** behaviours/copying.ts: the link is copied to the clipboard with a confirmation; a refusal is reported. */
import { beforeAll, beforeEach, expect, test, vi } from "vitest";
import { offerCopying } from "../../src/behaviours/copying";

const PAGE = `<input id="link" value="https://plan.example/join/abc"><button data-copy="#link">Copy</button>
  <div id="toasts" data-copied="Copied." data-copy-failed="Select it."></div>`;

const writeText = vi.fn<(text: string) => Promise<void>>();

beforeAll(offerCopying);
beforeEach(() => {
  document.body.innerHTML = PAGE;
  writeText.mockReset();
  Object.defineProperty(navigator, "clipboard", { value: { writeText }, configurable: true });
});

const said = () => document.getElementById("toasts")?.textContent;
const press = () => document.querySelector("button")?.click();

test("a click copies the value and confirms it", async () => {
  writeText.mockResolvedValue();
  press();
  await vi.waitFor(() => expect(said()).toBe("Copied."));
  expect(writeText).toHaveBeenCalledWith("https://plan.example/join/abc");
});

test("a refused clipboard is reported and the text is selected for manual copying", async () => {
  writeText.mockRejectedValue(new DOMException("no"));
  press();
  await vi.waitFor(() => expect(said()).toBe("Select it."));
  const field = document.getElementById("link") as HTMLInputElement;
  expect(field.selectionEnd).toBe(field.value.length);
});
