/*
 * Access to localStorage that never throws. It is written synchronously, which an IndexedDB transaction is not. Where
 * storage is forbidden or full, reads return null and writes do nothing. Used in this folder.
 */
export const PREFIX = "leitstern";

/** All keys with this prefix. */
export function storedKeys(prefix = `${PREFIX}:`): string[] {
  return attempt(() => Object.keys(localStorage).filter((key) => key.startsWith(prefix))) ?? [];
}

export function read(key: string): string | null {
  return attempt(() => localStorage.getItem(key)) ?? null;
}

export function write(key: string, words: string): void {
  attempt(() => localStorage.setItem(key, words));
}

export function forget(key: string): void {
  attempt(() => localStorage.removeItem(key));
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
