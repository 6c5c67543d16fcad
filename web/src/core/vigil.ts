/*
 * Whether a socket still lives: a server says something every 20 s at least (an empty awareness update), and answers a
 * question at once. Looks every few seconds, and notices by that when the computer slept. Made by connection.ts.
 */
const SILENCE_MS = 45_000;
const OPENING_MS = 15_000;
const ANSWER_MS = 5_000;
const LOOK_MS = 5_000;

export interface VigilOptions {
  readonly isOpen: () => boolean;
  /** Timers stood still for a while: the socket may be dead and nobody knows. */
  readonly woke: () => void;
  readonly silent: () => void;
}

export class Vigil {
  readonly #options: VigilOptions;
  #timer: ReturnType<typeof setInterval> | undefined;
  /** Moments by the clock that nobody sets; it may stand still while the computer sleeps. */
  #heardAt = 0;
  #answerBy = Number.POSITIVE_INFINITY;
  /** By the clock on the wall. */
  #lookedAt = 0;

  constructor(options: VigilOptions) {
    this.#options = options;
  }

  /** There is a new socket. */
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

  /** Something was asked. */
  expectAnswer(): void {
    this.#answerBy = performance.now() + ANSWER_MS;
  }

  end(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    if (this.#didSleep()) this.#options.woke();
    const now = performance.now();
    const limit = this.#options.isOpen() ? SILENCE_MS : OPENING_MS;
    if (now > this.#answerBy || now - this.#heardAt > limit) this.#options.silent();
  }

  /** Whether the last look was long ago: a sleep that no event told of, or a clock that was set. */
  #didSleep(): boolean {
    const now = Date.now();
    const passed = now - this.#lookedAt;
    this.#lookedAt = now;
    return passed < 0 || passed > 3 * LOOK_MS;
  }
}
