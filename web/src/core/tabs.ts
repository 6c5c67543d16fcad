/*
 * Which tabs of this browser live. Each holds a lock of its own, which the browser takes back when the tab is gone,
 * however it ended. Where there are no locks (a page without https), nobody is known to live, and whoever waits for the
 * end of a tab waits a while. Used by offline.ts and waiting.ts.
 */

/** A tab that lives and is connected has its changes confirmed sooner. */
const WHILE_MS = 3000;

/** This tab lives under this name until the function that it returns is called. */
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
  if (locks()) await whenFree(name);
  else await new Promise((resolve) => setTimeout(resolve, WHILE_MS));
}

/** Resolves when no tab has taken this name; at once where there are no locks. */
export async function whenFree(name: string): Promise<void> {
  await locks()?.request(name, { mode: "shared" }, () => {});
}

/** Takes a name that one tab can have at a time. Gives the function that lets go of it; undefined where there are no locks. */
export function take(name: string): Promise<(() => void) | undefined> {
  return new Promise((resolve) => {
    const request = locks()?.request(name, () => new Promise<void>((end) => resolve(end)));
    if (request) request.catch(() => resolve(undefined));
    else resolve(undefined);
  });
}

function locks(): LockManager | undefined {
  return typeof navigator === "undefined" ? undefined : navigator.locks;
}
