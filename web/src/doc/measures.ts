/*
 * Values that the server computes (priority, progress, days late): read from the HTML of /plans/{id}/measures into
 * signals. Nothing is computed here; one formula, one place, and that is Python.
 */
import type { ReadonlySignal } from "@preact/signals-core";

export interface Measure {
  /** The plain value, e.g. `12.5`. */
  readonly value: string;
  /** The same in the participant's locale. */
  readonly text: string;
}

export declare class Measures {
  /** Reads `<div id="measures-values" data-seq>`; an older seq than the one shown is ignored. */
  read(values: Element): void;
  of(id: string, measure: string): ReadonlySignal<Measure | undefined>;
  readonly seq: ReadonlySignal<number>;
}
