/*
 * Pure arithmetic of the timeline: ISO dates to whole days and back, the span to draw, its months and years, and the
 * new dates of a moved or resized bar. Days are counted in UTC, so that daylight saving does not move a bar.
 */

const DAY_MS = 86_400_000;
/** The length of a bar for an action with only one of its two dates. */
export const DEFAULT_DAYS = 14;

export interface Span {
  readonly first: number;
  /** The day after the last drawn day. */
  readonly end: number;
}

export interface Dates {
  readonly start?: string | undefined;
  readonly due?: string | undefined;
}

export type BarPart = "whole" | "start" | "due";

export function dayOf(iso: unknown): number | undefined {
  if (typeof iso !== "string" || !/^\d{4}-\d{2}-\d{2}$/.test(iso)) return undefined;
  const time = Date.parse(`${iso}T00:00:00Z`);
  return Number.isNaN(time) ? undefined : Math.round(time / DAY_MS);
}

export function isoOf(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** First and last day of a bar; `undefined` when the action has no date at all. */
export function barOf(dates: Dates): { from: number; to: number } | undefined {
  const start = dayOf(dates.start);
  const due = dayOf(dates.due);
  if (start === undefined && due === undefined) return undefined;
  const from = start ?? (due as number) - DEFAULT_DAYS + 1;
  const to = due ?? (start as number) + DEFAULT_DAYS - 1;
  return { from: Math.min(from, to), to: Math.max(from, to) };
}

/** The dates after a bar, or one of its ends, moves by whole days. An end never passes the other one. */
export function moved(dates: Dates, part: BarPart, days: number): Dates {
  const bar = barOf(dates);
  if (!bar || days === 0) return dates;
  if (part === "start")
    return { ...dates, start: isoOf(Math.min(bar.from + days, bar.to)), due: isoOf(bar.to) };
  if (part === "due")
    return { ...dates, start: isoOf(bar.from), due: isoOf(Math.max(bar.to + days, bar.from)) };
  return { start: isoOf(bar.from + days), due: isoOf(bar.to + days) };
}

/** Whole years that cover the horizon and every bar, at most thirty of them. */
export function spanOf(bars: readonly Dates[], horizonStart: number, horizonEnd: number): Span {
  let first = Date.UTC(horizonStart, 0, 1) / DAY_MS;
  let end = Date.UTC(horizonEnd + 1, 0, 1) / DAY_MS;
  for (const dates of bars) {
    const bar = barOf(dates);
    if (!bar) continue;
    first = Math.min(first, monthStart(bar.from, 0));
    end = Math.max(end, monthStart(bar.to, 1));
  }
  const earliest = Date.UTC(horizonStart - 10, 0, 1) / DAY_MS;
  const latest = Date.UTC(horizonStart + 20, 0, 1) / DAY_MS;
  return { first: Math.max(first, earliest), end: Math.min(end, latest) };
}

export function monthStart(day: number, monthsLater: number): number {
  const date = new Date(day * DAY_MS);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + monthsLater, 1) / DAY_MS;
}

/** How the dates of a new action follow from the day where it was asked for. */
export function datesFrom(day: number): Dates {
  return { start: isoOf(day), due: isoOf(day + DEFAULT_DAYS - 1) };
}

export interface Tick {
  readonly from: number;
  readonly days: number;
  readonly year: number;
  /** 0 to 11. */
  readonly month: number;
}

/** The months, quarters (`step` 3) or years (12) of the span; the first and last may be partial. */
export function ticks(span: Span, step: 1 | 3 | 12): Tick[] {
  const found: Tick[] = [];
  let at = span.first;
  while (at < span.end) {
    const date = new Date(at * DAY_MS);
    const month = date.getUTCMonth();
    const next = Math.min(monthStart(at, step - (month % step)), span.end);
    found.push({ from: at, days: next - at, year: date.getUTCFullYear(), month });
    at = next;
  }
  return found;
}
