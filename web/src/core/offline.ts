/*
 * The local copy of a document (IndexedDB) and the number of changes that the server has not confirmed, which survives a
 * reload of the tab. All tabs of one person share it, so what a tab left there when it was closed is for another to
 * send. Everything of this browser is forgotten by `clearLocal` at sign-out. Used by replica.ts; the pages call
 * `clearLocal`.
 *
 * The count is in localStorage, one entry per tab (client id), because it has to be written at once: a tab that is
 * killed has no time for a transaction. It is for people to read; whether all is saved is decided by ledger.ts.
 */
import { fetchUpdates, IndexeddbPersistence } from "y-indexeddb";
import type * as Y from "yjs";

export interface LocalStore {
  /** Resolves when the copy was read, or when there cannot be one (private mode, quota). Never rejects. */
  readonly whenLoaded: Promise<void>;
  /** Unconfirmed changes that earlier stays in this browser left behind, as far as the copy was read. */
  readonly leftBehind: number;
  /** Calls when more came in from the copy after `whenLoaded`, with the number of changes that were unconfirmed there. */
  onMore(hear: (leftBehind: number) => void): void;
  /** Looks whether other tabs left something. */
  look(): void;
  /** Whether the copy is of this epoch of the document; a fresh copy becomes of it. See WELCOME in docs/protocol.md. */
  isOfEpoch(epoch: number): boolean;
  /** Notes how many changes wait; 0 also settles what was left behind. */
  keepWaiting(count: number): void;
  clear(): Promise<void>;
  close(): Promise<void>;
}

const PREFIX = "leitstern";
const PATIENCE_MS = 3000;
/** A tab that lives and is connected has its changes confirmed sooner. */
const LEFT_MS = 3000;

export const NO_STORE: LocalStore = {
  whenLoaded: Promise.resolve(),
  leftBehind: 0,
  onMore: () => {},
  look: () => {},
  isOfEpoch: () => true,
  keepWaiting: () => {},
  clear: async () => {},
  close: async () => {},
};

export function openLocalStore(documentId: string, owner: string, doc: Y.Doc): LocalStore {
  if (typeof indexedDB === "undefined") return NO_STORE;
  return new BrowserStore(`${PREFIX}:${owner}:${documentId}`, doc);
}

class BrowserStore implements LocalStore {
  readonly whenLoaded: Promise<void>;
  readonly #name: string;
  readonly #copy: IndexeddbPersistence;
  readonly #counts: WaitingCounts;
  readonly #ears = new AbortController();
  #hear: (leftBehind: number) => void = () => {};
  #isRead = false;
  #isLate = false;
  #isLooking = false;

  constructor(name: string, doc: Y.Doc) {
    this.#name = name;
    this.#copy = new IndexeddbPersistence(name, doc);
    this.#counts = new WaitingCounts(name, doc.clientID);
    this.whenLoaded = this.#load();
    void opened(this.#copy).then(
      (database) => this.#letGoOf(database),
      () => {},
    );
    this.#listen();
  }

  get leftBehind(): number {
    return this.#isRead ? this.#counts.leftBehind : 0;
  }

  onMore(hear: (leftBehind: number) => void): void {
    this.#hear = hear;
  }

  look(): void {
    if (this.#isRead && !this.#isLooking && this.#counts.ofOthers() > 0) void this.#readMore();
  }

  isOfEpoch(epoch: number): boolean {
    return isSameEpoch(`${this.#name}:epoch`, epoch);
  }

  keepWaiting(count: number): void {
    this.#counts.keep(count, this.#isRead);
  }

  async clear(): Promise<void> {
    this.#ears.abort();
    this.#counts.clear();
    localStorage.removeItem(`${this.#name}:epoch`);
    await within(PATIENCE_MS, this.#copy.clearData());
  }

  async close(): Promise<void> {
    this.#ears.abort();
    await within(PATIENCE_MS, this.#copy.destroy());
  }

  /** A database that is slow, or blocked by a dying tab, must not keep the plan closed; what it holds comes later. */
  async #load(): Promise<void> {
    const reading = opened(this.#copy).then(() => this.#copy.whenSynced);
    void reading.then(
      () => this.#wasRead(),
      () => {},
    );
    this.#isLate = !(await within(PATIENCE_MS, reading));
  }

  #wasRead(): void {
    this.#isRead = true;
    if (this.#isLate) this.#hear(this.#counts.leftBehind);
  }

  async #readMore(): Promise<void> {
    this.#isLooking = true;
    try {
      await fetchUpdates(this.#copy);
      this.#hear(this.#counts.takeOver());
    } catch {
      // Taken away, or forbidden: a local copy is a convenience.
    } finally {
      this.#isLooking = false;
    }
  }

  /** Another tab noted that it waits; if the note stands for long, it is gone or has no connection. */
  #listen(): void {
    if (typeof window === "undefined") return;
    const heard = (event: StorageEvent): void => {
      if (event.newValue !== null && this.#counts.isOfOther(event.key))
        setTimeout(() => this.look(), LEFT_MS);
    };
    window.addEventListener("storage", heard, { signal: this.#ears.signal });
  }

  /** The copy was taken away by another tab or by the browser. Writing to it would throw in the middle of an edit. */
  #letGoOf(database: IDBDatabase): void {
    const stop = (): void => void within(0, this.#copy.destroy());
    database.addEventListener("versionchange", stop);
    database.addEventListener("close", stop);
  }
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
  #earlier: readonly string[];
  #leftBehind: number;

  constructor(name: string, clientId: number) {
    this.#prefix = `${name}:waiting:`;
    this.#own = `${this.#prefix}${clientId}`;
    this.#earlier = this.#others();
    this.#leftBehind = sumOf(this.#earlier);
  }

  get leftBehind(): number {
    return this.#leftBehind;
  }

  isOfOther(key: string | null): boolean {
    return key !== null && key !== this.#own && key.startsWith(this.#prefix);
  }

  /** What other tabs have noted and nobody took over. */
  ofOthers(): number {
    return sumOf(this.#others());
  }

  /** From now on the notes of the others are ours to settle. Returns their sum. */
  takeOver(): number {
    this.#earlier = this.#others();
    this.#leftBehind = sumOf(this.#earlier);
    return this.#leftBehind;
  }

  keep(count: number, isRead: boolean): void {
    try {
      if (count > 0) localStorage.setItem(this.#own, String(count));
      else localStorage.removeItem(this.#own);
    } catch {
      // Storage is full or forbidden: the number is lost on a reload, the changes are not.
    }
    if (isRead && (count === 0 || this.#leftBehind > 0)) this.#settleEarlier();
  }

  clear(): void {
    for (const key of storedKeys()) if (key.startsWith(this.#prefix)) localStorage.removeItem(key);
  }

  #others(): readonly string[] {
    return storedKeys().filter((key) => this.isOfOther(key));
  }

  /** From now on the own entry holds what earlier tabs left: the count given to `keep` includes it. */
  #settleEarlier(): void {
    for (const key of this.#earlier) localStorage.removeItem(key);
    this.#earlier = [];
  }
}

function sumOf(keys: readonly string[]): number {
  return keys.reduce((sum, key) => sum + stored(key), 0);
}

function opened(copy: IndexeddbPersistence): Promise<IDBDatabase> {
  return (copy as unknown as { _db: Promise<IDBDatabase> })._db;
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
