/*
 * A root map of records (people, opportunities, goals, actions ...) as signals: the order of ids, and each field's plain
 * value. One deep observer per root; signals are made when first read. Reading is total: a malformed record is left out
 * and counted, a malformed field reads as its default or undefined. Writing goes through the replica's one transaction.
 * Made by doc/; elements read and write.
 */
import { batch, type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import * as Y from "yjs";
import type { FieldShape } from "../generated/plan";
import { newId } from "./ids";
import { lazily } from "./lazily";
import { byOrder, keysAt, type Placed } from "./order";
import type { Replica } from "./replica";
import { freshField, isRecordId, readField, setRegister } from "./values";

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

type Records = Y.Map<Y.Map<unknown>>;
type Signals = Map<string, Signal<unknown>>;

export class RecordSet<R extends object> {
  readonly root: string;
  readonly fields: Fields;
  readonly #replica: Pick<Replica, "doc" | "transact">;
  readonly #map: Records;
  readonly #prefix: string;
  readonly #signals = new Map<string, Signals>();
  readonly #ids = signal<readonly string[]>([]);
  readonly #skipped = signal(0);
  readonly #heard = (events: readonly Y.YEvent<Y.AbstractType<unknown>>[]): void => this.#hear(events);

  constructor(replica: Pick<Replica, "doc" | "transact">, root: string, fields: Fields, prefix: string) {
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
  /** Malformed records that were left out. */
  readonly skipped: ReadonlySignal<number> = this.#skipped;

  /** Whether there is such a record now; for a signal, look into `ids`. */
  has(id: string): boolean {
    return this.#record(id) !== undefined;
  }

  field<K extends keyof R & string>(id: string, name: K): ReadonlySignal<Value<R, K>> {
    const signals = lazily(this.#signals, id, (): Signals => new Map());
    const found = lazily(signals, name, () => signal(this.#read(id, name)));
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
    return this.text(id, name) ?? this.#replica.transact(() => record.set(name, new Y.Text()));
  }

  /** Makes a record with all its texts and link sets, so that two people never make the same one, and returns its id. */
  create(values: Patch<R> = {}, position: Position = "last"): string {
    const id = newId(this.#prefix);
    const record = new Y.Map<unknown>();
    for (const [name, shape] of Object.entries(this.fields)) {
      const content = freshField(shape, (values as Record<string, unknown>)[name]);
      if (content !== undefined) record.set(name, content);
    }
    this.#replica.transact(() => {
      this.#map.set(id, record);
      this.#place(id, position);
    });
    return id;
  }

  /** Sets registers; texts and links have their own ways. A value that the schema does not allow is refused. */
  update(id: string, patch: Patch<R>): void {
    const record = this.#record(id);
    if (!record) return;
    this.#replica.transact(() => {
      for (const [name, value] of Object.entries(patch)) setRegister(record, name, this.fields[name], value);
    });
  }

  /** Deletes a record. References to it stay and read as nothing, so that an undo brings everything back. */
  remove(id: string): void {
    if (this.#map.has(id)) this.#replica.transact(() => this.#map.delete(id));
  }

  move(id: string, position: Position): void {
    if (this.has(id)) this.#replica.transact(() => this.#place(id, position));
  }

  /** Puts `target` into a set of links, or takes it out. */
  link(id: string, name: keyof R & string, target: string, isLinked: boolean): void {
    const record = this.#record(id);
    if (!record || !isRecordId(target)) return;
    this.#replica.transact(() => {
      const links = record.get(name) instanceof Y.Map ? record.get(name) : record.set(name, new Y.Map());
      if (isLinked) (links as Y.Map<unknown>).set(target, true);
      else (links as Y.Map<unknown>).delete(target);
    });
  }

  dispose(): void {
    this.#map.unobserveDeep(this.#heard as (events: unknown) => void);
  }

  #record(id: string): Y.Map<unknown> | undefined {
    const found: unknown = this.#map.get(id);
    return found instanceof Y.Map ? found : undefined;
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

  /** Whether every required field is there and valid. */
  #isWhole(id: string): boolean {
    for (const [name, shape] of Object.entries(this.fields)) {
      if (shape.required && this.#read(id, name) === undefined) return false;
    }
    return true;
  }

  #sort(): void {
    const ids = this.#placed().map((one) => one.id);
    this.#skipped.value = this.#map.size - ids.length;
    if (!isSame(ids, this.#ids.peek())) this.#ids.value = ids;
  }

  #hear(events: readonly Y.YEvent<Y.AbstractType<unknown>>[]): void {
    batch(() => {
      let mustSort = false;
      for (const event of events) mustSort = this.#hearOne(event) || mustSort;
      if (mustSort) this.#sort();
    });
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
    return [...event.changes.keys.keys()].some((changed) => this.fields[changed]?.required);
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

/** Where among `others` a position is; a neighbour that is gone means the end. */
function indexOf(others: readonly Placed[], position: Position): number {
  if (position === "first") return 0;
  if (position === "last") return others.length;
  const neighbour = "before" in position ? position.before : position.after;
  const at = others.findIndex((one) => one.id === neighbour);
  if (at < 0) return others.length;
  return "before" in position ? at : at + 1;
}

function isSame(a: unknown, b: unknown): boolean {
  if (!Array.isArray(a) || !Array.isArray(b)) return a === b;
  return a.length === b.length && a.every((value, at) => value === b[at]);
}
