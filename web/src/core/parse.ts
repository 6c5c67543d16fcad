/*
 * What people type, read as exact values: "1.234,5", "12 %", "1,2 Mio. €", "31.12.2027". Strict where a guess could be
 * wrong by a factor of a thousand, generous everywhere else. Numbers are put together as text and converted once, so that
 * no digit is invented. Used by format.ts.
 */
import type { Locale } from "./format";
import { isDate } from "./values";

export type Parsed<T> =
  | { readonly kind: "value"; readonly value: T }
  | { readonly kind: "empty" }
  | { readonly kind: "invalid" };

const EMPTY = { kind: "empty" } as const;
const INVALID = { kind: "invalid" } as const;

/** Powers of ten that people write behind a number, in either language, without their dot. */
const MAGNITUDES: Readonly<Record<string, number>> = {
  k: 3,
  tsd: 3,
  t: 3,
  m: 6,
  mn: 6,
  mio: 6,
  million: 6,
  millionen: 6,
  millions: 6,
  bn: 9,
  mrd: 9,
  milliarden: 9,
  billion: 9,
};

const CURRENCY = /[€$£¥]|\b(?:[A-Z]{3})\b/g;
const NUMBER = /^([+-]?)([\d.,'’\s]*\d|\d)\s*([a-z]*)\.?$/i;

export function parseNumber(locale: Locale, input: string): Parsed<number> {
  return parseScaled(locale, input.replaceAll(CURRENCY, " "), 0);
}

export function parsePercent(locale: Locale, input: string): Parsed<number> {
  return parseScaled(locale, input.replace(/%\s*$/, ""), -2);
}

export function parseDate(input: string): Parsed<string> {
  const typed = input.trim();
  if (!typed) return EMPTY;
  const parts = /^(\d{1,4})\s*[./-]\s*(\d{1,2})\s*[./-]\s*(\d{1,4})$/.exec(typed);
  if (!parts) return INVALID;
  const [, first = "", second = "", third = ""] = parts;
  const iso = first.length === 4 ? calendar(first, second, third) : localDate(first, second, third);
  return isDate(iso) ? { kind: "value", value: iso } : INVALID;
}

/** The day comes first, in German and in British English. */
function localDate(day: string, month: string, year: string): string {
  return calendar(year.length === 2 ? `20${year}` : year, month, day);
}

function calendar(year: string, month: string, day: string): string {
  return `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
}

function parseScaled(locale: Locale, input: string, shift: number): Parsed<number> {
  const typed = input.replaceAll("−", "-").trim();
  if (!typed) return EMPTY;
  const [, sign = "", digits, word = ""] = NUMBER.exec(typed) ?? [];
  const magnitude = word === "" ? 0 : MAGNITUDES[word.toLowerCase()];
  const plain = digits === undefined ? undefined : ungrouped(locale, digits.trim());
  if (plain === undefined || magnitude === undefined) return INVALID;
  const value = Number(`${sign}${plain}e${magnitude + shift}`);
  return Number.isFinite(value) ? { kind: "value", value: value === 0 ? 0 : value } : INVALID;
}

/** Digits with a point at most; undefined where grouping and decimals cannot be told apart. */
function ungrouped(locale: Locale, digits: string): string | undefined {
  const compact = digits.replaceAll(/['’\s]/g, "");
  const hasOddSpaces = compact !== digits && !/^\d{1,3}(?:['’\s]\d{3})+(?:[.,]\d+)?$/.test(digits);
  if (hasOddSpaces) return undefined;
  const mark = decimalMark(locale, compact);
  if (mark === undefined) return undefined;
  const [whole = "", fraction = "", ...more] = mark === "" ? [compact] : compact.split(mark);
  if (more.length > 0 || /\D/.test(fraction) || !isGrouped(whole)) return undefined;
  return `${whole.replaceAll(/\D/g, "") || "0"}.${fraction || "0"}`;
}

/** Which of comma and point is the decimal mark here: the locale's own, unless only the other one makes sense. */
function decimalMark(locale: Locale, digits: string): "." | "," | "" | undefined {
  const own = locale === "de" ? "," : ".";
  const other = own === "," ? "." : ",";
  const hasOwn = digits.includes(own);
  if (hasOwn && digits.includes(other))
    return digits.lastIndexOf(own) > digits.lastIndexOf(other) ? own : other;
  if (hasOwn && digits.indexOf(own) === digits.lastIndexOf(own)) return own;
  if (hasOwn) return isGrouped(digits) ? "" : undefined;
  return !digits.includes(other) || isGrouped(digits) ? "" : other;
}

function isGrouped(whole: string): boolean {
  return /^\d*$/.test(whole) || /^\d{1,3}(?:\.\d{3})+$/.test(whole) || /^\d{1,3}(?:,\d{3})+$/.test(whole);
}
