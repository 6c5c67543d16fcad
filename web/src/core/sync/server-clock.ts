/*
 * The server's clock, which every timer on every screen uses. The offset comes with WELCOME and is accurate to a round trip.
 * Set by replica.ts.
 */
import { type ReadonlySignal, signal } from "@preact/signals-core";

const offset = signal(0);

/** Milliseconds by which this browser's clock is behind the server's. */
export const clockOffset: ReadonlySignal<number> = offset;

export function setServerTime(nowMs: number): void {
  if (Number.isFinite(nowMs)) offset.value = nowMs - Date.now();
}

export function serverNow(): number {
  return Date.now() + offset.value;
}
