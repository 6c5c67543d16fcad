/*
 * Work that the server does not take, said anew. `from` holds the server's state and what was done here upon it, `to` the
 * server's state alone; what is different is written into `to` as a person would write it: whole characters, values that
 * the schema allows, records under their ids. So whatever a page shows is carried over, and the structs that were
 * refused stay behind. Pure; used by mending.ts.
 *
 * Each text and each record has a client id of its own as far as they go: what is refused again holds nothing else back.
 */
import * as Y from "yjs";
import { FIELDS, type FieldShape, ROOTS, type RootShape } from "../generated/plan";
import { type Splice, spliceBetween } from "./splice";
import { freshField, isValid, linksOf, readField, setRegister } from "./values";

type Fields = Readonly<Record<string, FieldShape>>;
type Fieldset = Y.Map<unknown>;

/** The server takes 64 new client ids with one update. */
const CLIENTS = 32;

/** Returns what was written, one update for each text and each record. */
export function rebase(from: Y.Doc, to: Y.Doc): readonly Uint8Array[] {
  const updates: Uint8Array[] = [];
  const clients = Array.from({ length: CLIENTS }, () => new Y.Doc().clientID);
  const keep = (update: Uint8Array) => updates.push(update);
  to.on("update", keep);
  for (const edit of editsOf(from, to)) {
    to.clientID = clients[updates.length % CLIENTS] as number;
    to.transact(edit);
  }
  to.off("update", keep);
  return updates;
}

function* editsOf(from: Y.Doc, to: Y.Doc): Generator<() => void> {
  for (const [name, shape] of rootsOf(from)) {
    if (shape.crdt === "text") yield () => carryText(from.getText(name), to.getText(name));
    else if (shape.keyed) yield* recordEdits(from.getMap(name), to.getMap(name), fieldsOf(shape));
    else yield () => carryFields(from.getMap(name), to.getMap(name), fieldsOf(shape));
  }
}

/** The schema's roots that this document has. */
function rootsOf(doc: Y.Doc): readonly (readonly [string, RootShape])[] {
  const roots = new Map(Object.values(ROOTS).flatMap((kind) => Object.entries<RootShape>(kind)));
  return [...roots].filter(([name]) => doc.share.has(name));
}

function fieldsOf({ record }: RootShape): Fields {
  return record ? FIELDS[record] : {};
}

function* recordEdits(from: Y.Map<unknown>, to: Y.Map<unknown>, fields: Fields): Generator<() => void> {
  for (const id of [...to.keys()]) if (!from.has(id)) yield () => to.delete(id);
  for (const [id, record] of from.entries()) {
    if (record instanceof Y.Map && isWhole(record, fields)) yield () => carryRecord(id, record, to, fields);
  }
}

function isWhole(record: Fieldset, fields: Fields): boolean {
  return Object.entries(fields).every(([name, shape]) => !shape.required || isValid(shape, record.get(name)));
}

function carryRecord(id: string, record: Fieldset, to: Y.Map<unknown>, fields: Fields): void {
  const there = to.get(id);
  if (there instanceof Y.Map) carryFields(record, there, fields);
  else carryFields(record, to.set(id, new Y.Map<unknown>()), fields);
}

function carryFields(from: Fieldset, to: Fieldset, fields: Fields): void {
  for (const [name, shape] of Object.entries(fields)) carryField(from, to, name, shape);
}

/** What is not as the schema wants it nobody sees: the server's stays. */
function carryField(from: Fieldset, to: Fieldset, name: string, shape: FieldShape): void {
  const [here, there] = [from.get(name), to.get(name)];
  if (here === undefined) to.delete(name);
  else if (shape.crdt === "register") carryRegister(to, name, shape, here);
  else if (!isOf(shape, here)) return;
  else if (!isOf(shape, there)) to.set(name, freshField(shape, readField(shape, here)));
  else if (here instanceof Y.Text) carryText(here, there as Y.Text);
  else carryLinks(here as Fieldset, there as Fieldset);
}

function isOf({ crdt }: FieldShape, value: unknown): boolean {
  return crdt === "text" ? value instanceof Y.Text : value instanceof Y.Map;
}

function carryRegister(to: Fieldset, name: string, shape: FieldShape, value: unknown): void {
  if (isValid(shape, value)) setRegister(to, name, shape, value);
}

function carryLinks(from: Fieldset, to: Fieldset): void {
  const [here, there] = [linksOf(from), linksOf(to)];
  for (const id of here) if (!there.includes(id)) to.set(id, true);
  for (const id of there) if (!here.includes(id)) to.delete(id);
}

function carryText(from: Y.Text, to: Y.Text): void {
  for (const { at, remove, insert } of splicesOf(from, to)) {
    if (remove > 0) to.delete(at, remove);
    if (insert) to.insert(at, insert);
  }
}

/** What was written and deleted here, letter by letter; where that does not lead to what is shown here, one splice does. */
function splicesOf(from: Y.Text, to: Y.Text): readonly Splice[] {
  const [before, after] = [to.toString(), from.toString().toWellFormed()];
  const exact = ownSplices(from, to);
  if (resultOf(before, exact) === after) return exact;
  return [spliceBetween(before, after, after.length) ?? []].flat();
}

function ownSplices(from: Y.Text, to: Y.Text): readonly Splice[] {
  const splices: Splice[] = [];
  let at = 0;
  for (let item = from._start; item; item = item.right) {
    for (const { start, end, isThere } of piecesOf(item, to)) {
      const words = wordsOf(item).slice(start, end);
      if (isThere && item.deleted) splices.push({ at, remove: end - start, insert: "" });
      else if (!isThere && words) splices.push({ at, remove: 0, insert: words });
      if (!item.deleted) at += end - start;
    }
  }
  return splices;
}

/** An item cut where the server's copy begins or ends to show it. */
function piecesOf(item: Y.Item, to: Y.Text): readonly { start: number; end: number; isThere: boolean }[] {
  const { client, clock } = item.id;
  const store = (to.doc as Y.Doc).store;
  const known = Y.getState(store, client) - clock;
  const pieces = [];
  for (let start = 0; start < item.length; ) {
    const there = start < known ? Y.getItem(store, Y.createID(client, clock + start)) : undefined;
    const end = there ? Math.min(item.length, there.id.clock + there.length - clock) : item.length;
    pieces.push({ start, end, isThere: there !== undefined && !there.deleted });
    start = end;
  }
  return pieces;
}

function wordsOf({ deleted, content }: Y.Item): string {
  return !deleted && content instanceof Y.ContentString ? content.str : "";
}

/** Yjs leaves no half of a character beside a cut: where one was cut here, this differs from what is shown. */
function resultOf(before: string, splices: readonly Splice[]): string {
  const apply = (text: string, { at, remove, insert }: Splice) =>
    text.slice(0, at) + insert + text.slice(at + remove);
  return splices.reduce(apply, before);
}
