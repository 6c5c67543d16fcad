/**
 * behaviours/unsaved.ts: leaving asks while words wait in this browser, and only then.
 */
import { beforeAll, beforeEach, expect, test, vi } from "vitest";
import { askBeforeSubmitting } from "../../src/behaviours/confirm";
import { askBeforeDiscarding } from "../../src/behaviours/unsaved";

const PAGE = `
  <form data-confirm-unsaved="Discard?" data-confirm-label="Leave"><button>Go</button></form>
  <dialog id="confirm"><h2></h2><button value="no"></button><button value="yes"></button></dialog>`;

const sent = vi.fn((event: Event) => event.preventDefault());
const dialog = () => document.getElementById("confirm") as HTMLDialogElement;
const leave = () => document.querySelector("form")?.requestSubmit();

beforeAll(() => {
  askBeforeDiscarding();
  askBeforeSubmitting();
  document.addEventListener("submit", sent);
});

beforeEach(() => {
  sent.mockClear();
  localStorage.clear();
  document.body.innerHTML = PAGE;
});

test("nobody is asked while nothing waits", () => {
  localStorage.setItem("leitstern:ptc_me:doc_a:epoch", "1");
  leave();
  expect(sent).toHaveBeenCalledTimes(1);
});

test("words that wait in any plan or tab hold it back until they are given up", () => {
  localStorage.setItem("leitstern:ptc_me:doc_a:waiting:77", "2");
  leave();
  expect(sent).not.toHaveBeenCalled();
  expect(dialog().querySelector("h2")?.textContent).toBe("Discard?");
  dialog().close("yes");
  expect(sent).toHaveBeenCalledTimes(1);
});

test("nobody is asked any more once all is saved", () => {
  localStorage.setItem("leitstern:ptc_me:doc_a:waiting:77", "2");
  leave();
  dialog().close("no");
  localStorage.clear();
  leave();
  expect(sent).toHaveBeenCalledTimes(1);
});
