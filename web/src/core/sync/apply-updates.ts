/*
 * Applies updates that came as bytes. When a document is filled for the first time, nobody needs Yjs to encode what came once
 * more for the listeners of "update", which takes as long as applying it: they get the bytes that came. Used by replica.ts
 * and local/offline-copy.ts.
 */
import * as Y from "yjs";

/** The part of Yjs's Doc that is not in its types: the listeners by event. Yjs encodes an update only if there are any. */
interface Heard {
  readonly _observers: Map<string, Set<unknown>>;
}

const UPDATE = "update";
/** The shortest update with content is longer: no structs and no deletions are two bytes. */
const EMPTY_BYTES = 2;

/** Applies all in one remote transaction. What cannot be applied is told to `failed`, and the others are applied. */
export function applyUpdates(
  doc: Y.Doc,
  updates: readonly Uint8Array[],
  origin: unknown,
  failed: (error: unknown) => void,
): void {
  const isEmpty = doc.store.clients.size === 0 && doc.store.pendingStructs === null;
  const tell = isEmpty ? mute(doc) : undefined;
  const applied: Uint8Array[] = [];
  let transaction: Y.Transaction | undefined;
  try {
    Y.transact(
      doc,
      (current) => {
        transaction = current;
        for (const update of updates) if (isApplied(doc, update, origin, failed)) applied.push(update);
      },
      origin,
      false,
    );
  } catch (error) {
    failed(error); // A listener's.
  } finally {
    tell?.();
  }
  if (!tell || !transaction) return;
  const heard = transaction;
  const emit = (update: Uint8Array, by: unknown): void => {
    try {
      doc.emit(UPDATE, [update, by, doc, heard]);
    } catch (error) {
      failed(error);
    }
  };
  for (const update of applied) if (update.length > EMPTY_BYTES) emit(update, origin);
  // A listener wrote something meanwhile: that must be heard too.
  if (Y.getState(doc.store, doc.clientID) > 0) emit(Y.encodeStateAsUpdate(doc), undefined);
}

function isApplied(
  doc: Y.Doc,
  update: Uint8Array,
  origin: unknown,
  failed: (error: unknown) => void,
): boolean {
  try {
    Y.applyUpdate(doc, update, origin);
    return true;
  } catch (error) {
    failed(error);
    return false;
  }
}

/** Takes the listeners away; returns what brings them back, with those that came meanwhile. */
function mute(doc: Y.Doc): () => void {
  const { _observers: heard } = doc as unknown as Heard;
  const listeners = heard.get(UPDATE);
  heard.delete(UPDATE);
  return () => {
    const added = heard.get(UPDATE) ?? new Set();
    if (listeners || added.size > 0) heard.set(UPDATE, new Set([...(listeners ?? []), ...added]));
  };
}
