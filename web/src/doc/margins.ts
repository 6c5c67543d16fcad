/*
 * A side's margins on the shared growth figures, in its private document. Two people of a side who begin at once make two
 * records on one table; they are read together, year by year, as plan/margins.py does.
 */

import type { PlanDocument } from "./plan-document";

const KIND = "margins";
type Values = Readonly<Record<string, unknown>>;

function recordsOn(plan: PlanDocument, figures: string): readonly string[] {
  return plan.any(KIND).ids.value.filter((id) => plan.value(KIND, id, "figures") === figures);
}

/** Year -> value; of several records the first that has a year counts. */
export function marginValues(plan: PlanDocument, figures: string, field: string): Values {
  const found = recordsOn(plan, figures).toReversed();
  return Object.assign({}, ...found.map((id) => plan.value(KIND, id, field) as Values | undefined)) as Values;
}

/** Writes to the record that is read, which is made where there is none. The caller makes it one step of undo. */
export function setMargin(
  plan: PlanDocument,
  figures: string,
  field: string,
  year: string,
  value: unknown,
): void {
  const records = plan.any(KIND);
  const there = recordsOn(plan, figures);
  const having = there.filter((id) => year in ((plan.value(KIND, id, field) ?? {}) as Values));
  if (value === undefined) for (const id of having) records.setMember(id, field, year, undefined);
  else records.setMember(having[0] ?? there[0] ?? records.create({ figures }), field, year, value);
}
