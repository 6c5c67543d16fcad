/*
 * What is private on a section that both sides have, such as assessments among the people: its elements carry `data-own`.
 * Presence tells the other side nothing of it, and undo works on the private document while somebody works there.
 */

import { type ReadonlySignal, signal } from "@preact/signals-core";

const OWN = "[data-own]";

export function isOwn(element: Element | null): boolean {
  return element?.closest(OWN) != null;
}

const inOwn = signal(false);

/** Whether the person last worked in private content; the top bar and dialogs change nothing. */
export const worksOnOwn: ReadonlySignal<boolean> = inOwn;

export function followOwnFocus(): void {
  document.addEventListener("focusin", ({ target }) => {
    if (target instanceof Element && target.closest("main")) inOwn.value = isOwn(target);
  });
  window.addEventListener("hashchange", () => {
    inOwn.value = false;
  });
}
