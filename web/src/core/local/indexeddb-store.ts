/*
 * The rows of one local copy: a database in IndexedDB that holds a list of Yjs updates, as y-indexeddb laid it out. Updates are
 * queued and written in a task of their own, never inside the document's events, so that nothing a database does can stop
 * an edit. A write that fails is tried again on a fresh connection, with the whole document. Used by offline-copy.ts.
 */
import { type ReadonlySignal, signal } from "@preact/signals-core";
import * as Y from "yjs";

export interface StoredDocument {
  /** Applies rows to the document. */
  readonly apply: (rows: readonly Uint8Array[]) => void;
  /** The whole document as one update. */
  readonly encode: () => Uint8Array;
}

const UPDATES = "updates";
/** Above this the rows are replaced by one that holds the whole document. */
const MOST_ROWS = 500;
const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 30_000;

export class IndexedDbStore {
  readonly name: string;
  readonly #document: StoredDocument;
  readonly #isKept = signal(true);
  #database: Promise<IDBDatabase> | undefined;
  #queue: Uint8Array[] = [];
  #isWriting = false;
  #failures = 0;
  #lastKey = 0;
  #rows = 0;
  #isClosed = false;
  #waiting: (() => void)[] = [];

  constructor(name: string, document: StoredDocument) {
    this.name = name;
    this.#document = document;
  }

  /** False while writes fail: the document then exists in this page only. */
  readonly isKept: ReadonlySignal<boolean> = this.#isKept;

  /** Updates that are not written yet. */
  get unwritten(): readonly Uint8Array[] {
    return this.#queue;
  }

  /** Applies rows that were not read yet: first all, later those of other tabs. Rejects if there is no database. */
  async read(): Promise<void> {
    const updates = (await this.#open()).transaction(UPDATES, "readonly").objectStore(UPDATES);
    const newer = IDBKeyRange.lowerBound(this.#lastKey, true);
    const [keys, rows] = await Promise.all([done(updates.getAllKeys(newer)), done(updates.getAll(newer))]);
    if (this.#isClosed) return;
    this.#lastKey = Number(keys.at(-1) ?? this.#lastKey);
    this.#rows += rows.length;
    this.#document.apply(rows as Uint8Array[]);
    if (this.#rows > MOST_ROWS) await this.#trim();
  }

  append(update: Uint8Array): void {
    if (this.#isClosed) return;
    this.#queue.push(update);
    if (this.#isWriting) return;
    this.#isWriting = true;
    queueMicrotask(() => void this.#write());
  }

  /** Resolves when everything is written, or when a write has failed. */
  async settled(): Promise<void> {
    if (this.#isWriting) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  async close(): Promise<void> {
    await this.settled();
    await this.#letGo();
  }

  async delete(): Promise<void> {
    await this.#letGo();
    await deleteDatabase(this.name);
  }

  async #letGo(): Promise<void> {
    this.#isClosed = true;
    this.#queue = [];
    this.#tell();
    (await this.#database?.catch(() => undefined))?.close();
  }

  async #write(): Promise<void> {
    while (this.#queue.length > 0 && !this.#isClosed) {
      try {
        await this.#writeQueue();
        if (this.#rows > MOST_ROWS) await this.read();
      } catch {
        await this.#failed();
      }
    }
    this.#isWriting = false;
    this.#tell();
  }

  async #writeQueue(): Promise<void> {
    const count = this.#queue.length;
    const database = await this.#open();
    await transacted(database, (updates) => updates.add(Y.mergeUpdates(this.#queue.slice(0, count))));
    this.#queue.splice(0, count);
    this.#rows += 1;
    this.#failures = 0;
    this.#isKept.value = true;
  }

  /** The database connection may be broken and its content lost: reconnects and writes the whole document. */
  async #failed(): Promise<void> {
    this.#failures += 1;
    if (this.#failures > 1) this.#isKept.value = false;
    this.#tell();
    const database = this.#database;
    this.#database = undefined;
    void database?.then((one) => one.close()).catch(() => {});
    await pause(Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 4 ** this.#failures));
    if (!this.#isClosed) this.#queue = [this.#document.encode()];
  }

  #open(): Promise<IDBDatabase> {
    this.#database ??= openDatabase(this.name).then((database) => this.#opened(database));
    return this.#database;
  }

  #opened(database: IDBDatabase): IDBDatabase {
    // Another tab deletes the copy, at sign-out for example. It must not be created again.
    database.addEventListener("versionchange", () => {
      this.#isKept.value = false;
      void this.#letGo();
    });
    database.addEventListener("close", () => {
      this.#database = undefined;
      this.append(this.#document.encode());
    });
    return database;
  }

  async #trim(): Promise<void> {
    const state = this.#document.encode();
    const old = IDBKeyRange.upperBound(this.#lastKey);
    await transacted(await this.#open(), (updates) => {
      updates.delete(old);
      updates.add(state);
    });
    this.#rows = 1;
  }

  #tell(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

/** Reads the rows of a copy without opening a document for it. Rejects if it cannot be read. */
export async function readRows(name: string): Promise<readonly Uint8Array[]> {
  const database = await openDatabase(name);
  try {
    const updates = database.transaction(UPDATES, "readonly").objectStore(UPDATES);
    return (await done(updates.getAll())) as Uint8Array[];
  } finally {
    database.close();
  }
}

export async function databaseNames(prefix: string): Promise<readonly string[]> {
  const all = (await indexedDB.databases?.()) ?? [];
  return all.flatMap(({ name }) => (name?.startsWith(prefix) ? name : []));
}

export function deleteDatabase(name: string): Promise<void> {
  return new Promise((resolve) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = request.onerror = request.onblocked = () => resolve();
  });
}

function openDatabase(name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name);
    request.onupgradeneeded = () => request.result.createObjectStore(UPDATES, { autoIncrement: true });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

async function transacted(database: IDBDatabase, work: (updates: IDBObjectStore) => void): Promise<void> {
  const transaction = database.transaction(UPDATES, "readwrite");
  const ended = new Promise<void>((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });
  try {
    work(transaction.objectStore(UPDATES));
  } catch (error) {
    transaction.abort();
    ended.catch(() => {});
    throw error;
  }
  await ended;
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
