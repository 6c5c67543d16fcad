/*
 * Work that can wait until the browser has nothing else to do.
 */

/** Where there is no idle callback (Safari), after this pause. */
const PAUSE_MS = 200;

/** Runs `work` in an idle moment, or after `longestMs` at the latest. */
export function whenIdle(work: () => void, longestMs?: number): void {
  if (typeof requestIdleCallback === "undefined") setTimeout(work, PAUSE_MS);
  else requestIdleCallback(work, longestMs === undefined ? undefined : { timeout: longestMs });
}
