/*
 * Splits an update that is too large for one message. Chooses structs so that each finds its neighbours and parent,
 * up to a number of bytes, and splits long texts; deletions come last, as many as fit. The server closes a connection
 * after a larger message (docs/protocol.md WIRE-5), and the message would be the same after every reconnect. Pure; used
 * by outbox.ts.
 */
import * as encoding from "lib0/encoding";
import * as Y from "yjs";
import {
  countOf,
  type DeleteSet,
  EMPTY_DELETE_SET,
  firstOf,
  together,
  upTo,
  without,
  writeDeleteSet,
} from "./delete-sets";

/** Half the server's largest message. */
export const CHUNK_BYTES = 512 * 1024;
/** After a refusal: small chunks, so that everything else is accepted and saved. */
export const CAREFUL_BYTES = 32 * 1024;
/** Nothing larger is sent: the server's largest message is 1 MiB. */
export const LARGEST_BYTES = 896 * 1024;
/** Structs count too: one costs the server as much as this many bytes. */
const STRUCT_BYTES = 64;
/** Limit for deletions: they cost the server more than their bytes, which counts against our rate. */
const DELETION_BYTES = 128 * 1024;

type Struct = Y.Item | Y.GC;

/** What the server has. */
export interface Had {
  readonly vector: Uint8Array;
  /** The deletions that it was sent. */
  readonly deletions: DeleteSet;
}

export interface UpdateChunk {
  readonly update: Uint8Array;
  /** What the server has after this chunk. */
  readonly had: Had;
  /** Whether nothing is left. */
  readonly isLast: boolean;
}

export function hadNothingButStructs(vector: Uint8Array): Had {
  return { vector, deletions: EMPTY_DELETE_SET };
}

/** undefined when the next struct is too large for any message. */
export function firstChunk(update: Uint8Array, had: Had, limit = CHUNK_BYTES): UpdateChunk | undefined {
  const { structs, ds } = Y.decodeUpdate(update);
  const known = Y.decodeStateVector(had.vector);
  const selection = new Selection(structs, known, limit);
  const sections = selection.choose();
  // A deletion may refer to a struct in a later chunk.
  const open = selection.isAll ? without(ds.clients, had.deletions) : EMPTY_DELETE_SET;
  const deletions = firstOf(open, Math.min(limit, DELETION_BYTES));
  if (sections.length === 0 && !selection.isAll) return undefined;
  return {
    update: joined(sections, deletions),
    had: { vector: encodedVector(known), deletions: together(had.deletions, deletions) },
    isLast: selection.isAll && countOf(open) === countOf(deletions),
  };
}

/** Only deletions of structs that the server has; undefined if it has all of them. */
export function firstDeletes(update: Uint8Array, had: Had): UpdateChunk | undefined {
  const open = without(
    upTo(Y.decodeStateVector(had.vector), Y.decodeUpdate(update).ds.clients),
    had.deletions,
  );
  if (open.size === 0) return undefined;
  const deletions = firstOf(open, DELETION_BYTES);
  const hasNow = { vector: had.vector, deletions: together(had.deletions, deletions) };
  return { update: joined([], deletions), had: hasNow, isLast: false };
}

/** The structs of one client, written one after the other. */
interface Section {
  readonly client: number;
  readonly clock: number;
  readonly encoder: Y.UpdateEncoderV1;
  count: number;
}

class Selection {
  readonly #queues = new Map<number, Struct[]>();
  readonly #known: Map<number, number>;
  readonly #sections = new Map<number, Section>();
  readonly #limit: number;
  #size = 0;

  /** `known` is advanced by the chosen structs. */
  constructor(structs: readonly (Struct | Y.Skip)[], known: Map<number, number>, limit: number) {
    this.#known = known;
    this.#limit = limit;
    for (const struct of structs) {
      if (struct instanceof Y.Skip) continue;
      const queue = this.#queues.get(struct.id.client);
      if (queue) queue.push(struct);
      else this.#queues.set(struct.id.client, [struct]);
    }
    for (const queue of this.#queues.values()) queue.reverse();
  }

  /** Takes structs of each client in turn, until none is ready or the limit is reached. */
  choose(): readonly Section[] {
    let isMoving = true;
    while (isMoving && this.#size < this.#limit) {
      isMoving = false;
      for (const queue of this.#queues.values()) while (this.#takeFrom(queue)) isMoving = true;
    }
    return [...this.#sections.values()];
  }

  /** Whether everything was chosen. */
  get isAll(): boolean {
    return [...this.#queues.values()].every((queue) => queue.length === 0);
  }

  #takeFrom(queue: Struct[]): boolean {
    const struct = queue.pop();
    if (!struct) return false;
    const rest = cut(struct, this.#limit >> 2);
    if (rest) queue.push(rest);
    if (this.#size < this.#limit && this.#isReady(struct) && this.#write(struct)) return true;
    queue.push(struct);
    return false;
  }

  #isReady(struct: Struct): boolean {
    if (struct instanceof Y.GC) return true;
    const parent = struct.parent instanceof Y.ID ? struct.parent : null;
    return [struct.origin, struct.rightOrigin, parent].every(
      (id) => id === null || id.clock < (this.#known.get(id.client) ?? 0),
    );
  }

  /** False if it does not fit. A struct that is larger than the limit is sent alone. */
  #write(struct: Struct): boolean {
    const { client, clock } = struct.id;
    const trial = new Y.UpdateEncoderV1();
    struct.write(trial, 0);
    const bytes = encoding.toUint8Array(trial.restEncoder);
    if (bytes.length > LARGEST_BYTES) return false;
    if (this.#size > 0 && this.#size + bytes.length > this.#limit * 1.75) return false;
    const section = this.#sections.get(client) ?? {
      client,
      clock,
      encoder: new Y.UpdateEncoderV1(),
      count: 0,
    };
    this.#sections.set(client, section);
    encoding.writeUint8Array(section.encoder.restEncoder, bytes);
    section.count += 1;
    this.#size += Math.max(bytes.length, STRUCT_BYTES);
    this.#known.set(client, clock + struct.length);
    return true;
  }
}

/** Splits a longer text between characters; returns the rest. */
function cut(struct: Struct, units: number): Y.Item | undefined {
  if (struct instanceof Y.GC || !(struct.content instanceof Y.ContentString)) return undefined;
  const { str } = struct.content;
  if (str.length <= units) return undefined;
  const at = isLowHalf(str.charCodeAt(units)) ? units - 1 : units;
  const { client, clock } = struct.id;
  const rest = new Y.Item(
    Y.createID(client, clock + at),
    null,
    Y.createID(client, clock + at - 1),
    null,
    struct.rightOrigin,
    struct.parent,
    struct.parentSub,
    struct.content.splice(at),
  );
  struct.length = at;
  return rest;
}

function isLowHalf(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

function joined(sections: readonly Section[], deletions: DeleteSet): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, sections.length);
  for (const section of [...sections].sort((a, b) => b.client - a.client)) {
    encoding.writeVarUint(encoder, section.count);
    encoding.writeVarUint(encoder, section.client);
    encoding.writeVarUint(encoder, section.clock);
    encoding.writeUint8Array(encoder, encoding.toUint8Array(section.encoder.restEncoder));
  }
  writeDeleteSet(encoder, deletions);
  return encoding.toUint8Array(encoder);
}

function encodedVector(clocks: ReadonlyMap<number, number>): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, clocks.size);
  for (const [client, clock] of clocks) {
    encoding.writeVarUint(encoder, client);
    encoding.writeVarUint(encoder, clock);
  }
  return encoding.toUint8Array(encoder);
}
