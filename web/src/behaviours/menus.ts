/**
 * Keyboard and pointer support for <details class="menu">, which also works without script: Escape and a click elsewhere close it,
 * arrow keys move through its items, and only one menu is open at a time.
 */
import { isImeKey } from "../core/dom/ime-key";

const KEYS = new Set(["Escape", "ArrowDown", "ArrowUp"]);
const OPEN = "details.menu[open]";

export function serveMenus(): void {
  document.addEventListener("pointerdown", (event) => closeOthers(event.target));
  document.addEventListener("focusin", (event) => closeOthers(event.target));
  document.addEventListener("keydown", (event) => {
    if (isImeKey(event) || !KEYS.has(event.key)) return;
    const menu = document.querySelector<HTMLDetailsElement>(OPEN);
    if (menu && event.key === "Escape") return leave(menu);
    if (menu?.contains(document.activeElement)) walk(event, menu);
  });
}

function closeOthers(target: EventTarget | null): void {
  for (const menu of document.querySelectorAll<HTMLDetailsElement>(OPEN)) {
    if (target instanceof Node && !menu.contains(target)) menu.open = false;
  }
}

function leave(menu: HTMLDetailsElement): void {
  menu.open = false;
  menu.querySelector("summary")?.focus();
}

function walk(event: KeyboardEvent, menu: HTMLDetailsElement): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const stops = [...menu.querySelectorAll<HTMLElement>("summary, .menu__item")];
  const at = stops.indexOf(document.activeElement as HTMLElement);
  stops[(at + step + stops.length) % stops.length]?.focus();
}
