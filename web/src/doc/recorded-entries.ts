/*
 * The entries of one root of the `record` document as a signal, sorted by id. Reading is total: an entry that lacks a
 * required field, or is malformed, is left out. Nothing here writes.
 */
import { type ReadonlySignal, signal } from "@preact/signals-core";
import * as Y from "yjs";
import { readField } from "../core/records/values";
import { FIELDS, type FieldShape } from "../generated/plan";

export type Entry<T> = T & { readonly id: string };

export function recordedEntries<T>(
  doc: Y.Doc,
  root: string,
  record: keyof typeof FIELDS,
): ReadonlySignal<readonly Entry<T>[]> {
  const map = doc.getMap(root);
  const shapes = Object.entries(FIELDS[record] as Readonly<Record<string, FieldShape>>);
  const read = (): readonly Entry<T>[] =>
    [...map].flatMap(([id, raw]) => entryOf<T>(shapes, id, raw)).sort((a, b) => (a.id < b.id ? -1 : 1));
  const found = signal(read());
  map.observeDeep(() => {
    found.value = read();
  });
  return found;
}

function entryOf<T>(shapes: readonly [string, FieldShape][], id: string, raw: unknown): readonly Entry<T>[] {
  if (!(raw instanceof Y.Map)) return [];
  const fields = shapes.map(([name, shape]) => [name, readField(shape, raw.get(name))] as const);
  const isWhole = shapes.every(
    ([, shape], index) => !("required" in shape && shape.required) || fields[index]?.[1] !== undefined,
  );
  return isWhole ? [{ ...(Object.fromEntries(fields) as T), id }] : [];
}
