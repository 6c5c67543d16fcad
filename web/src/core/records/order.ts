/*
 * Order keys: a string between two strings, so that a record moves without touching its neighbours. Compared by code
 * unit, ties by id. Two people who insert at the same place at the same time get different keys (jitter). If equal or malformed
 * keys exist anyway, the next strictly greater valid one is used (`generateKeyBetween` throws on them) and
 * the records in between get new keys. Pure; used by record-set.ts. plan/order.py does the same on the server.
 */
import { generateKeyBetween, generateNKeysBetween } from "fractional-indexing";

export interface Placed {
  readonly id: string;
  readonly order: string;
}

const JITTER_BITS = 6;
const FORM = /^(?:[a-z]|[A-Z])[0-9A-Za-z]+$/;

export function byOrder(a: Placed, b: Placed): number {
  if (a.order !== b.order) return a.order < b.order ? -1 : 1;
  return a.id < b.id ? -1 : 1;
}

/**
 * The keys to write so that `id` stands at `index` of `others` (sorted, without the record itself): its own, and new ones
 * for neighbours whose equal or malformed keys leave no room.
 */
export function keysAt(
  others: readonly Placed[],
  index: number,
  id: string,
  random: () => number = Math.random,
): readonly Placed[] {
  const low = validBefore(others, index);
  const room = others.findIndex(
    (one, at) => at >= index && isKey(one.order) && (low === null || one.order > low),
  );
  const end = room < 0 ? others.length : room;
  const high = others[room]?.order ?? null;
  const crowded = others.slice(index, end);
  if (crowded.length === 0) return [{ id, order: jittered(low, high, random) }];
  const keys = generateNKeysBetween(low, high, crowded.length + 1);
  return [id, ...crowded.map((one) => one.id)].map((one, at) => ({ id: one, order: keys[at] ?? "" }));
}

/** The nearest valid key before `index`. */
function validBefore(others: readonly Placed[], index: number): string | null {
  for (let at = index - 1; at >= 0; at -= 1) {
    const order = others[at]?.order ?? "";
    if (isKey(order)) return order;
  }
  return null;
}

export function isKey(order: string): boolean {
  if (!FORM.test(order)) return false;
  try {
    generateKeyBetween(order, null);
    return true;
  } catch {
    return false; // The package rejects it.
  }
}

/** A random point between two keys: halves the gap several times, choosing a half at random. */
function jittered(low: string | null, high: string | null, random: () => number): string {
  let key = generateKeyBetween(low, high);
  let below = low;
  let above = high ?? generateKeyBetween(key, null);
  if (low === null && high === null) below = key;
  for (let bit = 0; bit < JITTER_BITS; bit += 1) {
    if (random() < 0.5) below = key;
    else above = key;
    if (below === above) break;
    key = generateKeyBetween(below, above);
  }
  return key;
}
