/*
 * What a side thinks of the people of the shared plan, found by person, in its private document. Two people of a side who
 * assess somebody at once make two records; they are read together, field by field, as plan/relationships.py does.
 */

import { computed, type ReadonlySignal } from "@preact/signals-core";
import { getOrCreate } from "../core/get-or-create";
import type { PlanDocument } from "./plan-document";

const KIND = "assessments";
const byPerson = new WeakMap<PlanDocument, ReadonlySignal<ReadonlyMap<string, readonly string[]>>>();

/** The ids of the records on a person, in their order. */
export function assessmentsOf(plan: PlanDocument, person: string): readonly string[] {
  let found = byPerson.get(plan);
  if (!found) {
    found = computed(() => gathered(plan));
    byPerson.set(plan, found);
  }
  return found.value.get(person) ?? [];
}

function gathered(plan: PlanDocument): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const id of plan.any(KIND).ids.value) {
    const person = plan.value(KIND, id, "person");
    if (typeof person === "string") getOrCreate(found, person, (): string[] => []).push(id);
  }
  return found;
}

/** The first value that one of the records on a person has. */
export function assessed(plan: PlanDocument, person: string, field: string): unknown {
  for (const id of assessmentsOf(plan, person)) {
    const value = plan.value(KIND, id, field);
    if (value !== undefined && value !== "") return value;
  }
  return undefined;
}

/** Writes to the record that is read first, which is made where there is none; one step of undo. */
export function assess(plan: PlanDocument, person: string, values: Readonly<Record<string, unknown>>): void {
  const [id] = assessmentsOf(plan, person);
  plan.replica.undo.stopCapturing();
  if (id) plan.any(KIND).update(id, values);
  else plan.any(KIND).create({ person, ...values });
  plan.replica.undo.stopCapturing();
}
