/*
 * Who points here: the goals and actions that name a record, as one signal per record. Links are kept at the record
 * that points (a goal names its opportunities, an action what it serves); this is their other direction, gathered once
 * for the page.
 */

import { effect, type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import type { PlanDoc } from "../doc/plan";

const NONE: readonly string[] = [];

export class Backlinks {
  readonly #plan: PlanDoc;
  readonly #byTarget = new Map<string, Signal<readonly string[]>>();
  #latest: ReadonlyMap<string, readonly string[]> | undefined;

  constructor(plan: PlanDoc) {
    this.#plan = plan;
  }

  /** Ids of goals, then of actions, in the plan's order. */
  of(id: string): ReadonlySignal<readonly string[]> {
    if (!this.#latest) effect(() => this.#follow(gathered(this.#plan)));
    let found = this.#byTarget.get(id);
    if (!found) {
      found = signal(this.#latest?.get(id) ?? NONE);
      this.#byTarget.set(id, found);
    }
    return found;
  }

  #follow(latest: ReadonlyMap<string, readonly string[]>): void {
    this.#latest = latest;
    for (const [id, known] of this.#byTarget) {
      const next = latest.get(id) ?? NONE;
      if (next.join() !== known.peek().join()) known.value = next;
    }
  }
}

function gathered({ goals, actions }: PlanDoc): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const note = (from: string, targets: readonly string[]): void => {
    for (const target of targets) found.set(target, [...(found.get(target) ?? []), from]);
  };
  for (const id of goals.ids.value) note(id, goals.field(id, "opportunities").value ?? NONE);
  for (const id of actions.ids.value) note(id, actions.field(id, "serves").value ?? NONE);
  return found;
}
