/**
 * behaviours/confirm.ts: nothing is sent before the visitor said yes, and the words are the form's own.
 */
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

test("a form that asks is held back and its question shown", () => {
  submit("revoke");
  expect(sent).not.toHaveBeenCalled();
  expect(dialog().open).toBe(true);
  expect(dialog().querySelector("h2")?.textContent).toBe("Revoke the link?");
  expect(dialog().querySelector("[value=yes]")?.textContent).toBe("Revoke");
});

test("yes sends it once, and the next time it asks again", () => {
  submit("revoke");
  dialog().close("yes");
  expect(sent).toHaveBeenCalledTimes(1);
  submit("revoke");
  expect(sent).toHaveBeenCalledTimes(1);
});

test("no sends nothing", () => {
  submit("revoke");
  dialog().close("no");
  expect(sent).not.toHaveBeenCalled();
});

test("a form without a question is sent at once", () => {
  submit("plain");
  expect(sent).toHaveBeenCalledTimes(1);
  expect(dialog().open).toBe(false);
});
