/*
 * What one transaction changed, as values and words with the places where they stand, so that it can be stored and taken
 * back later, also after a reload. Yjs's own undo steps name structs whose content is gone by then. Pure but for the
 * document; undo.ts records and takes back, docs/decisions/0070 says why.
 *
 * Taking back never touches what somebody else wrote: a value is put back only while it is the one that was set here, and
 * words are taken out only while they stand where they were typed.
 */
import * as Y from "yjs";
import { spliceBetween } from "../text/splice";

type Plain = string | number | boolean | undefined;

interface ValueEdit {
  readonly kind: "value";
  /** Names from the root down: a record's field, a header's field, or a member of a field. */
  readonly path: readonly string[];
  readonly before?: Plain;
  readonly after?: Plain;
}

interface TextEdit {
  readonly kind: "text";
  readonly path: readonly string[];
  /** A Yjs relative position as JSON: it survives edits around it. */
  readonly at: unknown;
  /** Where the words began when they were typed. */
  readonly index: number;
  readonly removed: string;
  readonly inserted: string;
  /** Checksum of the whole text as it was left. */
  readonly left: number;
}

/** A change that can be named but not stored, such as one inside rich text. */
interface OtherEdit {
  readonly kind: "other";
  readonly path: readonly string[];
}

export type Edit = ValueEdit | TextEdit | OtherEdit;

/** To be called while the transaction's deleted content is still there: in `afterTransaction`. */
export function editsOf(transaction: Y.Transaction): readonly Edit[] {
  return [...transaction.changed].flatMap(([changed, keys]) => {
    const type: unknown = changed;
    const path = pathOf(type as Y.AbstractType<unknown>);
    if (!path) return [];
    if (type instanceof Y.Map) return valueEdits(type, transaction, keys, path);
    return type instanceof Y.Text && !(type instanceof Y.XmlText)
      ? textEdit(type, transaction, path)
      : [{ kind: "other", path }];
  });
}

/** The same edits and what followed them in the same step: a value's last state, words typed one after the other. */
export function joined(edits: readonly Edit[], more: readonly Edit[]): readonly Edit[] {
  const all = [...edits];
  for (const next of more) {
    const at = all.findLastIndex((one) => one.path.join("/") === next.path.join("/"));
    const last = all[at];
    const both = last && joinedPair(last, next);
    if (both) all[at] = both;
    else all.push(next);
  }
  return all;
}

/** Puts back what is still as these edits left it, the last first. Returns whether anything was. */
export function takeBack(doc: Y.Doc, edits: readonly Edit[]): boolean {
  return edits.toReversed().filter((edit) => isTakenBack(doc, edit)).length > 0;
}

function isTakenBack(doc: Y.Doc, edit: Edit): boolean {
  const [holder, key] = holderOf(doc, edit.path);
  if (key === undefined) return false;
  if (edit.kind === "text") return takeBackText(held(holder, key, doc), edit);
  return edit.kind === "value" && takeBackValue(holder, key, edit);
}

function valueEdits(
  map: Y.Map<unknown>,
  transaction: Y.Transaction,
  keys: ReadonlySet<string | null>,
  path: readonly string[],
): readonly Edit[] {
  const changes = new Y.YMapEvent(map, transaction, keys as Set<string>).keys;
  return [...changes].map(([key, { oldValue }]): Edit => {
    const [before, after] = [oldValue as unknown, map.get(key)];
    const there = [...path, key];
    return isPlain(before) && isPlain(after)
      ? { kind: "value", path: there, before, after }
      : { kind: "other", path: there };
  });
}

function isPlain(value: unknown): value is Plain {
  return value === undefined || ["string", "number", "boolean"].includes(typeof value);
}

function textEdit(text: Y.Text, transaction: Y.Transaction, path: readonly string[]): readonly Edit[] {
  const [before, after] = [wordsBefore(text, transaction), text.toString()];
  const splice = spliceBetween(before, after, after.length);
  if (!splice) return [];
  const { at: index, remove, insert: inserted } = splice;
  const removed = before.slice(index, index + remove);
  const position = Y.createRelativePositionFromTypeIndex(text, index, inserted ? 0 : -1);
  const at: unknown = Y.relativePositionToJSON(position);
  return [{ kind: "text", path, at, index, removed, inserted, left: checksum(after) }];
}

/** The text without what the transaction inserted, with what it deleted. */
function wordsBefore(text: Y.Text, transaction: Y.Transaction): string {
  let words = "";
  for (let item = text._start; item; item = item.right) {
    const isNew = item.id.clock >= (transaction.beforeState.get(item.id.client) ?? 0);
    const wasThere = !isNew && (!item.deleted || Y.isDeleted(transaction.deleteSet, item.id));
    if (wasThere && item.content instanceof Y.ContentString) words += item.content.str;
  }
  return words;
}

function joinedPair(one: Edit, next: Edit): Edit | undefined {
  if (one.kind === "value" && next.kind === "value") return { ...next, before: one.before };
  if (one.kind !== "text" || next.kind !== "text") return one.kind === next.kind ? next : undefined;
  const { left } = next;
  const end = one.index + one.inserted.length;
  if (next.removed === "" && next.index === end)
    return { ...one, left, inserted: one.inserted + next.inserted };
  const isBackspace =
    next.inserted === "" && next.index >= one.index && next.index + next.removed.length === end;
  return isBackspace ? { ...one, left, inserted: one.inserted.slice(0, next.index - one.index) } : undefined;
}

/** The map that holds the last name of the path; roots are held by the document itself. */
function holderOf(doc: Y.Doc, path: readonly string[]): [Y.Map<unknown> | undefined, string | undefined] {
  const key = path.at(-1);
  if (path.length < 2) return [undefined, key];
  let holder: unknown = doc.getMap(path[0]);
  for (const name of path.slice(1, -1)) holder = holder instanceof Y.Map ? holder.get(name) : undefined;
  return [holder instanceof Y.Map ? (holder as Y.Map<unknown>) : undefined, key];
}

function held(holder: Y.Map<unknown> | undefined, key: string, doc: Y.Doc): unknown {
  return holder ? holder.get(key) : doc.share.has(key) ? doc.getText(key) : undefined;
}

function takeBackValue(
  holder: Y.Map<unknown> | undefined,
  key: string,
  { before, after }: ValueEdit,
): boolean {
  if (!holder || holder.get(key) !== after || before === after) return false;
  if (before === undefined) holder.delete(key);
  else holder.set(key, before);
  return true;
}

function takeBackText(text: unknown, edit: TextEdit): boolean {
  if (!(text instanceof Y.Text)) return false;
  const { removed, inserted } = edit;
  const index = indexIn(text, edit);
  if (index === undefined || inserted === removed) return false;
  if (inserted) text.delete(index, inserted.length);
  if (removed) text.insert(index, removed);
  return true;
}

/** Where the words stand now: as they were left, or elsewhere between others' words; undefined where they do not. */
function indexIn(text: Y.Text, { at, index, inserted, left }: TextEdit): number | undefined {
  const words = text.toString();
  if (checksum(words) === left) return index;
  const position = Y.createRelativePositionFromJSON(at);
  const found = text.doc && Y.createAbsolutePositionFromRelativePosition(position, text.doc);
  if (found?.type !== text || !words.startsWith(inserted, found.index)) return undefined;
  return found.index;
}

/** FNV-1a of the UTF-16 code units. */
function checksum(words: string): number {
  let sum = 0x811c9dc5;
  for (let at = 0; at < words.length; at += 1) sum = Math.imul(sum ^ words.charCodeAt(at), 0x01000193);
  return sum >>> 0;
}

/** Undefined where a type stands in no named place, such as inside rich text: its root or field is named instead. */
function pathOf(type: Y.AbstractType<unknown>): readonly string[] | undefined {
  const path: string[] = [];
  let at = type;
  for (; at._item; at = at.parent as Y.AbstractType<unknown>) {
    if (at._item.parentSub !== null) path.unshift(at._item.parentSub);
  }
  const root = [...(at.doc?.share ?? [])].find(([, share]) => share === at)?.[0];
  return root === undefined ? undefined : [root, ...path];
}
