/*
 * The local copy of a document (IndexedDB), and with waiting.ts the number of changes in it that the server has not
 * confirmed: both survive a reload of the tab. All tabs of one person share it, so what a tab left there when it was
 * closed is for another to send. Everything of this browser is forgotten by `clearLocal` at sign-out. Used by
 * replica.ts; the pages call `clearLocal`.
 */
import type * as Y from "yjs";
import { Copy } from "./copy";
import { LastWords } from "./lastwords";
import { forget, notesOf, PREFIX, read, write } from "./notes";
import { liveAs, livingTabs, whenGone } from "./tabs";
import { WaitingCounts } from "./waiting";

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
  /** undefined where another tab has the copy open, or may have. */
  whenAlone(): Promise<Alone | undefined>;
  clear(): Promise<void>;
  close(): Promise<void>;
}

/** No other tab reads the copy until `leave`, and the document holds all that is in it. */
export interface Alone {
  /** Puts a state in the place of all that the copy holds. */
  replace(state: Uint8Array): Promise<void>;
  leave(): void;
}

const PATIENCE_MS = 3000;

export const NO_STORE: LocalStore = {
  whenLoaded: Promise.resolve(),
  leftBehind: 0,
  onMore: () => {},
  look: () => {},
  isOfEpoch: () => true,
  keepWaiting: () => {},
  whenAlone: async () => ({ replace: async () => {}, leave: () => {} }),
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
  readonly #copy: Copy;
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
    this.#counts = new WaitingCounts(name, doc.clientID);
    this.#die = liveAs(this.#counts.own);
    this.#copy = new Copy(name, doc, () => this.#lost());
    this.#lastWords = new LastWords(name, doc, () => this.#copy.stored());
    this.whenLoaded = this.#load();
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

  async whenAlone(): Promise<Alone | undefined> {
    const leave = this.#isRead ? await this.#copy.take() : undefined;
    if (!leave) return undefined;
    if (await this.#readAll()) return { replace: (state) => this.#replace(state), leave };
    leave();
    return undefined;
  }

  async clear(): Promise<void> {
    this.#ears.abort();
    this.#die();
    this.#counts.clear();
    this.#lastWords.clear();
    forget(`${this.#name}:epoch`);
    await within(PATIENCE_MS, this.#copy.clear());
  }

  async close(): Promise<void> {
    this.#ears.abort();
    this.#die();
    this.#lastWords.stop();
    await within(PATIENCE_MS, this.#copy.close());
  }

  /** A database that is slow, or blocked by a dying tab, must not keep the plan closed; what it holds comes later. */
  async #load(): Promise<void> {
    const reading = this.#copy.read().then(() => this.#lastWords.take());
    void reading.then(
      () => this.#wasRead(),
      () => {},
    );
    this.#isLate = !(await within(PATIENCE_MS, reading));
  }

  /** What a tab that is gone left there belongs to the document too. False unless no other tab lives. */
  async #readAll(): Promise<boolean> {
    try {
      const living = await livingTabs();
      if ([...living].some((name) => this.#counts.isOfOther(name))) return false;
      await this.#copy.readMore();
      this.#lastWords.take();
      return true;
    } catch {
      return false; // Taken away: see below.
    }
  }

  /** Where that fails there is no copy any more: what it held must not come back. */
  async #replace(state: Uint8Array): Promise<void> {
    this.#lastWords.startOver();
    try {
      await this.#copy.replace(state);
    } catch {
      this.#lastWords.stop();
      await within(PATIENCE_MS, this.#copy.clear());
    }
  }

  /** The words are in this page alone: when it goes, nothing waits in this browser any more. */
  #lost(): void {
    this.#lastWords.stop();
    if (typeof window === "undefined") return;
    window.addEventListener("pagehide", () => forget(this.#counts.own), { signal: this.#ears.signal });
  }

  #wasRead(): void {
    this.#isRead = true;
    if (this.#isLate) this.#hear(this.#counts.leftBehind);
  }

  async #readMore(): Promise<void> {
    this.#isLooking = true;
    try {
      if (!(await this.#counts.hasOfGone())) return;
      await this.#copy.readMore();
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
}

/** Forgets every local copy, count and cached page of this browser. */
export async function clearLocal(): Promise<void> {
  for (const key of notesOf()) forget(key);
  const databases = (await indexedDB.databases?.()) ?? [];
  await Promise.all(
    databases.map(({ name }) => (name?.startsWith(`${PREFIX}:`) ? deleted(name) : undefined)),
  );
  navigator.serviceWorker?.controller?.postMessage({ kind: "leitstern:forget" });
}

function isSameEpoch(key: string, epoch: number): boolean {
  const known = read(key);
  if (known === null) write(key, String(epoch));
  return known === null || known === String(epoch);
}

/** Whether the work is done in time. Work that fails counts as not done: a local copy is a convenience. */
function within(ms: number, work: Promise<unknown>): Promise<boolean> {
  const done = work.then(
    () => true,
    () => false,
  );
  return Promise.race([done, new Promise<boolean>((resolve) => setTimeout(resolve, ms, false))]);
}

function deleted(name: string): Promise<void> {
  return new Promise((resolve) => {
    const request = indexedDB.deleteDatabase(name);
    request.onsuccess = request.onerror = request.onblocked = () => resolve();
  });
}
