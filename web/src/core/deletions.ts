/*
 * The deletions of an update, in parts: ranges of clocks by client, which may be cut between any two. No state vector tells
 * which of them the server has, so a document whose deletions alone are larger than a message is answered part by part,
 * and what was sent is remembered here. Pure; used by portion.ts.
 */
import * as encoding from "lib0/encoding";

export interface Range {
  readonly clock: number;
  readonly len: number;
}

/** By client; ranges ascend and do not overlap. */
export type Deletions = ReadonlyMap<number, readonly Range[]>;

export const NO_DELETIONS: Deletions = new Map();

/** What is in `all` and not in `sent`. */
export function without(all: Deletions, sent: Deletions): Deletions {
  const left = new Map<number, readonly Range[]>();
  for (const [client, ranges] of all) {
    const rest = difference(ranges, sent.get(client) ?? []);
    if (rest.length > 0) left.set(client, rest);
  }
  return left;
}

/** Those of structs before these clocks. */
export function upTo(clocks: ReadonlyMap<number, number>, all: Deletions): Deletions {
  const later = [...all.keys()].map((client): [number, readonly Range[]] => {
    const clock = clocks.get(client) ?? 0;
    return [client, [{ clock, len: Number.MAX_SAFE_INTEGER - clock }]];
  });
  return without(all, new Map(later));
}

/** Both, where nothing is in both. */
export function together(some: Deletions, others: Deletions): Deletions {
  const all = new Map(some);
  for (const [client, ranges] of others)
    all.set(
      client,
      [...(some.get(client) ?? []), ...ranges].sort((a, b) => a.clock - b.clock),
    );
  return all;
}

/** The first of them, of about so many bytes when written. */
export function firstOf(all: Deletions, bytes: number): Deletions {
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

export function countOf(deletions: Deletions): number {
  let count = 0;
  for (const ranges of deletions.values()) count += ranges.length;
  return count;
}

/** As the end of an update. */
export function writeDeletions(encoder: encoding.Encoder, deletions: Deletions): void {
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
