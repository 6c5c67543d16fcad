/*
 * Values that the server computes (priority, progress, days late): read from the HTML of /plans/{id}/measures into
 * signals. Nothing is computed here; one formula, one place, and that is Python.
 */
import { batch, type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import { lazily } from "../core/lazily";

export interface Measure {
  /** The plain value, e.g. `12.5`. */
  readonly value: string;
  /** The same in the participant's locale. */
  readonly text: string;
}

export class Measures {
  readonly #values = new Map<string, Signal<Measure | undefined>>();
  readonly #seq = signal(-1);

  /** The state of the document that the values are of; -1 before the first. */
  readonly seq: ReadonlySignal<number> = this.#seq;

  of(id: string, measure: string): ReadonlySignal<Measure | undefined> {
    return this.#signal(`${id} ${measure}`);
  }

  /** Reads `<div id="measures-values" data-seq>`; values of an older state than the one shown are ignored. */
  read(values: Element): void {
    const seq = Number(values.getAttribute("data-seq") ?? 0);
    if (!(seq >= this.#seq.peek())) return;
    batch(() => {
      this.#seq.value = seq;
      const gone = new Set(this.#values.keys());
      for (const value of values.querySelectorAll("data[data-of][data-measure]"))
        gone.delete(this.#take(value));
      for (const key of gone) this.#signal(key).value = undefined;
    });
  }

  #take(element: Element): string {
    const key = `${element.getAttribute("data-of")} ${element.getAttribute("data-measure")}`;
    const next = { value: element.getAttribute("value") ?? "", text: element.textContent?.trim() ?? "" };
    const found = this.#signal(key);
    const now = found.peek();
    if (now?.value !== next.value || now.text !== next.text) found.value = next;
    return key;
  }

  #signal(key: string): Signal<Measure | undefined> {
    return lazily(this.#values, key, () => signal<Measure | undefined>(undefined));
  }
}
