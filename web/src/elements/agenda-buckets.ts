/*
 * What is due when, as an agenda tells it: this week and the next one by themselves, everything else by month. Pure;
 * agenda.ts draws it. Weeks begin on Monday.
 */

import { dayOf, isoOf } from "./timeline-scale";

export interface Due {
  readonly id: string;
  /** ISO calendar date. */
  readonly date: string;
}

export interface Bucket {
  readonly key: string;
  readonly kind: "month" | "this week" | "next week";
  /** The first day of it that is still to come, or its last day where all are past: a new action's date. */
  readonly date: string;
  readonly items: readonly Due[];
}

const WEEK = 7;

/** In order of time; this week is always there, because today stands in it. */
export function agendaBuckets(items: readonly Due[], today: string): readonly Bucket[] {
  const now = dayOf(today) ?? 0;
  const monday = now - weekday(now);
  const sorted = items.toSorted((one, other) =>
    one.date === other.date ? 0 : one.date < other.date ? -1 : 1,
  );
  const found = new Map<string, { kind: Bucket["kind"]; items: Due[] }>();
  const at = (key: string, kind: Bucket["kind"]): Due[] => {
    const bucket = found.get(key) ?? { kind, items: [] };
    found.set(key, bucket);
    return bucket.items;
  };
  for (const item of sorted.filter(({ date }) => (dayOf(date) ?? 0) < monday))
    at(`past ${item.date.slice(0, 7)}`, "month").push(item);
  at("week 0", "this week");
  for (const item of sorted.filter(({ date }) => (dayOf(date) ?? 0) >= monday)) {
    const week = Math.floor(((dayOf(item.date) ?? 0) - monday) / WEEK);
    if (week === 0) at("week 0", "this week").push(item);
    else if (week === 1) at("week 1", "next week").push(item);
    else at(item.date.slice(0, 7), "month").push(item);
  }
  return [...found].map(([key, { kind, items: inside }]) => ({
    key,
    kind,
    items: inside,
    date: newDate(kind, inside, now, monday),
  }));
}

/** A new action is due at the end of its week; in a month at its last entry's day, but not before today. */
function newDate(kind: Bucket["kind"], items: readonly Due[], now: number, monday: number): string {
  if (kind === "this week") return isoOf(Math.max(now, monday + 4));
  if (kind === "next week") return isoOf(monday + WEEK + 4);
  return isoOf(Math.max(now, dayOf(items.at(-1)?.date) ?? now));
}

/** Monday is 0. The first of January 1970 was a Thursday. */
function weekday(day: number): number {
  return (day + 3) % WEEK;
}
