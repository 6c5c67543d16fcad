/*
 * Exchanges the whole content of a document while people look at it. The Doc and its roots stay, with all their
 * observers; these see one transaction of the origin STATE_REPLACED in which everything is new. Yjs cannot forget a
 * struct, so its store is exchanged (docs/decisions/0022-one-way-to-recover.md has the reasons). Used by recovery.ts
 * and replica.ts; text-binding.ts recognises the origin.
 */
import * as Y from "yjs";
import { STATE_REPLACED } from "../transaction-origins";

/** Clear the undo history before: its steps refer to structs that no longer exist afterwards. */
export function replaceState(doc: Y.Doc, state: Uint8Array): void {
  const blank = new Y.Doc();
  doc.store = blank.store;
  doc.clientID = blank.clientID;
  for (const root of doc.share.values()) empty(root);
  Y.applyUpdate(doc, state, STATE_REPLACED);
}

/**
 * Whether Yjs stopped halfway through a transaction, because a listener threw: from then on no listener hears of any change.
 * True inside a transaction too, so ask in a task of its own.
 */
export function isStuck(doc: Y.Doc): boolean {
  return doc._transaction !== null || doc._transactionCleanups.length > 0;
}

/** Ends the transactions that are stuck, and tells every observer the whole content anew. */
export function unstick(doc: Y.Doc): void {
  doc._transaction = null;
  doc._transactionCleanups = [];
  replaceState(doc, Y.encodeStateAsUpdate(doc));
}

type Root = NonNullable<ReturnType<Y.Doc["share"]["get"]>>;

function empty(root: Root): void {
  root._start = null;
  root._map = new Map();
  root._length = 0;
  if (root._searchMarker) root._searchMarker = [];
}
