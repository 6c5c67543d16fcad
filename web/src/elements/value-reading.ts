/*
 * Parses the input of a value field: returns a value to write, an error message, or two possible readings to choose
 * from. Pure; value-editor.ts shows the result.
 */

import type { Format, Parsed } from "../core/intl/format";
import { t } from "../core/intl/i18n";

export type ValueKind = "money" | "percent" | "number" | "year" | "date" | "word";

export interface Bounds {
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
}

/** What the field knows about itself. */
export interface Field {
  readonly kind: ValueKind;
  readonly bounds: Bounds;
  readonly format: Format;
  /** The plan's currency, for amounts of money. */
  readonly currency?: string | undefined;
  /** ISO calendar date. */
  readonly today: string;
  /** Says what is wrong with a readable value, or undefined. */
  readonly check: (value: number | string | undefined) => string | undefined;
}

export type Reading =
  | { readonly kind: "value"; readonly value: number | string | undefined }
  | { readonly kind: "problem"; readonly problem: string }
  /** Somebody else changed the value meanwhile. Made by the editor. */
  | { readonly kind: "conflict"; readonly theirs: unknown }
  /** The same text in both languages, as texts that are no longer ambiguous. */
  | { readonly kind: "choice"; readonly question: string; readonly choices: readonly Choice[] };

export interface Choice {
  readonly label: string;
  readonly typed: string;
}

const EARLIEST = "1950-01-01";
const LATEST = "2199-12-31";

export function readValue(typed: string, field: Field): Reading {
  const read = parsed(typed.trim(), field);
  if (read.kind === "ambiguous") return choice(typed, read.values as readonly number[], field.format);
  if (read.kind === "foreign") return { kind: "problem", problem: foreign(read.currency, field) };
  if (read.kind === "invalid") return { kind: "problem", problem: unreadable(field) };
  const value = read.kind === "value" ? read.value : undefined;
  const problem = outOfBounds(value, field) ?? field.check(value);
  return problem ? { kind: "problem", problem } : { kind: "value", value };
}

/** The value as it is edited: every digit, no grouping. */
export function writtenValue(value: unknown, { kind, format }: Pick<Field, "kind" | "format">): string {
  if (typeof value === "string") return kind === "date" ? format.editDate(value) : value;
  if (typeof value !== "number") return "";
  if (kind === "year") return String(value);
  return kind === "percent" ? format.editPercent(value) : format.editNumber(value);
}

function parsed(text: string, { kind, format, currency, today }: Field): Parsed<number> | Parsed<string> {
  if (text === "") return { kind: "empty" };
  if (kind === "word") return { kind: "value", value: text.replaceAll(/\s+/g, " ") };
  if (kind === "year")
    return /^\d{4}$/.test(text) ? { kind: "value", value: Number(text) } : { kind: "invalid" };
  if (kind === "percent") return format.parsePercent(text);
  if (kind !== "date") return format.parseNumber(text, kind === "money" ? currency : undefined);
  const date = format.parseDate(text, today);
  return date.kind === "value" && (date.value < EARLIEST || date.value > LATEST) ? { kind: "invalid" } : date;
}

function choice(typed: string, values: readonly number[], format: Format): Reading {
  const choices = values.map((value) => ({
    label: format.number(value, 3),
    typed: format.editNumber(value),
  }));
  return { kind: "choice", question: t("value.which", { typed: typed.trim() }), choices };
}

function foreign(currency: string, field: Field): string {
  return t("value.foreign_currency", { currency, own: field.currency ?? "" });
}

function unreadable({ kind, format, today }: Field): string {
  if (kind === "date") return t("value.invalid_date", { example: format.editDate(today) });
  if (kind === "year") return t("plan.invalid_year");
  return kind === "percent"
    ? t("plan.invalid_percent")
    : t("plan.invalid_number", { example: format.number(1234.5, 1) });
}

function outOfBounds(value: number | string | undefined, field: Field): string | undefined {
  const { minimum, maximum, exclusiveMinimum, maxLength, pattern } = field.bounds;
  if (value === undefined) return undefined;
  if (typeof value === "string") {
    if (maxLength !== undefined && [...value].length > maxLength)
      return t("plan.too_long", { limit: maxLength });
    return pattern && !new RegExp(pattern).test(value) ? t("plan.invalid_value") : undefined;
  }
  const isAbove = maximum === undefined || value <= maximum;
  const isBelow = minimum === undefined || value >= minimum;
  if ((!isAbove || !isBelow) && minimum !== undefined && maximum !== undefined && field.kind === "percent")
    return t("value.percent_range", { from: shown(minimum, field), to: shown(maximum, field) });
  if (exclusiveMinimum !== undefined && value <= exclusiveMinimum)
    return t("plan.too_small_exclusive", { limit: shown(exclusiveMinimum, field) });
  if (!isBelow) return t("plan.too_small", { limit: shown(minimum ?? 0, field) });
  return isAbove ? undefined : t("plan.too_large", { limit: shown(maximum ?? 0, field) });
}

function shown(limit: number, { kind, format }: Field): string {
  if (kind === "year") return String(limit);
  return kind === "percent" ? format.percent(limit) : format.number(limit);
}
