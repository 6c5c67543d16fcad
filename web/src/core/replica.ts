/*
 * This browser's copy of one document, and whether the server has it. Opens the connection and the local store, speaks
 * leitstern.v1, and answers one question honestly: is every change made here durable? Elements read `status` and write
 * through `transact`. What a document holds is not its business: see doc/.
 *
 * Life of a local change: transaction -> outbox.ts numbers it and sends it with the other changes of the same task as one
 * sync message -> ACK -> `status`. Life of a remote one: frame -> Y.applyUpdate -> records.ts, textbinding.ts.
 */
import { computed, effect, type ReadonlySignal, signal } from "@preact/signals-core";
import * as Y from "yjs";
import { type Role, SHAPE_VERSION } from "../generated/plan";
import { setServerTime } from "./clock";
import { Connection, type ConnectionState } from "./connection";
import { Divergence } from "./divergence";
import { Mending } from "./mending";
import { type LocalStore, NO_STORE, openLocalStore } from "./offline";
import { Outbox } from "./outbox";
import { Presence } from "./presence";
import { type Answer, askPage } from "./probe";
import type { Refusal } from "./refusals";
import { type SyncStatus, statusOf } from "./status";
import { Undo } from "./undo";
import * as wire from "./wire";

export type { Refusal, SyncStatus };

export interface ReplicaOptions {
  readonly documentId: string;
  /** ws(s) address of the document, or a path such as `/sync/doc_x`. */
  readonly url: string;
  /** Keep a copy in IndexedDB, so that words survive a reload without connection. */
  readonly persistence: boolean;
  /** Participant id: two people at one browser never share a local copy. */
  readonly owner?: string;
  /** Asks for the page behind this document; see connection.ts. */
  readonly probe?: () => Promise<Answer | undefined>;
}

export interface Replica {
  readonly documentId: string;
  readonly doc: Y.Doc;
  readonly status: ReadonlySignal<SyncStatus>;
  /** Number of changes made here that the server has not confirmed. */
  readonly waiting: ReadonlySignal<number>;
  /** What WELCOME said; undefined until then. */
  readonly role: ReadonlySignal<Role | undefined>;
  /** The log's number up to which the server confirmed or welcomed us. */
  readonly seq: ReadonlySignal<number>;
  /** False for viewers and after the connection was stopped for good. */
  readonly mayWrite: ReadonlySignal<boolean>;
  readonly refusals: ReadonlySignal<readonly Refusal[]>;
  /** Close code of the last connection while there is none, or none that has proved itself; 1012: the server restarts. */
  readonly interruption: ReadonlySignal<number | undefined>;
  readonly presence: Presence;
  readonly undo: Undo;
  /** Resolves when there is something to show: the local copy has content, or the server answered, or will not. */
  readonly whenLoaded: Promise<void>;
  /** Resolves with the server's first complete answer. */
  readonly whenSynced: Promise<void>;
  /** Every local write goes through here: one transaction, one origin, undoable. */
  transact<T>(change: () => T): T;
  /** Tries at once instead of waiting for the next attempt. */
  reconnect(): void;
  /** Forgets this browser's copy, unsaved changes included; reload the page afterwards. */
  discardLocal(): Promise<void>;
  close(): Promise<void>;
}

export function openReplica(options: ReplicaOptions): Replica {
  return new LiveReplica(options);
}

/** Our own reasons to stop, beside the server's (4400 to 4404): only a reload helps. */
const OLD_PAGE = 4426;
const OLD_COPY = 4427;
const BAD_COPY = 4428;
/** Signed out, forbidden, gone: whoever may not see the plan any more shall not keep a copy of it. */
const BARRED: readonly number[] = [4401, 4403, 4404];
const UNDO_STEP_MS = 500;

class LiveReplica implements Replica {
  readonly documentId: string;
  readonly doc = new Y.Doc();
  readonly presence: Presence;
  readonly undo: Undo;
  readonly whenLoaded: Promise<void>;
  readonly whenSynced: Promise<void>;
  readonly refusals: ReadonlySignal<readonly Refusal[]>;
  readonly status: ReadonlySignal<SyncStatus>;
  readonly interruption: ReadonlySignal<number | undefined>;

  readonly #origin = Symbol("written here");
  readonly #remote = Symbol("came by the connection");
  readonly #store: LocalStore;
  readonly #connection: Connection;
  readonly #outbox: Outbox;
  readonly #mending: Mending;
  readonly #divergence: Divergence;
  readonly #role = signal<Role | undefined>(undefined);
  readonly #seq = signal(0);
  readonly #synced = Promise.withResolvers<void>();
  readonly #loaded = Promise.withResolvers<void>();
  readonly #watching: readonly (() => void)[];
  #isRead = false;
  #isOpen = false;
  #early: Uint8Array[] = [];

  constructor(options: ReplicaOptions) {
    this.documentId = options.documentId;
    this.whenSynced = this.#synced.promise;
    this.whenLoaded = this.#loaded.promise;
    this.#store = options.persistence
      ? openLocalStore(options.documentId, options.owner ?? "", this.doc)
      : NO_STORE;
    this.#connection = this.#connect(options);
    this.interruption = this.#connection.interruption;
    this.#outbox = new Outbox(this.doc, this.#connection, (code) => this.#mending.begins(code));
    this.#mending = new Mending({
      doc: this.doc,
      store: this.#store,
      askForAll: () => this.#outbox.askForAll(),
      startsOver: () => this.undo.clear(),
      mended: (updates) => this.#outbox.sayAnew(updates),
      failed: () => this.#outbox.notMended(),
    });
    this.refusals = this.#outbox.refusals;
    const { state } = this.#connection;
    this.status = statusOf({ state, figures: this.#outbox.figures, role: this.#role });
    this.#divergence = new Divergence({
      doc: this.doc,
      send: (frame) => this.#connection.send(frame),
      isSettled: () => this.#isSettled(),
      seq: () => this.#seq.peek(),
      isBad: () => this.#startAnew(BAD_COPY),
    });
    this.presence = new Presence(this.doc, (states) => this.#connection.send(wire.awareness(states)));
    this.undo = new Undo(this.doc, {
      trackedOrigins: new Set([this.#origin]),
      captureTimeout: UNDO_STEP_MS,
    });
    this.#watching = [
      effect(() => this.#keepCount(this.waiting.value)),
      effect(() => this.#stateChanged(this.#connection.state.value)),
    ];
    this.#store.onMore((leftBehind) => this.#readMore(leftBehind));
    void this.#store.whenLoaded.then(() => this.#read());
  }

  readonly role: ReadonlySignal<Role | undefined> = this.#role;
  readonly seq: ReadonlySignal<number> = this.#seq;
  readonly waiting: ReadonlySignal<number> = computed(() => this.#outbox.figures.value.waiting);

  readonly mayWrite: ReadonlySignal<boolean> = computed(
    () => this.#role.value !== "viewer" && this.#connection.state.value.kind !== "stopped",
  );

  transact<T>(change: () => T): T {
    if (!this.mayWrite.peek()) throw new Error(`document ${this.documentId} is read-only here`);
    return this.doc.transact(change, this.#origin);
  }

  reconnect(): void {
    this.#connection.reconnect();
  }

  async discardLocal(): Promise<void> {
    for (const stop of this.#watching) stop();
    this.#divergence.close();
    this.#connection.close();
    await this.#store.clear();
  }

  async close(): Promise<void> {
    for (const stop of this.#watching) stop();
    this.#outbox.flush();
    this.presence.close();
    this.#divergence.close();
    this.#connection.close();
    await this.#store.close();
    this.undo.destroy();
    this.doc.destroy();
  }

  #connect(options: ReplicaOptions): Connection {
    return new Connection({
      url: socketAddress(options.url),
      opened: () => this.#opened(),
      received: (frame) => this.#received(frame),
      lost: () => this.#lost(),
      question: wire.askAwareness,
      probe: options.probe ?? askPage,
    });
  }

  #keepCount(waiting: number): void {
    if (this.#isRead) this.#store.keepWaiting(waiting);
  }

  /** The local copy was read. Question and answer had to wait for it: what it holds belongs into both. */
  #read(): void {
    this.#isRead = true;
    this.#outbox.addLeftBehind(this.#store.leftBehind);
    if (this.doc.store.clients.size > 0) this.#loaded.resolve();
    if (this.#isOpen) this.#begin();
  }

  /** The local copy held more than was read: what a closed tab left, or all of it, late. */
  #readMore(leftBehind: number): void {
    this.#outbox.addLeftBehind(leftBehind);
    this.#outbox.offerAll();
  }

  #opened(): void {
    this.#isOpen = true;
    this.#store.look();
    if (this.#isRead) this.#begin();
  }

  #begin(): void {
    this.#outbox.begin();
    for (const frame of this.#early.splice(0)) this.#take(frame);
  }

  #lost(): void {
    this.#isOpen = false;
    this.#early = [];
    this.#outbox.end();
    this.#mending.lost();
    this.#divergence.forget();
    this.presence.forgetOthers();
  }

  #received(frame: Uint8Array): void {
    if (this.#isRead) this.#take(frame);
    else this.#early.push(frame);
  }

  #take(bytes: Uint8Array): void {
    const frame = wire.readFrame(bytes);
    switch (frame.kind) {
      case "welcome":
        return this.#welcomed(frame.welcome);
      case "step1":
        return this.#outbox.asked(frame.vector);
      case "step2":
        this.#apply(frame.update);
        this.#divergence.synced(frame.update);
        this.#mending.answered(frame.update);
        this.#synced.resolve();
        return this.#loaded.resolve();
      case "update":
        return this.#apply(frame.update);
      case "awareness":
        return this.presence.receive(frame.states);
      case "ack":
        return this.#acknowledged(frame.n, frame.seq);
      case "rejected":
        return this.#outbox.refused(frame.n, frame.code, frame.detail);
      case "hash":
        return this.#divergence.told(frame.seq, frame.hash);
      case "drain":
        return this.#connection.returnAfter(frame.ms);
      case "ask-awareness":
      case "unknown":
        return;
    }
  }

  #welcomed(welcome: wire.Welcome): void {
    setServerTime(welcome.now_ms);
    this.#role.value = welcome.role;
    this.#outbox.mute(welcome.role === "viewer");
    this.#sawSeq(welcome.seq);
    if (welcome.shape > SHAPE_VERSION) return this.#connection.stop(OLD_PAGE);
    if (!this.#store.isOfEpoch(welcome.epoch)) return this.#startAnew(OLD_COPY);
    this.presence.begin(welcome.participant);
    if (welcome.role === "viewer") this.#connection.settled();
  }

  /** Whether nothing made here is on its way. A viewer makes nothing, and has nothing to wait for but the first answer. */
  #isSettled(): boolean {
    const kind = this.status.peek().kind;
    return kind === "saved" || (kind === "readonly" && this.waiting.peek() === 0);
  }

  /** The document was put back to an older state, or this copy went bad: what stands here must not be merged into it. */
  #startAnew(code: number): void {
    this.#connection.stop(code);
    void this.#store.clear();
  }

  /** Nothing more will come soon: whoever waits for something to show shows what there is, and why. */
  #stateChanged(state: ConnectionState): void {
    if (state.kind === "stopped" || (state.kind === "waiting" && state.attempt > 1)) this.#loaded.resolve();
    if (state.kind !== "stopped" || !BARRED.includes(state.code)) return;
    if (this.waiting.peek() === 0) void this.#store.clear();
  }

  #apply(update: Uint8Array): void {
    Y.applyUpdate(this.doc, update, this.#remote);
    this.undo.heard(update);
  }

  #acknowledged(n: number, seq: number): void {
    this.#sawSeq(seq);
    this.#outbox.acknowledged(n);
    if (!this.#outbox.figures.peek().isSaved) return;
    this.#connection.settled();
    this.#mending.saved();
  }

  #sawSeq(seq: number): void {
    this.#seq.value = Math.max(this.#seq.value, seq);
  }
}

function socketAddress(url: string): string {
  const address = new URL(url, globalThis.location?.href);
  address.protocol = address.protocol.replace("http", "ws");
  return address.href;
}
