/*
 * Which records of the shared plan a side put on the table, by whom and when, and who of the other side was sent them
 * first: from the `record` document that only the server writes. Reading is total: a malformed entry is none.
 */
import { type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import * as Y from "yjs";
import { getOrCreate } from "../core/get-or-create";
import { readField } from "../core/records/values";
import { FIELDS, type RecordedTabled } from "../generated/plan";

export class TabledItems {
  readonly #map: Y.Map<unknown>;
  readonly #items = new Map<string, Signal<RecordedTabled | undefined>>();

  constructor(doc: Y.Doc) {
    this.#map = doc.getMap("tabled");
    this.#map.observeDeep(() => this.#refresh());
  }

  /** How a record came on the table; undefined for one that was never private. */
  of(id: string): ReadonlySignal<RecordedTabled | undefined> {
    return getOrCreate(this.#items, id, () => signal(itemOf(this.#map.get(id))));
  }

  #refresh(): void {
    for (const [id, found] of this.#items) found.value = itemOf(this.#map.get(id));
  }
}

function itemOf(raw: unknown): RecordedTabled | undefined {
  if (!(raw instanceof Y.Map)) return undefined;
  const read = Object.fromEntries(
    Object.entries(FIELDS.RecordedTabled).map(([name, shape]) => [name, readField(shape, raw.get(name))]),
  ) as unknown as RecordedTabled;
  return read.side && read.by && read.at ? read : undefined;
}
