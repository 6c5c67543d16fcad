/** behaviours/theme.ts: the theme changes at once, the choice is posted, and other preferences submit as usual. */
import { beforeAll, beforeEach, expect, test, vi } from "vitest";
import { switchThemeAtOnce } from "../../src/behaviours/theme";

const PAGE = `<form action="/preferences" data-preferences>
  <input name="form_token" value="token"><button name="theme" value="system" aria-pressed="true"></button>
  <button name="theme" value="dark" aria-pressed="false"></button><button name="locale" value="de"></button></form>`;

const post = vi.fn((_url: string, _init: RequestInit) => Promise.resolve(new Response()));
const button = (value: string) => document.querySelector(`[value=${value}]`) as HTMLButtonElement;

function submitBy(value: string): Event {
  const event = new SubmitEvent("submit", { bubbles: true, cancelable: true, submitter: button(value) });
  document.querySelector("form")?.dispatchEvent(event);
  return event;
}

beforeAll(switchThemeAtOnce);
beforeEach(() => {
  vi.stubGlobal("fetch", post);
  post.mockClear();
  document.body.innerHTML = PAGE;
});

test("the page applies the chosen theme and marks its button as pressed", () => {
  const event = submitBy("dark");
  expect(event.defaultPrevented).toBe(true);
  expect(document.documentElement.dataset["theme"]).toBe("dark");
  expect(button("dark").getAttribute("aria-pressed")).toBe("true");
  expect(button("system").getAttribute("aria-pressed")).toBe("false");
});

test("the choice is posted with the form's token", () => {
  submitBy("dark");
  const body = post.mock.calls[0]?.[1].body as URLSearchParams;
  expect(body.get("form_token")).toBe("token");
  expect(body.get("theme")).toBe("dark");
});

test("a language change is submitted by the browser", () => {
  expect(submitBy("de").defaultPrevented).toBe(false);
  expect(post).not.toHaveBeenCalled();
});
