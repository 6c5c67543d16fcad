/*
 * Parses dates as people write them, in German and English: "31.3.27", "31 March", "Q2 27", "in 3 weeks", "Ende Juni",
 * "KW 23". A period means its last day, because a date in a plan is almost always a deadline. Without a year it is
 * the next such day from today on. Two-digit years are 20xx. The day stands before the month. Pure; used by format.ts.
 */
import { isDate } from "./calendar-date";
import type { Parsed } from "./parse";

const INVALID = { kind: "invalid" } as const;

/** First letters that tell the months apart, in both languages. */
const MONTHS: readonly RegExp[] = [
  /^jan(?:uary|uar)?$|^jänner$/,
  /^feb(?:ruary|ruar)?$/,
  /^m(?:är|ar|rz|aer)z?$|^march$/,
  /^apr(?:il)?$/,
  /^ma[iy]$/,
  /^jun[ie]?$/,
  /^jul[iy]?$/,
  /^aug(?:ust)?$/,
  /^sept?(?:ember)?$/,
  /^o[ck]t(?:ober)?$/,
  /^nov(?:ember)?$/,
  /^de[cz](?:ember)?$/,
];

const DAYS: Readonly<Record<string, number>> = {
  today: 0,
  heute: 0,
  tomorrow: 1,
  morgen: 1,
  übermorgen: 2,
};

interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

type Reading = (text: string, today: Day) => Day | undefined;

/** `today` is an ISO calendar date in the plan's time zone. */
export function parseDate(input: string, today: string): Parsed<string> {
  const text = input.trim().toLowerCase().replaceAll(/\s+/g, " ").replace(/[,;]$/, "");
  if (!text) return { kind: "empty" };
  const now = dayOf(today);
  for (const read of READINGS) {
    const found = read(text, now);
    if (found) return written(found);
  }
  return INVALID;
}

const READINGS: readonly Reading[] = [
  iso,
  numeric,
  relative,
  week,
  quarter,
  edgeOf,
  dayAndMonth,
  monthOrYear,
];

function iso(text: string): Day | undefined {
  const parts = /^(\d{4})[-./](\d{1,2})[-./](\d{1,2})$/.exec(text);
  return parts ? dated(Number(parts[1]), Number(parts[2]), Number(parts[3])) : undefined;
}

/** `31.3.27`, `31/3/2027`, `31.3.` */
function numeric(text: string, today: Day): Day | undefined {
  const parts = /^(\d{1,2})\s*[./-]\s*(\d{1,2})(?:\s*[./-]\s*(\d{4}|\d{2})|\.?)$/.exec(text);
  if (!parts) return undefined;
  const [, day, month, year] = parts;
  if (year) return dated(fullYear(year), Number(month), Number(day));
  return upcoming(today, (current) => dated(current, Number(month), Number(day)));
}

/** `in 3 weeks`, `in zwei Monaten`, `tomorrow` */
function relative(text: string, today: Day): Day | undefined {
  const near = DAYS[text];
  if (near !== undefined) return shifted(today, near);
  const parts = /^in (\d{1,3}|\p{L}+) (\p{L}+)$/u.exec(text);
  const count = parts ? countOf(parts[1] ?? "") : undefined;
  if (!parts || count === undefined) return undefined;
  const unit = parts[2] ?? "";
  if (/^(?:tag|tagen|days?)$/.test(unit)) return shifted(today, count);
  if (/^(?:wochen?|weeks?)$/.test(unit)) return shifted(today, count * 7);
  if (/^(?:monat|monaten|months?)$/.test(unit)) return monthsAhead(today, count);
  if (/^(?:jahr|jahren|years?)$/.test(unit)) return monthsAhead(today, count * 12);
  return undefined;
}

/** `KW 23`, `week 23 2027`: the Friday of that ISO week. */
function week(text: string, today: Day): Day | undefined {
  const parts = /^(?:kw|cw|week|woche) ?(\d{1,2})(?:[ /]+(\d{4}|\d{2}))?$/.exec(text);
  if (!parts) return undefined;
  const number = Number(parts[1]);
  if (parts[2]) return fridayOf(number, fullYear(parts[2]));
  return upcoming(today, (year) => fridayOf(number, year));
}

/** `Q2 27`, `2. Quartal 2027`, `Q3` */
function quarter(text: string, today: Day): Day | undefined {
  const parts = /^(?:q ?([1-4])|([1-4])\. ?quartal)(?:[ /]+(\d{4}|\d{2}))?$/.exec(text);
  if (!parts) return undefined;
  const month = Number(parts[1] ?? parts[2]) * 3;
  if (parts[3]) return lastOf(fullYear(parts[3]), month);
  return upcoming(today, (year) => lastOf(year, month));
}

/** `Ende Juni`, `mid March 2027`, `Anfang Q2`, `end of year`, `Jahresende 2027` */
function edgeOf(text: string, today: Day): Day | undefined {
  const compound = /^(jahres|monats)(ende|anfang)(?: (\d{4}|\d{2}))?$/.exec(text);
  if (compound)
    return edgeOf(`ende ${compound[1] === "jahres" ? "jahr" : "monat"} ${compound[3] ?? ""}`.trim(), today);
  const parts =
    /^(ende|end of|end|mitte|mid|middle of|anfang|early|start of|beginning of)[ -](?:the |des )?(.+)$/.exec(
      text,
    );
  if (!parts) return undefined;
  const [, edge = "", period = ""] = parts;
  const thisMonth = lastOf(today.year, today.month);
  if (thisMonth && /^(?:month|monats?)$/.test(period)) return placed(edge, thisMonth);
  const year = /^(?:year|jahr(?:es)?)(?: (\d{4}|\d{2}))?$/.exec(period);
  if (year) return lastOf(year[1] ? fullYear(year[1]) : today.year, 12);
  const end = quarter(period, today) ?? monthOrYear(period, today);
  return end && placed(edge, end);
}

/** `31 March`, `31. März 2027`, `March 31, 2027` */
function dayAndMonth(text: string, today: Day): Day | undefined {
  const parts =
    /^(\d{1,2})(?:\.|st|nd|rd|th)? ?(?:of )?(\p{L}+)\.?(?:,? (\d{4}|\d{2}))?$/u.exec(text) ??
    swapped(/^(\p{L}+)\.? (\d{1,2})(?:\.|st|nd|rd|th)?(?:,? (\d{4}))?$/u.exec(text));
  const month = parts ? monthOf(parts[2] ?? "") : undefined;
  if (!parts || month === undefined) return undefined;
  if (parts[3]) return dated(fullYear(parts[3]), month, Number(parts[1]));
  return upcoming(today, (year) => dated(year, month, Number(parts[1])));
}

/** `June 2027`, `Juni 27`, `Juni`, `2027`: the last day of it. */
function monthOrYear(text: string, today: Day): Day | undefined {
  if (/^20\d{2}$/.test(text)) return lastOf(Number(text), 12);
  const numbers = /^(\d{1,2})[./](\d{4})$/.exec(text);
  if (numbers) return lastOf(Number(numbers[2]), Number(numbers[1]));
  const parts = /^(\p{L}+)\.?(?:[ ']+(\d{4}|\d{2}))?$/u.exec(text);
  const month = parts ? monthOf(parts[1] ?? "") : undefined;
  if (!parts || month === undefined) return undefined;
  if (parts[2]) return lastOf(fullYear(parts[2]), month);
  return upcoming(today, (year) => lastOf(year, month));
}

function swapped(parts: RegExpExecArray | null): readonly (string | undefined)[] | null {
  return parts && [parts[0], parts[2], parts[1], parts[3]];
}

function monthOf(word: string): number | undefined {
  const at = MONTHS.findIndex((pattern) => pattern.test(word));
  return at < 0 ? undefined : at + 1;
}

function countOf(word: string): number | undefined {
  if (/^\d+$/.test(word)) return Number(word);
  const words: readonly RegExp[] = [
    /^(?:einem|einer|einen|a|an|one)$/,
    /^(?:zwei|two)$/,
    /^(?:drei|three)$/,
    /^(?:vier|four)$/,
  ];
  const at = words.findIndex((pattern) => pattern.test(word));
  return at < 0 ? undefined : at + 1;
}

function fullYear(written: string): number {
  return written.length === 2 ? 2000 + Number(written) : Number(written);
}

/** Anfang, Mitte, Ende of a period that ends on `end`. */
function placed(edge: string, end: Day): Day {
  if (/^(?:anfang|early|start|beginning)/.test(edge)) return { ...end, day: 1 };
  return /^mi/.test(edge) ? { ...end, day: 15 } : end;
}

/** The first of this year's and next year's day that is not over. */
function upcoming(today: Day, of: (year: number) => Day | undefined): Day | undefined {
  const found = of(today.year);
  return found && ordinal(found) >= ordinal(today) ? found : of(today.year + 1);
}

function dated(year: number, month: number, day: number): Day | undefined {
  const made = { year, month, day };
  return isDate(spelt(made)) ? made : undefined;
}

function lastOf(year: number, month: number): Day | undefined {
  return month >= 1 && month <= 12 ? ofTime(Date.UTC(year, month, 0)) : undefined;
}

function monthsAhead(from: Day, count: number): Day {
  const last = ofTime(Date.UTC(from.year, from.month + count, 0));
  return { ...last, day: Math.min(from.day, last.day) };
}

function shifted(from: Day, days: number): Day {
  return ofTime(Date.UTC(from.year, from.month - 1, from.day + days));
}

/** 4 January is always in the first ISO week. */
function fridayOf(number: number, year: number): Day | undefined {
  const fourth = new Date(Date.UTC(year, 0, 4));
  const monday = 4 - ((fourth.getUTCDay() + 6) % 7);
  return number >= 1 && number <= 53 ? ofTime(Date.UTC(year, 0, monday + (number - 1) * 7 + 4)) : undefined;
}

function dayOf(isoDate: string): Day {
  const [year = 0, month = 0, day = 0] = isoDate.split("-").map(Number);
  return { year, month, day };
}

function ofTime(time: number): Day {
  return dayOf(new Date(time).toISOString().slice(0, 10));
}

function ordinal({ year, month, day }: Day): number {
  return (year * 100 + month) * 100 + day;
}

function spelt({ year, month, day }: Day): string {
  return `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
}

function written(day: Day): Parsed<string> {
  const text = spelt(day);
  return isDate(text) ? { kind: "value", value: text } : INVALID;
}
