/*
 * A root map of records (people, opportunities, goals, actions ...) as signals: the order of ids, and each field's plain
 * value. One deep observer per root; signals are made when first read. Reading is total: a malformed record is left out
 * and counted, a malformed field reads as undefined. Writing goes through the replica's one transaction.
 */
import type { ReadonlySignal } from "@preact/signals-core";
import type * as Y from "yjs";
import type { FieldShape } from "../generated/plan";
import type { Replica } from "./replica";

/** Where a record goes. */
export type Position = "first" | "last" | { readonly before: string } | { readonly after: string };

export type Fields = Readonly<Record<string, FieldShape>>;

/** The plain value of a field: texts are strings, links are sorted id lists, absent or malformed is undefined (or the schema's default). */
export type Value<R, K extends keyof R> =
  NonNullable<R[K]> extends Readonly<Record<string, true>> ? readonly string[] : R[K] | undefined;

/** What can be written at once: registers and the initial string of texts; undefined clears a register. */
export type Patch<R> = {
  readonly [K in keyof R]?:
    | (NonNullable<R[K]> extends Readonly<Record<string, true>> ? readonly string[] : R[K])
    | undefined;
};

export declare class RecordSet<R extends object> {
  constructor(replica: Pick<Replica, "doc" | "transact">, root: string, fields: Fields, prefix: string);
  /** Sorted by `order` (code units), ties by id. */
  readonly ids: ReadonlySignal<readonly string[]>;
  /** Malformed records that were left out. */
  readonly skipped: ReadonlySignal<number>;
  has(id: string): boolean;
  field<K extends keyof R & string>(id: string, name: K): ReadonlySignal<Value<R, K>>;
  /** The shared text of a field, to bind an input to; undefined where there is none (see `ensureText`). */
  text(id: string, name: keyof R & string): Y.Text | undefined;
  /** The same, made if absent (one transaction). */
  ensureText(id: string, name: keyof R & string): Y.Text | undefined;
  /** Makes a record with its texts and link sets and returns its id. */
  create(values?: Patch<R>, position?: Position): string;
  update(id: string, patch: Patch<R>): void;
  remove(id: string): void;
  move(id: string, position: Position): void;
  link(id: string, name: keyof R & string, target: string, linked: boolean): void;
  dispose(): void;
}
