/*
 * One document in this browser, kept in step with the server. Opens the connection and the local copy, speaks
 * leitstern.v1, and knows whether every change made here is durable. Elements read `status` and write
 * through `transact`. It knows nothing of what a document contains: see doc/.
 *
 * Life of a local change: transaction -> outbox.ts numbers it and sends it with the other changes of the same task as one
 * sync message -> ACK -> `status`. Life of a remote one: frame -> Y.applyUpdate -> record-set.ts, text-binding.ts.
 */
import { computed, effect, type ReadonlySignal, signal } from "@preact/signals-core";
import * as Y from "yjs";
import { type DocumentKind, ROOTS, type Role, SHAPE_VERSION } from "../generated/plan";
import { type LocalStore, NO_STORE, openLocalStore } from "./local/offline-copy";
import { Presence } from "./presence/presence";
import { Recovery } from "./recovery/recovery";
import { carry } from "./recovery/unsent-words";
import { Watchdog } from "./recovery/watchdog";
import type { Replica, ReplicaOptions } from "./replica-contract";
import { applyUpdates } from "./sync/apply-updates";
import { Connection, type ConnectionState } from "./sync/connection";
import { Divergence } from "./sync/divergence";
import { Outbox } from "./sync/outbox";
import { askPage } from "./sync/probe";
import type { Refusal } from "./sync/refusals";
import { setServerTime } from "./sync/server-clock";
import { type SyncStatus, statusOf } from "./sync/status";
import type { Unsent } from "./sync/unsent";
import * as wire from "./sync/wire";
import { Undo } from "./undo/undo";

export type { Refusal, Replica, ReplicaOptions, SyncStatus };

export function openReplica(options: ReplicaOptions): Replica {
  return new LiveReplica(options);
}

/** Our own reasons to stop, beside the server's (4400 to 4404): only a reload helps. */
const OLD_PAGE = 4426;
const FAULTY_PAGE = 4427;
/** After these the local copy is deleted, unless it holds words that this person wrote and may want back. */
const BARRED: readonly number[] = Object.values(wire.CLOSED);
const UNDO_STEP_MS = 500;

class LiveReplica implements Replica {
  readonly documentId: string;
  readonly kind: DocumentKind;
  readonly participant: string;
  readonly isKept: ReadonlySignal<boolean>;
  readonly doc = new Y.Doc();
  readonly presence: Presence;
  readonly undo: Undo;
  readonly whenLoaded: Promise<void>;
  readonly whenSynced: Promise<void>;
  readonly refusals: ReadonlySignal<readonly Refusal[]>;
  readonly status: ReadonlySignal<SyncStatus>;
  readonly interruption: ReadonlySignal<number | undefined>;

  readonly #origin = Symbol("written here");
  readonly #untracked = Symbol("written here, not undone");
  readonly #remote = Symbol("came by the connection");
  readonly #store: LocalStore;
  readonly #connection: Connection;
  readonly #outbox: Outbox;
  readonly #recovery: Recovery;
  readonly #divergence: Divergence;
  readonly #watchdog: Watchdog;
  readonly #role = signal<Role | undefined>(undefined);
  readonly #seq = signal(0);
  readonly #restorations = signal(0);
  readonly #synced = Promise.withResolvers<void>();
  readonly #loaded = Promise.withResolvers<void>();
  readonly #watching: readonly (() => void)[];
  #isRead = false;
  #isOpen = false;
  #epoch = 0;
  #restoredTo: number | undefined;
  #isRestoring = false;
  /** Number of connections so far: frames that were queued on an earlier one are dropped. */
  #connections = 0;
  #early: Uint8Array[] = [];

  constructor(options: ReplicaOptions) {
    this.documentId = options.documentId;
    this.kind = options.kind;
    this.participant = options.owner?.participant ?? "";
    this.whenSynced = this.#synced.promise;
    this.whenLoaded = this.#loaded.promise;
    this.#store = options.owner ? openLocalStore(options.documentId, options.owner, this.doc) : NO_STORE;
    this.isKept = this.#store.isKept;
    this.#connection = this.#connect(options);
    this.interruption = this.#connection.interruption;
    this.#outbox = new Outbox(this.doc, this.#connection, (code) => this.#recovery.beginsAfterRefusal(code));
    this.#recovery = this.#recoverBy(this.#outbox);
    this.refusals = this.#outbox.refusals;
    const { state } = this.#connection;
    this.status = statusOf({ state, figures: this.#outbox.figures, role: this.#role });
    this.#divergence = new Divergence({
      doc: this.doc,
      roots: ROOTS[this.kind],
      send: (frame) => this.#connection.send(frame),
      isSettled: () => this.#isSettled(),
      seq: () => this.#seq.peek(),
      differs: () => this.#recovery.begin("differs"),
    });
    this.#watchdog = new Watchdog(this.doc, {
      looked: () => this.#outbox.verify(),
      repairs: () => this.undo.clear(),
      repaired: () => this.#outbox.offerAll(),
      gaveUp: () => this.#connection.stop(FAULTY_PAGE),
    });
    this.presence = new Presence(this.doc, (states) => this.#connection.send(wire.awareness(states)));
    this.undo = new Undo(this.doc, {
      trackedOrigins: new Set([this.#origin]),
      captureTimeout: UNDO_STEP_MS,
      key: options.owner && `${options.documentId}:${options.owner.participant}`,
    });
    this.#watching = [
      effect(() => this.#keepPending(this.unsent.value)),
      effect(() => this.#stateChanged(this.#connection.state.value)),
    ];
    this.#store.onMore((unsent) => this.#readMore(unsent));
    void this.#store.whenLoaded.then(() => this.#store.takeOver()).then((unsent) => this.#read(unsent));
    void this.whenSynced.then(() => this.#carryOlderCopies());
  }

  readonly role: ReadonlySignal<Role | undefined> = this.#role;
  readonly seq: ReadonlySignal<number> = this.#seq;
  readonly restorations: ReadonlySignal<number> = this.#restorations;
  readonly isWaiting: ReadonlySignal<boolean> = computed(() => this.#outbox.figures.value.isWaiting);
  readonly unsent: ReadonlySignal<Unsent> = computed(() => this.#outbox.figures.value.unsent);

  readonly mayWrite: ReadonlySignal<boolean> = computed(
    () => this.#role.value !== "viewer" && this.#connection.state.value.kind !== "stopped",
  );

  transact<T>(change: () => T): T {
    if (!this.mayWrite.peek()) throw new Error(`document ${this.documentId} is read-only here`);
    try {
      return this.doc.transact(change, this.#origin);
    } finally {
      this.#watchdog.look();
    }
  }

  transactUntracked<T>(change: () => T): T {
    if (!this.mayWrite.peek()) throw new Error(`document ${this.documentId} is read-only here`);
    try {
      return this.doc.transact(change, this.#untracked);
    } finally {
      this.#watchdog.look();
    }
  }

  sendNow(): void {
    this.#outbox.hurry();
  }

  reconnect(): void {
    this.#connection.reconnect();
  }

  async discardLocal(): Promise<void> {
    this.#stop();
    this.undo.forgetKept();
    await this.#store.clear();
  }

  async close(): Promise<void> {
    this.#outbox.flush();
    this.presence.close();
    this.#stop();
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

  #recoverBy(outbox: Outbox): Recovery {
    return new Recovery({
      doc: this.doc,
      roots: ROOTS[this.kind],
      store: this.#store,
      unsent: () => this.unsent.peek(),
      epoch: () => this.#epoch,
      restoredTo: () => this.#restoredTo,
      reconnect: () => this.#connection.renew(),
      replaces: () => this.undo.clear(),
      rebuilt: ({ updates, unsent }) => {
        outbox.rebuilt(updates, unsent);
        if (this.#isRestoring) this.#restorations.value += 1;
        this.#isRestoring = false;
      },
    });
  }

  #stop(): void {
    for (const stop of this.#watching) stop();
    this.#watchdog.close();
    this.#divergence.close();
    this.#connection.close();
  }

  #keepPending(unsent: Unsent): void {
    if (this.#isRead) this.#store.keepPending(unsent);
  }

  /** The local copy was read. Step 1 and the answer to the server's step 1 wait for it, because both include it. */
  #read(unsent: Unsent): void {
    this.#isRead = true;
    this.#outbox.addLeftBehind(unsent);
    this.#keepPending(this.unsent.peek());
    if (this.doc.store.clients.size > 0) this.#loaded.resolve();
    if (this.#isOpen) this.#begin();
  }

  /** More came from the local copy: a closed tab left it, or the copy was slow to read. */
  #readMore(unsent: Unsent): void {
    this.#outbox.addLeftBehind(unsent);
    this.#outbox.offerAll();
  }

  /** Carries over what closed tabs left in older generations of the copy. */
  async #carryOlderCopies(): Promise<void> {
    if (!this.mayWrite.peek()) return;
    for (const copy of await this.#store.unsentInOlderCopies()) await carry(copy, this, ROOTS[this.kind]);
  }

  #opened(): void {
    this.#isOpen = true;
    this.#store.look();
    if (this.#isRead) this.#begin();
  }

  #begin(): void {
    this.#outbox.begin(this.#recovery.isDue);
    const connection = this.#connections;
    for (const frame of this.#early.splice(0)) if (connection === this.#connections) this.#take(frame);
  }

  #lost(): void {
    this.#isOpen = false;
    this.#connections += 1;
    this.#early = [];
    this.#outbox.end();
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
        this.#recovery.answered(frame.update);
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
        return this.#divergence.told(frame.hash);
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
    this.#seq.value = welcome.seq; // Lower than before where the server was restored.
    if (welcome.shape > SHAPE_VERSION) return this.#connection.stop(OLD_PAGE);
    this.presence.begin(welcome.participant);
    if (welcome.role === "viewer") this.#connection.settled();
    this.#restoredTo = welcome.restored_to_ms;
    this.#ofEpoch(welcome.epoch);
  }

  /** Another epoch: the server's document was put back to an older state, and ours must not be merged into it. */
  #ofEpoch(epoch: number): void {
    const isKnown = this.#epoch === 0 ? this.#store.isOfEpoch(epoch) : this.#epoch === epoch;
    this.#epoch = epoch;
    if (isKnown) return;
    this.#isRestoring = true;
    this.#recovery.begin("restored");
  }

  /** Whether no local change is on its way. A viewer makes none. */
  #isSettled(): boolean {
    const kind = this.status.peek().kind;
    return kind === "saved" || (kind === "readonly" && !this.isWaiting.peek());
  }

  /** When no answer is to be expected soon, the page shows what there is, and why. */
  #stateChanged(state: ConnectionState): void {
    if (state.kind === "stopped" || (state.kind === "waiting" && state.attempt > 1)) this.#loaded.resolve();
    if (state.kind === "stopped" && BARRED.includes(state.code)) this.#letGoOfCopy(state.code);
  }

  /** A server restored from a backup signs people out whose words it has lost: this person's own words are set aside. */
  #letGoOfCopy(code: number): void {
    this.undo.forgetKept();
    const isSetAside = code === wire.CLOSED.signedOut && this.#store.setAside(new Map());
    if (!isSetAside && !this.isWaiting.peek()) void this.#store.clear();
  }

  /** An exception of a listener must not stop the handling of the frame. */
  #apply(update: Uint8Array): void {
    applyUpdates(this.doc, [update], this.#remote, (error) => reportError(error));
    this.#watchdog.look();
  }

  #acknowledged(n: number, seq: number): void {
    this.#sawSeq(seq);
    this.#outbox.acknowledged(n);
    if (!this.#outbox.figures.peek().isSaved) return;
    this.#connection.settled();
    this.#recovery.saved();
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
