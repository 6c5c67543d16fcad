/*
 * Notes that say: this tab wrote something that the server has not acknowledged. One note per document and tab, in
 * localStorage, because a tab that is killed has no time for a transaction. Used by offline-copy.ts and by pages that only ask
 * whether anything waits.
 */
import { type CopyNote, notesOf, type StoredNote, writeNote } from "./copy-notes";
import { forget, storedKeys } from "./local-storage";
import { livingTabs } from "./tab-locks";

const PENDING = ":pending:";

/** Whether anything that was written in this browser is not acknowledged, in any plan. */
export function hasPendingChanges(): boolean {
  return storedKeys().some(isPendingKey);
}

export function isPendingKey(key: string): boolean {
  return key.includes(PENDING);
}

export class PendingNotes {
  readonly #prefix: string;
  /** The key of this tab's note, also the name of its Web Lock. */
  readonly own: string;
  #written: string | undefined;

  constructor(copyOf: string, tab: number) {
    this.#prefix = `${copyOf}${PENDING}`;
    this.own = `${this.#prefix}${tab}`;
  }

  isOfOtherTab(key: string | null): key is string {
    return key !== null && key !== this.own && key.startsWith(this.#prefix);
  }

  ofOtherTabs(): readonly StoredNote[] {
    return notesOf((key) => this.isOfOtherTab(key));
  }

  /** Notes of tabs that are gone. */
  async ofGoneTabs(): Promise<readonly StoredNote[]> {
    const living = await livingTabs();
    return this.ofOtherTabs().filter(({ key }) => !living.has(key));
  }

  /** Writes this tab's note, or removes it if nothing is unsent. */
  keep(note: CopyNote): void {
    const words = note.unsent.size > 0 ? JSON.stringify([note.copy, ...note.unsent]) : undefined;
    if (words === this.#written) return;
    this.#written = words;
    if (words === undefined) forget(this.own);
    else writeNote(this.own, note);
  }

  forgetOwn(): void {
    this.#written = undefined;
    forget(this.own);
  }

  clear(): void {
    for (const key of storedKeys(this.#prefix)) forget(key);
  }
}
