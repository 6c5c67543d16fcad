/** behaviours/confirm.ts: a form is submitted only after confirmation, with the form's own texts. */
import { beforeAll, beforeEach, expect, test, vi } from "vitest";
import { askBeforeSubmitting } from "../../src/behaviours/confirm";

const PAGE = `
  <form id="revoke" data-confirm="Revoke the link?" data-confirm-label="Revoke"><button>Go</button></form>
  <form id="plain"><button>Go</button></form>
  <dialog id="confirm"><h2></h2><button value="no"></button><button value="yes" data-default-label="Yes"></button></dialog>`;

const sent = vi.fn((event: Event) => event.preventDefault());
const form = (id: string) => document.getElementById(id) as HTMLFormElement;
const dialog = () => document.getElementById("confirm") as HTMLDialogElement;
const submit = (id: string) => form(id).requestSubmit(form(id).querySelector("button"));

beforeAll(() => {
  askBeforeSubmitting();
  document.addEventListener("submit", sent);
});

beforeEach(() => {
  sent.mockClear();
  document.body.innerHTML = PAGE;
});

test("a form with a question is held back and the question is shown", () => {
  submit("revoke");
  expect(sent).not.toHaveBeenCalled();
  expect(dialog().open).toBe(true);
  expect(dialog().querySelector("h2")?.textContent).toBe("Revoke the link?");
  expect(dialog().querySelector("[value=yes]")?.textContent).toBe("Revoke");
});

test("yes submits it once, and the next submit asks again", () => {
  submit("revoke");
  dialog().close("yes");
  expect(sent).toHaveBeenCalledTimes(1);
  submit("revoke");
  expect(sent).toHaveBeenCalledTimes(1);
});

test("no submits nothing", () => {
  submit("revoke");
  dialog().close("no");
  expect(sent).not.toHaveBeenCalled();
});

test("a form without a question is submitted at once", () => {
  submit("plain");
  expect(sent).toHaveBeenCalledTimes(1);
  expect(dialog().open).toBe(false);
});
