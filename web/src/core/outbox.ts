/*
 * Local changes on their way to the server: numbered, gathered, sent, confirmed or refused. Before the server's step 1
 * was answered nothing goes out, because an update may refer to things that only the answer carries; the answer holds
 * all that the server lacks, deletions always included (they are not in state vectors). Made by replica.ts only.
 */
import { type ReadonlySignal, signal } from "@preact/signals-core";
import * as Y from "yjs";
import { Ledger } from "./ledger";
import {
  CAREFUL_BYTES,
  firstDeletions,
  firstPortion,
  type Had,
  hadNothingButStructs,
  LARGEST_BYTES,
  PORTION_BYTES,
  type Portion,
} from "./portion";
import { type Refusal, Refusals } from "./refusals";
import * as wire from "./wire";

export interface Line {
  send(frame: Uint8Array): void;
  /** Begins a new connection at once: what the server has is told anew. */
  renew(): void;
  readonly bufferedAmount: number;
}

export interface Figures {
  /** Changes that no ACK covers. */
  readonly waiting: number;
  /** Whether every change is durable, by the rule of docs/protocol.md. */
  readonly isSaved: boolean;
}

/** More than this in the socket's buffer: let it drain and send the rest as one message. */
const BUFFER_BYTES = 256 * 1024;
const BUFFER_LOOK_MS = 50;
/** The first change goes out at once; a storm of them (a drag, a held key) as 50 messages a second, which the server allows. */
const APART_MS = 20;
const FULL = "document_full";
/** The state vector of an empty document. */
const NOTHING = Uint8Array.of(0);
/** Somebody shortens a text, and there is room: nobody waits long for that. */
const FULL_LONGEST_MS = 30_000;

export class Outbox {
  readonly #doc: Y.Doc;
  readonly #line: Line;
  readonly #ledger = new Ledger();
  readonly #figures = signal<Figures>({ waiting: 0, isSaved: false });
  readonly #refusals = new Refusals(() => this.#offerAgain());
  #unsent: Uint8Array[] = [];
  #isFlushPlanned = false;
  /** By the clock that nobody sets. */
  #sentAt = Number.NEGATIVE_INFINITY;
  /** What the server said that it has. */
  #hadFirst: Had | undefined;
  /** And what it has since by parts of an answer. */
  #had: Had | undefined;
  #portionBytes = PORTION_BYTES;
  #lastPlace: { readonly type: unknown; readonly keys: string } | undefined;
  #isMuted = false;
  /** The document has reached its largest size. Deletions pass, and make room for what waits. */
  #isFull = false;
  readonly #mends: (code: string) => boolean;
  /** The refusal that is being mended; nothing goes out meanwhile. */
  #mending: Pick<Refusal, "code" | "detail"> | undefined;
  /** Updates that go one by one before the next answer: what is refused of them holds back nothing but itself. */
  #apart: Uint8Array[] | undefined;

  /** `mends`: whether a refusal is taken care of; `askForAll` and `sayAnew`, or `notMended`, follow then. */
  constructor(doc: Y.Doc, line: Line, mends: (code: string) => boolean = () => false) {
    this.#doc = doc;
    this.#line = line;
    this.#mends = mends;
    doc.on("update", (update, _origin, _doc, transaction) => {
      if (transaction.local) this.#changed(update, transaction);
    });
  }

  readonly figures: ReadonlySignal<Figures> = this.#figures;
  readonly refusals: ReadonlySignal<readonly Refusal[]> = this.#refusals.all;

  /** Changes of earlier pages that the local copy holds. */
  addLeftBehind(count: number): void {
    this.#ledger.add(count);
    this.#count();
  }

  /** The document got more than changes made here, of which the server may not know: answers it again. */
  offerAll(): void {
    if (!this.#isHeld && !this.#ledger.hasPortion) this.#answer();
  }

  /** A viewer says nothing: all of it would be refused. Who becomes an editor is asked anew by the server. */
  mute(isMuted: boolean): void {
    this.#isMuted = isMuted;
  }

  /** A connection begins: ask for what we lack, or for all. */
  begin(): void {
    this.#ledger.restart();
    this.#ledger.sentQuestion();
    this.#line.send(wire.step1(this.#mending ? NOTHING : Y.encodeStateVector(this.#doc)));
  }

  /** The connection is gone, and with it what it carried unconfirmed. */
  end(): void {
    this.#unsent = [];
    this.#hadFirst = this.#had = undefined;
    this.#refusals.endWait();
    this.#mending = this.#apart = undefined;
    this.#ledger.restart();
    this.#count();
  }

  /** The server's step 1: the state that it has. */
  asked(vector: Uint8Array): void {
    this.#hadFirst = this.#had = hadNothingButStructs(vector);
    if (!this.#isHeld) this.#answer();
  }

  acknowledged(n: number): void {
    const hadPortion = this.#ledger.hasPortion;
    this.#ledger.acknowledged(n);
    if (hadPortion && !this.#ledger.hasPortion && !this.#isHeld) this.#answer();
    if (this.#ledger.isSaved) {
      this.#isFull = false;
      this.#portionBytes = PORTION_BYTES;
      this.#refusals.clear();
    }
    this.#count();
  }

  /** The words stay in the document here. All is offered again later, in one answer: the reason may pass. */
  refused(n: number, code: string, detail: string): void {
    if (!this.#ledger.refused(n) || this.#mending) return;
    this.#isFull ||= code === FULL;
    if (this.#apart) this.#answer();
    else this.#mendOrWait(code, detail);
  }

  /** On a new connection, because on this one a difference may be on its way, which answers no question. */
  askForAll(): void {
    const mending = this.#mending;
    this.#line.renew();
    this.#mending = mending;
  }

  /** The document says the same in other words: these updates, one by one, and what else there is. */
  sayAnew(updates: readonly Uint8Array[]): void {
    this.#mending = undefined;
    this.#apart = updates.filter((update) => update.length <= PORTION_BYTES);
    this.#answer();
  }

  notMended(): void {
    const refusal = this.#mending;
    this.#mending = undefined;
    if (refusal) this.#waitAfter(refusal.code, refusal.detail);
  }

  #mendOrWait(code: string, detail: string): void {
    if (this.#mends(code)) this.#mending = { code, detail };
    else this.#waitAfter(code, detail);
  }

  /** Whether a refusal has to be got over first. */
  get #isHeld(): boolean {
    return this.#refusals.isWaiting || this.#mending !== undefined;
  }

  #waitAfter(code: string, detail: string): void {
    this.#had = this.#hadFirst;
    this.#portionBytes = CAREFUL_BYTES;
    this.#refusals.add(code, detail, this.#isFull ? FULL_LONGEST_MS : undefined);
    this.#count();
  }

  /** Sends what the current task has changed so far. */
  flush(): void {
    this.#isFlushPlanned = false;
    const [first, ...more] = this.#unsent;
    if (!first || !this.#maySpeak()) return;
    if (this.#line.bufferedAmount > BUFFER_BYTES) return this.#flushIn(BUFFER_LOOK_MS);
    const update = more.length > 0 ? Y.mergeUpdates([first, ...more]) : first;
    if (update.length > this.#portionBytes) return this.#answer();
    this.#unsent = [];
    this.#sentAt = performance.now();
    this.#ledger.sentUpdate();
    this.#line.send(wire.update(update));
  }

  #maySpeak(): boolean {
    return this.#ledger.isAnswered && !this.#isMuted && !this.#isHeld;
  }

  #answer(): void {
    if (!this.#had || this.#isMuted) return;
    this.#unsent = [];
    // The copy has lost what this builds on: the server would ask for it again and again.
    if (this.#doc.store.pendingStructs) return this.#mendOrWait("reference", "gap");
    const apart = this.#apart?.shift();
    if (apart) return this.#sendPortion({ update: apart, had: this.#had, isLast: false });
    this.#apart = undefined;
    const update = Y.encodeStateAsUpdate(this.#doc, this.#had.vector);
    const first = this.#isFull ? firstDeletions(update, this.#had) : undefined;
    if (first) return this.#sendPortion(first);
    const isLarge = update.length > this.#portionBytes;
    const portion = isLarge ? firstPortion(update, this.#had, this.#portionBytes) : undefined;
    if (portion && !portion.isLast) return this.#sendPortion(portion);
    // One value alone is too large for a message: sent, it would end this connection and each one after it.
    if (!portion && update.length > LARGEST_BYTES) return this.#mendOrWait("content", "size");
    this.#ledger.sentAnswer();
    this.#line.send(wire.step2(portion?.update ?? update));
    this.#count();
  }

  /** A first part; the rest follows when it is durable. */
  #sendPortion(portion: Portion): void {
    this.#had = portion.had;
    this.#ledger.sentPortion();
    this.#line.send(wire.update(portion.update));
    this.#count();
  }

  #offerAgain(): void {
    if (this.#isFull) this.#line.renew();
    else this.#answer();
  }

  #changed(update: Uint8Array, transaction: Y.Transaction): void {
    this.#ledger.change(this.#isSamePlace(transaction));
    this.#count();
    if (!this.#ledger.isAnswered) return;
    this.#unsent.push(update);
    this.#planFlush();
  }

  /** Whether this change is in the same text, or the same field, as the one before. */
  #isSamePlace(transaction: Y.Transaction): boolean {
    const last = this.#lastPlace;
    const [sole, second] = transaction.changed;
    const place = sole && !second ? { type: sole[0], keys: [...sole[1]].sort().join() } : undefined;
    this.#lastPlace = place;
    return place !== undefined && last?.type === place.type && last.keys === place.keys;
  }

  /** One message for all transactions of a task; not one per frame, which would cost up to 16 ms on every key. */
  #planFlush(): void {
    if (this.#isFlushPlanned) return;
    const wait = this.#sentAt + APART_MS - performance.now();
    if (wait > 0) return this.#flushIn(wait);
    this.#isFlushPlanned = true;
    queueMicrotask(() => this.flush());
  }

  #flushIn(ms: number): void {
    this.#isFlushPlanned = true;
    setTimeout(() => this.flush(), ms);
  }

  #count(): void {
    const { waiting, isSaved } = this.#ledger;
    const now = this.#figures.peek();
    if (now.waiting !== waiting || now.isSaved !== isSaved) this.#figures.value = { waiting, isSaved };
  }
}
