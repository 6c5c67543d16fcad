/*
 * The server's clock: every timer on every screen runs on it. The offset comes with WELCOME and is good to a round trip.
 * Set by replica.ts, read by whoever shows a time.
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

/** Today as an ISO calendar date in this browser's time zone, on the server's clock. */
export function today(): string {
  const now = new Date(serverNow());
  const two = (part: number) => String(part).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
