/*
 * Who is at which record and field, as one signal per record, so that a moving caret renders one card and not all of
 * them. Follows `presence.others` of one replica.
 */

import { effect, type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import type { Person, Presence } from "../core/presence/presence";
import type { Side } from "../generated/plan";

export interface Visitor {
  readonly id: string;
  readonly name: string;
  readonly side: Side;
  readonly field: string | undefined;
}

const NOBODY: readonly Visitor[] = [];

export class PresenceIndex {
  readonly others: ReadonlySignal<readonly Person[]>;
  readonly #byRecord = new Map<string, Signal<readonly Visitor[]>>();
  readonly #stop: () => void;

  constructor(presence: Presence) {
    this.others = presence.others;
    this.#stop = effect(() => this.#follow(presence.others.value));
  }

  /** Who is at this record (or, for the page's own texts, at this section). */
  at(place: string): ReadonlySignal<readonly Visitor[]> {
    let found = this.#byRecord.get(place);
    if (!found) {
      found = signal(gathered(this.others.peek()).get(place) ?? NOBODY);
      this.#byRecord.set(place, found);
    }
    return found;
  }

  dispose(): void {
    this.#stop();
  }

  #follow(people: readonly Person[]): void {
    const now = gathered(people);
    for (const [place, known] of this.#byRecord) {
      const next = now.get(place) ?? NOBODY;
      if (!isSame(known.peek(), next)) known.value = next;
    }
  }
}

function gathered(people: readonly Person[]): Map<string, Visitor[]> {
  const found = new Map<string, Visitor[]>();
  for (const person of people) {
    for (const { at } of person.places) {
      if (!at) continue;
      const place = at.record ?? at.section;
      const here = found.get(place) ?? [];
      if (here.some((visitor) => visitor.id === person.id && visitor.field === at.field)) continue;
      here.push({ id: person.id, name: person.name, side: person.side, field: at.field });
      found.set(place, here);
    }
  }
  return found;
}

function isSame(left: readonly Visitor[], right: readonly Visitor[]): boolean {
  return (
    left.length === right.length &&
    left.every((visitor, index) => {
      const other = right[index];
      return (
        visitor.id === other?.id &&
        visitor.field === other.field &&
        visitor.name === other.name &&
        visitor.side === other.side
      );
    })
  );
}
