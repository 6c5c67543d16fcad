/*
 * Words that were written in this browser and that the server does not have: lists them as text, and writes them into
 * a document. They are in a local copy that is not the open document's current one: an older generation, or the copy
 * of a participant who was signed out. Used by replica.ts and by the notice that offers them.
 */
import * as Y from "yjs";
import { FIELDS, type FieldShape, type RootShape } from "../../generated/plan";
import { forgetNotes, type UnsentCopy } from "../local/copy-notes";
import { readRows } from "../local/indexeddb-store";
import { journalUpdates } from "../local/unload-journal";
import { readField } from "../records/values";
import { wordsOfRichText } from "../rich-text";
import type { Unsent } from "../sync/unsent";
import { differences, hasUnsent, type Roots } from "./rebase";

export interface Target {
  readonly doc: Y.Doc;
  transact<T>(change: () => T): T;
}

/** A text or a record that holds unsent words. */
export interface UnsentWords {
  /** The root: a text of the plan, or the list that holds the record. */
  readonly root: string;
  readonly record?: string;
  /** The fields' values; a text is under its own name. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Loads a copy as a Doc. The caller destroys it. */
export async function openCopy({ copy }: UnsentCopy): Promise<Y.Doc> {
  const doc = new Y.Doc();
  for (const update of [...(await readRows(copy)), ...journalUpdates(copy)]) Y.applyUpdate(doc, update);
  return doc;
}

/** The copy, reduced to structs that the document lacks; undefined if it lacks none. Rejects if it cannot be read. */
export async function lackingIn(stored: UnsentCopy, doc: Y.Doc): Promise<UnsentCopy | undefined> {
  const copy = await openCopy(stored);
  const from = [...stored.unsent].map(
    ([id, clock]) => [id, Math.max(clock, Y.getState(doc.store, id))] as const,
  );
  const unsent = new Map(from.filter(([client, clock]) => Y.getState(copy.store, client) > clock));
  copy.destroy();
  return unsent.size > 0 ? { ...stored, unsent } : undefined;
}

/** Writes the copy's unsent changes into the document and deletes the notes about them. */
export async function carry(stored: UnsentCopy, target: Target, roots: Roots): Promise<void> {
  const copy = await openCopy(stored);
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(target.doc));
  for (const edit of differences(copy, target.doc, roots, stored.unsent)) target.transact(edit);
  copy.destroy();
  forgetNotes(stored);
}

/** Each text and record that contains unsent words, with its content in the copy. */
export function unsentWords(doc: Y.Doc, roots: Roots, unsent: Unsent): readonly UnsentWords[] {
  return Object.entries(roots).flatMap(([root, shape]) => {
    if (!doc.share.has(root)) return [];
    if (shape.crdt === "text") return unsentText(root, doc.getText(root), unsent);
    if (shape.crdt === "xml") return unsentRichText(root, doc.getXmlFragment(root), unsent);
    const map = doc.getMap(root);
    if (!shape.keyed) return unsentFields(root, undefined, map, shape.record, unsent);
    return [...map.entries()].flatMap(([id, record]) =>
      record instanceof Y.Map ? unsentFields(root, id, record, shape.record, unsent) : [],
    );
  });
}

function unsentText(root: string, text: Y.Text, unsent: Unsent): readonly UnsentWords[] {
  return hasUnsent(text, unsent) ? [{ root, fields: { [root]: text.toString() } }] : [];
}

function unsentRichText(root: string, rich: Y.XmlFragment, unsent: Unsent): readonly UnsentWords[] {
  return hasUnsent(rich, unsent) ? [{ root, fields: { [root]: wordsOfRichText(rich) } }] : [];
}

function unsentFields(
  root: string,
  id: string | undefined,
  map: Y.Map<unknown>,
  shape: RootShape["record"],
  unsent: Unsent,
): readonly UnsentWords[] {
  if (!shape || !hasUnsent(map, unsent)) return [];
  const read = Object.entries<FieldShape>(FIELDS[shape]).map(([name, one]) => [
    name,
    readField(one, map.get(name)),
  ]);
  return [{ root, ...(id === undefined ? {} : { record: id }), fields: Object.fromEntries(read) }];
}
