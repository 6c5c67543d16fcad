/*
 * Which opportunities matter to whom on the customer's side, from the `record` document that only the server writes.
 * workshop/choices.py is the counterpart.
 */
import { computed, type ReadonlySignal } from "@preact/signals-core";
import type * as Y from "yjs";
import { getOrCreate } from "../core/get-or-create";
import type { RecordedChoice } from "../generated/plan";
import { recordedEntries } from "./recorded-entries";

export class Choices {
  readonly #by = new Map<string, ReadonlySignal<readonly string[]>>();
  readonly #all;

  constructor(doc: Y.Doc) {
    this.#all = recordedEntries<RecordedChoice>(doc, "choices", "RecordedChoice");
  }

  /** The participants to whom an opportunity matters: a signal of its own, so that a card renders only for its own. */
  of(opportunity: string): ReadonlySignal<readonly string[]> {
    return getOrCreate(this.#by, opportunity, () => {
      const key = computed(() =>
        this.#all.value
          .filter((one) => one.opportunity === opportunity)
          .map((one) => one.participant)
          .join(" "),
      );
      return computed(() => key.value.split(" ").filter(Boolean));
    });
  }
}
