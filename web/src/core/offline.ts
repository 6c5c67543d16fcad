/*
 * The local copy of a document (IndexedDB) and the number of changes that the server has not confirmed, which survives a
 * reload of the tab. Everything of this browser is forgotten by `clearLocal` at sign-out. Used by replica.ts; the pages
 * call `clearLocal`.
 *
 * The count is in localStorage, one entry per tab (client id), because it has to be written at once: a tab that is
 * killed has no time for a transaction. It is for people to read; whether all is saved is decided by ledger.ts.
 */
import { IndexeddbPersistence } from "y-indexeddb";
import type * as Y from "yjs";

export interface LocalStore {
  /** Resolves when the copy was read, or when there cannot be one (private mode, quota). Never rejects. */
  readonly whenLoaded: Promise<void>;
  /** Unconfirmed changes that earlier stays in this browser left behind. */
  readonly leftBehind: number;
  /** Whether the copy is of this epoch of the document; a fresh copy becomes of it. See WELCOME in docs/protocol.md. */
  isOfEpoch(epoch: number): boolean;
  /** Notes how many changes wait; 0 also settles what was left behind. */
  keepWaiting(count: number): void;
  clear(): Promise<void>;
  close(): Promise<void>;
}

const PREFIX = "leitstern";
const PATIENCE_MS = 3000;

export const NO_STORE: LocalStore = {
  whenLoaded: Promise.resolve(),
  leftBehind: 0,
  isOfEpoch: () => true,
  keepWaiting: () => {},
  clear: async () => {},
  close: async () => {},
};

export function openLocalStore(documentId: string, owner: string, doc: Y.Doc): LocalStore {
  if (typeof indexedDB === "undefined") return NO_STORE;
  const name = `${PREFIX}:${owner}:${documentId}`;
  const copy = new IndexeddbPersistence(name, doc);
  const counts = new WaitingCounts(name, doc.clientID);
  return {
    whenLoaded: whenRead(copy),
    leftBehind: counts.leftBehind,
    isOfEpoch: (epoch) => isSameEpoch(`${name}:epoch`, epoch),
    keepWaiting: (count) => counts.keep(count),
    clear: async () => {
      counts.clear();
      localStorage.removeItem(`${name}:epoch`);
      await within(PATIENCE_MS, copy.clearData());
    },
    close: async () => {
      await within(PATIENCE_MS, copy.destroy());
    },
  };
}

/** Forgets every local copy, count and cached page of this browser. */
export async function clearLocal(): Promise<void> {
  for (const key of storedKeys()) localStorage.removeItem(key);
  const databases = (await indexedDB.databases?.()) ?? [];
  await Promise.all(databases.map(({ name }) => (name?.startsWith(`${PREFIX}:`) ? forget(name) : undefined)));
  navigator.serviceWorker?.controller?.postMessage({ kind: "leitstern:forget" });
}

function isSameEpoch(key: string, epoch: number): boolean {
  try {
    const known = localStorage.getItem(key);
    if (known === null) localStorage.setItem(key, String(epoch));
    return known === null || known === String(epoch);
  } catch {
    return true; // No access to storage, hence no copy.
  }
}

class WaitingCounts {
  readonly #prefix: string;
  readonly #own: string;
  readonly #earlier: readonly string[];
  readonly leftBehind: number;

  constructor(name: string, clientId: number) {
    this.#prefix = `${name}:waiting:`;
    this.#own = `${this.#prefix}${clientId}`;
    this.#earlier = storedKeys().filter((key) => key.startsWith(this.#prefix));
    this.leftBehind = this.#earlier.reduce((sum, key) => sum + stored(key), 0);
  }

  keep(count: number): void {
    try {
      if (count > 0) localStorage.setItem(this.#own, String(count));
      else localStorage.removeItem(this.#own);
    } catch {
      // Storage is full or forbidden: the number is lost on a reload, the changes are not.
    }
    if (count === 0) this.#settleEarlier();
    else if (this.leftBehind > 0) this.#settleEarlier();
  }

  clear(): void {
    for (const key of storedKeys()) if (key.startsWith(this.#prefix)) localStorage.removeItem(key);
  }

  /** From now on the own entry holds what earlier tabs left: the count given to `keep` includes it. */
  #settleEarlier(): void {
    for (const key of this.#earlier) localStorage.removeItem(key);
  }
}

/** A database that neither opens nor fails (blocked by a dying tab) must not keep the plan closed. */
async function whenRead(copy: IndexeddbPersistence): Promise<void> {
  const opened = (copy as unknown as { _db: Promise<IDBDatabase> })._db;
  const isRead = await within(
    PATIENCE_MS,
    opened.then(() => copy.whenSynced),
  );
  if (!isRead) void within(0, copy.destroy());
}

/** Whether the work is done in time. Work that fails counts as not done: a local copy is a convenience. */
function within(ms: number, work: Promise<unknown>): Promise<boolean> {
  const done = work.then(
    () => true,
    () => false,
  );
  return Promise.race([done, new Promise<boolean>((resolve) => setTimeout(resolve, ms, false))]);
}

function storedKeys(): string[] {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(`${PREFIX}:`));
  } catch {
    return []; // No access to storage: nothing was kept.
  }
}

function stored(key: string): number {
  const count = Number(localStorage.getItem(key));
  return Number.isFinite(count) && count > 0 ? count : 0;
}

function forget(name: string): Promise<void> {
  return new Promise((resolve) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = request.onerror = request.onblocked = () => resolve();
  });
}
