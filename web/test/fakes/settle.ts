/*
 * Waiting in tests. IndexedDB works in turns of the event loop, so turns are counted instead of time: a busy machine
 * needs longer for them. Conditions are awaited with a long timeout.
 */
const TURNS = 60;

/** For vi.waitFor; less than vitest's own (vite.config.ts). */
export const PATIENCE_MS = 50_000;

/** Until the local copy was written and read. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn += 1) await new Promise((resolve) => setTimeout(resolve, 1));
}
