/*
 * Gives a field of a record an earlier value, of whatever shape the field is, as one undoable step of our own. Used by the
 * history of a card.
 */
import { spliceBetween } from "../core/text/splice";
import type { Kind } from "../generated/plan";
import type { PlanDocument } from "./plan-document";

export interface PutBack {
  readonly kind: Kind;
  readonly id: string;
  readonly field: string;
  /** A year or participant, for a field that has a value for each. */
  readonly member: string;
  /** Text, number, choice, or the ids of links; null for nothing. A value that the schema does not allow is refused. */
  readonly value: unknown;
}

export function putBack(plan: PlanDocument, { kind, id, field, member, value }: PutBack): void {
  const records = plan.any(kind);
  const { replica } = plan;
  replica.undo.stopCapturing();
  replica.transact(() => {
    const shape = plan.fields(kind)[field];
    if (shape?.crdt === "text") putWords(plan, { kind, id, field, member, value });
    else if (shape?.crdt === "links") putLinks(plan, { kind, id, field, member, value });
    else if (shape?.crdt === "values") records.setMember(id, field, member, value ?? undefined);
    else records.update(id, { [field]: value ?? undefined });
  });
  replica.undo.stopCapturing();
}

/** What others have written in the same text besides stays where it can. */
function putWords(plan: PlanDocument, { kind, id, field, value }: PutBack): void {
  const text = plan.any(kind).ensureText(id, field);
  const words = typeof value === "string" ? value : "";
  const splice = text && spliceBetween(text.toString(), words, words.length);
  if (!splice) return;
  text.delete(splice.at, splice.remove);
  text.insert(splice.at, splice.insert);
}

function putLinks(plan: PlanDocument, { kind, id, field, value }: PutBack): void {
  const records = plan.any(kind);
  const wanted = Array.isArray(value) ? value.map(String) : [];
  const now = plan.targetIds(kind, id, field);
  for (const target of now) if (!wanted.includes(target)) records.link(id, field, target, false);
  for (const target of wanted) if (!now.includes(target)) records.link(id, field, target, true);
}
