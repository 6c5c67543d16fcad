/*
 * The accounting behind "Saved". Local changes are numbered; each sync message sent carries a run of them; an ACK makes
 * the messages up to n durable. A change counts as durable only when no change before it is missing, so a refused
 * message holds everything after it back until a full answer (sync step 2) has carried all again. Pure; used by replica.ts.
 */

interface Carried {
  readonly n: number;
  /** Changes from + 1 to `to` are in this message. A full answer carries everything: from is 0. */
  readonly from: number;
  readonly to: number;
}

export class Ledger {
  /** Changes made so far, those left behind by earlier pages of this browser included. */
  #made: number;
  #durable = 0;
  /** Changes up to here are in some message of this connection. */
  #sentUpTo = 0;
  #messages = 0;
  /** The message that carries a part of an answer; 0 when none is open. */
  #portion = 0;
  #carried: Carried[] = [];
  #isAnswered = false;
  #isAnswerDurable = false;

  constructor(leftBehind = 0) {
    this.#made = leftBehind;
  }

  /** The number of changes that no ACK covers. */
  get waiting(): number {
    return this.#made - this.#durable;
  }

  /** Whether the newest answer to the server's step 1 is durable, and every change with it. */
  get isSaved(): boolean {
    return this.#isAnswerDurable && this.waiting === 0;
  }

  /** Whether changes were made that no message of this connection carries. */
  get hasUnsent(): boolean {
    return this.#made > this.#sentUpTo;
  }

  /** Whether updates may go out: before the answer they would refer to things the server has not seen. */
  get isAnswered(): boolean {
    return this.#isAnswered;
  }

  /** Changes that earlier pages left behind, known once the local store was read. */
  add(leftBehind: number): void {
    this.#made += leftBehind;
  }

  /** A change was made here. Merging keeps the number that people read honest: one word typed is one change. */
  change(mayMerge = false): void {
    if (mayMerge && this.hasUnsent && this.#made > this.#durable) return;
    this.#made += 1;
  }

  /** A connection begins or has ended: what it carried counts no more. */
  restart(): void {
    this.#messages = 0;
    this.#portion = 0;
    this.#sentUpTo = 0;
    this.#carried = [];
    this.#isAnswered = false;
    this.#isAnswerDurable = false;
  }

  /** A sync message without changes was sent: step 1. */
  sentQuestion(): void {
    this.#messages += 1;
  }

  /** The full answer was sent: everything that the server lacks. */
  sentAnswer(): void {
    this.#isAnswered = true;
    this.#isAnswerDurable = false;
    this.#carry(0);
  }

  /** A part of an answer that is too large for one message. It makes nothing durable by itself; the answer follows. */
  sentPortion(): void {
    this.#isAnswered = false;
    this.#isAnswerDurable = false;
    this.#messages += 1;
    this.#portion = this.#messages;
    this.#carried.push({ n: this.#messages, from: Number.POSITIVE_INFINITY, to: 0 });
  }

  /** Whether a part is on its way, upon which the next one waits. */
  get hasPortion(): boolean {
    return this.#portion !== 0;
  }

  /** An update with every unsent change was sent. */
  sentUpdate(): void {
    this.#carry(this.#sentUpTo);
  }

  /** The first n messages of this connection are durable, but for those refused before. */
  acknowledged(n: number): void {
    if (n >= this.#portion) this.#portion = 0;
    const covered = this.#carried.filter((message) => message.n <= n);
    this.#carried = this.#carried.filter((message) => message.n > n);
    for (const message of covered) {
      if (message.from > this.#durable) continue;
      this.#durable = Math.max(this.#durable, message.to);
      if (message.from === 0) this.#isAnswerDurable = true;
    }
  }

  /** Message n changed nothing. Returns whether it carried our changes, which now wait for a full answer. */
  refused(n: number): boolean {
    if (n === this.#portion) this.#portion = 0;
    const message = this.#carried.find((one) => one.n === n);
    this.#carried = this.#carried.filter((one) => one.n !== n);
    return message !== undefined;
  }

  #carry(from: number): void {
    this.#messages += 1;
    this.#carried.push({ n: this.#messages, from, to: this.#made });
    this.#sentUpTo = this.#made;
  }
}
