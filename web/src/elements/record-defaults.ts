/*
 * What a new record begins with, so that the filter in force shows it. Reads the filter once. Used where records are added.
 */

import { shapeOf } from "../doc/plan-document";
import type { Kind } from "../generated/plan";
import { page } from "./context";
import type { DocumentView } from "./document-view";
import { personSide } from "./filters";

/** Its side and the person responsible. */
export function defaultsFor(view: DocumentView, kind: Kind): Readonly<Record<string, unknown>> {
  const filter = view.filters.of(kind).peek();
  const fields = view.plan.fields(kind);
  const { side, owners } = shapeOf(kind);
  const values: Record<string, unknown> = {};
  const choices = fields[side]?.choices;
  if (choices?.includes(filter.side)) values[side] = filter.side;
  else if (choices && !choices.includes("joint")) values[side] = page().boot.me.side;
  const ownersSide = personSide(view.plan, filter.owner);
  const owner = owners.find((name) => (fields[name]?.side ?? ownersSide) === ownersSide);
  if (filter.owner && owner && fields[owner]?.crdt === "register") values[owner] = filter.owner;
  return values;
}
