/*
 * Keeps updates that are not in IndexedDB yet when the page is closed. An IndexedDB transaction may not finish then, so
 * when the page is hidden or closed these updates are written to localStorage, synchronously. The next page of this person
 * reads them from there. Used by offline-copy.ts.
 *
 * A crash loses what no transaction had written: a few milliseconds of typing.
 */
import { fromBase64, toBase64 } from "lib0/buffer";
import * as Y from "yjs";
import { forget, read, storedKeys, write } from "./local-storage";

export class UnloadJournal {
  readonly #prefix: string;
  readonly #own: string;
  readonly #unwritten: () => readonly Uint8Array[];
  readonly #listening = new AbortController();

  constructor(copy: string, tab: number, unwritten: () => readonly Uint8Array[]) {
    this.#prefix = journalOf(copy);
    this.#own = `${this.#prefix}${tab}`;
    this.#unwritten = unwritten;
    if (typeof window === "undefined") return;
    const { signal } = this.#listening;
    window.addEventListener("pagehide", () => this.#note(), { signal });
    document.addEventListener("visibilitychange", () => this.#note(), { signal });
  }

  /** The entries of earlier pages. Call `forget` once they are stored elsewhere. */
  take(): { readonly updates: readonly Uint8Array[]; readonly forget: () => void } {
    const entries = entriesOf(this.#prefix).filter(([key]) => key !== this.#own);
    return { updates: updatesOf(entries), forget: () => forgetUnchanged(entries) };
  }

  close(): void {
    this.#listening.abort();
  }

  /** Writes the entry, or removes it if everything is stored. */
  #note(): void {
    const updates = this.#unwritten();
    if (updates.length > 0) write(this.#own, toBase64(Y.mergeUpdates([...updates])));
    else forget(this.#own);
  }
}

/** The entries of all pages that wrote to this copy. */
export function journalUpdates(copy: string): readonly Uint8Array[] {
  return updatesOf(entriesOf(journalOf(copy)));
}

export function forgetJournal(copy: string): void {
  for (const key of storedKeys(journalOf(copy))) forget(key);
}

type Entry = readonly [key: string, words: string];

function journalOf(copy: string): string {
  return `${copy}:unload:`;
}

function entriesOf(prefix: string): readonly Entry[] {
  return storedKeys(prefix).map((key) => [key, read(key) ?? ""]);
}

/** An open tab may have written a newer entry since. */
function forgetUnchanged(entries: readonly Entry[]): void {
  for (const [key, words] of entries) if (read(key) === words) forget(key);
}

function updatesOf(entries: readonly Entry[]): readonly Uint8Array[] {
  return entries.flatMap(([, words]) => {
    try {
      return fromBase64(words);
    } catch {
      return []; // Not what we wrote.
    }
  });
}
