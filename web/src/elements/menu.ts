/*
 * One shared menu for the whole page, opened at a button: cards do not carry their own, so hundreds of cards stay
 * cheap. Supports arrow keys, Home, End, first letters and Escape; the focus returns to the button. The caller handles
 * each item's action.
 */

import { html, nothing, type TemplateResult } from "lit";
import { isImeKey } from "../core/dom/ime-key";
import { renderInto } from "../core/dom/render-into";
import { icon } from "./icon";
import { showBeside } from "./popup";

export type MenuEntry =
  | { readonly heading: string }
  | "line"
  | {
      readonly label: string;
      readonly icon?: string;
      /** Drawn in place of an icon. */
      readonly mark?: TemplateResult;
      readonly note?: string;
      readonly keys?: string;
      readonly isDanger?: boolean;
      readonly isDisabled?: boolean;
      readonly run: () => void;
    };

let close: (() => void) | undefined;

export function openMenu(anchor: HTMLElement, label: string, entries: readonly MenuEntry[]): void {
  const wasOpenHere = anchor.getAttribute("aria-expanded") === "true";
  close?.();
  if (wasOpenHere) return;
  const menu = document.createElement("div");
  menu.className = "menu__list floating";
  menu.setAttribute("role", "menu");
  menu.setAttribute("aria-label", label);
  menu.popover = "auto";
  (document.querySelector("main") ?? document.body).append(menu);
  renderInto(
    entries.map((entry) => drawn(entry, () => close?.())),
    menu,
  );
  anchor.setAttribute("aria-expanded", "true");
  const unplace = showBeside(menu, anchor);
  close = () => {
    close = undefined;
    anchor.setAttribute("aria-expanded", "false");
    const hadFocus = menu.contains(document.activeElement);
    unplace();
    menu.remove();
    if (hadFocus && anchor.isConnected) anchor.focus();
  };
  menu.addEventListener("toggle", (event) => {
    if ((event as ToggleEvent).newState === "closed") close?.();
  });
  menu.addEventListener("keydown", (event) => onKey(event, menu));
  items(menu)[0]?.focus();
}

function drawn(entry: MenuEntry, shut: () => void): TemplateResult {
  if (entry === "line") return html`<div class="menu__line" role="separator"></div>`;
  if ("heading" in entry) return html`<div class="menu__heading" role="presentation">${entry.heading}</div>`;
  const run = (): void => {
    if (entry.isDisabled) return;
    shut();
    entry.run();
  };
  return html`<button type="button" role="menuitem" tabindex="-1"
    class=${entry.isDanger ? "menu__item menu__item--danger" : "menu__item"}
    aria-disabled=${entry.isDisabled ? "true" : nothing} @click=${run}>
    ${entry.icon ? icon(entry.icon) : (entry.mark ?? nothing)}<span class="grow">${entry.label}${
      entry.note ? html` <span class="menu__note">${entry.note}</span>` : nothing
    }</span>
    ${entry.keys ? html`<kbd class="menu__keys">${entry.keys}</kbd>` : nothing}
  </button>`;
}

function items(menu: HTMLElement): HTMLElement[] {
  return [...menu.querySelectorAll<HTMLElement>("[role=menuitem]")];
}

function onKey(event: KeyboardEvent, menu: HTMLElement): void {
  if (isImeKey(event)) return;
  const all = items(menu);
  const at = all.indexOf(document.activeElement as HTMLElement);
  const next = nextIndex(event.key, at, all);
  if (event.key === "Tab") close?.();
  if (next === undefined) return;
  event.preventDefault();
  all[next]?.focus();
}

function nextIndex(key: string, at: number, all: readonly HTMLElement[]): number | undefined {
  const last = all.length - 1;
  if (key === "ArrowDown") return at >= last ? 0 : at + 1;
  if (key === "ArrowUp") return at <= 0 ? last : at - 1;
  if (key === "Home") return 0;
  if (key === "End") return last;
  if (key.length !== 1 || key === " ") return undefined;
  const letter = key.toLocaleLowerCase();
  const order = [...all.keys()].map((step) => (at + 1 + step) % all.length);
  return order.find((index) => all[index]?.textContent?.trim().toLocaleLowerCase().startsWith(letter));
}
