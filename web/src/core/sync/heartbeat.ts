/*
 * Detects a dead socket: the server sends something at least every 5 s (an empty awareness update) and answers a
 * question immediately. Checks every few seconds, which also reveals that the computer slept. Made by connection.ts.
 */
const SILENCE_MS = 11_000;
const OPENING_MS = 15_000;
const ANSWER_MS = 5_000;
const LOOK_MS = 2_000;
/** After a pause, frames that arrived meanwhile are delivered before the socket is judged. */
const DELIVERY_MS = 1_000;

export interface HeartbeatOptions {
  readonly isOpen: () => boolean;
  /** Timers were paused for a while: the socket may be dead. */
  readonly woke: () => void;
  readonly silent: () => void;
}

export class Heartbeat {
  readonly #options: HeartbeatOptions;
  #timer: ReturnType<typeof setInterval> | undefined;
  #judgement: ReturnType<typeof setTimeout> | undefined;
  /** `performance.now()`; may stand still while the computer sleeps. */
  #heardAt = 0;
  #answerBy = Number.POSITIVE_INFINITY;
  /** `Date.now()`: goes on while the computer sleeps. */
  #lookedAt = 0;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
  }

  /** A socket is being opened. */
  begin(): void {
    this.end();
    this.heard();
    this.#lookedAt = Date.now();
    this.#timer = setInterval(() => this.#look(), LOOK_MS);
  }

  heard(): void {
    this.#heardAt = performance.now();
    this.#answerBy = Number.POSITIVE_INFINITY;
  }

  /** A question was sent: from now on its answer decides, not the silence before. */
  expectAnswer(): void {
    this.#heardAt = performance.now();
    this.#answerBy = Math.min(this.#answerBy, this.#heardAt + ANSWER_MS);
  }

  end(): void {
    clearInterval(this.#timer);
    clearTimeout(this.#judgement);
  }

  #look(): void {
    clearTimeout(this.#judgement);
    if (!this.#didSleep()) return this.#judge();
    this.#options.woke();
    this.#judgement = setTimeout(() => this.#judge(), DELIVERY_MS);
  }

  #judge(): void {
    const now = performance.now();
    const limit = this.#options.isOpen() ? SILENCE_MS : OPENING_MS;
    if (now > this.#answerBy || now - this.#heardAt > limit) this.#options.silent();
  }

  /** Whether the last check was long ago: the computer slept, the page was starved, or the clock was changed. */
  #didSleep(): boolean {
    const now = Date.now();
    const passed = now - this.#lookedAt;
    this.#lookedAt = now;
    return passed < 0 || passed > 3 * LOOK_MS;
  }
}
