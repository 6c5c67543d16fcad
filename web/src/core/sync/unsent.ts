/*
 * Which structs of a document the server may not have: for each client id that wrote in this browser, the clock from which on
 * nothing was acknowledged. Kept by outbox.ts, noted for later pages by local/, used by recovery/ to find a person's own words.
 */
export type Unsent = ReadonlyMap<number, number>;

export const NOTHING_UNSENT: Unsent = new Map();

/** Both together; where both name a client id, from the earlier clock on. */
export function joined(some: Unsent, others: Unsent): Unsent {
  const all = new Map(some);
  for (const [client, clock] of others) all.set(client, Math.min(clock, all.get(client) ?? clock));
  return all;
}

export function isUnsent(unsent: Unsent, { client, clock }: { client: number; clock: number }): boolean {
  return clock >= (unsent.get(client) ?? Number.POSITIVE_INFINITY);
}
