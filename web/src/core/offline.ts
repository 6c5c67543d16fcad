/*
 * The local copy of a document (IndexedDB), and with waiting.ts the number of changes in it that the server has not
 * confirmed: both survive a reload of the tab. All tabs of one person share it, so what a tab left there when it was
 * closed is for another to send. Everything of this browser is forgotten by `clearLocal` at sign-out. Used by
 * replica.ts; the pages call `clearLocal`.
 */
import { fetchUpdates, IndexeddbPersistence } from "y-indexeddb";
import type * as Y from "yjs";
import { LastWords } from "./lastwords";
import { liveAs, whenGone } from "./tabs";
import { PREFIX, storedKeys, WaitingCounts } from "./waiting";

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

const PATIENCE_MS = 3000;

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
  readonly #lastWords: LastWords;
  readonly #ears = new AbortController();
  readonly #die: () => void;
  #hear: (leftBehind: number) => void = () => {};
  /** Notes of other tabs whose end is waited for. */
  readonly #outlived = new Set<string>();
  #isRead = false;
  #isLate = false;
  #isLooking = false;

  constructor(name: string, doc: Y.Doc) {
    this.#name = name;
    this.#copy = new IndexeddbPersistence(name, doc);
    this.#counts = new WaitingCounts(name, doc.clientID);
    this.#lastWords = new LastWords(name, doc, () => this.#stored());
    this.#die = liveAs(this.#counts.own);
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
    if (this.#isRead && !this.#isLooking) void this.#readMore();
  }

  isOfEpoch(epoch: number): boolean {
    return isSameEpoch(`${this.#name}:epoch`, epoch);
  }

  keepWaiting(count: number): void {
    this.#counts.keep(count, this.#isRead);
  }

  async clear(): Promise<void> {
    this.#ears.abort();
    this.#die();
    this.#counts.clear();
    this.#lastWords.clear();
    localStorage.removeItem(`${this.#name}:epoch`);
    await within(PATIENCE_MS, this.#copy.clearData());
  }

  async close(): Promise<void> {
    this.#ears.abort();
    this.#die();
    this.#lastWords.stop();
    await within(PATIENCE_MS, this.#copy.destroy());
  }

  /** A database that is slow, or blocked by a dying tab, must not keep the plan closed; what it holds comes later. */
  async #load(): Promise<void> {
    const reading = this.#opened().then(() => this.#lastWords.take());
    void reading.then(
      () => this.#wasRead(),
      () => {},
    );
    this.#isLate = !(await within(PATIENCE_MS, reading));
  }

  async #opened(): Promise<IDBDatabase> {
    const database = await opened(this.#copy);
    await this.#copy.whenSynced;
    return database;
  }

  /** Transactions of one store follow each other: when this one is through, all before it are. */
  async #stored(): Promise<void> {
    const transaction = (await this.#opened()).transaction("updates", "readonly");
    transaction.objectStore("updates").get(0);
    await new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
    });
  }

  #wasRead(): void {
    this.#isRead = true;
    if (this.#isLate) this.#hear(this.#counts.leftBehind);
  }

  async #readMore(): Promise<void> {
    this.#isLooking = true;
    try {
      if (!(await this.#counts.hasOfGone())) return;
      await fetchUpdates(this.#copy);
      this.#lastWords.take();
      this.#hear(await this.#counts.takeOver());
    } catch {
      // Taken away, or forbidden: a local copy is a convenience.
    } finally {
      this.#isLooking = false;
    }
  }

  /** A tab that has noted that it waits may end before the server has confirmed it. */
  #listen(): void {
    for (const note of this.#counts.others()) void this.#outlive(note);
    if (typeof window === "undefined") return;
    const heard = ({ key, newValue }: StorageEvent): void => {
      if (newValue !== null && this.#counts.isOfOther(key)) void this.#outlive(key);
    };
    window.addEventListener("storage", heard, { signal: this.#ears.signal });
  }

  async #outlive(note: string): Promise<void> {
    if (this.#outlived.has(note)) return;
    this.#outlived.add(note);
    await whenGone(note);
    this.#outlived.delete(note);
    if (!this.#ears.signal.aborted) this.look();
  }

  /** The copy was taken away by another tab or by the browser. Writing to it would throw in the middle of an edit. */
  #letGoOf(database: IDBDatabase): void {
    const stop = (): void => {
      this.#lastWords.stop();
      void within(0, this.#copy.destroy());
    };
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

function forget(name: string): Promise<void> {
  return new Promise((resolve) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = request.onerror = request.onblocked = () => resolve();
  });
}
