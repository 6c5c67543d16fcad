/*
 * Short notes in localStorage, which is written at once: a page that is left has no time for a transaction. Nothing here
 * ever throws; where storage is forbidden or full a note is simply not there. Used by waiting.ts, lastwords.ts, offline.ts.
 */
export const PREFIX = "leitstern";

/** The keys of all notes that begin so. */
export function notesOf(prefix = `${PREFIX}:`): string[] {
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
