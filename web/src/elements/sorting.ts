/*
 * The sort order of a list. The manual order is part of the plan and the same for everybody; any other order is for
 * this browser only and moves nothing. A look declares the orders of its kind; the first is the default.
 */

import { type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import { getOrCreate } from "../core/get-or-create";
import type { Kind } from "../generated/plan";
import { lookOf, type Sort } from "./card-looks";
import type { DocumentView } from "./document-view";
import { groupingOf } from "./grouping";

export const BY_HAND: Sort = { name: "hand", label: "sort.hand" };

const chosen = new Map<string, Signal<string>>();

function choiceOf(kind: Kind): Signal<string> {
  return getOrCreate(chosen, kind, () => signal(""));
}

/** The orders of a list. A private list has no computed values, so it has only the manual order. */
export function sortsOf(view: DocumentView, kind: Kind): readonly Sort[] {
  return view.isShared ? (lookOf(kind).sorts ?? [BY_HAND]) : [BY_HAND];
}

/** The current order; tracks the choice. */
export function sortOf(view: DocumentView, kind: Kind): Sort {
  const sorts = sortsOf(view, kind);
  const name = choiceOf(kind).value;
  return sorts.find((sort) => sort.name === name) ?? sorts[0] ?? BY_HAND;
}

export function chooseSort(kind: Kind, name: string): void {
  choiceOf(kind).value = name;
}

/** Whether a move by hand is visible: only in the manual order and without groups. */
export function isByHand(view: DocumentView, kind: Kind): boolean {
  return sortOf(view, kind).by === undefined && groupingOf(view, kind) === undefined;
}

export function sorted(
  view: DocumentView,
  kind: Kind,
  ids: ReadonlySignal<readonly string[]>,
): readonly string[] {
  const { by } = sortOf(view, kind);
  if (!by) return ids.value;
  const keyed = ids.value.map((id, place) => ({ id, place, key: by(view, id) }));
  return keyed
    .sort((one, other) => compared(one.key, other.key) || one.place - other.place)
    .map(({ id }) => id);
}

function compared(one: number | string | undefined, other: number | string | undefined): number {
  if (one === other) return 0;
  if (one === undefined) return 1;
  if (other === undefined) return -1;
  return one < other ? -1 : 1;
}
