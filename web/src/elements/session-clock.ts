/*
 * The server's time as a signal that changes at every full second, for what counts time on the screen. It runs only while
 * somebody holds it; a page that was hidden or slept sees the right time when it is shown again.
 */

import { type ReadonlySignal, signal } from "@preact/signals-core";
import { serverNow } from "../core/sync/server-clock";

const SECOND_MS = 1000;
const now = signal(serverNow());
let holders = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

export const clock: ReadonlySignal<number> = now;

/** Lets the clock run; call the result when it is not needed any more. */
export function holdClock(): () => void {
  holders += 1;
  if (holders === 1) {
    document.addEventListener("visibilitychange", tick);
    tick();
  }
  return () => {
    holders -= 1;
    if (holders > 0) return;
    document.removeEventListener("visibilitychange", tick);
    clearTimeout(timer);
  };
}

function tick(): void {
  clearTimeout(timer);
  now.value = serverNow();
  timer = setTimeout(tick, SECOND_MS - (now.value % SECOND_MS));
}
