/*
 * Which records of a document are shown: by side, owner, state, lateness and words, each for this browser only. What
 * counts as a record's side, owner, state and words is read from its kind (KINDS); who is late is computed by the server.
 * Pure apart from the signals that it reads.
 */

import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import { getOrCreate } from "../core/get-or-create";
import { type PlanDocument, shapeOf } from "../doc/plan-document";
import { type Kind, SIDE_VALUES, type Side } from "../generated/plan";

export interface Filter {
  readonly side: "" | Side | "joint";
  /** Person id. */
  readonly owner: string;
  readonly words: string;
  /** A state such as "running", or OPEN for all that are not ended. */
  readonly state: string;
  readonly isLate: boolean;
}

export const NO_FILTER: Filter = { side: "", owner: "", words: "", state: "", isLate: false };
export const OPEN = "open";

/** States in which nothing is left to do, of any kind. */
const ENDED: readonly unknown[] = ["done", "realised", "dropped"];

export function isFiltered(filter: Filter): boolean {
  return (
    filter.side !== "" ||
    filter.owner !== "" ||
    filter.state !== "" ||
    filter.isLate ||
    filter.words.trim() !== ""
  );
}

export class Filters {
  readonly #plan: PlanDocument;
  readonly #chosen = new Map<Kind, Signal<Filter>>();
  readonly #shown = new Map<Kind, ReadonlySignal<readonly string[]>>();
  /** Records created while the filter would hide them stay visible until the filter changes. */
  readonly #madeHere: Signal<ReadonlySet<string>> = signal(new Set<string>());

  /** Whether a record is late. The server computes it, of the shared document alone: context.ts says how. Reads signals. */
  isLate: (id: string) => boolean = () => false;

  constructor(plan: PlanDocument) {
    this.#plan = plan;
  }

  of(kind: Kind): ReadonlySignal<Filter> {
    return this.#signalOf(kind);
  }

  set(kind: Kind, patch: Partial<Filter>): void {
    this.#madeHere.value = new Set();
    const chosen = this.#signalOf(kind);
    chosen.value = { ...chosen.peek(), ...patch };
  }

  keepInSight(id: string): void {
    this.#madeHere.value = new Set([...this.#madeHere.peek(), id]);
  }

  /** The ids to show, in the plan's order. */
  shown(kind: Kind): ReadonlySignal<readonly string[]> {
    return getOrCreate(this.#shown, kind, () => computed(() => this.#passing(kind)));
  }

  #signalOf(kind: Kind): Signal<Filter> {
    return getOrCreate(this.#chosen, kind, () => signal(NO_FILTER));
  }

  #passing(kind: Kind): readonly string[] {
    const filter = this.of(kind).value;
    const ids = this.#plan.any(kind).ids.value;
    if (!isFiltered(filter)) return ids;
    const words = filter.words.trim().toLocaleLowerCase().split(/\s+/).filter(Boolean);
    return ids.filter((id) => this.#madeHere.value.has(id) || this.#passes(kind, id, filter, words));
  }

  #passes(kind: Kind, id: string, filter: Filter, words: readonly string[]): boolean {
    if (filter.side && !sidesOf(this.#plan, kind, id).includes(filter.side)) return false;
    if (filter.owner && !ownersOf(this.#plan, kind, id).includes(filter.owner)) return false;
    if (filter.state && !isInState(this.#plan, kind, id, filter.state)) return false;
    if (filter.isLate && !this.isLate(id)) return false;
    if (words.length === 0) return true;
    const text = wordsOf(this.#plan, kind, id).toLocaleLowerCase();
    return words.every((word) => text.includes(word));
  }
}

/** The field that says how far a record of this kind is: its first choice that is not whose it is. */
export function stateFieldOf(plan: PlanDocument, kind: Kind): string | undefined {
  const { side } = shapeOf(kind);
  return Object.entries(plan.fields(kind)).find(([name, { choices }]) => choices && name !== side)?.[0];
}

function isInState(plan: PlanDocument, kind: Kind, id: string, state: string): boolean {
  const field = stateFieldOf(plan, kind);
  const value = field && plan.value(kind, id, field);
  return state === OPEN ? !ENDED.includes(value) : value === state;
}

/** The sides of a record: by its own field, by the person responsible, or by who benefits. */
export function sidesOf(plan: PlanDocument, kind: Kind, id: string): readonly string[] {
  const { side } = shapeOf(kind);
  if (!side) return SIDE_VALUES.filter((one) => isGaining(plan, kind, id, one));
  const value = plan.value(kind, id, side);
  if (plan.fields(kind)[side]?.choices) return [String(value ?? "")];
  return [personSide(plan, value) ?? ""];
}

/** Whether one of the record's amounts for this side is above zero. */
function isGaining(plan: PlanDocument, kind: Kind, id: string, side: Side): boolean {
  const amounts = Object.entries(plan.fields(kind)).filter(
    ([, shape]) => shape.side === side && shape.type === "number",
  );
  return amounts.some(([name]) => Number(plan.value(kind, id, name) ?? 0) > 0);
}

/** The person that the record is, and the people whom it names as responsible. */
function ownersOf(plan: PlanDocument, kind: Kind, id: string): readonly string[] {
  return [id, ...shapeOf(kind).owners.flatMap((field) => plan.targetIds(kind, id, field))];
}

/** The searched text: the record's own words and the names of the people responsible. */
export function wordsOf(plan: PlanDocument, kind: Kind, id: string): string {
  const { search, owners } = shapeOf(kind);
  const texts = search.map((name) => plan.value(kind, id, name) ?? "");
  const names = owners
    .flatMap((field) => plan.targetIds(kind, id, field))
    .map((one) => plan.nameOf(one) ?? "");
  return [...texts, ...names].join(" ");
}

/** The side of a person that exists; undefined for everything else, and for a side that only a newer version knows. */
export function personSide(plan: PlanDocument, personId: unknown): Side | undefined {
  if (typeof personId !== "string") return undefined;
  const found = plan.locate(personId);
  const value = found?.kind === "people" && found.document.value("people", personId, "side");
  return SIDE_VALUES.find((side) => side === value);
}
