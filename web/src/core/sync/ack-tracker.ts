/*
 * The accounting behind "Saved". Local changes are numbered; each sync message sent carries a run of them; an ACK makes
 * the messages up to n durable. A change counts as durable only when no change before it is missing, so a refused
 * message holds everything after it back until a full answer (sync step 2) has carried all again. Pure; used by outbox.ts.
 */

interface Carried {
  readonly n: number;
  /** Changes from + 1 to `to` are in this message. A full answer carries everything: from is 0. */
  readonly from: number;
  readonly to: number;
}

export class AckTracker {
  #made = 0;
  #durable = 0;
  /** Changes up to here are in some message of this connection. */
  #sentUpTo = 0;
  #messages = 0;
  /** The message that carries a chunk of an answer; 0 when none is open. */
  #chunk = 0;
  #carried: Carried[] = [];
  #isAnswered = false;
  #isAnswerDurable = false;

  /** Whether there are changes that no ACK covers. */
  get isWaiting(): boolean {
    return this.#made > this.#durable;
  }

  /** Whether the newest answer to the server's step 1 is durable, and every change with it. */
  get isSaved(): boolean {
    return this.#isAnswerDurable && !this.isWaiting;
  }

  /** Whether updates may go out: before the answer they would refer to things the server has not seen. */
  get isAnswered(): boolean {
    return this.#isAnswered;
  }

  /** Something was changed here, or an earlier page of this browser left changes behind. */
  change(): void {
    this.#made += 1;
  }

  /** A connection begins or has ended: the messages that it carried no longer count. */
  restart(): void {
    this.#messages = 0;
    this.#chunk = 0;
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

  /** A chunk of an answer that is too large for one message. It makes nothing durable by itself; the answer follows. */
  sentChunk(): void {
    this.#isAnswered = false;
    this.#isAnswerDurable = false;
    this.#messages += 1;
    this.#chunk = this.#messages;
    this.#carried.push({ n: this.#messages, from: Number.POSITIVE_INFINITY, to: 0 });
  }

  /** Whether a chunk was sent and not acknowledged; the next one waits for that. */
  get hasChunk(): boolean {
    return this.#chunk !== 0;
  }

  /** An update with every unsent change was sent. */
  sentUpdate(): void {
    this.#carry(this.#sentUpTo);
  }

  /** The first n messages of this connection are durable, except those refused before. */
  acknowledged(n: number): void {
    if (n >= this.#chunk) this.#chunk = 0;
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
    if (n === this.#chunk) this.#chunk = 0;
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
