/*
 * Which records of a section are shown: by side, by owner and by words, each for this browser only. Pure but for the
 * signals it reads. What counts as a record's side and owner is decided here.
 */

import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import type { RecordKind } from "../doc/plan";
import { page } from "./context";
import { nameOf, recordsOf, sideOf } from "./records-view";

export interface Filter {
  readonly side: "" | "supplier" | "customer" | "joint";
  /** Person id. */
  readonly owner: string;
  readonly words: string;
}

export const NO_FILTER: Filter = { side: "", owner: "", words: "" };

const chosen: Readonly<Record<RecordKind, Signal<Filter>>> = {
  people: signal(NO_FILTER),
  opportunities: signal(NO_FILTER),
  goals: signal(NO_FILTER),
  actions: signal(NO_FILTER),
};
/** Records made while a filter hides their kind stay in sight until the filter changes. */
const madeHere: Signal<ReadonlySet<string>> = signal(new Set<string>());

export function filterOf(kind: RecordKind): ReadonlySignal<Filter> {
  return chosen[kind];
}

export function setFilter(kind: RecordKind, patch: Partial<Filter>): void {
  madeHere.value = new Set();
  chosen[kind].value = { ...chosen[kind].peek(), ...patch };
}

export function isFiltered(filter: Filter): boolean {
  return filter.side !== "" || filter.owner !== "" || filter.words.trim() !== "";
}

export function keepInSight(id: string): void {
  madeHere.value = new Set([...madeHere.peek(), id]);
}

const shown: Readonly<Record<RecordKind, ReadonlySignal<readonly string[]>>> = {
  people: computed(() => passing("people")),
  opportunities: computed(() => passing("opportunities")),
  goals: computed(() => passing("goals")),
  actions: computed(() => passing("actions")),
};

/** The ids to show, in the plan's order. */
export function shownIds(kind: RecordKind): ReadonlySignal<readonly string[]> {
  return shown[kind];
}

function passing(kind: RecordKind): readonly string[] {
  const filter = chosen[kind].value;
  const ids = recordsOf(kind).ids.value;
  if (!isFiltered(filter)) return ids;
  const words = filter.words.trim().toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return ids.filter((id) => madeHere.value.has(id) || passes(kind, id, filter, words));
}

function passes(kind: RecordKind, id: string, filter: Filter, words: readonly string[]): boolean {
  if (filter.side && !sidesOf(kind, id).includes(filter.side)) return false;
  if (filter.owner && !ownersOf(kind, id).includes(filter.owner)) return false;
  if (words.length === 0) return true;
  const text = textOf(kind, id).toLocaleLowerCase();
  return words.every((word) => text.includes(word));
}

/** An opportunity is on the side of those who gain by it; an action on its owner's side. */
function sidesOf(kind: RecordKind, id: string): readonly string[] {
  const { plan } = page();
  if (kind === "goals") return [plan.goals.field(id, "whose").value ?? "joint"];
  if (kind === "people") return [plan.people.field(id, "side").value ?? "customer"];
  if (kind === "actions") return [sideOf(plan.actions.field(id, "owner").value) ?? ""];
  const gains = (side: "customer" | "supplier"): boolean =>
    (plan.opportunities.field(id, `benefit_${side}`).value ?? 0) > 0;
  return (["customer", "supplier"] as const).filter(gains);
}

function ownersOf(kind: RecordKind, id: string): readonly (string | undefined)[] {
  const { plan } = page();
  if (kind === "people") return [id];
  if (kind === "goals") return [plan.goals.field(id, "owner").value];
  if (kind === "actions") {
    return [plan.actions.field(id, "owner").value, ...(plan.actions.field(id, "helpers").value ?? [])];
  }
  const { opportunities } = plan;
  return [
    opportunities.field(id, "sponsor_customer").value,
    opportunities.field(id, "sponsor_supplier").value,
  ];
}

const TEXTS: Readonly<Record<RecordKind, readonly string[]>> = {
  people: ["name", "title", "unit"],
  opportunities: ["title", "description"],
  goals: ["title", "measure"],
  actions: ["title", "description"],
};

function textOf(kind: RecordKind, id: string): string {
  const records = recordsOf(kind);
  const texts = TEXTS[kind].map((name) => records.field(id, name).value ?? "");
  const owners = kind === "people" ? [] : ownersOf(kind, id).map((owner) => (owner && nameOf(owner)) ?? "");
  return [...texts, ...owners].join(" ");
}
