/*
 * The refusals to show to people, and the time until the changes are sent again, which doubles each time. Made by
 * outbox.ts.
 */
import { type ReadonlySignal, signal } from "@preact/signals-core";

/** A refused message. Its changes are in this browser but not in the plan. Its sentence is `errors.refused.<code>`. */
export interface Refusal {
  readonly code: string;
  readonly detail: string;
  readonly at: number;
}

const FIRST_MS = 5_000;
const LONGEST_MS = 300_000;

export class Refusals {
  readonly #offerAgain: () => void;
  readonly #all = signal<readonly Refusal[]>([]);
  readonly all: ReadonlySignal<readonly Refusal[]> = this.#all;
  #offer: ReturnType<typeof setTimeout> | undefined;
  #nextMs = FIRST_MS;

  constructor(offerAgain: () => void) {
    this.#offerAgain = offerAgain;
  }

  /** Whether nothing goes out for a while. */
  get isWaiting(): boolean {
    return this.#offer !== undefined;
  }

  add(code: string, detail: string, longestMs = LONGEST_MS): void {
    const others = this.#all.peek().filter((refusal) => refusal.code !== code);
    this.#all.value = [...others, { code, detail, at: Date.now() }];
    this.endWait();
    this.#offer = setTimeout(() => this.#waited(), this.#nextMs);
    this.#nextMs = Math.min(longestMs, this.#nextMs * 2);
  }

  endWait(): void {
    clearTimeout(this.#offer);
    this.#offer = undefined;
  }

  /** Everything was taken. */
  clear(): void {
    this.#nextMs = FIRST_MS;
    if (this.#all.peek().length > 0) this.#all.value = [];
  }

  #waited(): void {
    this.#offer = undefined;
    this.#offerAgain();
  }
}
