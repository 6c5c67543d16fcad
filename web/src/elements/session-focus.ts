/*
 * While a session runs, a guest who follows it sees what the phase needs and nothing around it: no chapters, no tools of the
 * plan. They may leave to the plan and return; whoever has left is not taken along when a phase begins. Those who facilitate,
 * and members, always see everything. Started by plan-page.ts.
 */

import { computed, effect, type ReadonlySignal, signal } from "@preact/signals-core";
import { isLive } from "../doc/workshop-sessions";
import { page } from "./context";
import { myRole } from "./session-words";

const KEY = "leitstern.left_session";

const left = signal(false);

/** Whether the person went away from the session to the plan. */
export const hasLeft: ReadonlySignal<boolean> = left;

/** Whether the page shows only what the phase needs. */
export const isFocused: ReadonlySignal<boolean> = computed(() => mayFocus.value && !left.value);

/** A guest, in a session that runs, on its page. */
export const mayFocus: ReadonlySignal<boolean> = computed(() => {
  const { boot, sessions } = page();
  const session = boot.session_id ? sessions.find(boot.session_id) : undefined;
  if (!session || boot.me.is_member || boot.seen_from) return false;
  return isLive(session) && myRole(session) !== "facilitator";
});

export function leaveSession(): void {
  setLeft(true);
}

export function returnToSession(): void {
  setLeft(false);
}

/** Remembered in this tab, so that a reload keeps where the person is. */
function setLeft(value: boolean): void {
  left.value = value;
  try {
    sessionStorage.setItem(KEY, value ? (page().boot.session_id ?? "") : "");
  } catch {
    // Without storage a reload follows again.
  }
}

export function followFocus(sessionId: string): void {
  try {
    left.value = sessionStorage.getItem(KEY) === sessionId;
  } catch {
    left.value = false;
  }
  effect(() => {
    document.body.toggleAttribute("data-focused", isFocused.value);
  });
}
