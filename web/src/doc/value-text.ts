/*
 * What a word on a benefit is bound to: everything that the entry claims, as one text. The server makes the same one
 * (plan/value_text.py), so a browser can tell whether somebody's word is about the entry as it stands.
 */

const FIELDS = [
  "gains",
  "title",
  "amount",
  "recurrence",
  "since",
  "until",
  "baseline",
  "formula",
  "evidence",
] as const;
const DEFAULTS: Readonly<Record<string, string>> = { gains: "customer", recurrence: "yearly" };

export function valueText(read: (field: string) => unknown): string {
  return FIELDS.map((name) => lineOf(read(name), DEFAULTS[name] ?? ""))
    .join("\n")
    .trim();
}

function lineOf(value: unknown, fallback: string): string {
  if (typeof value === "number") return digitsOf(value);
  if (typeof value !== "string") return fallback;
  return value.replace(SPACE, " ").replace(/^ | $/g, "") || fallback;
}

/** Written out, because Python and JavaScript differ in what `\s` is. */
const SPACE = /[ \t\n\r\f\v\u00a0\u2028\u2029\ufeff]+/g;
/** Below it both languages begin to write exponents, at different places. */
const SMALLEST = 0.001;

/** The shortest digits that mean this number, which are the same in both languages. */
function digitsOf(value: number): string {
  if (Math.abs(value) < SMALLEST || !Number.isFinite(value)) return "0";
  return Number.isInteger(value) ? value.toFixed(0) : String(value);
}
