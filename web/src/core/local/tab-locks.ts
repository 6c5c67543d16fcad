/*
 * Which tabs of this browser are open. Each holds a Web Lock of its own, which the browser releases when the tab is gone,
 * however it ended. Without Web Locks (a page without https) no tab is known to be open, and waiting for the end of a tab
 * takes a fixed time. Used by offline-copy.ts and pending.ts.
 */

/** Long enough for an open, connected tab to have its changes confirmed. */
const WHILE_MS = 3000;

/** Holds a lock of this name until the returned function is called. */
export function liveAs(name: string): () => void {
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  void locks()
    ?.request(name, () => ended)
    .catch(() => {});
  return end;
}

export async function livingTabs(): Promise<ReadonlySet<string>> {
  const held = (await locks()?.query())?.held ?? [];
  return new Set(held.flatMap(({ name }) => name ?? []));
}

/** Resolves when the tab of this name is gone. */
export async function whenGone(name: string): Promise<void> {
  const known = locks();
  if (known) await known.request(name, { mode: "shared" }, () => {});
  else await new Promise((resolve) => setTimeout(resolve, WHILE_MS));
}

/** Whether this browser can tell which tabs live. */
export function areLocksKnown(): boolean {
  return locks() !== undefined;
}

function locks(): LockManager | undefined {
  return typeof navigator === "undefined" ? undefined : navigator.locks;
}
