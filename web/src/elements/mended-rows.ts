/*
 * The rows of a list of what is missing. One that was mended keeps its place with its mark for a moment, and as long as a
 * key's focus is in it; then it fades and goes, so that nothing moves under a hand. Knows ids alone, and draws nothing.
 */

export interface Row {
  readonly id: string;
  readonly state: "open" | "mended" | "leaving";
}

const STAYS_MS = 4000;
const FADES_MS = 300;

export class MendedRows {
  readonly #isHeld: (id: string) => boolean;
  readonly #changed: () => void;
  readonly #mended = new Map<string, "mended" | "leaving">();
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  #last: readonly string[] = [];

  /** `isHeld`: whether somebody is in a row just now. `changed` runs when a row fades or goes. */
  constructor(isHeld: (id: string) => boolean, changed: () => void) {
    this.#isHeld = isHeld;
    this.#changed = changed;
  }

  /** What is shown: the first of those that are open, and in their places those that were mended. */
  rows(open: readonly string[], isThere: (id: string) => boolean, limit: number): readonly Row[] {
    const isOpen = new Set(open);
    for (const id of this.#last) if (!isOpen.has(id) && isThere(id) && !this.#mended.has(id)) this.#begin(id);
    for (const id of [...this.#mended.keys()]) if (isOpen.has(id) || !isThere(id)) this.#end(id);
    const ids = open.slice(0, Math.max(0, limit - this.#mended.size));
    for (const [at, id] of this.#last.entries()) if (this.#mended.has(id)) ids.splice(at, 0, id);
    this.#last = ids;
    return ids.map((id) => ({ id, state: this.#mended.get(id) ?? "open" }));
  }

  /** No timer outlives the list. */
  stop(): void {
    for (const id of [...this.#mended.keys()]) this.#end(id);
  }

  #begin(id: string): void {
    this.#mended.set(id, "mended");
    this.#later(id, STAYS_MS, () => this.#leave(id));
  }

  #leave(id: string): void {
    if (this.#isHeld(id)) return this.#later(id, STAYS_MS, () => this.#leave(id));
    this.#mended.set(id, "leaving");
    this.#later(id, FADES_MS, () => {
      this.#end(id);
      this.#last = this.#last.filter((one) => one !== id);
      this.#changed();
    });
    this.#changed();
  }

  #later(id: string, ms: number, run: () => void): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.set(id, setTimeout(run, ms));
  }

  #end(id: string): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
    this.#mended.delete(id);
  }
}
