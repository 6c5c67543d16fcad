/*
 * Which column of a pasted table belongs to which field of a kind: by the words of its first row, in German or in English,
 * else by what stands in it. Also whether the first row holds headings, and how the table writes its numbers. Pure apart
 * from the words of both languages, which the caller loads.
 */

import type { Messages } from "../core/intl/i18n";
import type { Locale } from "../core/intl/locale";
import type { PastedTable } from "../core/text/pasted-table";
import { shapeOf } from "../doc/plan-document";
import { type FieldShape, type Kind, SIDE_VALUES, type Side } from "../generated/plan";
import type { DocumentView } from "./document-view";

/** A field that a column can fill. */
export interface ImportField {
  readonly name: string;
  readonly shape: FieldShape;
}

export interface ColumnWords {
  readonly kind: Kind;
  readonly fields: readonly ImportField[];
  /** The words of both languages. */
  readonly catalogues: readonly Messages[];
  readonly companies: Readonly<Record<Side, string>>;
}

/** What a heading says besides the field's name. */
const FILLERS = new Set(
  "the to for at of per a in by on an am bis bei für fur von der die das den je pro jahr year p eur usd chf gbp date datum".split(
    " ",
  ),
);
const GOOD = 0.6;

/** The fields of a kind in the order of its card, its name first. */
export function importFields(view: DocumentView, kind: Kind): readonly ImportField[] {
  const { name, groups } = shapeOf(kind);
  const shapes = view.plan.fields(kind);
  const names = [name, ...Object.values({ ...groups, hidden: [] }).flat()];
  return names.flatMap((one) => {
    const shape = shapes[one];
    return shape && shape.crdt !== "values" && shape.crdt !== "xml" ? [{ name: one, shape }] : [];
  });
}

/** The field of each column by its heading; undefined where none fits. Each field is taken once. */
export function fieldsByHeadings(
  headings: readonly string[],
  words: ColumnWords,
): readonly (string | undefined)[] {
  const scores = headings.flatMap((heading, column) =>
    words.fields.map(({ name, shape }) => ({ column, name, score: likeness(heading, name, shape, words) })),
  );
  const found: (string | undefined)[] = headings.map(() => undefined);
  for (const { column, name, score } of scores.toSorted((one, other) => other.score - one.score)) {
    if (score >= GOOD && found[column] === undefined && !found.includes(name)) found[column] = name;
  }
  return found;
}

/** Whether the first row names the columns: half of its cells or more are names of fields. */
export function hasHeadings(table: PastedTable, words: ColumnWords): boolean {
  const first = table[0] ?? [];
  const named = fieldsByHeadings(first, words).filter(Boolean).length;
  return table.length > 1 && named > 0 && named * 2 >= first.filter((cell) => cell !== "").length;
}

function likeness(heading: string, name: string, shape: FieldShape, words: ColumnWords): number {
  const own = tokens(heading);
  if (own.size === 0) return 0;
  const names = namesOf(name, shape, words).map(tokens);
  return Math.max(0, ...names.map((other) => overlap(own, other)));
}

function overlap(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  const shared = [...one].filter((word) => other.has(word)).length;
  return shared === 0 ? 0 : shared / (one.size + other.size - shared);
}

function tokens(words: string): ReadonlySet<string> {
  const found = words.toLocaleLowerCase().match(/[\p{L}\p{N}-]+/gu) ?? [];
  const telling = found.filter((word) => !FILLERS.has(word));
  return new Set(telling.length ? telling : found);
}

/** Everything that a field may be called: its labels, what `import.names` adds, and for one company's each of its names. */
function namesOf(name: string, shape: FieldShape, words: ColumnWords): readonly string[] {
  const { kind, catalogues, companies } = words;
  const base = shape.side ? name.replace(`_${shape.side}`, "") : name;
  const plain = catalogues.flatMap((catalogue) => [
    catalogue[`fields.${kind}.${base}`] ?? catalogue[`fields.${base}`] ?? "",
    ...(catalogue[`import.names.${base}`] ?? "").split("|"),
    ...(shapeOf(kind).name === name ? [catalogue[`kinds.${kind}.one`] ?? ""] : []),
  ]);
  const { side } = shape;
  const filled = plain.filter(Boolean).concat(name);
  if (!side) return filled;
  const sideNames = [companies[side], ...sideWords(side, catalogues)];
  return filled.flatMap((one) => sideNames.map((its) => `${one.replace("{side}", "")} ${its}`));
}

function sideWords(side: Side, catalogues: readonly Messages[]): readonly string[] {
  return catalogues.flatMap((catalogue) => (catalogue[`import.sides.${side}`] ?? "").split("|"));
}

/** A company by its name or by what it is to the other one, in either language. */
export function sideNamed(
  cell: string,
  { catalogues, companies }: Pick<ColumnWords, "catalogues" | "companies">,
): Side | undefined {
  const said = cell.toLocaleLowerCase();
  return SIDE_VALUES.find((side) =>
    [companies[side], side, ...sideWords(side, catalogues)].some((name) => name.toLocaleLowerCase() === said),
  );
}

// ---- how numbers are written ----

const GERMAN = [
  /^\D*\d{1,3}(?:\.\d{3})+(?:,\d+)?\D*$/,
  /^\D*\d+,\d{1,2}\D*$/,
  /^\d{1,2}\.\d{1,2}\.(?:\d{2}){1,2}$/,
];
const ENGLISH = [
  /^\D*\d{1,3}(?:,\d{3})+(?:\.\d+)?\D*$/,
  /^\D*\d+\.\d{1,2}\D*$/,
  /^\d{1,2}\/\d{1,2}\/(?:\d{2}){1,2}$/,
];

/** The language whose marks the table's numbers and dates have; the page's where they tell nothing. */
export function numberLanguage(table: PastedTable, own: Locale): Locale {
  const cells = table.flat();
  const count = (forms: readonly RegExp[]): number =>
    cells.filter((cell) => forms.some((form) => form.test(cell))).length;
  const [german, english] = [count(GERMAN), count(ENGLISH)];
  return german === english ? own : german > english ? "de" : "en";
}
