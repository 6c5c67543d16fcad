/*
 * A server's end of one document in memory, for tests of the replica: keeps a Y.Doc over several sockets, counts sync
 * messages as docs/protocol.md says, and lets a test decide when to acknowledge and what to refuse.
 */
import * as encoding from "lib0/encoding";
import * as Y from "yjs";
import { contentHash } from "../../src/core/sync/content-hash";
import * as wire from "../../src/core/sync/wire";
import { ROOTS } from "../../src/generated/plan";
import type { FakeSocket } from "./socket";

const PING_MS = 5000;
const OPEN = 1;

export class FakeServer {
  readonly doc: Y.Doc;
  received = 0;
  /** State vectors. */
  readonly questions: Uint8Array[] = [];
  readonly updates: Uint8Array[] = [];
  readonly answers: Uint8Array[] = [];
  readonly awareness: Uint8Array[] = [];
  refusing: string | undefined;
  /** Refuses some updates, with this code. */
  judge: (update: Uint8Array) => string | undefined = () => this.refusing;
  /** At its largest size: deletions alone are taken. */
  isFull = false;
  epoch = 1;
  /** Of each hash that came, whether it was ours. */
  readonly hashes: boolean[] = [];
  hashOf: (doc: Y.Doc) => Uint8Array = (doc) => contentHash(doc, ROOTS.shared) ?? new Uint8Array();
  /** Our own changes are not told: a frame that got lost. */
  holdsBack = false;
  /** Nothing comes while nobody does anything: the line is dead. */
  isSilent = false;
  /** Questions are not answered. */
  isDeaf = false;
  /** Hashes are not answered. */
  isMute = false;
  #socket: FakeSocket | undefined;
  #seq = 0;

  /** Several of one document serve a tab each; what one tab writes the others are not told. */
  constructor(doc = new Y.Doc()) {
    this.doc = doc;
  }

  /** Takes the socket as a new connection: n counts from 1 again. */
  accept(socket: FakeSocket, role: "editor" | "viewer" = "editor", shape = 1): void {
    this.#socket = socket;
    this.received = 0;
    socket.onsent = (frame) => this.#take(frame);
    socket.open();
    this.#sayNowAndThen(socket);
    this.welcome(role, shape);
    if (role === "editor") this.ask();
  }

  /** As WIRE-7 says, so that the browser knows that the line is alive. */
  #sayNowAndThen(socket: FakeSocket): void {
    const timer = setInterval(() => {
      const isOver = socket !== this.#socket || socket.readyState > OPEN;
      if (isOver) clearInterval(timer);
      else if (!this.isSilent) socket.say(wire.awareness(Uint8Array.of(0)));
    }, PING_MS);
  }

  welcome(role: "editor" | "viewer", shape = 1): void {
    this.say(
      numberless(102, {
        role,
        epoch: this.epoch,
        shape,
        seq: this.#seq,
        now_ms: Date.now() + 5000,
        participant: "ptc_me",
      }),
    );
  }

  ask(): void {
    this.say(wire.step1(Y.encodeStateVector(this.doc)));
  }

  acknowledge(n = this.received): void {
    this.#seq += 1;
    this.say(numbers(100, n, this.#seq));
  }

  reject(n: number, code: string): void {
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, 101);
    encoding.writeVarUint(encoder, n);
    encoding.writeVarString(encoder, code);
    encoding.writeVarString(encoder, "");
    this.say(encoding.toUint8Array(encoder));
  }

  /** A change of somebody else's. */
  write(words: string): void {
    const before = Y.encodeStateVector(this.doc);
    this.doc.getText("title").insert(0, words);
    if (!this.holdsBack) this.say(wire.update(Y.encodeStateAsUpdate(this.doc, before)));
  }

  tellHash(): void {
    this.say(wire.contentHash(this.#seq, this.hashOf(this.doc)));
  }

  drain(ms: number): void {
    this.say(numbers(103, ms));
  }

  say(frame: Uint8Array): void {
    this.#socket?.say(frame);
  }

  /** A document whose roots no test has opened has no hash. */
  #compare(hash: Uint8Array): void {
    const ours = this.hashOf(this.doc);
    const isSame = ours.length === 0 || [...hash].join() === [...ours].join();
    this.hashes.push(isSame);
    if (!isSame && !this.isMute) this.tellHash();
  }

  #take(bytes: Uint8Array): void {
    const frame = wire.readFrame(bytes);
    if (bytes[0] === 0) this.received += 1;
    if (frame.kind === "step1") this.questions.push(frame.vector);
    if (frame.kind === "step1" && !this.isDeaf)
      this.say(wire.step2(Y.encodeStateAsUpdate(this.doc, frame.vector)));
    if (frame.kind === "awareness") this.awareness.push(frame.states);
    if (frame.kind === "hash") this.#compare(frame.hash);
    if (frame.kind !== "step2" && frame.kind !== "update") return;
    (frame.kind === "step2" ? this.answers : this.updates).push(frame.update);
    const refusal = this.judge(frame.update);
    if (refusal) this.reject(this.received, refusal);
    else if (this.isFull) this.#takeDeletions(frame.update);
    else Y.applyUpdate(this.doc, frame.update);
  }

  #takeDeletions(update: Uint8Array): void {
    const { structs, ds } = Y.decodeUpdate(update);
    if (structs.length > 0) this.reject(this.received, "document_full");
    else if (isUnknown(ds, this.doc)) this.ask();
    else Y.applyUpdate(this.doc, update);
  }
}

/** Whether something is deleted that this document never saw. */
function isUnknown(ds: ReturnType<typeof Y.decodeUpdate>["ds"], doc: Y.Doc): boolean {
  return [...ds.clients].some(([client, ranges]) =>
    ranges.some(({ clock }) => clock >= Y.getState(doc.store, client)),
  );
}

function numbers(kind: number, ...values: readonly number[]): Uint8Array {
  const encoder = encoding.createEncoder();
  for (const value of [kind, ...values]) encoding.writeVarUint(encoder, value);
  return encoding.toUint8Array(encoder);
}

function numberless(kind: number, value: unknown): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, kind);
  encoding.writeVarString(encoder, JSON.stringify(value));
  return encoding.toUint8Array(encoder);
}
