/*
 * Items of a document whose two neighbours contradict each other: the same item twice, or the left one behind the right
 * one. Yjs and yrs place such an item differently, so the server refuses it (docs/protocol.md GATE-5).
 */
import * as Y from "yjs";

/** The contradictions among what `doc` itself wrote from this clock on. */
export function contradictions(doc: Y.Doc, since: number): readonly string[] {
  const own = doc.store.clients.get(doc.clientID) ?? [];
  return own.flatMap((struct) => {
    if (!(struct instanceof Y.Item) || struct.id.clock + struct.length <= since) return [];
    const { origin, rightOrigin } = struct;
    if (!origin || !rightOrigin || isBefore(doc, origin, rightOrigin)) return [];
    return [`${struct.id.clock}: ${JSON.stringify([origin, rightOrigin])}`];
  });
}

function isBefore(doc: Y.Doc, left: Y.ID, right: Y.ID): boolean {
  const last = Y.getItem(doc.store, right);
  let at: Y.Item | null = Y.getItem(doc.store, left);
  if (at === last) return left.clock < right.clock;
  while (at && at !== last) at = at.right;
  return at !== null;
}
