/*
 * Puts another state in the place of all that a document holds, while people look at it. The Doc and its roots stay, with
 * everybody who observes them; they hear one transaction of the origin STARTED_OVER, in which everything is new. Yjs has no
 * way to forget a struct, so its store is exchanged. Used by mending.ts; textbinding.ts hears the origin.
 */
import * as Y from "yjs";

export const STARTED_OVER = Symbol("started over");

/** Steps of an undo must be cleared before: they name structs that are gone afterwards. */
export function startOver(doc: Y.Doc, state: Uint8Array): void {
  const blank = new Y.Doc();
  doc.store = blank.store;
  doc.clientID = blank.clientID;
  for (const root of doc.share.values()) empty(root);
  Y.applyUpdate(doc, state, STARTED_OVER);
}

type Root = NonNullable<ReturnType<Y.Doc["share"]["get"]>>;

function empty(root: Root): void {
  root._start = null;
  root._map = new Map();
  root._length = 0;
  if (root._searchMarker) root._searchMarker = [];
}
