/*
 * Deletes this browser's copies when somebody leaves. Signing out deletes everything; the page asks first if changes
 * are unsent. When access ends in another way (an expired session, a removal, a restored server), only what the server
 * has is deleted; unsent changes stay in their copies until they are sent, saved as text or discarded.
 * Used by plan-page.ts and by pages on which access has ended.
 */

import { forgetNotes, notesOf, type UnsentCopy } from "./copy-notes";
import { databaseNames, deleteDatabase } from "./indexeddb-store";
import { forget, PREFIX, storedKeys } from "./local-storage";
import { hasPendingChanges, isPendingKey } from "./pending";
import { forgetJournal } from "./unload-journal";

/** Deletes every copy, note and cached page of this browser, including unsent changes: ask the person first. */
export async function clearLocal(): Promise<void> {
  for (const key of storedKeys()) forget(key);
  await deleteCopies(() => true);
  forgetCachedPages();
}

/**
 * For a page on which access has ended: deletes everything that the server has. Returns whether unsent changes were kept, so
 * that the page can say so.
 */
export async function clearAcknowledged(): Promise<boolean> {
  const copies = notesOf(isPendingKey).map(({ copy }) => copy);
  const isOfKept = (key: string) => isPendingKey(key) || copies.some((copy) => key.startsWith(`${copy}:`));
  for (const key of storedKeys()) if (!isOfKept(key)) forget(key);
  await deleteCopies((name) => !copies.includes(name));
  forgetCachedPages();
  return hasPendingChanges();
}

/** Deletes one copy and the notes about it. */
export async function discardCopy(unsent: UnsentCopy): Promise<void> {
  forgetNotes(unsent);
  forgetJournal(unsent.copy);
  await deleteDatabase(unsent.copy);
}

async function deleteCopies(isToGo: (name: string) => boolean): Promise<void> {
  try {
    const names = await databaseNames(`${PREFIX}:`);
    await Promise.all(names.filter(isToGo).map(deleteDatabase));
  } catch {
    // Storage is forbidden, so there are no copies.
  }
}

/** A page of the service worker's cache must not be shown instead of the server's answer. */
export function forgetCachedPages(): void {
  navigator.serviceWorker?.controller?.postMessage({ kind: "leitstern:forget" });
}
