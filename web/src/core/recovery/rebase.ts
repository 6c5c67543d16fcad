/*
 * Writes the content of one document into another that lacks it. `from` holds a person's work, `to` the server's
 * state. The difference is written into `to` like a person's edits: whole characters, values that the schema allows,
 * records under their ids. So the visible content is carried over, and structs that the server refused are not. Pure;
 * used by recovery.ts and unsent-words.ts.
 *
 * The scope says whose work it is. If `from` differs from the server only by one person's work, all of it is carried;
 * if it may contain others' work too, only structs that this person wrote and nobody acknowledged (sync/unsent.ts).
 */
import * as Y from "yjs";
import { FIELDS, type FieldShape, type RootShape } from "../../generated/plan";
import { freshField, isReadable, linksOf, readField, valuesOf } from "../records/values";
import { richTextToPlain } from "../rich-text";
import type { Roots } from "../sync/content-hash";
import { isUnsent, type Unsent } from "../sync/unsent";
import { type Splice, spliceBetween } from "../text/splice";
import { carryBlocks, equaliseBlocks } from "./rebase-blocks";

export type { Roots };

type Fields = Readonly<Record<string, FieldShape>>;
type Fieldset = Y.Map<unknown>;

/** The difference is one person's own work. */
export const ALL = "all";
export type Scope = typeof ALL | Unsent;

export interface Rebased {
  /** One for each text and each record. */
  readonly updates: readonly Uint8Array[];
  /** The client ids that wrote them, each from its beginning. */
  readonly unsent: Unsent;
}

/** The server takes 64 new client ids with one update. */
const CLIENTS = 32;

/** Each text and each record is written under a client id of its own, as far as they go: a refused one holds nothing else back. */
export function rebase(from: Y.Doc, to: Y.Doc, roots: Roots, scope: Scope): Rebased {
  const updates: Uint8Array[] = [];
  const clients = Array.from({ length: CLIENTS }, () => new Y.Doc().clientID);
  const keep = (update: Uint8Array) => updates.push(update);
  to.on("update", keep);
  for (const edit of differences(from, to, roots, scope)) {
    to.clientID = clients[updates.length % CLIENTS] as number;
    to.transact(edit);
  }
  to.off("update", keep);
  return { updates, unsent: new Map(clients.slice(0, updates.length).map((client) => [client, 0])) };
}

/** The edits that bring the difference into `to`, one for each text and record. */
export function* differences(from: Y.Doc, to: Y.Doc, roots: Roots, scope: Scope): Generator<() => void> {
  const carry = new Carrier(scope);
  for (const [name, shape] of Object.entries(roots)) {
    if (!from.share.has(name)) continue;
    if (shape.crdt === "text") yield () => carry.text(from.getText(name), to.getText(name));
    else if (shape.crdt === "xml")
      yield () => carry.blocks(from.getXmlFragment(name), to.getXmlFragment(name));
    else if (shape.keyed) yield* carry.records(from.getMap(name), to.getMap(name), fieldsOf(shape));
    else yield () => carry.fields(from.getMap(name), to.getMap(name), fieldsOf(shape));
  }
}

function fieldsOf({ record }: RootShape): Fields {
  return record ? ((FIELDS as Readonly<Record<string, Fields>>)[record] ?? {}) : {};
}

class Carrier {
  readonly #scope: Scope;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  *records(from: Y.Map<unknown>, to: Y.Map<unknown>, fields: Fields): Generator<() => void> {
    if (this.#scope === ALL) for (const id of [...to.keys()]) if (!from.has(id)) yield () => to.delete(id);
    for (const [id, record] of from.entries()) {
      if (!(record instanceof Y.Map) || !isWhole(record, fields)) continue;
      if (to.has(id) || this.#isWrittenIn(record)) yield () => this.#record(id, record, to, fields);
    }
  }

  fields(from: Fieldset, to: Fieldset, fields: Fields): void {
    for (const [name, shape] of Object.entries(fields)) this.#field(from, to, name, shape);
  }

  text(from: Y.Text, to: Y.Text): void {
    if (!this.#isWrittenIn(from)) return;
    for (const { at, remove, insert } of this.#splices(from, to)) {
      if (remove > 0) to.delete(at, remove);
      if (insert) to.insert(at, insert);
    }
  }

  blocks(from: Y.XmlFragment, to: Y.XmlFragment): void {
    if (this.#scope === ALL) equaliseBlocks(from, to);
    else carryBlocks(from, to, (block) => this.#isWrittenIn(block));
  }

  /** A record that the server does not have comes as a whole: the words in it would have no place without it. */
  #record(id: string, record: Fieldset, to: Y.Map<unknown>, fields: Fields): void {
    const there = to.get(id);
    if (there instanceof Y.Map) this.fields(record, there, fields);
    else new Carrier(ALL).fields(record, to.set(id, new Y.Map<unknown>()), fields);
  }

  /** A value that the schema does not allow is shown to nobody: the server's stays. */
  #field(from: Fieldset, to: Fieldset, name: string, shape: FieldShape): void {
    const [here, there] = [from.get(name), to.get(name)];
    if (shape.crdt === "register") return this.#register(from, to, name, shape);
    if (here === undefined) return this.#scope === ALL ? to.delete(name) : undefined;
    if (!isOf(shape, here)) return;
    if (shape.crdt === "xml") this.#richText(here as Y.XmlFragment, to, name);
    else if (!isOf(shape, there)) {
      if (this.#isWrittenIn(here)) to.set(name, freshField(shape, readField(shape, here)));
    } else if (here instanceof Y.Text) this.text(here, there as Y.Text);
    else this.#members(here as Fieldset, there as Fieldset, shape);
  }

  #register(from: Fieldset, to: Fieldset, name: string, shape: FieldShape): void {
    const value = from.get(name);
    if (value === undefined) {
      if (this.#scope === ALL) to.delete(name);
    } else if (isReadable(shape, value) && to.get(name) !== value && this.#isOwn(from._map.get(name)))
      to.set(name, value);
  }

  /** Members of a set of links or of a map of values. */
  #members(from: Fieldset, to: Fieldset, shape: FieldShape): void {
    const [here, there] = [membersOf(from, shape), membersOf(to, shape)];
    for (const [key, value] of Object.entries(here))
      if (there[key] !== value && this.#isOwn(from._map.get(key))) to.set(key, value);
    if (this.#scope === ALL) for (const key of Object.keys(there)) if (!(key in here)) to.delete(key);
  }

  /** Rich text is carried whole where it differs: it is one narrative, and its formats do not merge word by word. */
  #richText(from: Y.XmlFragment, to: Fieldset, name: string): void {
    const there = to.get(name);
    const isSame = there instanceof Y.XmlFragment && spelled(there) === spelled(from);
    if (!isSame && this.#isWrittenIn(from)) to.set(name, from.clone());
  }

  /** Insertions and deletions item by item; where that does not lead to the text that is shown here, one splice does. */
  #splices(from: Y.Text, to: Y.Text): readonly Splice[] {
    const [before, after] = [to.toString(), from.toString().toWellFormed()];
    const exact = this.#ownSplices(from, to);
    if (this.#scope !== ALL || resultOf(before, exact) === after) return exact;
    return [spliceBetween(before, after, after.length) ?? []].flat();
  }

  #ownSplices(from: Y.Text, to: Y.Text): readonly Splice[] {
    const splices: Splice[] = [];
    let at = 0;
    for (let item = from._start; item; item = item.right) {
      for (const { start, end, isThere, isGone } of this.#piecesOf(item, to)) {
        const words = wordsOf(item).slice(start, end).toWellFormed();
        if (isThere && item.deleted) splices.push({ at, remove: end - start, insert: "" });
        else if (isGone && words) splices.push({ at, remove: 0, insert: words });
        if (!item.deleted && (isThere || isGone)) at += end - start;
      }
    }
    return splices;
  }

  /**
   * An item cut where the server's document begins or ends to show it. `isThere`: it shows this piece. `isGone`: it does not,
   * and the piece is to be carried.
   */
  #piecesOf(item: Y.Item, to: Y.Text): readonly Piece[] {
    const { client, clock } = item.id;
    const store = (to.doc as Y.Doc).store;
    const known = Y.getState(store, client) - clock;
    const pieces: Piece[] = [];
    for (let start = 0; start < item.length; ) {
      const there = start < known ? Y.getItem(store, Y.createID(client, clock + start)) : undefined;
      const next = there ? there.id.clock + there.length : this.#scopeBegins(client, clock + start);
      const end = Math.min(item.length, next - clock);
      const isThere = there !== undefined && !there.deleted;
      const isOwn = this.#scope === ALL || isUnsent(this.#scope, { client, clock: clock + start });
      pieces.push({ start, end, isThere, isGone: !isThere && isOwn });
      start = end;
    }
    return pieces;
  }

  /** Where the next clock from which this client's structs are unsent lies behind this one, if it does. */
  #scopeBegins(client: number, clock: number): number {
    const begins = this.#scope === ALL ? undefined : this.#scope.get(client);
    return begins !== undefined && begins > clock ? begins : Number.POSITIVE_INFINITY;
  }

  #isOwn(item: Y.Item | undefined): boolean {
    return this.#scope === ALL || (item !== undefined && isUnsent(this.#scope, lastOf(item)));
  }

  /** Whether anything in this container is to be carried. */
  #isWrittenIn(container: unknown): boolean {
    return this.#scope === ALL || (container instanceof Y.AbstractType && hasUnsent(container, this.#scope));
  }
}

/** A Yjs type, of whatever events. */
type Container = Pick<Y.AbstractType<unknown>, "_start" | "_map">;

interface Piece {
  readonly start: number;
  readonly end: number;
  readonly isThere: boolean;
  readonly isGone: boolean;
}

/** Whether words or values that are shown in this container, at any depth, are unsent. */
export function hasUnsent(container: Container, unsent: Unsent): boolean {
  for (let item = container._start; item; item = item.right) if (isShownUnsent(item, unsent)) return true;
  return [...container._map.values()].some((item) => isShownUnsent(item, unsent));
}

function isShownUnsent(item: Y.Item, unsent: Unsent): boolean {
  if (item.deleted) return false;
  if (item.content instanceof Y.ContentType) return hasUnsent(item.content.type, unsent);
  return isUnsent(unsent, lastOf(item));
}

function lastOf({ id, length }: Y.Item): { client: number; clock: number } {
  return { client: id.client, clock: id.clock + length - 1 };
}

function isWhole(record: Fieldset, fields: Fields): boolean {
  return Object.entries(fields).every(
    ([name, shape]) => !shape.required || isReadable(shape, record.get(name)),
  );
}

function membersOf(map: Fieldset, shape: FieldShape): Readonly<Record<string, unknown>> {
  if (shape.crdt === "values") return valuesOf(shape, map);
  return Object.fromEntries(linksOf(map).map((id) => [id, true]));
}

function spelled(fragment: Y.XmlFragment): string {
  return JSON.stringify(richTextToPlain(fragment));
}

function isOf({ crdt }: FieldShape, value: unknown): boolean {
  if (crdt === "xml") return value instanceof Y.XmlFragment;
  return crdt === "text" ? value instanceof Y.Text : value instanceof Y.Map;
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
