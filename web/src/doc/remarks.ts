/*
 * A side's private notes on records of the shared plan, found by the record, in the side's private document. Nothing in
 * the shared document tells that they exist.
 */

import { computed, type ReadonlySignal } from "@preact/signals-core";
import { getOrCreate } from "../core/get-or-create";
import type { PlanDocument } from "./plan-document";

const KIND = "remarks";
const byRecord = new WeakMap<PlanDocument, ReadonlySignal<ReadonlyMap<string, readonly string[]>>>();

const NONE: readonly string[] = [];

/** The ids of the notes on a record, in their order; the same empty list for all records without any. */
export function remarksAbout(plan: PlanDocument, record: string): readonly string[] {
  let found = byRecord.get(plan);
  if (!found) {
    found = computed(() => gathered(plan));
    byRecord.set(plan, found);
  }
  return found.value.get(record) ?? NONE;
}

function gathered(plan: PlanDocument): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const id of plan.any(KIND).ids.value) {
    const about = plan.value(KIND, id, "about");
    if (typeof about === "string") getOrCreate(found, about, (): string[] => []).push(id);
  }
  return found;
}
