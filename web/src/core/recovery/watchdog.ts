/*
 * Detects a document that Yjs left stuck, and repairs it. A listener that throws at the wrong moment leaves Yjs inside
 * a transaction: later changes are neither sent nor stored nor shown, without any error. Checks after every change and
 * every few seconds. Made by replica.ts.
 */
import type * as Y from "yjs";
import { isStuck, unstick } from "./replace-state";

export interface WatchdogOptions {
  /** The document is not stuck: the time to compare it with what was sent. */
  readonly looked: () => void;
  /** The document is about to be replaced by one with the same content. */
  readonly repairs: () => void;
  /** The document may contain changes that no listener received. */
  readonly repaired: () => void;
  /** The document became stuck repeatedly. */
  readonly gaveUp: () => void;
}

const EVERY_MS = 5_000;
/** After this many repairs only a reload helps: the cause is still there. */
const MOST_REPAIRS = 3;

export class Watchdog {
  readonly #doc: Y.Doc;
  readonly #options: WatchdogOptions;
  readonly #timer: ReturnType<typeof setInterval>;
  #isLookPlanned = false;
  #repairs = 0;
  #isClosed = false;

  constructor(doc: Y.Doc, options: WatchdogOptions) {
    this.#doc = doc;
    this.#options = options;
    this.#timer = setInterval(() => this.#lookNow(), EVERY_MS);
  }

  /** Checks after the current task, because inside a transaction a stuck document cannot be recognised. */
  look(): void {
    if (this.#isLookPlanned) return;
    this.#isLookPlanned = true;
    queueMicrotask(() => {
      this.#isLookPlanned = false;
      this.#lookNow();
    });
  }

  close(): void {
    this.#isClosed = true;
    clearInterval(this.#timer);
  }

  #lookNow(): void {
    if (this.#isClosed) return;
    if (!isStuck(this.#doc)) return this.#options.looked();
    if (this.#repairs >= MOST_REPAIRS) return this.#giveUp();
    this.#repairs += 1;
    this.#options.repairs();
    try {
      unstick(this.#doc);
    } catch (error) {
      reportError(error); // The same listener threw again; the next check finds the document stuck.
    }
    this.#options.repaired();
  }

  #giveUp(): void {
    this.close();
    this.#options.gaveUp();
  }
}
