/*
 * Today, as the plan counts days: the only module in the browser that converts a moment to a calendar day. It uses the
 * plan's time zone, not the device's, and the server's clock; plan/time_zone.py is its counterpart on the server. If a
 * page stays open over midnight, or sleeps over it, `today` changes and its readers render again.
 */
import { type ReadonlySignal, signal } from "@preact/signals-core";

const LOOK_MS = 20_000;

let zone = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
let clock: () => number = Date.now;
const day = signal(dayIn(zone, clock()));

/** ISO calendar date. Before `followDays` the device's own. */
export const today: ReadonlySignal<string> = day;

/** `now` gives milliseconds since 1970 on the server's clock. */
export function followDays(timeZone: string, now: () => number): void {
  clock = now;
  setTimeZone(timeZone);
  setInterval(look, LOOK_MS);
  for (const woke of ["visibilitychange", "pageshow", "focus", "online"]) addEventListener(woke, look, true);
}

/** The plan's zone is another from now on. */
export function setTimeZone(timeZone: string): void {
  zone = timeZone;
  look();
}

/** The ISO date of a moment in an IANA zone; in UTC where this browser does not know the zone. */
export function dayIn(timeZone: string, ms: number): string {
  const parts = new Map(
    formatIn(timeZone)
      .formatToParts(ms)
      .map(({ type, value }) => [type, value]),
  );
  return `${parts.get("year")?.padStart(4, "0")}-${parts.get("month")}-${parts.get("day")}`;
}

function look(): void {
  day.value = dayIn(zone, clock());
}

function formatIn(timeZone: string): Intl.DateTimeFormat {
  const options = { calendar: "gregory", year: "numeric", month: "2-digit", day: "2-digit" } as const;
  try {
    return new Intl.DateTimeFormat("en-GB", { ...options, timeZone });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return new Intl.DateTimeFormat("en-GB", { ...options, timeZone: "UTC" });
  }
}
