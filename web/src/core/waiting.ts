/*
 * How many changes made in this browser the server has not confirmed, for people to read; whether all is saved is decided
 * by ledger.ts. In localStorage, one entry per document and tab (client id), because it has to be written at once: a tab
 * that is killed has no time for a transaction. Used by offline.ts, and by pages that only ask whether something waits.
 */
import { forget, notesOf, read, write } from "./notes";
import { livingTabs } from "./tabs";

/** Whether anything that was written in this browser waits, in whichever plan. */
export function isAnythingWaiting(): boolean {
  return sumOf(notesOf().filter((key) => key.includes(":waiting:"))) > 0;
}

export class WaitingCounts {
  readonly #prefix: string;
  readonly #own: string;
  #earlier: readonly string[];
  #leftBehind: number;

  constructor(name: string, clientId: number) {
    this.#prefix = `${name}:waiting:`;
    this.#own = `${this.#prefix}${clientId}`;
    this.#earlier = this.others();
    this.#leftBehind = sumOf(this.#earlier);
  }

  get leftBehind(): number {
    return this.#leftBehind;
  }

  /** This tab's note; the name of its lock too. */
  get own(): string {
    return this.#own;
  }

  isOfOther(key: string | null): key is string {
    return key !== null && key !== this.#own && key.startsWith(this.#prefix);
  }

  others(): readonly string[] {
    return notesOf(this.#prefix).filter((key) => this.isOfOther(key));
  }

  /** Whether a tab that is gone has left something that nobody took over. */
  async hasOfGone(): Promise<boolean> {
    return sumOf(await this.#ofGone()) > 0;
  }

  /** From now on the notes of tabs that are gone are ours to settle. Returns their sum. */
  async takeOver(): Promise<number> {
    this.#earlier = await this.#ofGone();
    this.#leftBehind = sumOf(this.#earlier);
    return this.#leftBehind;
  }

  keep(count: number, isRead: boolean): void {
    if (count > 0) write(this.#own, String(count));
    else forget(this.#own);
    if (isRead && this.#earlier.length > 0) void this.#settleEarlier();
  }

  clear(): void {
    for (const key of notesOf(this.#prefix)) forget(key);
  }

  async #ofGone(): Promise<readonly string[]> {
    const living = await livingTabs();
    return this.others().filter((key) => !living.has(key));
  }

  /** From now on the own entry holds what earlier tabs left: the count given to `keep` includes it. */
  async #settleEarlier(): Promise<void> {
    const earlier = this.#earlier;
    this.#earlier = [];
    const living = await livingTabs();
    for (const key of earlier) if (!living.has(key)) forget(key);
  }
}

function sumOf(keys: readonly string[]): number {
  return keys.reduce((sum, key) => sum + stored(key), 0);
}

function stored(key: string): number {
  const count = Number(read(key));
  return Number.isFinite(count) && count > 0 ? count : 0;
}
