/*
 * Numbers as people type them, read as exact values: "1.234,5", "12 %", "1,2 Mio. €", "ca. 300.000 EUR p.a.", "45 PT".
 * If the two languages read a text differently by a factor of a thousand ("1.500"), both values are returned and nothing is guessed.
 * Numbers are assembled as text and converted once, so that rounding adds no digits. Dates are in parse-date.ts. Pure; used
 * by format.ts.
 */
import type { Locale } from "./locale";

export type Parsed<T> =
  | { readonly kind: "value"; readonly value: T }
  | { readonly kind: "empty" }
  | { readonly kind: "invalid" }
  /** What this language and the other one read; they differ by a factor of a thousand. */
  | { readonly kind: "ambiguous"; readonly values: readonly [T, T] }
  /** An amount in another currency than the plan's. */
  | { readonly kind: "foreign"; readonly currency: string };

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

const SIGNS: Readonly<Record<string, string>> = { "€": "EUR", $: "USD", "£": "GBP", "¥": "JPY", zł: "PLN" };
const NAMES: Readonly<Record<string, string>> = {
  EURO: "EUR",
  EUROS: "EUR",
  DOLLAR: "USD",
  DOLLARS: "USD",
  FRANKEN: "CHF",
};
/** `TEUR`, `MEUR`: magnitude and currency in one word. */
const SCALED_CODE = /\b([KTM])(EUR|USD|CHF|GBP|€)(?!\p{L})/gu;
const CODE = /[€$£¥]|zł|(?<!\p{L})(?:[A-Z]{3}|[Ee]uros?|[Dd]ollars?|Franken)(?!\p{L})/gu;
const APPROXIMATE = /^(?:ca\.?|circa|etwa|rund|ungefähr|approx\.?|approximately|about|around|[~≈])\s*/i;
const YEARLY =
  /\s*(?:p\.?\s?a\.?|pro jahr|im jahr|jährlich|(?:per|a|each) year|yearly|per annum|\/\s*(?:jahr|year|yr|a))\s*$/i;
const DAYS = /(?<=\d)\s*(?:pt|personentagen?|personentag|person[- ]days?|arbeitstage?|tagen?|tag|days?)\.?$/i;
const NUMBER = /^([+-]?)\s*([\d.,'’\s]*\d|\d)(?:e([+-]?\d{1,2}))?\s*([a-z]*)\.?$/i;

/** `currency`: the plan's code. An amount in another currency is reported, not converted. Without it any is accepted. */
export function parseNumber(locale: Locale, input: string, currency?: string): Parsed<number> {
  const words = input.trim().replace(APPROXIMATE, "").replace(YEARLY, "").replace(DAYS, "");
  const scaled = words.replaceAll(SCALED_CODE, " $1 $2 ");
  const named = currenciesOf(scaled);
  const foreign = currency === undefined ? undefined : named.find((code) => code !== currency);
  if (foreign !== undefined) return { kind: "foreign", currency: foreign };
  return parseScaled(locale, scaled.replaceAll(CODE, " "), 0);
}

export function parsePercent(locale: Locale, input: string): Parsed<number> {
  return parseScaled(locale, input.trim().replace(APPROXIMATE, "").replace(/%\s*$/, ""), -2);
}

function currenciesOf(words: string): string[] {
  return [...words.matchAll(CODE)].map(([sign]) => SIGNS[sign] ?? NAMES[sign.toUpperCase()] ?? sign);
}

function parseScaled(locale: Locale, input: string, shift: number): Parsed<number> {
  const typed = input.replaceAll("−", "-").trim();
  if (!typed) return EMPTY;
  const [, sign = "", digits = "", power = "", word = ""] = NUMBER.exec(typed) ?? [];
  const magnitude = word === "" ? 0 : MAGNITUDES[word.toLowerCase()];
  if (digits === "" || magnitude === undefined) return INVALID;
  const read = (plain: string): number => Number(`${sign}${plain}e${magnitude + shift + Number(power || 0)}`);
  const compact = digits.trim();
  if (word === "" && power === "" && isAmbiguous(locale, compact)) {
    const grouped = read(compact.replace(/[.,]/, ""));
    // Nobody writes three zeros behind a decimal mark.
    if (compact.endsWith("000")) return { kind: "value", value: grouped };
    return { kind: "ambiguous", values: [read(compact.replace(",", ".")), grouped] };
  }
  const plain = ungrouped(locale, compact);
  const value = plain === undefined ? Number.NaN : read(plain);
  return Number.isFinite(value) ? { kind: "value", value: value === 0 ? 0 : value } : INVALID;
}

/** One decimal mark of this language before exactly three digits: the other language writes thousands so. */
function isAmbiguous(locale: Locale, digits: string): boolean {
  return (locale === "de" ? /^[1-9]\d{0,2},\d{3}$/ : /^[1-9]\d{0,2}\.\d{3}$/).test(digits);
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
