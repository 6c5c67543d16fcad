/** behaviours/unsaved.ts: leaving asks only while this browser has unsaved changes. */
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

test("does not ask without unsaved changes", () => {
  localStorage.setItem("leitstern:ptc_me:doc_a:epoch", "1");
  leave();
  expect(sent).toHaveBeenCalledTimes(1);
});

test("unsaved changes in any plan or tab prevent leaving until they are discarded", () => {
  localStorage.setItem("leitstern:ptc_me:doc_a:pending:77", "{}");
  leave();
  expect(sent).not.toHaveBeenCalled();
  expect(dialog().querySelector("h2")?.textContent).toBe("Discard?");
  dialog().close("yes");
  expect(sent).toHaveBeenCalledTimes(1);
});

test("does not ask after everything is saved", () => {
  localStorage.setItem("leitstern:ptc_me:doc_a:pending:77", "{}");
  leave();
  dialog().close("no");
  localStorage.clear();
  leave();
  expect(sent).toHaveBeenCalledTimes(1);
});
