/*
 * Waiting in tests. IndexedDB works in turns of the event loop, so those are counted, not time: a busy machine takes longer
 * for them. What a condition tells of is waited for with patience.
 */
const TURNS = 60;

/** For vi.waitFor; less than vitest's own (vite.config.ts). */
export const PATIENCE_MS = 50_000;

/** Until the local copy was written and read. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn += 1) await new Promise((resolve) => setTimeout(resolve, 1));
}
