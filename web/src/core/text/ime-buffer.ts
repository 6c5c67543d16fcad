/*
 * Maps between a field's value and the document while they differ: during a composition (IME) the field is
 * not touched, local input is written, and remote edits wait. One letter per UTF-16 unit: `b` in both, `d` only in the
 * document (came from others, not shown yet), `s` only shown (others deleted it). Pure; used by text-binding.ts.
 */
import type { Splice } from "./splice";

/** A change as Y.Text reports it. */
export interface Delta {
  readonly retain?: number | undefined;
  readonly insert?: unknown;
  readonly delete?: number | undefined;
}

export class ImeBuffer {
  #units: string;

  constructor(length: number) {
    this.#units = "b".repeat(length);
  }

  /** Takes a splice of what is shown; returns what to do in the document, in this order. */
  typed(splice: Splice): readonly Splice[] {
    const start = this.#unitOfShown(splice.at);
    const at = countDocument(this.#units.slice(0, start));
    const end = this.#unitOfShown(splice.at + splice.remove);
    const touched = splice.remove > 0 ? this.#units.slice(start, end) : "";
    const kept = touched.replaceAll(/[bs]/g, "");
    this.#units =
      this.#units.slice(0, start) +
      "b".repeat(splice.insert.length) +
      kept +
      this.#units.slice(start + touched.length);
    const inserted = splice.insert ? [{ at, remove: 0, insert: splice.insert }] : [];
    return [...inserted, ...removals(touched, at + splice.insert.length)];
  }

  /** Takes a change of the document that is not shown yet. */
  changed(delta: readonly Delta[]): void {
    let rest = this.#units;
    let done = "";
    for (const step of delta) {
      if (typeof step.insert === "string") done += "d".repeat(step.insert.length);
      const count = step.retain ?? step.delete ?? 0;
      const end = unitAfter(rest, count);
      done += step.delete ? rest.slice(0, end).replaceAll("d", "").replaceAll("b", "s") : rest.slice(0, end);
      rest = rest.slice(end);
    }
    this.#units = done + rest;
  }

  /** The document's index for an index of what is shown. */
  toDocument(shown: number): number {
    return countDocument(this.#units.slice(0, this.#unitOfShown(shown)));
  }

  /** The unit right behind the first `shown` units that are shown. */
  #unitOfShown(shown: number): number {
    let unit = 0;
    for (let left = shown; left > 0 && unit < this.#units.length; unit += 1)
      if (this.#units[unit] !== "d") left -= 1;
    return unit;
  }
}

/** Removes each run of `b` at once: unit by unit would split surrogate pairs. */
function removals(units: string, start: number): readonly Splice[] {
  const found: Splice[] = [];
  let at = start;
  for (const [run] of units.replaceAll("s", "").matchAll(/b+|d+/g)) {
    if (run.startsWith("b")) found.push({ at, remove: run.length, insert: "" });
    else at += run.length;
  }
  return found;
}

/** The unit right behind the first `count` units that the document holds. */
function unitAfter(units: string, count: number): number {
  let unit = 0;
  for (let left = count; left > 0 && unit < units.length; unit += 1) if (units[unit] !== "s") left -= 1;
  return unit;
}

function countDocument(units: string): number {
  return units.replaceAll("s", "").length;
}
