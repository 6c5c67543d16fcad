/*
 * A root map of records (people, opportunities, goals, actions ...) as signals: the order of ids, and each field's plain
 * value. One deep observer per root; signals are made when first read. Reading is total: a malformed record is left out
 * and counted, a malformed field reads as its default or undefined. Writing goes through the replica's one transaction.
 * Made by doc/; elements read and write.
 *
 * Deleting a record sets two of its fields (docs/decisions/0052). No undoable write makes or ends a container (a record, a
 * text, a map): Yjs's undo would delete it with everything that others wrote in it, or bring it back as another one.
 */
import { batch, type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import * as Y from "yjs";
import type { FieldShape } from "../../generated/plan";
import { getOrCreate } from "../get-or-create";
import { serverNow } from "../sync/server-clock";
import { newId } from "./ids";
import { byOrder, keysAt, type Placed } from "./order";
import { freshField, isRecordId, readField, setMember, setRegister } from "./values";

/** Where a record goes. */
export type Position = "first" | "last" | { readonly before: string } | { readonly after: string };

export type Fields = Readonly<Record<string, FieldShape>>;

type IsLinks<V> = NonNullable<V> extends Readonly<Record<string, true>> ? true : false;

/** The plain value of a field: texts are strings, links are sorted ids, absent or malformed is undefined (or the default). */
export type Value<R, K extends keyof R> = IsLinks<R[K]> extends true ? readonly string[] : R[K] | undefined;

/** What can be written at once; undefined clears a register. A text given to `create` is its first content. */
export type Patch<R> = {
  readonly [K in keyof R]?: (IsLinks<R[K]> extends true ? readonly string[] : R[K]) | undefined;
};

/** The part of a replica that a set of records needs. */
export interface Writer {
  readonly doc: Y.Doc;
  /** Id of the participant who writes here. */
  readonly participant: string;
  transact<T>(change: () => T): T;
  /** A local write that undo does not take back. */
  transactUntracked<T>(change: () => T): T;
}

type Records = Y.Map<Y.Map<unknown>>;
type Signals = Map<string, Signal<unknown>>;

export class RecordSet<R extends object> {
  readonly root: string;
  readonly fields: Fields;
  readonly #replica: Writer;
  readonly #map: Records;
  readonly #prefix: string;
  readonly #signals = new Map<string, Signals>();
  readonly #ids = signal<readonly string[]>([]);
  readonly #removed = signal<readonly string[]>([]);
  readonly #skipped = signal(0);
  readonly #heard = (events: readonly Y.YEvent<Y.AbstractType<unknown>>[]): void => this.#hear(events);

  constructor(replica: Writer, root: string, fields: Fields, prefix: string) {
    this.#replica = replica;
    this.root = root;
    this.fields = fields;
    this.#prefix = prefix;
    this.#map = replica.doc.getMap(root) as Records;
    this.#sort();
    this.#map.observeDeep(this.#heard as (events: unknown) => void);
  }

  /** Sorted by `order` (code units), ties by id. */
  readonly ids: ReadonlySignal<readonly string[]> = this.#ids;
  /** Deleted records that can be restored, the last one first. */
  readonly removed: ReadonlySignal<readonly string[]> = this.#removed;
  /** Malformed records that were left out. */
  readonly skipped: ReadonlySignal<number> = this.#skipped;

  /** Whether there is such a record now and it is not deleted; for a signal, look into `ids`. */
  has(id: string): boolean {
    return this.#record(id) !== undefined && !this.#isRemoved(id);
  }

  field<K extends keyof R & string>(id: string, name: K): ReadonlySignal<Value<R, K>> {
    const signals = getOrCreate(this.#signals, id, (): Signals => new Map());
    const found = getOrCreate(signals, name, () => signal(this.#read(id, name)));
    return found as Signal<Value<R, K>>;
  }

  /** The shared text of a field, to bind an input to; undefined where there is none (see `ensureText`). */
  text(id: string, name: keyof R & string): Y.Text | undefined {
    const found = this.#record(id)?.get(name);
    return found instanceof Y.Text ? found : undefined;
  }

  /** The same, made if absent. */
  ensureText(id: string, name: keyof R & string): Y.Text | undefined {
    const record = this.#record(id);
    if (!record || this.fields[name]?.crdt !== "text") return undefined;
    return this.text(id, name) ?? this.#replica.transactUntracked(() => record.set(name, new Y.Text()));
  }

  /** Makes a record and returns its id. */
  create(values: Patch<R> = {}, position: Position = "last"): string {
    return this.createAll([values], position)[0] as string;
  }

  /**
   * Makes records in this order, each with all its texts and maps, so that two people never make the same one, and returns
   * their ids. They are made as deleted ones and then restored: undo takes back the second step, which leaves them in the bin.
   */
  createAll(all: readonly Patch<R>[], position: Position = "last"): readonly string[] {
    const made = all.map((values) => [newId(this.#prefix), this.#fresh(values)] as const);
    this.#replica.transactUntracked(() => {
      let place = position;
      for (const [id, record] of made) {
        this.#map.set(id, record);
        this.#place(id, place);
        this.#setRemoved(record);
        place = { after: id };
      }
    });
    const ids = made.map(([id]) => id);
    this.#replica.transact(() => {
      for (const id of ids) this.restore(id);
    });
    return ids;
  }

  /** Sets registers; texts and links have their own ways. A value that the schema does not allow is refused. */
  update(id: string, patch: Patch<R>): void {
    const record = this.#record(id);
    if (!record) return;
    this.#replica.transact(() => {
      for (const [name, value] of Object.entries(patch)) setRegister(record, name, this.fields[name], value);
    });
  }

  /** Deletes a record: into the bin, with everything in it. References to it stay and read as nothing. */
  remove(id: string): void {
    const record = this.#record(id);
    if (record && !this.#isRemoved(id)) this.#replica.transact(() => this.#setRemoved(record));
  }

  /** Deletes a record in which nothing was written: what it began with goes too, so that the bin does not offer it. */
  discard(id: string): void {
    const record = this.#record(id);
    if (!record || this.#isRemoved(id)) return;
    this.#replica.transactUntracked(() => {
      for (const [name, shape] of Object.entries(this.fields)) if (!shape.required) clear(record, name);
      this.#setRemoved(record);
    });
  }

  /** Takes a deleted record out of the bin, to the place where it stood. */
  restore(id: string): void {
    const record = this.#record(id);
    if (!record || !this.#isRemoved(id)) return;
    this.#replica.transact(() => {
      record.delete("removed_at");
      record.delete("removed_by");
    });
  }

  move(id: string, position: Position): void {
    if (this.has(id)) this.#replica.transact(() => this.#place(id, position));
  }

  /** Puts `target` into a set of links, or takes it out. */
  link(id: string, name: keyof R & string, target: string, isLinked: boolean): void {
    const record = this.#record(id);
    if (!record || !isRecordId(target)) return;
    const links = this.#ensureMap(record, name);
    this.#replica.transact(() => {
      if (isLinked) links.set(target, true);
      else links.delete(target);
    });
  }

  /** Sets the value of one participant or year in a map of values, or clears it (undefined). */
  setMember(id: string, name: keyof R & string, key: string, value: unknown): void {
    const record = this.#record(id);
    const shape = this.fields[name];
    if (!record || shape?.crdt !== "values") return;
    const values = this.#ensureMap(record, name);
    this.#replica.transact(() => setMember(values, shape, key, value));
  }

  dispose(): void {
    this.#map.unobserveDeep(this.#heard as (events: unknown) => void);
  }

  #fresh(values: Patch<R>): Y.Map<unknown> {
    const record = new Y.Map<unknown>();
    for (const [name, shape] of Object.entries(this.fields)) {
      const content = freshField(shape, (values as Record<string, unknown>)[name]);
      if (content !== undefined) record.set(name, content);
    }
    return record;
  }

  #record(id: string): Y.Map<unknown> | undefined {
    const found: unknown = this.#map.get(id);
    return found instanceof Y.Map ? found : undefined;
  }

  #ensureMap(record: Y.Map<unknown>, name: string): Y.Map<unknown> {
    const found = record.get(name);
    if (found instanceof Y.Map) return found as Y.Map<unknown>;
    return this.#replica.transactUntracked(() => record.set(name, new Y.Map<unknown>()));
  }

  #isRemoved(id: string): boolean {
    return this.#removedAt(id) !== undefined;
  }

  #removedAt(id: string): string | undefined {
    return this.#read(id, "removed_at") as string | undefined;
  }

  #setRemoved(record: Y.Map<unknown>): void {
    record.set("removed_at", new Date(serverNow()).toISOString());
    record.set("removed_by", this.#replica.participant);
  }

  #read(id: string, name: string): unknown {
    const shape = this.fields[name];
    const record = this.#record(id);
    return shape && record ? readField(shape, record.get(name)) : undefined;
  }

  #place(id: string, position: Position): void {
    const placed = this.#placed();
    const others = placed.filter((one) => one.id !== id);
    const index = indexOf(others, position);
    if (placed[index]?.id === id) return;
    for (const { id: key, order } of keysAt(others, index, id)) this.#record(key)?.set("order", order);
  }

  #placed(): Placed[] {
    const placed: Placed[] = [];
    for (const id of this.#map.keys()) {
      const order = this.#record(id)?.get("order");
      if (isRecordId(id) && typeof order === "string" && this.#isWhole(id)) placed.push({ id, order });
    }
    return placed.sort(byOrder);
  }

  #lastRemovedFirst(ids: readonly string[]): readonly string[] {
    const moment = (id: string): number => Date.parse(this.#removedAt(id) ?? "");
    return ids.toSorted((a, b) => moment(b) - moment(a) || (a < b ? -1 : 1));
  }

  /** Whether every required field is there and valid. */
  #isWhole(id: string): boolean {
    for (const [name, shape] of Object.entries(this.fields)) {
      if (shape.required && this.#read(id, name) === undefined) return false;
    }
    return true;
  }

  #sort(): void {
    const readable = this.#placed().map((one) => one.id);
    const ids = readable.filter((id) => !this.#isRemoved(id));
    const removed = this.#lastRemovedFirst(readable.filter((id) => this.#isRemoved(id)));
    this.#skipped.value = this.#map.size - readable.length;
    if (!isSame(ids, this.#ids.peek())) this.#ids.value = ids;
    if (!isSame(removed, this.#removed.peek())) this.#removed.value = removed;
  }

  #hear(events: readonly Y.YEvent<Y.AbstractType<unknown>>[]): void {
    batch(() => {
      let mustSort = false;
      for (const event of events) mustSort = this.#hearOne(event) || mustSort;
      if (mustSort) this.#sort();
    });
    for (const event of events) this.#keepPlace(event);
  }

  /** An undo can leave a record without its order (core/undo/undo.ts): it goes to the end instead of out of the list. */
  #keepPlace({ path, keys, transaction }: Y.YEvent<Y.AbstractType<unknown>>): void {
    const [id, name] = path;
    if (!transaction.local || id === undefined || name !== undefined || !keys.has("order")) return;
    const record = this.#record(String(id));
    if (record && !record.has("order"))
      this.#replica.transactUntracked(() => this.#place(String(id), "last"));
  }

  /** Returns whether the order of records may have changed. */
  #hearOne(event: Y.YEvent<Y.AbstractType<unknown>>): boolean {
    const [id, name] = event.path;
    if (id === undefined) {
      for (const changed of event.changes.keys.keys()) this.#refreshRecord(changed);
      return true;
    }
    if (name !== undefined) {
      this.#refresh(String(id), String(name));
      return false;
    }
    for (const changed of event.changes.keys.keys()) this.#refresh(String(id), changed);
    return [...event.changes.keys.keys()].some(
      (changed) => changed === "removed_at" || this.fields[changed]?.required,
    );
  }

  #refreshRecord(id: string): void {
    for (const name of this.#signals.get(id)?.keys() ?? []) this.#refresh(id, name);
  }

  #refresh(id: string, name: string): void {
    const found = this.#signals.get(id)?.get(name);
    if (!found) return;
    const value = this.#read(id, name);
    if (!isSame(value, found.peek())) found.value = value;
  }
}

/** Empties a set of links or values, deletes a register; a text stays as it is. */
function clear(record: Y.Map<unknown>, name: string): void {
  const held = record.get(name);
  if (held instanceof Y.Map) for (const key of [...held.keys()]) held.delete(key);
  else if (!(held instanceof Y.AbstractType)) record.delete(name);
}

/** Where among `others` a position is; a neighbour that is gone means the end. */
function indexOf(others: readonly Placed[], position: Position): number {
  if (position === "first") return 0;
  if (position === "last") return others.length;
  const neighbour = "before" in position ? position.before : position.after;
  const at = others.findIndex((one) => one.id === neighbour);
  if (at < 0) return others.length;
  return "before" in position ? at : at + 1;
}

/** Ids in a list and values in a map are compared one by one. */
function isSame(a: unknown, b: unknown): boolean {
  if (a === b || typeof a !== "object" || typeof b !== "object" || !a || !b) return a === b;
  const [ours, theirs] = [Object.entries(a), Object.entries(b)];
  return (
    ours.length === theirs.length &&
    ours.every(([key, value], at) => {
      const [otherKey, other] = theirs[at] ?? [];
      return key === otherKey && value === other;
    })
  );
}
