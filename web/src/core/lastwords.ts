/*
 * The last words of a tab: what was written here and is not in the local copy yet. A transaction takes its time, and a page
 * that is left, or killed, does not get it. So they are noted in localStorage, which is written at once, and whichever tab of
 * this person reads the copy next takes them from there. Used by offline.ts.
 */
import { fromBase64, toBase64 } from "lib0/buffer";
import * as Y from "yjs";
import { forget, notesOf, read, write } from "./notes";

/** So many are noted at every change: whatever ends the page then, this word was written. */
const AT_ONCE = 16;

export class LastWords {
  readonly #prefix: string;
  readonly #doc: Y.Doc;
  /** Resolves when the local copy holds all that the document had when this was called. */
  readonly #stored: () => Promise<void>;
  readonly #ears = new AbortController();
  #unstored: Uint8Array[] = [];
  #isWaiting = false;

  constructor(name: string, doc: Y.Doc, stored: () => Promise<void>) {
    this.#prefix = `${name}:last:`;
    this.#doc = doc;
    this.#stored = stored;
    doc.on("update", this.#written);
    if (typeof window === "undefined") return;
    const { signal } = this.#ears;
    window.addEventListener("pagehide", () => this.#note(), { signal });
    document.addEventListener("visibilitychange", () => document.hidden && this.#note(), { signal });
  }

  /** What tabs before this one were left with. */
  take(): void {
    const notes = this.#notes().map((key) => [key, read(key) ?? ""] as const);
    for (const [, words] of notes) apply(this.#doc, words, this);
    if (notes.length > 0) void this.#forget(notes);
  }

  /** Nothing that was written so far shall come back: the local copy is about to be another. */
  startOver(): void {
    this.#unstored = [];
    for (const key of this.#notes()) forget(key);
  }

  stop(): void {
    this.#ears.abort();
    this.#doc.off("update", this.#written);
    this.#unstored = [];
  }

  clear(): void {
    this.stop();
    this.startOver();
  }

  readonly #written = (
    update: Uint8Array,
    _origin: unknown,
    _doc: Y.Doc,
    transaction: Y.Transaction,
  ): void => {
    if (!transaction.local) return;
    this.#unstored.push(update);
    if (this.#unstored.length <= AT_ONCE) this.#note();
    if (!this.#isWaiting) void this.#wait();
  };

  async #wait(): Promise<void> {
    this.#isWaiting = true;
    try {
      while (this.#unstored.length > 0) {
        const words = this.#unstored;
        const count = words.length;
        await this.#stored();
        words.splice(0, count);
      }
      forget(this.#own);
    } catch {
      this.stop(); // There is no copy, hence no reload that words could survive.
    } finally {
      this.#isWaiting = false;
    }
  }

  #note(): void {
    if (this.#unstored.length > 0) write(this.#own, toBase64(Y.mergeUpdates(this.#unstored)));
  }

  /** Once the copy has them; a tab that lives may have noted more since. */
  async #forget(notes: readonly (readonly [string, string])[]): Promise<void> {
    try {
      await this.#stored();
      for (const [key, words] of notes) if (read(key) === words) forget(key);
    } catch {
      // No copy: the next page takes them again, which changes nothing.
    }
  }

  get #own(): string {
    return `${this.#prefix}${this.#doc.clientID}`;
  }

  #notes(): string[] {
    return notesOf(this.#prefix);
  }
}

function apply(doc: Y.Doc, words: string, origin: unknown): void {
  try {
    Y.applyUpdate(doc, fromBase64(words), origin);
  } catch {
    // Not what we wrote.
  }
}
