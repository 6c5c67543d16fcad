/*
 * What is kept of one document in this browser: its updates in IndexedDB, by y-indexeddb. Says when they were read and when
 * all is written, exchanges them, and lets go when they are taken away. Whoever opens the copy waits while a tab has
 * taken it to exchange what it holds. Every method rejects where there can be no copy. Used by offline.ts.
 */
import { fetchUpdates, IndexeddbPersistence } from "y-indexeddb";
import type * as Y from "yjs";
import { take, whenFree } from "./tabs";

const UPDATES = "updates";

export class Copy {
  readonly #lock: string;
  readonly #persistence: Promise<IndexeddbPersistence>;
  #isClosed = false;

  /** `lost`: another tab, or the browser, took the copy away. */
  constructor(name: string, doc: Y.Doc, lost: () => void) {
    this.#lock = `${name}:copy`;
    this.#persistence = this.#open(name, doc);
    void this.#watch(lost);
  }

  /** Resolves when the document holds what was there at the start. */
  async read(): Promise<void> {
    await this.#database();
    await (await this.#persistence).whenSynced;
  }

  /** Reads what came since, from other tabs. */
  async readMore(): Promise<void> {
    await fetchUpdates(await this.#persistence);
  }

  /** Transactions of one store follow each other: when this one is through, all before it are. */
  async stored(): Promise<void> {
    await this.read();
    await this.#transact("readonly", (updates) => updates.get(0));
  }

  async replace(state: Uint8Array): Promise<void> {
    await this.#transact("readwrite", (updates) => {
      updates.clear();
      updates.add(state);
    });
  }

  /** From now on nobody else opens the copy, until the function is called that this gives; see tabs.ts. */
  take(): Promise<(() => void) | undefined> {
    return take(this.#lock);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await (await this.#persistence).destroy();
  }

  async clear(): Promise<void> {
    this.#isClosed = true;
    await (await this.#persistence).clearData();
  }

  async #open(name: string, doc: Y.Doc): Promise<IndexeddbPersistence> {
    await whenFree(this.#lock);
    if (this.#isClosed) throw new DOMException(`${name} was closed`, "AbortError");
    return new IndexeddbPersistence(name, doc);
  }

  async #database(): Promise<IDBDatabase> {
    const persistence = await this.#persistence;
    return (persistence as unknown as { _db: Promise<IDBDatabase> })._db;
  }

  /** Writing to what was taken away would throw in the middle of an edit. */
  async #watch(lost: () => void): Promise<void> {
    const ended = (): void => {
      lost();
      this.close().catch(() => {});
    };
    try {
      const database = await this.#database();
      database.addEventListener("versionchange", ended);
      database.addEventListener("close", ended);
    } catch {
      // There is none to be taken away.
    }
  }

  async #transact(mode: IDBTransactionMode, work: (updates: IDBObjectStore) => void): Promise<void> {
    const transaction = (await this.#database()).transaction(UPDATES, mode);
    work(transaction.objectStore(UPDATES));
    await new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(transaction.error);
    });
  }
}
