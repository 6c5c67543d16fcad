/*
 * The local copy of a document (IndexedDB) and the number of changes that the server has not confirmed, which survives a
 * reload of the tab. Everything of this browser is forgotten by `clearLocal` at sign-out.
 */
import type * as Y from "yjs";

export interface LocalStore {
  /** Resolves when the copy was read, or when there cannot be one (private mode, quota). Never rejects. */
  readonly whenLoaded: Promise<void>;
  /** Unconfirmed changes that earlier stays in this browser left behind. */
  readonly leftBehind: number;
  keepWaiting(count: number): void;
  clear(): Promise<void>;
  close(): Promise<void>;
}

export declare function openLocalStore(documentId: string, owner: string, doc: Y.Doc): LocalStore;

/** Forgets every local copy, count and cached page of this browser. */
export declare function clearLocal(): Promise<void>;
