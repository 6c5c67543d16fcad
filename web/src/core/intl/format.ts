/*
 * Numbers, money, shares and dates in the participant's language; English is British, here and in wording/formats.py.
 * Formatting is Intl; what people type is read by parse.ts.
 * The texts for edit fields hold every digit, so that reading them back gives the same value. No DOM.
 */
import type { Locale } from "./locale";
import { type Parsed, parseNumber, parsePercent } from "./parse";
import { parseDate } from "./parse-date";

export type { Locale, Parsed };

export interface Format {
  readonly locale: Locale;
  /** Up to `digits` decimals (2), grouped. */
  number(value: number, digits?: number): string;
  /** A number and its unit on one line: `1.240 h`; `71 %` in German, `71%` in English. */
  quantity(value: number, unit: string): string;
  /** Whole units of the currency: `12.500 €`. */
  money(value: number, currency: string): string;
  /** As executives say it: `3,2 Mio. €`; below a million the whole amount. wording/formats.py does the same. */
  shortMoney(value: number, currency: string): string;
  /** 0.125 -> `12,5 %`. */
  percent(share: number): string;
  /** ISO calendar date -> `02.11.2026`, `2 Nov 2026`; anything else comes back as it is. */
  date(iso: string): string;
  /** ISO calendar date -> `2. November 2026`, `2 November 2026` */
  longDate(iso: string): string;
  /** ISO calendar date -> `2. Nov.` */
  dayMonth(iso: string): string;
  /** ISO calendar date -> `November 2026` */
  month(iso: string): string;
  /** ISO calendar date -> `Mo`, `Mon` */
  weekday(iso: string): string;
  /** Milliseconds since 1970 -> `02.11.2026, 14:05`. */
  moment(ms: number): string;
  list(items: readonly string[]): string;
  compare(a: string, b: string): number;
  /** Text for an edit field: no grouping, every digit, so that `parseNumber(editNumber(x))` is x. */
  editNumber(value: number): string;
  /** 0.125 -> `12,5` */
  editPercent(share: number): string;
  /** ISO calendar date -> `02.11.2026`, `02/11/2026` */
  editDate(iso: string): string;
  /** `currency` is the plan's: an amount in another one is told, not taken. */
  parseNumber(input: string, currency?: string): Parsed<number>;
  /** `12,5 %` or `12,5` -> 0.125 */
  parsePercent(input: string): Parsed<number>;
  /** -> ISO calendar date; `today` decides what "31 March" and "in 3 weeks" mean. */
  parseDate(input: string, today: string): Parsed<string>;
}

/** The region decides how a date is written: two guests who read English must not read 02/11 as two days. */
const REGIONS: Readonly<Record<Locale, string>> = { de: "de-DE", en: "en-GB" };
const ISO = /^(\d{4})-(\d{2})-(\d{2})$/;

const MILLION = 1_000_000;
const WHOLE: Intl.NumberFormatOptions = { minimumFractionDigits: 0, maximumFractionDigits: 0 };
const SHORT: Intl.NumberFormatOptions = {
  notation: "compact",
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
};

function withUnit(amount: string, unit: string, locale: Locale): string {
  if (unit === "") return amount;
  return unit === "%" && locale === "en" ? `${amount}%` : `${amount}\u00a0${unit}`;
}

export function createFormat(locale: Locale): Format {
  const region = REGIONS[locale];
  const numbers = remembered(
    (digits: number) => new Intl.NumberFormat(region, { maximumFractionDigits: digits }),
  );
  const money = remembered((currency: string) => moneyFormat(region, currency));
  const shortMoney = remembered((currency: string) => moneyFormat(locale, currency, SHORT));
  const percents = once(() => new Intl.NumberFormat(region, { style: "percent", maximumFractionDigits: 1 }));
  const dates = dateFormat(region, { dateStyle: "medium" });
  const longDates = dateFormat(region, { dateStyle: "long" });
  const days = dateFormat(region, { day: "numeric", month: "short" });
  const months = dateFormat(region, { month: "long", year: "numeric" });
  const weekdays = dateFormat(region, { weekday: "short" });
  const editDates = dateFormat(region, { day: "2-digit", month: "2-digit", year: "numeric" });
  const moments = once(() => new Intl.DateTimeFormat(region, { dateStyle: "medium", timeStyle: "short" }));
  const lists = once(() => new Intl.ListFormat(region, { type: "conjunction" }));
  const collator = once(() => new Intl.Collator(region, { numeric: true }));
  return {
    locale,
    number: (value, digits = 2) => numbers(digits).format(value),
    quantity: (value, unit) => withUnit(numbers(2).format(value), unit, locale),
    money: (value, currency) => money(currency).format(value),
    shortMoney: (value, currency) =>
      (Math.abs(value) < MILLION ? money(currency) : shortMoney(currency)).format(value),
    percent: (share) => percents().format(share),
    date: (iso) => written(dates, iso),
    longDate: (iso) => written(longDates, iso),
    dayMonth: (iso) => written(days, iso),
    month: (iso) => written(months, iso),
    weekday: (iso) => written(weekdays, iso),
    moment: (ms) => moments().format(ms),
    list: (items) => lists().format(items),
    compare: (a, b) => collator().compare(a, b),
    editNumber: (value) => digitsOf(locale, value, 0),
    editPercent: (share) => digitsOf(locale, share, 2),
    editDate: (iso) => written(editDates, iso),
    parseNumber: (input, currency) => parseNumber(locale, input, currency),
    parsePercent: (input) => parsePercent(locale, input),
    parseDate,
  };
}

function remembered<K, V>(make: (key: K) => V): (key: K) => V {
  const made = new Map<K, V>();
  return (key) => {
    const found = made.get(key) ?? make(key);
    made.set(key, found);
    return found;
  };
}

/** Formats of Intl take a millisecond each to make, and a page that opens needs two or three of them. */
function once<V>(make: () => V): () => V {
  let made: V | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** A plan may hold a currency code that Intl rejects: anything that is not three letters. */
function moneyFormat(
  region: string,
  currency: string,
  form: Intl.NumberFormatOptions = WHOLE,
): Intl.NumberFormat {
  const isCode = /^[A-Z]{3}$/.test(currency);
  const style: Intl.NumberFormatOptions = isCode ? { style: "currency", currency } : {};
  return new Intl.NumberFormat(region, {
    ...style,
    ...form,
  });
}

/** Calendar dates have no time zone: they are formatted where they were made, in UTC. */
function dateFormat(region: string, options: Intl.DateTimeFormatOptions): () => Intl.DateTimeFormat {
  return once(() => new Intl.DateTimeFormat(region, { ...options, timeZone: "UTC" }));
}

function written(format: () => Intl.DateTimeFormat, iso: string): string {
  const ms = ISO.test(iso) ? Date.parse(`${iso}T00:00:00Z`) : Number.NaN;
  return Number.isNaN(ms) ? iso : format().format(ms);
}

/** Every digit of the number, its point moved right by `shift` in the text: 0.07 * 100 would be 7.000000000000001. */
function digitsOf(locale: Locale, value: number, shift: number): string {
  if (!Number.isFinite(value)) return "";
  const [mantissa = "0", exponent = "0"] = String(Math.abs(value)).split("e");
  const [whole = "0", fraction = ""] = mantissa.split(".");
  const plain = withPoint(whole + fraction, whole.length + Number(exponent) + shift);
  return (value < 0 ? "-" : "") + (locale === "de" ? plain.replace(".", ",") : plain);
}

function withPoint(digits: string, point: number): string {
  const padded = digits.padStart(digits.length - Math.min(0, point), "0").padEnd(point, "0");
  const at = Math.max(0, point);
  const whole = padded.slice(0, at).replace(/^0+(?=\d)/, "") || "0";
  const fraction = padded.slice(at).replace(/0+$/, "");
  // Three decimals behind one to three digits could be thousands in the other language: a fourth one tells.
  const clear = fraction.length === 3 && /^[1-9]\d{0,2}$/.test(whole) ? `${fraction}0` : fraction;
  return clear ? `${whole}.${clear}` : whole;
}
