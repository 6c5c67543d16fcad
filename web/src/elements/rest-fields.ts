/*
 * Which fields of a kind a card shows at rest, read from the kind's shape: the amounts of each side, the choice that is no
 * side (a stage, a status), the people responsible, and the last date. Pure; used by record-card.ts and linked-row.ts.
 */

import { getOrCreate } from "../core/get-or-create";
import { type PlanDocument, shapeOf } from "../doc/plan-document";
import type { FieldShape, Kind, Side } from "../generated/plan";

export interface RestFields {
  /** Amounts of money, each about one side. */
  readonly amounts: readonly { readonly name: string; readonly side: Side }[];
  readonly choice: string | undefined;
  readonly owners: readonly string[];
  readonly day: string | undefined;
}

const known = new WeakMap<PlanDocument, Map<Kind, RestFields>>();

export function restFields(plan: PlanDocument, kind: Kind): RestFields {
  const ofPlan = known.get(plan) ?? new Map<Kind, RestFields>();
  known.set(plan, ofPlan);
  return getOrCreate(ofPlan, kind, () => readShape(plan, kind));
}

function readShape(plan: PlanDocument, kind: Kind): RestFields {
  const fields = Object.entries<FieldShape>(plan.fields(kind)).filter(([, { crdt }]) => crdt === "register");
  const { side, owners } = shapeOf(kind);
  return {
    amounts: fields.flatMap(([name, shape]) =>
      shape.display === "money" && shape.side ? [{ name, side: shape.side }] : [],
    ),
    choice: fields.find(([name, { choices }]) => choices && name !== side)?.[0],
    owners,
    day: fields.findLast(([, { format }]) => format === "date")?.[0],
  };
}
