/*
 * Rebuilds this browser's document when it cannot go on: asks the server for the whole document, builds a new one from
 * it, writes the unsent words into that (rebase.ts), exchanges the content of the Doc (replace-state.ts), and writes a
 * new generation of the local copy. The visible state stays, including focus and a half-typed word; the undo history
 * is cleared. Made by replica.ts only.
 *
 * Three causes: the server refused a change for good, and would refuse everything that builds on it; the server's
 * document was restored to an older state; or the content differs from the server's although everything is saved.
 */
import * as Y from "yjs";
import type { LocalStore } from "../local/offline-copy";
import { NOTHING_UNSENT, type Unsent } from "../sync/unsent";
import { ALL, type Rebased, type Roots, rebase, type Scope } from "./rebase";
import { replaceState } from "./replace-state";

/** Refusals that do not resolve by themselves. (Size limits and rights may.) */
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

export interface RecoveryOptions {
  readonly doc: Y.Doc;
  readonly roots: Roots;
  readonly store: LocalStore;
  readonly unsent: () => Unsent;
  /** The moment to which the server's document was restored, if that is why its epoch changed. */
  readonly restoredTo: () => number | undefined;
  /** Of the server's document, as WELCOME says. */
  readonly epoch: () => number;
  /** Begins a new connection; `isDue` says that its first answer has to be the whole document. */
  readonly reconnect: () => void;
  /** Called before the Doc's content is exchanged. */
  readonly replaces: () => void;
  /** What was carried over is all that the server lacks. */
  readonly rebuilt: (carried: Rebased) => void;
}

type Cause = "refused" | "refused alone" | "restored" | "differs";

export class Recovery {
  readonly #options: RecoveryOptions;
  /** A refusal leads here once; what is refused again waits until everything was saved. */
  #hasRecovered = false;
  /** The cause, until the server's document has arrived; each new connection asks for it again. */
  #due: Cause | undefined;

  constructor(options: RecoveryOptions) {
    this.#options = options;
  }

  /** Whether the first answer on a connection has to be the whole document. */
  get isDue(): boolean {
    return this.#due !== undefined;
  }

  /** Whether a refusal is recovered from; if so `rebuilt` follows. */
  beginsAfterRefusal(code: string): boolean {
    if (this.#hasRecovered || !FOR_GOOD.includes(code)) return false;
    void this.#beginAlone();
    return true;
  }

  /** Rebuilds the document although nothing was refused. */
  begin(cause: "restored" | "differs"): void {
    if (!this.isDue) this.#ask(cause);
  }

  /** The server's first answer on a connection. The document holds it by now. */
  answered(update: Uint8Array): void {
    const cause = this.#due;
    this.#due = undefined;
    if (cause) void this.#rebuild(update, cause);
  }

  saved(): void {
    this.#hasRecovered = false;
  }

  async #beginAlone(): Promise<void> {
    const isAlone = await this.#options.store.isAlone();
    if (!this.isDue) this.#ask(isAlone ? "refused alone" : "refused");
  }

  /** On a new connection: on this one an update may be on its way that is not the answer. */
  #ask(cause: Cause): void {
    this.#due = cause;
    this.#options.reconnect();
  }

  /** Nothing is sent before the new copy is written: a page that ends in between would carry it all once more. */
  async #rebuild(theirs: Uint8Array, cause: Cause): Promise<void> {
    const { doc, roots, store } = this.#options;
    this.#hasRecovered = true;
    const fresh = new Y.Doc();
    Y.applyUpdate(fresh, theirs);
    const carried = rebase(doc, fresh, roots, this.#scopeOf(cause, fresh));
    this.#options.replaces();
    replaceState(doc, Y.encodeStateAsUpdate(fresh));
    fresh.destroy();
    await store.startOver(this.#options.epoch());
    this.#options.rebuilt(carried);
  }

  /**
   * After a refusal, a tab that is alone carries everything that differs; with other tabs open, each carries what it wrote
   * itself, because two tabs of one person may hold the same unsent words. After a restore nothing is carried where the words
   * can be set aside, for their person to decide.
   */
  #scopeOf(cause: Cause, fresh: Y.Doc): Scope {
    const { store, restoredTo, unsent } = this.#options;
    if (cause === "refused alone") return ALL;
    if (cause !== "restored") return unsent();
    const vector = Y.decodeStateVector(Y.encodeStateVector(fresh));
    return store.setAside(vector, restoredTo()) ? NOTHING_UNSENT : unsent();
  }
}
