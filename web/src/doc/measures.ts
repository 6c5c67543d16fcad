/*
 * Values that the server computes (priority, progress, days late), as signals. They come as JSON from
 * /plans/{id}/measures; computed-views.ts fetches them. Nothing is computed here: each formula exists once, in Python.
 */
import { batch, type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import { getOrCreate } from "../core/get-or-create";

export interface Measure {
  /** A number, or the codes of the record's gaps. */
  readonly value: number | readonly string[];
  /** The same as text in the participant's language, one sentence per line. */
  readonly text: string;
}

/** Record id (or "plan") -> measure -> value. */
export type MeasureTable = Readonly<Record<string, Readonly<Record<string, Measure>>>>;

export class Measures {
  readonly #values = new Map<string, Signal<Measure | undefined>>();

  of(id: string, measure: string): ReadonlySignal<Measure | undefined> {
    return this.#signal(`${id} ${measure}`);
  }

  /** Replaces all values; a value that the table lacks is removed. */
  take(table: MeasureTable): void {
    batch(() => {
      const gone = new Set(this.#values.keys());
      for (const [id, measures] of Object.entries(table))
        for (const [measure, next] of Object.entries(measures)) {
          gone.delete(`${id} ${measure}`);
          this.#set(`${id} ${measure}`, next);
        }
      for (const key of gone) this.#signal(key).value = undefined;
    });
  }

  #set(key: string, next: Measure): void {
    const found = this.#signal(key);
    const now = found.peek();
    if (now?.text !== next.text || String(now.value) !== String(next.value)) found.value = next;
  }

  #signal(key: string): Signal<Measure | undefined> {
    return getOrCreate(this.#values, key, () => signal<Measure | undefined>(undefined));
  }
}
