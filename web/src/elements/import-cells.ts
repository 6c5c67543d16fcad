/*
 * What a cell of a pasted table means for the field that its column fills: a value to write, records to link, people who
 * are not in the plan yet, or a sentence why not. Numbers and days are read as the fields on cards read them. Writes
 * nothing; import-writing.ts does.
 */

import type { Format } from "../core/intl/format";
import { type Messages, t } from "../core/intl/i18n";
import { shapeOf } from "../doc/plan-document";
import type { Kind } from "../generated/plan";
import type { DocumentView } from "./document-view";
import { choiceName, editorOf, type NamedField, shownValue, startAfterDue } from "./field-words";
import { type ColumnWords, type ImportField, sideNamed } from "./import-columns";
import { personName, sideOf } from "./record-names";
import { readValue } from "./value-reading";

/** A record that a cell names: one that exists, a person to be made, or another row of the same table. */
export type Link = { readonly id: string } | { readonly person: string } | { readonly row: string };

export type Cell =
  | { readonly kind: "empty" }
  | { readonly kind: "value"; readonly value: unknown; readonly shown: string }
  | { readonly kind: "links"; readonly links: readonly Link[]; readonly shown: string }
  | { readonly kind: "problem"; readonly problem: string };

export interface Reader {
  readonly view: DocumentView;
  readonly kind: Kind;
  readonly words: ColumnWords;
  /** Reads numbers and days in the table's language. */
  readonly format: Format;
  readonly today: string;
  /** What the other rows are called. */
  readonly rowNames: ReadonlySet<string>;
}

const EMPTY: Cell = { kind: "empty" };

export function readCell(words: string, { name, shape }: ImportField, reader: Reader): Cell {
  const field: NamedField = { view: reader.view, kind: reader.kind, name, shape };
  if (words === "") return EMPTY;
  if (shape.crdt === "text") return readText(words, field);
  if (shape.refers) return readLinks(words, field, reader);
  if (shape.choices || shape.type === "boolean") return readChoice(words, field, reader);
  return readRegister(words, field, reader);
}

/** What is wrong with a row beyond its cells, by field. */
export function rowProblems(cells: ReadonlyMap<string, Cell>, kind: Kind): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const { name } = shapeOf(kind);
  if ((cells.get(name) ?? EMPTY).kind === "empty") found.set(name, t("import.no_name"));
  const [start, due] = ["start", "due"].map((one) => writtenBy(cells.get(one)));
  const order = startAfterDue(start, due);
  if (order) found.set("due", order);
  return found;
}

function writtenBy(cell: Cell | undefined): unknown {
  return cell?.kind === "value" ? cell.value : undefined;
}

function problem(words: string): Cell {
  return { kind: "problem", problem: words };
}

function readText(words: string, { kind, name, shape }: NamedField): Cell {
  const isLong = shapeOf(kind).groups.body?.includes(name) ?? false;
  const value = isLong ? words : words.replaceAll(/\s+/g, " ");
  if (shape.maxLength !== undefined && value.length > shape.maxLength)
    return problem(t("plan.too_long", { limit: shape.maxLength }));
  return { kind: "value", value, shown: value };
}

/** The table's language is chosen, so a number that the other one reads differently is not asked about. */
function readRegister(words: string, field: NamedField, { format, today, view }: Reader): Cell {
  const currency = view.plan.header("currency").peek();
  const rules = {
    kind: editorOf(field),
    bounds: field.shape,
    format,
    currency,
    today,
    check: () => undefined,
  };
  const first = readValue(words.replaceAll(/\s+/g, " "), rules);
  const read = first.kind === "choice" ? readValue(first.choices[0]?.typed ?? "", rules) : first;
  if (read.kind === "problem") return problem(read.problem);
  if (read.kind !== "value" || read.value === undefined) return EMPTY;
  return { kind: "value", value: read.value, shown: shownValue(field, read.value) };
}

function readChoice(words: string, field: NamedField, { words: named }: Reader): Cell {
  const { shape, name } = field;
  const side = sideNamed(words, named);
  const values = shape.choices ?? ["true", "false"];
  const said = words.toLocaleLowerCase();
  const isSaid = (value: string): boolean =>
    value === side ||
    value === said ||
    isHeldBy(side, name, value) ||
    namesOfChoice(name, value, named.catalogues).includes(said);
  const value = values.find(isSaid);
  if (value === undefined)
    return problem(
      t("import.unknown_choice", {
        words,
        choices: values.map((one) => choiceName({ name }, one)).join(", "),
      }),
    );
  return {
    kind: "value",
    value: shape.choices ? value : value === "true",
    shown: choiceName({ name }, value),
  };
}

/** Who has a field of the white space may be said by a company's name. */
function isHeldBy(side: string | undefined, name: string, value: string): boolean {
  if (name !== "holder") return false;
  return (side === "supplier" && value === "us") || (side === "customer" && value === "in_house");
}

function namesOfChoice(name: string, value: string, catalogues: readonly Messages[]): readonly string[] {
  return catalogues
    .flatMap((words) => [
      words[`choices.${name}.${value}`] ?? words[`choices.${value}`] ?? "",
      ...(words[`import.choices.${name}.${value}`] ?? "").split("|"),
    ])
    .filter(Boolean)
    .map((one) => one.toLocaleLowerCase());
}

// ---- links ----

function readLinks(words: string, field: NamedField, reader: Reader): Cell {
  const isMany = field.shape.crdt === "links";
  const whole = linkTo(words, field, reader);
  const parts = isMany && !whole ? words.split(/[;\n|]|,(?!\d)/).map((part) => part.trim()) : [words];
  const links: Link[] = [];
  for (const part of parts.filter(Boolean)) {
    const link = linkTo(part, field, reader) ?? newPerson(part, field);
    if (!link) return problem(t("import.unknown_record", { words: part }));
    links.push(link);
  }
  return { kind: "links", links, shown: links.map((link) => shownLink(link, reader.view)).join(", ") };
}

function linkTo(words: string, { shape }: NamedField, { view, kind, rowNames }: Reader): Link | undefined {
  const said = words.trim().toLocaleLowerCase();
  const isCalledSo = (id: string): boolean =>
    (view.plan.nameOf(id) ?? "").trim().toLocaleLowerCase() === said;
  const isOnSide = (id: string): boolean => !shape.side || sideOf(view, id) === shape.side;
  for (const to of shape.refers ?? []) {
    const id = view.plan.candidates(to).find((one) => isCalledSo(one) && (to !== "people" || isOnSide(one)));
    if (id) return { id };
  }
  return shape.refers?.includes(kind) && rowNames.has(said) ? { row: said } : undefined;
}

/** People can only be made where both sides read the document. */
function newPerson(words: string, { view, shape }: NamedField): Link | undefined {
  return view.isShared && shape.refers?.includes("people") ? { person: words } : undefined;
}

function shownLink(link: Link, view: DocumentView): string {
  if ("person" in link) return t("import.new_person", { name: link.person });
  if ("row" in link) return link.row;
  return personName(view, link.id);
}
