/*
 * Numbers, money, shares and dates in the participant's locale, both ways. Formatting is Intl; parsing takes what people
 * type ("1.234,5", "12 %", "1,2 Mio.") and gives exact values or says that it cannot. No DOM.
 */
export type Locale = "de" | "en";

export type Parsed<T> =
  | { readonly kind: "value"; readonly value: T }
  | { readonly kind: "empty" }
  | { readonly kind: "invalid" };

export interface Format {
  readonly locale: Locale;
  /** Up to `digits` decimals (2), grouped. */
  number(value: number, digits?: number): string;
  /** Whole units of the currency: `12.500 €`. */
  money(value: number, currency: string): string;
  /** `1,2 Mio. €` for tight places. */
  moneyShort(value: number, currency: string): string;
  /** 0.125 -> `12,5 %`. */
  percent(share: number): string;
  /** ISO calendar date -> `2. Nov. 2026`; anything else comes back as it is. */
  date(iso: string): string;
  /** ISO calendar date -> `2. Nov.` */
  dayMonth(iso: string): string;
  /** Milliseconds since 1970 -> `2. Nov. 2026, 14:05`. */
  moment(ms: number): string;
  list(items: readonly string[]): string;
  compare(a: string, b: string): number;
  /** Text for an edit field: no grouping, every digit, so that `parseNumber(editNumber(x))` is x. */
  editNumber(value: number): string;
  /** 0.125 -> `12,5` */
  editPercent(share: number): string;
  editDate(iso: string): string;
  parseNumber(input: string): Parsed<number>;
  /** `12,5 %` or `12,5` -> 0.125 */
  parsePercent(input: string): Parsed<number>;
  /** -> ISO calendar date */
  parseDate(input: string): Parsed<string>;
}

export declare function createFormat(locale: Locale): Format;
