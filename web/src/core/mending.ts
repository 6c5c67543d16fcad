/*
 * What happens when the server refuses a change for good: it will never take anything that builds on it, so the work done
 * here is said anew (rebase.ts) upon what the server has, in this document and in the local copy, and the structs that
 * were refused are forgotten. What people see stays as it is; only undo begins anew. Once: what is refused then waits
 * until the person decides (outbox.ts). Made by replica.ts only.
 *
 * Only a tab that is alone does it. Two tabs of one person may hold the same unsent words, and each would say them anew.
 */
import * as Y from "yjs";
import type { Alone, LocalStore } from "./offline";
import { rebase } from "./rebase";
import { startOver } from "./startover";

/** What does not pass by itself. Room and rights may come. */
const FOR_GOOD: readonly string[] = [
  "malformed",
  "shape",
  "reference",
  "client_id",
  "content",
  "root",
  "unicode",
  "damaging",
];

export interface MendingOptions {
  readonly doc: Y.Doc;
  readonly store: LocalStore;
  /** Begins a connection whose first answer is the whole document. */
  readonly askForAll: () => void;
  /** The document is about to be another. */
  readonly startsOver: () => void;
  /** This is all that the server lacks now, an update for each text and record. */
  readonly mended: (updates: readonly Uint8Array[]) => void;
  readonly failed: () => void;
}

export class Mending {
  readonly #options: MendingOptions;
  /** Since the server last had everything. */
  #hasMended = false;
  /** Counts connections: what began on one is void on the next. */
  #connection = 0;
  /** While the whole document is on its way. */
  #alone: Alone | undefined;

  constructor(options: MendingOptions) {
    this.#options = options;
  }

  /** Whether a refusal can be mended; if so `mended` or `failed` follows, unless the connection ends before. */
  begins(code: string): boolean {
    if (this.#hasMended || !FOR_GOOD.includes(code)) return false;
    void this.#begin();
    return true;
  }

  /** The server's first answer on a connection. The document holds it by now. */
  answered(update: Uint8Array): void {
    if (this.#alone) void this.#mend(this.#alone, update);
  }

  saved(): void {
    this.#hasMended = false;
  }

  lost(): void {
    this.#connection += 1;
    this.#alone?.leave();
    this.#alone = undefined;
  }

  async #begin(): Promise<void> {
    const connection = this.#connection;
    const alone = await this.#options.store.whenAlone();
    if (connection !== this.#connection) return alone?.leave();
    if (!alone) return this.#options.failed();
    this.#options.askForAll();
    this.#alone = alone;
  }

  /** Nothing is sent before the copy is in step: a page that ends in between would say it all once more. */
  async #mend(alone: Alone, theirs: Uint8Array): Promise<void> {
    const connection = this.#connection;
    this.#alone = undefined;
    try {
      const updates = this.#sayAnew(theirs);
      await alone.replace(Y.encodeStateAsUpdate(this.#options.doc));
      if (connection === this.#connection) this.#options.mended(updates);
    } finally {
      alone.leave();
    }
  }

  #sayAnew(theirs: Uint8Array): readonly Uint8Array[] {
    this.#hasMended = true;
    const fresh = new Y.Doc();
    Y.applyUpdate(fresh, theirs);
    const updates = rebase(this.#options.doc, fresh);
    this.#options.startsOver();
    startOver(this.#options.doc, Y.encodeStateAsUpdate(fresh));
    fresh.destroy();
    return updates;
  }
}
