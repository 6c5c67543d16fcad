/*
 * Who gave a field the value that it has now: the client id of its entry, as presence knows it. Live only; the history of a
 * card asks the server instead.
 */
import * as Y from "yjs";
import type { Kind } from "../generated/plan";
import type { PlanDocument } from "./plan-document";

/** The participant's id; undefined where nobody is known, or where the field was cleared. `field` may name a member: `figures.2027`. */
export function lastWriterOf(plan: PlanDocument, kind: Kind, id: string, field: string): string | undefined {
  const [name = "", member] = field.split(".");
  const record: unknown = plan.replica.doc.getMap(kind).get(id);
  const holder: unknown = member && record instanceof Y.Map ? record.get(name) : record;
  if (!(holder instanceof Y.Map)) return undefined;
  const entry = (holder as Y.Map<unknown>)._map.get(member ?? name);
  if (!entry || entry.deleted) return undefined;
  const { client } = entry.id;
  return client === plan.replica.doc.clientID
    ? plan.replica.participant
    : plan.replica.presence.writerOf(client);
}
