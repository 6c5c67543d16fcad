/*
 * Frames of the y-websocket protocol and of leitstern.v1, both ways. A frame that is not understood reads as `unknown`
 * and changes nothing. Pure; used by replica.ts. docs/protocol.md describes the protocol.
 */
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import type { Role } from "../../generated/plan";

export const SUBPROTOCOL = "leitstern.v1";

/** Close codes of the server after which this person may not open the document (schemas/protocol.json). */
export const CLOSED = { signedOut: 4401, forbidden: 4403, notFound: 4404 } as const;

const SYNC = 0;
const AWARENESS = 1;
const QUERY_AWARENESS = 3;
const ACK = 100;
const REJECTED = 101;
const WELCOME = 102;
const DRAIN = 103;
const HASH = 104;

const STEP_1 = 0;
const STEP_2 = 1;
const UPDATE = 2;

export interface Welcome {
  readonly role: Role;
  readonly epoch: number;
  readonly shape: number;
  readonly seq: number;
  readonly now_ms: number;
  /** Newer words than those of this moment were discarded by a restore. */
  readonly restored_to_ms: number | undefined;
  readonly participant: string;
}

export type Frame =
  | { readonly kind: "step1"; readonly vector: Uint8Array }
  | { readonly kind: "step2"; readonly update: Uint8Array }
  | { readonly kind: "update"; readonly update: Uint8Array }
  | { readonly kind: "awareness"; readonly states: Uint8Array }
  | { readonly kind: "ask-awareness" }
  | { readonly kind: "ack"; readonly n: number; readonly seq: number }
  | { readonly kind: "rejected"; readonly n: number; readonly code: string; readonly detail: string }
  | { readonly kind: "welcome"; readonly welcome: Welcome }
  | { readonly kind: "drain"; readonly ms: number }
  | { readonly kind: "hash"; readonly seq: number; readonly hash: Uint8Array }
  | { readonly kind: "unknown" };

const UNKNOWN: Frame = { kind: "unknown" };

export function readFrame(bytes: Uint8Array): Frame {
  try {
    return read(decoding.createDecoder(bytes));
  } catch {
    // A truncated frame or invalid JSON: the server is newer, or a proxy damaged it.
    return UNKNOWN;
  }
}

export function step1(vector: Uint8Array): Uint8Array {
  return sync(STEP_1, vector);
}

export function step2(update: Uint8Array): Uint8Array {
  return sync(STEP_2, update);
}

export function update(bytes: Uint8Array): Uint8Array {
  return sync(UPDATE, bytes);
}

export function awareness(states: Uint8Array): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, AWARENESS);
  encoding.writeVarUint8Array(encoder, states);
  return encoding.toUint8Array(encoder);
}

export function askAwareness(): Uint8Array {
  return Uint8Array.of(QUERY_AWARENESS);
}

/** The hash of what this browser holds; `seq` is the last that it knows of. */
export function contentHash(seq: number, hash: Uint8Array): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, HASH);
  encoding.writeVarUint(encoder, seq);
  encoding.writeVarUint8Array(encoder, hash);
  return encoding.toUint8Array(encoder);
}

function sync(kind: number, payload: Uint8Array): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, SYNC);
  encoding.writeVarUint(encoder, kind);
  encoding.writeVarUint8Array(encoder, payload);
  return encoding.toUint8Array(encoder);
}

function read(decoder: decoding.Decoder): Frame {
  switch (decoding.readVarUint(decoder)) {
    case SYNC:
      return readSync(decoder);
    case AWARENESS:
      return { kind: "awareness", states: decoding.readVarUint8Array(decoder) };
    case QUERY_AWARENESS:
      return { kind: "ask-awareness" };
    case ACK:
      return { kind: "ack", n: decoding.readVarUint(decoder), seq: decoding.readVarUint(decoder) };
    case REJECTED:
      return readRejected(decoder);
    case WELCOME:
      return readWelcome(decoder);
    case DRAIN:
      return { kind: "drain", ms: decoding.readVarUint(decoder) };
    case HASH:
      return { kind: "hash", seq: decoding.readVarUint(decoder), hash: decoding.readVarUint8Array(decoder) };
    default:
      return UNKNOWN;
  }
}

function readSync(decoder: decoding.Decoder): Frame {
  const kind = decoding.readVarUint(decoder);
  const payload = decoding.readVarUint8Array(decoder);
  if (kind === STEP_1) return { kind: "step1", vector: payload };
  if (kind === STEP_2) return { kind: "step2", update: payload };
  return kind === UPDATE ? { kind: "update", update: payload } : UNKNOWN;
}

function readRejected(decoder: decoding.Decoder): Frame {
  const n = decoding.readVarUint(decoder);
  return {
    kind: "rejected",
    n,
    code: decoding.readVarString(decoder),
    detail: decoding.readVarString(decoder),
  };
}

function readWelcome(decoder: decoding.Decoder): Frame {
  const said = JSON.parse(decoding.readVarString(decoder)) as Partial<Welcome>;
  const welcome: Welcome = {
    role: said.role === "editor" ? "editor" : "viewer",
    epoch: Number(said.epoch ?? 0),
    shape: Number(said.shape ?? 0),
    seq: Number(said.seq ?? 0),
    now_ms: Number(said.now_ms ?? Date.now()),
    restored_to_ms: said.restored_to_ms,
    participant: String(said.participant ?? ""),
  };
  return { kind: "welcome", welcome };
}
