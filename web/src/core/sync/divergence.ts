/*
 * Checks from time to time that this browser has the server's content. While everything is saved it sends HASH; a server whose
 * content differs answers with its own hash. If the hashes still differ then, the document is rebuilt from the
 * server's (recovery/). docs/protocol.md HASH-1 to HASH-4. Made by replica.ts.
 */
import type * as Y from "yjs";
import { contentHash, type Roots } from "./content-hash";
import * as wire from "./wire";

/** Interval of the check, with jitter. It is skipped if nothing has changed. */
const EVERY_MS = 45_000;
/** Time without changes before hashing. */
const REST_MS = 3_000;

export interface DivergenceOptions {
  readonly doc: Y.Doc;
  readonly roots: Roots;
  readonly send: (frame: Uint8Array) => void;
  /** Connected, and every change made here is durable. */
  readonly isSettled: () => boolean;
  readonly seq: () => number;
  readonly differs: () => void;
}

export class Divergence {
  readonly #options: DivergenceOptions;
  readonly #changed = () => {
    this.#changedAt = performance.now();
    this.#isChecked = false;
  };
  #timer: ReturnType<typeof setTimeout> | undefined;
  #changedAt = 0;
  #isChecked = true;
  #isAsking = false;
  /** The document is rebuilt once per page: if it differs again, rebuilding does not help. */
  #hasBeenRebuilt = false;

  constructor(options: DivergenceOptions) {
    this.#options = options;
    options.doc.on("update", this.#changed);
    this.#plan();
  }

  /** The server's hash. It arrives after all updates sent before it, so a browser that was only late is equal by now. */
  told(hash: Uint8Array): void {
    if (!this.#isAsking) return;
    this.#isAsking = false;
    const ours = this.#options.isSettled() ? this.#hash() : undefined;
    if (!ours || isSame(ours, hash) || this.#hasBeenRebuilt) return;
    this.#hasBeenRebuilt = true;
    this.#options.differs();
  }

  /** The connection is gone, and the answer with it. */
  forget(): void {
    this.#isAsking = false;
    this.#isChecked = false;
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#options.doc.off("update", this.#changed);
  }

  #plan(): void {
    this.#timer = setTimeout(() => this.#look(), EVERY_MS * (0.5 + Math.random()));
  }

  #look(): void {
    this.#plan();
    const isResting = performance.now() - this.#changedAt >= REST_MS;
    if (this.#isChecked || !isResting || !this.#options.isSettled()) return;
    const ours = this.#hash();
    if (!ours) return;
    this.#isChecked = true;
    this.#isAsking = true;
    this.#options.send(wire.contentHash(this.#options.seq(), ours));
  }

  #hash(): Uint8Array | undefined {
    return contentHash(this.#options.doc, this.#options.roots);
  }
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}
