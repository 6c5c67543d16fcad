/*
 * The records that refer to a record, as one signal per record. A link is stored in the referring record (a goal names
 * its opportunities, an action what it serves); this is the reverse index, computed once per document.
 */

import { effect, type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import type { PlanDocument } from "../doc/plan-document";
import { shapeOf } from "../doc/plan-document";

const NONE: readonly string[] = [];

export class Backlinks {
  readonly #plan: PlanDocument;
  readonly #byTarget = new Map<string, Signal<readonly string[]>>();
  #latest: ReadonlyMap<string, ReadonlySet<string>> | undefined;

  constructor(plan: PlanDocument) {
    this.#plan = plan;
  }

  /** Ids of the records that refer to this one, by kind in the order of menus, then in the plan's order. */
  of(id: string): ReadonlySignal<readonly string[]> {
    if (!this.#latest) effect(() => this.#follow(gathered(this.#plan)));
    let found = this.#byTarget.get(id);
    if (!found) {
      found = signal([...(this.#latest?.get(id) ?? NONE)]);
      this.#byTarget.set(id, found);
    }
    return found;
  }

  #follow(latest: ReadonlyMap<string, ReadonlySet<string>>): void {
    this.#latest = latest;
    for (const [id, known] of this.#byTarget) {
      const next = [...(latest.get(id) ?? NONE)];
      if (next.join() !== known.peek().join()) known.value = next;
    }
  }
}

function gathered(plan: PlanDocument): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const kind of plan.kinds) {
    const fields = Object.keys(shapeOf(kind).references);
    for (const id of plan.any(kind).ids.value) {
      for (const target of fields.flatMap((field) => plan.targetIds(kind, id, field))) {
        const from = found.get(target) ?? new Set();
        found.set(target, from.add(id));
      }
    }
  }
  return found;
}
