/*
 * The delete set of an update as ranges of clocks by client, which can be split between any two clocks. State vectors do not say
 * which deletions the server has, so a delete set that is larger than a message is sent in parts, and what was sent is
 * remembered here. Pure; used by update-chunks.ts.
 */
import * as encoding from "lib0/encoding";

export interface Range {
  readonly clock: number;
  readonly len: number;
}

/** By client; ranges ascend and do not overlap. */
export type DeleteSet = ReadonlyMap<number, readonly Range[]>;

export const EMPTY_DELETE_SET: DeleteSet = new Map();

/** What is in `all` and not in `sent`. */
export function without(all: DeleteSet, sent: DeleteSet): DeleteSet {
  const left = new Map<number, readonly Range[]>();
  for (const [client, ranges] of all) {
    const rest = difference(ranges, sent.get(client) ?? []);
    if (rest.length > 0) left.set(client, rest);
  }
  return left;
}

/** The deletions of structs before these clocks. */
export function upTo(clocks: ReadonlyMap<number, number>, all: DeleteSet): DeleteSet {
  const later = [...all.keys()].map((client): [number, readonly Range[]] => {
    const clock = clocks.get(client) ?? 0;
    return [client, [{ clock, len: Number.MAX_SAFE_INTEGER - clock }]];
  });
  return without(all, new Map(later));
}

/** The union of two sets that do not overlap. */
export function together(some: DeleteSet, others: DeleteSet): DeleteSet {
  const all = new Map(some);
  for (const [client, ranges] of others)
    all.set(
      client,
      [...(some.get(client) ?? []), ...ranges].sort((a, b) => a.clock - b.clock),
    );
  return all;
}

/** The first ranges, up to about this many bytes when encoded. */
export function firstOf(all: DeleteSet, bytes: number): DeleteSet {
  const first = new Map<number, readonly Range[]>();
  let room = bytes;
  for (const [client, ranges] of all) {
    if (room <= 0) break;
    let count = 0;
    for (; count < ranges.length && room > 0; count += 1) room -= sizeOf(ranges[count] as Range);
    first.set(client, ranges.slice(0, count));
  }
  return first;
}

export function countOf(deletions: DeleteSet): number {
  let count = 0;
  for (const ranges of deletions.values()) count += ranges.length;
  return count;
}

/** Writes the delete set that ends an update. */
export function writeDeleteSet(encoder: encoding.Encoder, deletions: DeleteSet): void {
  encoding.writeVarUint(encoder, deletions.size);
  for (const [client, ranges] of deletions) {
    encoding.writeVarUint(encoder, client);
    encoding.writeVarUint(encoder, ranges.length);
    for (const { clock, len } of ranges) {
      encoding.writeVarUint(encoder, clock);
      encoding.writeVarUint(encoder, len);
    }
  }
}

function difference(ranges: readonly Range[], sent: readonly Range[]): readonly Range[] {
  if (sent.length === 0) return ranges;
  const left: Range[] = [];
  let at = 0;
  for (const range of ranges) {
    const end = endOf(range);
    let clock = range.clock;
    while (clock < end) {
      while (at < sent.length && endOf(sent[at] as Range) <= clock) at += 1;
      const next = sent[at];
      const until = next ? Math.min(end, Math.max(clock, next.clock)) : end;
      if (until > clock) left.push({ clock, len: until - clock });
      clock = next && next.clock < end ? Math.min(end, endOf(next)) : end;
    }
  }
  return left;
}

function endOf(range: Range): number {
  return range.clock + range.len;
}

function sizeOf({ clock, len }: Range): number {
  return varUintBytes(clock) + varUintBytes(len);
}

function varUintBytes(value: number): number {
  return Math.max(1, Math.ceil(Math.log2(value + 1) / 7));
}
