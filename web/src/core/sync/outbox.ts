/*
 * Local changes on their way to the server: numbered, gathered, sent, confirmed or refused. Before the server's step 1
 * was answered nothing goes out, because an update may refer to things that only the answer carries; the answer holds
 * all that the server lacks, deletions always included (they are not in state vectors). Made by replica.ts only.
 *
 * "Saved" compares the document with what was acknowledged: a change that the listener never received advances the document's
 * own clock, is found by that, and is sent with a new answer.
 */
import { type ReadonlySignal, signal } from "@preact/signals-core";
import * as Y from "yjs";
import { AckTracker } from "./ack-tracker";
import { type Refusal, Refusals } from "./refusals";
import { isUnsent, joined, NOTHING_UNSENT, type Unsent } from "./unsent";
import {
  CAREFUL_BYTES,
  CHUNK_BYTES,
  firstChunk,
  firstDeletes,
  type Had,
  hadNothingButStructs,
  LARGEST_BYTES,
  type UpdateChunk,
} from "./update-chunks";
import * as wire from "./wire";

export interface Line {
  send(frame: Uint8Array): void;
  /** Begins a new connection at once: the server tells again what it has. */
  renew(): void;
  readonly bufferedAmount: number;
}

export interface Figures {
  /** Whether there are changes that no ACK covers. */
  readonly isWaiting: boolean;
  /** Whether every change is durable, by the rule of docs/protocol.md. */
  readonly isSaved: boolean;
  readonly unsent: Unsent;
}

/** More than this in the socket's buffer: let it drain and send the rest as one message. */
const BUFFER_BYTES = 256 * 1024;
const BUFFER_LOOK_MS = 50;
/** The first change goes out at once; many in a row (a drag, a held key) as 50 messages a second, which the server allows. */
const APART_MS = 20;
const FULL = "document_full";
/** The state vector of an empty document. */
const EMPTY_VECTOR = Uint8Array.of(0);
/** Room may appear at any time, when somebody shortens a text. */
const FULL_LONGEST_MS = 30_000;

export class Outbox {
  readonly #doc: Y.Doc;
  readonly #line: Line;
  readonly #acks = new AckTracker();
  readonly #figures = signal<Figures>({ isWaiting: false, isSaved: false, unsent: NOTHING_UNSENT });
  readonly #refusals = new Refusals(() => this.#offerAgain());
  #unsentUpdates: Uint8Array[] = [];
  #unsent: Unsent = NOTHING_UNSENT;
  /** The document's clock after the last local change that the listener received. */
  #heard = { client: 0, clock: 0 };
  /** Whether the document has a local change that the listener did not receive: only a full answer contains it. */
  #hasMissed = false;
  #isFlushPlanned = false;
  /** `performance.now()` of the last update sent. */
  #sentAt = Number.NEGATIVE_INFINITY;
  /** What the server has, by its step 1. */
  #hadFirst: Had | undefined;
  /** The same plus the chunks of the answer that were sent since. */
  #had: Had | undefined;
  #chunkBytes = CHUNK_BYTES;
  #isMuted = false;
  /** The document has reached its largest size. Deletions pass, and make room for what waits. */
  #isFull = false;
  readonly #recovers: (code: string) => boolean;
  /** While the document is being rebuilt nothing goes out. */
  #isRecovering = false;
  /** Updates that go one by one before the next answer: a refused one holds back nothing but itself. */
  #oneByOne: Uint8Array[] | undefined;

  /** `recovers`: whether a refusal is taken care of; then a new connection and `rebuilt` follow. */
  constructor(doc: Y.Doc, line: Line, recovers: (code: string) => boolean = () => false) {
    this.#doc = doc;
    this.#line = line;
    this.#recovers = recovers;
    doc.on("update", (update, _origin, _doc, transaction) => {
      if (transaction.local) this.#changed(update, transaction);
    });
  }

  readonly figures: ReadonlySignal<Figures> = this.#figures;
  readonly refusals: ReadonlySignal<readonly Refusal[]> = this.#refusals.all;

  /** The document holds changes of earlier pages that were not acknowledged. */
  addLeftBehind(unsent: Unsent): void {
    if (unsent.size === 0) return;
    this.#unsent = joined(this.#unsent, unsent);
    this.#acks.change();
    this.#count();
  }

  /** The document got changes that were not made by this page: sends the full answer again. */
  offerAll(): void {
    if (!this.#isHeld && !this.#acks.hasChunk) this.#answer();
  }

  /** Finds local changes that the listener did not receive, and sends them. Call it outside of transactions. */
  verify(): void {
    if (this.#clockNow() === this.#heardClock()) return;
    const { clientID } = this.#doc;
    this.#unsent = joined(this.#unsent, new Map([[clientID, this.#heardClock()]]));
    this.#heard = { client: clientID, clock: this.#clockNow() };
    this.#acks.change();
    this.#hasMissed = true;
    this.#count();
    this.offerAll();
  }

  /** A viewer sends nothing: all of it would be refused. The server asks again when a viewer becomes an editor. */
  mute(isMuted: boolean): void {
    this.#isMuted = isMuted;
  }

  /** A connection begins: ask for what we lack, or for everything, with which the document is rebuilt. */
  begin(asksForAll = false): void {
    this.#isRecovering = asksForAll;
    this.#acks.restart();
    this.#acks.sentQuestion();
    this.#line.send(wire.step1(this.#isRecovering ? EMPTY_VECTOR : Y.encodeStateVector(this.#doc)));
  }

  /** The connection is gone, and with it what it carried unconfirmed. */
  end(): void {
    this.#unsentUpdates = [];
    this.#hadFirst = this.#had = undefined;
    this.#refusals.endWait();
    this.#isRecovering = false;
    this.#oneByOne = undefined;
    this.#acks.restart();
    this.#count();
  }

  /** The server's step 1: the state that it has. */
  asked(vector: Uint8Array): void {
    this.#hadFirst = this.#had = hadNothingButStructs(vector);
    if (!this.#isHeld) this.#answer();
  }

  acknowledged(n: number): void {
    const hadChunk = this.#acks.hasChunk;
    this.#acks.acknowledged(n);
    if (hadChunk && !this.#acks.hasChunk && !this.#isHeld) this.#answer();
    if (this.#acks.isSaved) {
      this.#isFull = false;
      this.#chunkBytes = CHUNK_BYTES;
      this.#refusals.clear();
    }
    this.#count();
  }

  /** The changes stay in the document and are sent again later, in one answer: the reason may pass. */
  refused(n: number, code: string, detail: string): void {
    if (!this.#acks.refused(n) || this.#isRecovering) return;
    this.#isFull ||= code === FULL;
    if (this.#oneByOne) this.#answer();
    else this.#recoverOrWait(code, detail);
  }

  /** The document was rebuilt: sends these updates one by one, and then what else there is. `unsent` names their structs. */
  rebuilt(updates: readonly Uint8Array[], unsent: Unsent): void {
    this.#isRecovering = false;
    this.#hasMissed = false;
    this.#unsent = joined(this.#unsent, unsent);
    if (unsent.size > 0) this.#acks.change();
    this.#oneByOne = updates.filter((update) => update.length <= CHUNK_BYTES);
    this.#answer();
    this.#count();
  }

  /** Sends what the current task has changed so far. */
  flush(): void {
    this.#isFlushPlanned = false;
    const [first, ...more] = this.#unsentUpdates;
    if (!first || !this.#maySend()) return;
    if (this.#line.bufferedAmount > BUFFER_BYTES) return this.#flushIn(BUFFER_LOOK_MS);
    const update = more.length > 0 ? Y.mergeUpdates([first, ...more]) : first;
    if (update.length > this.#chunkBytes || this.#hasMissed) return this.#answer();
    this.#unsentUpdates = [];
    this.#sentAt = performance.now();
    this.#acks.sentUpdate();
    this.#line.send(wire.update(update));
  }

  /** Sends at once what would go out at the end of the task; what waits for its turn goes on waiting. */
  hurry(): void {
    const isTurn = this.#sentAt + APART_MS <= performance.now();
    if (isTurn && this.#line.bufferedAmount <= BUFFER_BYTES) this.flush();
  }

  #recoverOrWait(code: string, detail: string): void {
    this.#isRecovering = this.#recovers(code);
    if (!this.#isRecovering) this.#waitAfter(code, detail);
  }

  /** Whether sending waits for a refusal or a recovery. */
  get #isHeld(): boolean {
    return this.#refusals.isWaiting || this.#isRecovering;
  }

  #waitAfter(code: string, detail: string): void {
    this.#had = this.#hadFirst;
    this.#chunkBytes = CAREFUL_BYTES;
    this.#refusals.add(code, detail, this.#isFull ? FULL_LONGEST_MS : undefined);
    this.#count();
  }

  #maySend(): boolean {
    return this.#acks.isAnswered && !this.#isMuted && !this.#isHeld;
  }

  #answer(): void {
    if (!this.#had || this.#isMuted) return;
    this.#unsentUpdates = [];
    // The local copy has lost what this builds on: the server would ask for it again and again.
    if (this.#doc.store.pendingStructs) return this.#recoverOrWait("reference", "gap");
    const next = this.#oneByOne?.shift();
    if (next) return this.#sendChunk({ update: next, had: this.#had, isLast: false });
    this.#oneByOne = undefined;
    const update = Y.encodeStateAsUpdate(this.#doc, this.#had.vector);
    const deletes = this.#isFull ? firstDeletes(update, this.#had) : undefined;
    if (deletes) return this.#sendChunk(deletes);
    const isLarge = update.length > this.#chunkBytes;
    const chunk = isLarge ? firstChunk(update, this.#had, this.#chunkBytes) : undefined;
    if (chunk && !chunk.isLast) return this.#sendChunk(chunk);
    // One value alone is too large for a message: sent, it would end this connection and each one after it.
    if (!chunk && update.length > LARGEST_BYTES) return this.#recoverOrWait("content", "size");
    this.#hasMissed = false;
    this.#acks.sentAnswer();
    this.#line.send(wire.step2(chunk?.update ?? update));
    this.#count();
  }

  /** The rest follows when this chunk is durable. */
  #sendChunk(chunk: UpdateChunk): void {
    this.#had = chunk.had;
    this.#acks.sentChunk();
    this.#line.send(wire.update(chunk.update));
    this.#count();
  }

  #offerAgain(): void {
    if (this.#isFull) this.#line.renew();
    else this.#answer();
  }

  #changed(update: Uint8Array, transaction: Y.Transaction): void {
    const { clientID } = this.#doc;
    const before = transaction.beforeState.get(clientID) ?? 0;
    const from = Math.min(before, this.#heardClock());
    this.#hasMissed ||= before !== this.#heardClock();
    this.#heard = { client: clientID, clock: transaction.afterState.get(clientID) ?? 0 };
    if (!isUnsent(this.#unsent, { client: clientID, clock: from }))
      this.#unsent = joined(this.#unsent, new Map([[clientID, from]]));
    this.#acks.change();
    this.#count();
    if (!this.#acks.isAnswered) return;
    this.#unsentUpdates.push(update);
    this.#planFlush();
  }

  #clockNow(): number {
    return Y.getState(this.#doc.store, this.#doc.clientID);
  }

  #heardClock(): number {
    return this.#heard.client === this.#doc.clientID ? this.#heard.clock : 0;
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
    const { isWaiting } = this.#acks;
    const isSaved = this.#acks.isSaved && !this.#hasMissed;
    if (!isWaiting) this.#unsent = NOTHING_UNSENT;
    const [now, unsent] = [this.#figures.peek(), this.#unsent];
    if (now.isWaiting !== isWaiting || now.isSaved !== isSaved || now.unsent !== unsent)
      this.#figures.value = { isWaiting, isSaved, unsent };
  }
}
