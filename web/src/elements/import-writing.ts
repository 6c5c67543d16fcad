/*
 * Writes the rows of an import into the plan, all of them as one step that undo takes back: first the people who are
 * missing, then the records, then the links between the new rows. Called by import-dialog.ts when no cell has a problem.
 */

import type { Position } from "../core/records/record-set";
import { shapeOf } from "../doc/plan-document";
import type { Kind, Side } from "../generated/plan";
import { page } from "./context";
import type { DocumentView } from "./document-view";
import type { Cell, Link } from "./import-cells";
import type { RowRules } from "./import-rules";

export type ImportRow = ReadonlyMap<string, Cell>;

export interface Import {
  readonly view: DocumentView;
  readonly kind: Kind;
  readonly position: Position;
  /** What every row begins with. */
  readonly defaults: Readonly<Record<string, unknown>>;
  readonly rows: readonly ImportRow[];
  readonly rules?: RowRules | undefined;
}

/** Returns the ids of the records, in the order of the rows. A row about a record that exists changes it. */
export function writeImport({ view, kind, position, defaults, rows, rules }: Import): readonly string[] {
  const records = view.plan.any(kind);
  const people = makePeople(view, kind, rows);
  const idOf = (link: Link): string | undefined =>
    "id" in link ? link.id : "person" in link ? people.get(key(link.person)) : undefined;
  const values = rows.map((row) => ({
    ...defaults,
    ...rules?.defaults(row),
    ...valuesOf(view, kind, row, idOf),
  }));
  const known = rows.map((row) => rules?.existing(row));
  const made = records.createAll(
    values.filter((_, at) => known[at] === undefined),
    position,
  );
  for (const [at, id] of known.entries()) if (id) change(view, kind, id, values[at] ?? {});
  const news = made.values();
  const ids = known.map((id) => id ?? (news.next().value as string));
  linkRows(view, kind, rows, ids);
  for (const id of ids) view.filters.keepInSight(id);
  return ids;
}

/** Cells that are empty leave what stands there. */
function change(view: DocumentView, kind: Kind, id: string, values: Readonly<Record<string, unknown>>): void {
  const records = view.plan.any(kind);
  view.replica.transact(() => {
    records.update(id, values);
    for (const [name, value] of Object.entries(values)) {
      const text = typeof value === "string" ? records.ensureText(id, name) : undefined;
      if (!text || text.toString() === value) continue;
      text.delete(0, text.length);
      text.insert(0, value as string);
    }
  });
}

function valuesOf(
  view: DocumentView,
  kind: Kind,
  row: ImportRow,
  idOf: (link: Link) => string | undefined,
): Readonly<Record<string, unknown>> {
  const values: Record<string, unknown> = {};
  for (const [name, cell] of row) {
    if (cell.kind === "value") values[name] = cell.value;
    if (cell.kind !== "links") continue;
    const ids = cell.links.flatMap((link) => idOf(link) ?? []);
    values[name] = view.plan.fields(kind)[name]?.crdt === "links" ? ids : ids[0];
  }
  return values;
}

/** Each missing person once, on the side of the field that names them first; ids by name. */
function makePeople(view: DocumentView, kind: Kind, rows: readonly ImportRow[]): ReadonlyMap<string, string> {
  const missing = new Map<string, { name: string; side: Side }>();
  for (const [field, cell] of rows.flatMap((row) => [...row])) {
    for (const link of cell.kind === "links" ? cell.links : []) {
      if (!("person" in link) || missing.has(key(link.person))) continue;
      const side = view.plan.fields(kind)[field]?.side ?? page().boot.me.side;
      missing.set(key(link.person), { name: link.person, side });
    }
  }
  if (missing.size === 0) return new Map();
  const ids = view.plan.any("people").createAll([...missing.values()], "last");
  return new Map([...missing.keys()].map((name, at) => [name, ids[at] ?? ""]));
}

/** A row may name another row of the table, as a predecessor does; a row never names itself. */
function linkRows(view: DocumentView, kind: Kind, rows: readonly ImportRow[], ids: readonly string[]): void {
  const records = view.plan.any(kind);
  const byName = new Map(rows.map((row, at) => [key(nameOf(row, kind)), ids[at] ?? ""]));
  for (const [at, row] of rows.entries()) {
    for (const [field, cell] of row) {
      for (const link of cell.kind === "links" ? cell.links : []) {
        const [from, to] = [ids[at], "row" in link ? byName.get(link.row) : undefined];
        if (!from || !to || from === to) continue;
        if (view.plan.fields(kind)[field]?.crdt === "links") records.link(from, field, to, true);
        else records.update(from, { [field]: to });
      }
    }
  }
}

function nameOf(row: ImportRow, kind: Kind): string {
  const cell = row.get(shapeOf(kind).name);
  return cell?.kind === "value" ? String(cell.value) : "";
}

function key(name: string): string {
  return name.trim().toLocaleLowerCase();
}
