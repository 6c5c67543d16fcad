/*
 * One document of a plan, typed: its texts, its header, and its records of every kind, over one replica. Works for
 * every kind of document; KINDS says which kinds of record it holds. Links are resolved here.
 *
 * A private document's records may refer to records of the shared one: `locate` looks in its own document first, then
 * in the shared one. The id of a deleted record stays in the fields that refer to it and reads as nothing: two people
 * may delete and link at the same time, and restoring the record restores all its links. plan/edits.py does the same.
 */
import { computed, type ReadonlySignal } from "@preact/signals-core";
import type * as Y from "yjs";
import { getOrCreate } from "../core/get-or-create";
import { type Fields, type Position, RecordSet } from "../core/records/record-set";
import type { Replica } from "../core/replica";
import type { RichNode } from "../core/rich-text";
import {
  type DocumentKind,
  FIELDS,
  type FieldShape,
  KIND_VALUES,
  KINDS,
  type Kind,
  type KindShape,
  type PlanHeader,
  type RecordOf,
  ROOTS,
  type RootShape,
} from "../generated/plan";
import { Header } from "./header";
import { richTextValue, textValue } from "./text-value";

/** A record set whose field names are plain strings, for code that works with any kind. */
export interface AnyRecords {
  readonly ids: ReadonlySignal<readonly string[]>;
  /** Deleted records, the last one first. */
  readonly removed: ReadonlySignal<readonly string[]>;
  has(id: string): boolean;
  field(id: string, name: string): ReadonlySignal<unknown>;
  text(id: string, name: string): Y.Text | undefined;
  ensureText(id: string, name: string): Y.Text | undefined;
  create(values?: Readonly<Record<string, unknown>>, position?: Position): string;
  createAll(all: readonly Readonly<Record<string, unknown>>[], position?: Position): readonly string[];
  update(id: string, patch: Readonly<Record<string, unknown>>): void;
  remove(id: string): void;
  discard(id: string): void;
  restore(id: string): void;
  move(id: string, position: Position): void;
  link(id: string, name: string, target: string, isLinked: boolean): void;
  setMember(id: string, name: string, key: string, value: unknown): void;
}

/** A record's document and kind. */
export interface Located {
  readonly document: PlanDocument;
  readonly kind: Kind;
}

export function shapeOf(kind: Kind): KindShape {
  return KINDS[kind];
}

/** The kinds that the shared document holds; others exist only in private documents. */
export const SHARED_KINDS: readonly Kind[] = KIND_VALUES.filter((kind) =>
  KINDS[kind].documents.some((one) => one === "shared"),
);

/** The root of the notes, in every document that people write. */
export const RICH_NOTES = "rich_notes";

export class PlanDocument {
  readonly replica: Replica;
  readonly documentKind: DocumentKind;
  /** The kinds of record that this document holds, in the order of menus. */
  readonly kinds: readonly Kind[];
  /** The other document that links may lead to. */
  readonly shared: PlanDocument | undefined;
  readonly #sets = new Map<Kind, RecordSet<object>>();
  readonly #texts = new Map<string, ReadonlySignal<string>>();
  readonly #fields = new Map<Kind, Fields>();
  readonly #places = new Map<Kind, ReadonlySignal<ReadonlyMap<string, number>>>();
  #richNotes: ReadonlySignal<readonly RichNode[]> | undefined;
  readonly #header: Header<PlanHeader>;
  /** The step of undo that added a record. */
  readonly #additions = new Map<string, Y.UndoManager["undoStack"][number]>();

  constructor(replica: Replica, documentKind: DocumentKind, shared?: PlanDocument) {
    this.replica = replica;
    this.documentKind = documentKind;
    this.shared = shared;
    this.kinds = KIND_VALUES.filter((kind) => shapeOf(kind).documents.includes(documentKind));
    for (const kind of this.kinds) {
      const set = new RecordSet<object>(replica, kind, this.fields(kind), KINDS[kind].prefix);
      this.#sets.set(kind, set);
    }
    this.#header = new Header<PlanHeader>(replica, "plan", FIELDS.PlanHeader);
    this.#openTexts();
  }

  /** The content hash covers only roots that were opened with their type. */
  #openTexts(): void {
    for (const [root, { crdt }] of Object.entries<RootShape>(ROOTS[this.documentKind])) {
      if (crdt === "text") this.replica.doc.getText(root);
      if (crdt === "xml") this.replica.doc.getXmlFragment(root);
    }
  }

  /** The records of a kind that this document holds. */
  records<K extends Kind>(kind: K): RecordSet<RecordOf[K]> {
    const found = this.#sets.get(kind);
    if (!found) throw new RangeError(`${this.documentKind} documents hold no ${kind}`);
    return found as unknown as RecordSet<RecordOf[K]>;
  }

  /** The same for code that works with any kind. */
  any(kind: Kind): AnyRecords {
    return this.records(kind) as unknown as AnyRecords;
  }

  /** The fields that records of a kind have in this document. */
  fields(kind: Kind): Fields {
    return getOrCreate(this.#fields, kind, () => this.#fieldsOf(kind));
  }

  #fieldsOf(kind: Kind): Fields {
    const all = Object.entries<FieldShape>(FIELDS[KINDS[kind].record]);
    const isPrivate = this.documentKind !== "shared";
    return Object.fromEntries(all.filter(([, shape]) => isPrivate || shape.sees !== "own side"));
  }

  text(root: string): Y.Text {
    return this.replica.doc.getText(root);
  }

  /** The same text for read mode. */
  textValue(root: string): ReadonlySignal<string> {
    return getOrCreate(this.#texts, root, () => textValue(this.text(root)));
  }

  get richNotesFragment(): Y.XmlFragment {
    return this.replica.doc.getXmlFragment(RICH_NOTES);
  }

  /** The notes for read mode. */
  get richNotes(): ReadonlySignal<readonly RichNode[]> {
    this.#richNotes ??= richTextValue(this.richNotesFragment);
    return this.#richNotes;
  }

  /** How long a root text may be. */
  textLimit(root: string): number {
    const roots: Readonly<Record<string, RootShape>> = ROOTS[this.documentKind];
    return roots[root]?.maxLength ?? Number.POSITIVE_INFINITY;
  }

  /** A header field, with the schema's default. A private document reads the shared one's. */
  header<K extends keyof PlanHeader & string>(name: K): ReadonlySignal<PlanHeader[K] | undefined> {
    return (this.shared ?? this).#header.field(name);
  }

  setHeader(patch: { readonly [K in keyof PlanHeader]?: PlanHeader[K] | undefined }): void {
    this.#header.update(patch);
  }

  /** A record that exists, here or in the shared document. Tracks just this record, or all lists while it is in none. */
  locate(id: string): Located | undefined {
    const kind = this.kinds.find((candidate) => this.any(candidate).has(id));
    if (kind) {
      const [order, removed] = ["order", "removed_at"].map((field) => this.value(kind, id, field));
      return order === undefined || removed !== undefined ? undefined : { document: this, kind };
    }
    for (const other of this.kinds) void this.any(other).ids.value;
    return this.shared?.locate(id);
  }

  /** The name of a record; undefined if it does not exist or was deleted. Some are named by the record that they are about. */
  nameOf(id: string): string | undefined {
    const found = this.locate(id);
    if (!found) return undefined;
    const { name } = shapeOf(found.kind);
    const words = found.document.value(found.kind, id, name);
    if (typeof words !== "string") return "";
    return found.document.fields(found.kind)[name]?.refers ? (this.nameOf(words) ?? "") : words;
  }

  /** A field's value by its plain name. */
  value(kind: Kind, id: string, field: string): unknown {
    return this.any(kind).field(id, field).value;
  }

  /** The ids of all records of a kind that a link may lead to: this document's, then the shared one's. */
  candidates(kind: Kind): readonly string[] {
    const own = this.kinds.includes(kind) ? this.any(kind).ids.value : [];
    return [...own, ...(this.shared?.candidates(kind) ?? [])];
  }

  /** The place of each candidate, so that a card which names three people does not look at all of them. */
  #placesOf(kind: Kind): ReadonlySignal<ReadonlyMap<string, number>> {
    const places = () => new Map(this.candidates(kind).map((id, at) => [id, at]));
    return getOrCreate(this.#places, kind, () => computed(places));
  }

  /** The records that a field names and that exist, in their order. */
  targets(kind: Kind, id: string, field: string): ReadonlySignal<readonly string[]> {
    const kinds = shapeOf(kind).references[field] ?? [];
    return computed(() => {
      const named = [...new Set(this.targetIds(kind, id, field))];
      return named.length === 0 ? named : kinds.flatMap((to) => this.#inOrder(to, named));
    });
  }

  #inOrder(kind: Kind, named: readonly string[]): readonly string[] {
    const places = this.#placesOf(kind).value;
    const found = named.filter((target) => places.has(target));
    return found.sort((one, other) => (places.get(one) ?? 0) - (places.get(other) ?? 0));
  }

  /** The ids that a field names, whether they exist or not: of a set of links, or the one of a register. */
  targetIds(kind: Kind, id: string, field: string): readonly string[] {
    const value: unknown = this.value(kind, id, field);
    if (Array.isArray(value)) return value as readonly string[];
    return typeof value === "string" && value !== "" ? [value] : [];
  }

  /** Deletes a record, into the bin, as an undoable step of its own; what is done `besides` belongs to the same step. */
  remove(kind: Kind, id: string, besides: () => void = () => {}): void {
    this.replica.undo.stopCapturing();
    this.replica.transact(() => {
      besides();
      this.any(kind).remove(id);
    });
    this.replica.undo.stopCapturing();
  }

  /** Takes an empty record away as if it had never been added: undo offers its beginning no more. */
  discard(kind: Kind, id: string): void {
    const step = this.#additions.get(id);
    if (step) this.replica.undo.forget(step);
    this.#additions.delete(id);
    this.any(kind).discard(id);
  }

  /** Adds a record as an undoable step of its own; returns its id. */
  add(kind: Kind, values: Readonly<Record<string, unknown>>, position: Position): string {
    const { undo } = this.replica;
    undo.stopCapturing();
    const id = this.any(kind).create(values, position);
    undo.stopCapturing();
    const step = undo.undoStack.at(-1);
    if (step) this.#additions.set(id, step);
    return id;
  }

  /** Takes a record out of the bin as an undoable step of its own. */
  restore(kind: Kind, id: string): void {
    this.replica.undo.stopCapturing();
    this.any(kind).restore(id);
    this.replica.undo.stopCapturing();
  }

  /** All text of a record, deleted or not, one paragraph per field, to be copied. */
  wordsOf(kind: Kind, id: string): string {
    const texts = Object.entries(this.fields(kind)).filter(
      ([, { crdt }]) => crdt === "text" || crdt === "xml",
    );
    const words = texts.map(([name]) => String(this.value(kind, id, name) ?? "").trim());
    return words.filter(Boolean).join("\n\n");
  }

  dispose(): void {
    for (const set of this.#sets.values()) set.dispose();
    this.#header.dispose();
  }
}
