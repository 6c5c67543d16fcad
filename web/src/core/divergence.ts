/*
 * Does this browser still hold what the server holds? Asked now and then while everything is saved: HASH, and if the
 * server's answer still differs DIFFERS, upon which it sends the whole document. That mends what was missing; a copy that
 * is bad in itself is reported to `isBad`, and replica.ts throws it away. docs/protocol.md HASH-1 to HASH-5.
 */
import * as Y from "yjs";
import { contentHash } from "./contenthash";
import * as wire from "./wire";

/** About this often, and only after a change; jittered, so that fifty browsers do not ask at once. */
const EVERY_MS = 45_000;
/** Nobody's typing waits for a hash. */
const REST_MS = 3_000;

export interface DivergenceOptions {
  readonly doc: Y.Doc;
  readonly send: (frame: Uint8Array) => void;
  /** Connected, and every change made here is durable. */
  readonly isSettled: () => boolean;
  readonly seq: () => number;
  /** The server's document, built anew, is not what stands here. */
  readonly isBad: () => void;
}

export class Divergence {
  readonly #options: DivergenceOptions;
  readonly #hear = () => {
    this.#changedAt = performance.now();
    this.#isChecked = false;
  };
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** By the clock that nobody sets. */
  #changedAt = 0;
  #isChecked = true;
  /** Asked, and perhaps insisted; a connection that ends takes both back. */
  #expects: "nothing" | "hash" | "document" = "nothing";
  #theirs: Uint8Array = new Uint8Array();

  constructor(options: DivergenceOptions) {
    this.#options = options;
    options.doc.on("update", this.#hear);
    this.#plan();
  }

  /** The server told what it holds, behind all that it ever sent: whoever is saved holds the same now. */
  told(seq: number, hash: Uint8Array): void {
    if (this.#expects !== "hash") return;
    this.#expects = "nothing";
    const ours = this.#options.isSettled() ? contentHash(this.#options.doc) : undefined;
    if (!ours || isSame(ours, hash)) return;
    this.#theirs = hash;
    this.#expects = "document";
    this.#options.send(wire.contentHash(seq, ours, true));
  }

  /** A step 2 was applied; after DIFFERS it is the whole document. */
  synced(update: Uint8Array): void {
    if (this.#expects !== "document") return;
    this.#expects = "nothing";
    // A word that was added meanwhile differs too, and nothing is wrong with it: asked about again when it is saved.
    const ours = this.#options.isSettled() ? contentHash(this.#options.doc) : undefined;
    if (ours && !isSame(ours, this.#theirs) && this.#isTheirs(update)) this.#options.isBad();
  }

  forget(): void {
    this.#expects = "nothing";
    this.#isChecked = false;
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#options.doc.off("update", this.#hear);
  }

  #plan(): void {
    this.#timer = setTimeout(() => this.#look(), EVERY_MS * (0.5 + Math.random()));
  }

  #look(): void {
    this.#plan();
    if (this.#isChecked || !this.#options.isSettled() || performance.now() - this.#changedAt < REST_MS)
      return;
    const ours = contentHash(this.#options.doc);
    if (!ours) return;
    this.#isChecked = true;
    this.#expects = "hash";
    this.#options.send(wire.contentHash(this.#options.seq(), ours, false));
  }

  /** Whether a document made of this update alone has the server's hash. If not, the libraries disagree: no copy is bad. */
  #isTheirs(update: Uint8Array): boolean {
    const fresh = new Y.Doc();
    for (const [name, root] of this.#options.doc.share)
      fresh.get(name, root.constructor as typeof Y.AbstractType);
    Y.applyUpdate(fresh, update);
    const theirs = fresh.store.pendingStructs ? undefined : contentHash(fresh);
    fresh.destroy();
    return theirs !== undefined && isSame(theirs, this.#theirs);
  }
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}
