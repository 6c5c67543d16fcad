/** behaviours/menus.ts: a <details> menu closes on Escape and outside focus, and arrow keys wrap around. */
import { beforeAll, beforeEach, expect, test } from "vitest";
import { serveMenus } from "../../src/behaviours/menus";

const PAGE = `
  <details class="menu" open><summary tabindex="0">Menu</summary>
    <div><button class="menu__item">One</button><button class="menu__item">Two</button></div></details>
  <button id="elsewhere">Elsewhere</button>`;

const menu = () => document.querySelector("details") as HTMLDetailsElement;
const press = (key: string) =>
  document.activeElement?.dispatchEvent(
    new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }),
  );
const focused = () => document.activeElement?.textContent;

beforeAll(serveMenus);
beforeEach(() => {
  document.body.innerHTML = PAGE;
  menu().querySelector("summary")?.focus();
});

test("Escape closes it and returns the focus to its button", () => {
  press("ArrowDown");
  expect(focused()).toBe("One");
  press("Escape");
  expect(menu().open).toBe(false);
  expect(focused()).toBe("Menu");
});

test("arrow keys wrap around", () => {
  press("ArrowUp");
  expect(focused()).toBe("Two");
  press("ArrowDown");
  expect(focused()).toBe("Menu");
});

test("it closes when the focus leaves it", () => {
  document.getElementById("elsewhere")?.focus();
  expect(menu().open).toBe(false);
});
