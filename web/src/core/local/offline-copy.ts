/*
 * The local copy of a document: its updates in IndexedDB, and notes in localStorage about what the server has not acknowledged.
 * Both survive a reload. All tabs of one participant share a copy, so a tab also sends what closed tabs
 * have left in it. Used by replica.ts; copy-deletion.ts deletes copies.
 *
 * Copies have generations. A rebuilt document (recovery/) is written to a new generation beside the old one, which is kept while
 * a tab uses it or a note refers to it.
 */
import { type ReadonlySignal, signal } from "@preact/signals-core";
import * as Y from "yjs";
import { applyUpdates } from "../sync/apply-updates";
import type { Unsent } from "../sync/unsent";
import { byCopy, type CopyNote, type UnsentCopy, unsentOf } from "./copy-notes";
import { databaseNames, deleteDatabase, IndexedDbStore } from "./indexeddb-store";
import { forget, PREFIX, read, write } from "./local-storage";
import { PendingNotes } from "./pending";
import { copiesSetAside, forgetAside, OwnWriters, setAside, takeBack } from "./set-aside";
import { areLocksKnown, liveAs, livingTabs, whenGone } from "./tab-locks";
import { forgetJournal, UnloadJournal } from "./unload-journal";

/** The person whose copy it is. */
export interface CopyOwner {
  /** Participant id: two participants at one browser never share a copy. */
  readonly participant: string;
  readonly name: string;
  /** The invitation or account by which they came. */
  readonly cameBy: string;
}

export interface LocalStore {
  /** Resolves when the copy was read, or when there cannot be one (private mode, quota). Never rejects. */
  readonly whenLoaded: Promise<void>;
  /** False while changes exist in this page only. */
  readonly isKept: ReadonlySignal<boolean>;
  /** `hear` is called when more was read from the copy after `whenLoaded`, with the unsent part of it. */
  onMore(hear: (unsent: Unsent) => void): void;
  /** The unsent changes that closed tabs left in this copy. From now on this tab sends them. */
  takeOver(): Promise<Unsent>;
  /** Checks whether other tabs left something. */
  look(): void;
  /** Whether the copy belongs to this epoch of the document; a new copy takes it over. See WELCOME in docs/protocol.md. */
  isOfEpoch(epoch: number): boolean;
  /** Notes what the server has not acknowledged. */
  keepPending(unsent: Unsent): void;
  /** What closed tabs of this participant left in older generations of the copy. */
  unsentInOlderCopies(): Promise<readonly UnsentCopy[]>;
  /**
   * Notes that this generation of the copy holds words of this person which a server with `vector` lacks. Returns whether it
   * does; then it is kept, and its person decides (set-aside.ts).
   */
  setAside(vector: ReadonlyMap<number, number>, restoredTo?: number): boolean;
  /** Whether no other tab has the document open. False if the browser cannot tell. */
  isAlone(): Promise<boolean>;
  /** Writes the rebuilt document to a new generation of the copy, which belongs to this epoch. */
  startOver(epoch: number): Promise<void>;
  /** Deletes the copy. */
  clear(): Promise<void>;
  /** Stops writing and keeps the copy. */
  close(): Promise<void>;
}

const PATIENCE_MS = 3000;

export const NO_STORE: LocalStore = {
  whenLoaded: Promise.resolve(),
  isKept: signal(false),
  onMore: () => {},
  takeOver: async () => new Map(),
  look: () => {},
  isOfEpoch: () => true,
  keepPending: () => {},
  unsentInOlderCopies: async () => [],
  setAside: () => false,
  isAlone: async () => true,
  startOver: async () => {},
  clear: async () => {},
  close: async () => {},
};

export function openLocalStore(documentId: string, owner: CopyOwner, doc: Y.Doc): LocalStore {
  return new BrowserStore(`${PREFIX}:${owner.participant}:${documentId}`, owner, doc);
}

class BrowserStore implements LocalStore {
  readonly whenLoaded: Promise<void>;
  readonly #name: string;
  readonly #owner: CopyOwner;
  readonly #doc: Y.Doc;
  readonly #notes: PendingNotes;
  readonly #writers: OwnWriters;
  readonly #isKept = signal(true);
  readonly #listening = new AbortController();
  readonly #die: () => void;
  #generation: Generation;
  #rows: IndexedDbStore;
  #journal: UnloadJournal;
  #stopFollowing: () => void = () => {};
  #unsent: Unsent = new Map();
  #hear: (unsent: Unsent) => void = () => {};
  /** Keys of other tabs' notes whose tabs are still open. */
  readonly #outlived = new Set<string>();
  #isRead = false;
  /** Whether the copy was read, or there is none. */
  #isSettled = false;
  #isLate = false;
  #isLooking = false;

  constructor(name: string, owner: CopyOwner, doc: Y.Doc) {
    this.#name = name;
    this.#owner = owner;
    this.#doc = doc;
    this.#notes = new PendingNotes(name, doc.clientID);
    this.#writers = new OwnWriters(name);
    this.#die = liveAs(this.#notes.own);
    this.#generation = readGeneration(name);
    this.#rows = this.#openRows();
    takeBack(name, this.#rows.name);
    this.#journal = this.#openJournal();
    doc.on("update", this.#store);
    this.whenLoaded = this.#load();
    this.#listen();
  }

  readonly isKept: ReadonlySignal<boolean> = this.#isKept;

  onMore(hear: (unsent: Unsent) => void): void {
    this.#hear = hear;
  }

  async takeOver(): Promise<Unsent> {
    if (!this.#isSettled) return new Map();
    const copy = this.#rows.name;
    const notes = (await this.#notes.ofGoneTabs()).filter((note) => note.copy === copy);
    for (const { key } of notes) forget(key);
    return unsentOf(notes);
  }

  look(): void {
    if (this.#isRead && !this.#isLooking) void this.#readMore();
  }

  isOfEpoch(epoch: number): boolean {
    const known = this.#generation.epoch;
    if (known === undefined) this.#keepGeneration({ ...this.#generation, epoch });
    return known === undefined || known === epoch;
  }

  keepPending(unsent: Unsent): void {
    this.#unsent = unsent;
    this.#writers.add(unsent.keys());
    this.#notes.keep(this.#note(unsent));
  }

  async unsentInOlderCopies(): Promise<readonly UnsentCopy[]> {
    const current = this.#rows.name;
    return byCopy((await this.#notes.ofGoneTabs()).filter(({ copy }) => copy !== current));
  }

  setAside(vector: ReadonlyMap<number, number>, restoredTo?: number): boolean {
    if (!this.#isRead || !this.#isKept.peek()) return false;
    const lacking = this.#writers
      .all()
      .map((client) => [client, vector.get(client) ?? 0] as const)
      .filter(([client, clock]) => Y.getState(this.#doc.store, client) > clock);
    if (lacking.length > 0) setAside(this.#name, { ...this.#note(new Map(lacking)), restoredTo });
    return lacking.length > 0;
  }

  async isAlone(): Promise<boolean> {
    return areLocksKnown() && !(await this.#hasOtherTab());
  }

  /** The old generation stays current until the new one is written. */
  async startOver(epoch: number): Promise<void> {
    const [oldRows, oldJournal] = [this.#rows, this.#journal];
    const number = Math.max(readGeneration(this.#name).number, this.#generation.number + 1);
    this.#generation = { number, epoch };
    this.#rows = this.#openRows();
    this.#rows.append(Y.encodeStateAsUpdate(this.#doc));
    this.#journal = this.#openJournal();
    await within(PATIENCE_MS, this.#rows.settled());
    this.#keepGeneration(this.#generation);
    this.keepPending(this.#unsent);
    oldJournal.close();
    await within(PATIENCE_MS, oldRows.close());
    await this.#deleteUnused();
  }

  async clear(): Promise<void> {
    this.#stop();
    this.#notes.clear();
    this.#writers.clear();
    forgetAside(this.#name);
    forget(generationKey(this.#name));
    forgetJournal(this.#rows.name);
    await within(PATIENCE_MS, this.#rows.delete());
  }

  async close(): Promise<void> {
    this.#stop();
    await within(PATIENCE_MS, this.#rows.close());
  }

  readonly #store = (update: Uint8Array, origin: unknown): void => {
    if (origin !== this) this.#rows.append(update);
  };

  #note(unsent: Unsent): CopyNote {
    const { name, cameBy } = this.#owner;
    return { copy: this.#rows.name, unsent, name, cameBy };
  }

  #stop(): void {
    this.#listening.abort();
    this.#stopFollowing();
    this.#doc.off("update", this.#store);
    this.#journal.close();
    this.#die();
  }

  #openRows(): IndexedDbStore {
    this.#stopFollowing();
    const rows = new IndexedDbStore(copyName(this.#name, this.#generation), {
      apply: (updates) => this.#apply(updates),
      encode: () => Y.encodeStateAsUpdate(this.#doc),
    });
    this.#stopFollowing = rows.isKept.subscribe((isKept) => {
      this.#isKept.value = isKept;
    });
    return rows;
  }

  #openJournal(): UnloadJournal {
    const rows = this.#rows;
    return new UnloadJournal(rows.name, this.#doc.clientID, () => rows.unwritten);
  }

  /** A damaged row does not prevent the others from being applied. */
  #apply(updates: readonly Uint8Array[]): void {
    applyUpdates(this.#doc, updates, this, () => {}); // Damaged, or not an update of ours.
  }

  /** A slow or blocked database must not delay the plan; its content is applied when it arrives. */
  async #load(): Promise<void> {
    const reading = this.#rows.read();
    const read = reading.then(() => this.#takeJournal());
    void read.then(
      () => this.#wasRead(),
      () => this.#cannotBeRead(),
    );
    this.#isLate = !(await within(PATIENCE_MS, read));
  }

  #takeJournal(): void {
    const { updates, forget: forgetTaken } = this.#journal.take();
    this.#apply(updates);
    for (const update of updates) this.#rows.append(update);
    void this.#rows.settled().then(() => {
      if (this.#rows.unwritten.length === 0) forgetTaken();
    });
  }

  #cannotBeRead(): void {
    this.#isSettled = true;
    this.#isKept.value = false;
    this.#takeJournal();
  }

  #wasRead(): void {
    this.#isRead = this.#isSettled = true;
    void this.#deleteUnused();
    if (this.#isLate) void this.takeOver().then((unsent) => this.#hear(unsent));
  }

  async #readMore(): Promise<void> {
    this.#isLooking = true;
    try {
      if ((await this.#notes.ofGoneTabs()).length === 0) return;
      await this.#rows.read();
      this.#takeJournal();
      this.#hear(await this.takeOver());
    } catch {
      // The copy was deleted or storage is forbidden: the plan works without a copy.
    } finally {
      this.#isLooking = false;
    }
  }

  /** When a tab closes with unsent changes, this tab reads and sends them. */
  #listen(): void {
    for (const { key } of this.#notes.ofOtherTabs()) void this.#outlive(key);
    if (typeof window === "undefined") return;
    const { signal } = this.#listening;
    const heard = ({ key, newValue }: StorageEvent): void => {
      if (newValue !== null && this.#notes.isOfOtherTab(key)) void this.#outlive(key);
    };
    window.addEventListener("storage", heard, { signal });
    // Without a copy and a journal the changes are lost with this page, so the note must not claim that they exist.
    const left = () => !this.#isKept.peek() && this.#rows.unwritten.length === 0 && this.#notes.forgetOwn();
    window.addEventListener("pagehide", left, { signal });
  }

  async #outlive(note: string): Promise<void> {
    if (this.#outlived.has(note)) return;
    this.#outlived.add(note);
    await whenGone(note);
    this.#outlived.delete(note);
    if (!this.#listening.signal.aborted) this.look();
  }

  async #hasOtherTab(): Promise<boolean> {
    return [...(await livingTabs())].some((name) => this.#notes.isOfOtherTab(name));
  }

  #keepGeneration(generation: Generation): void {
    this.#generation = generation;
    write(generationKey(this.#name), JSON.stringify(generation));
  }

  /** Deletes older generations that no tab and no note refers to. */
  async #deleteUnused(): Promise<void> {
    try {
      if (await this.#hasOtherTab()) return;
      const noted = [...this.#notes.ofOtherTabs().map(({ copy }) => copy), ...copiesSetAside(this.#name)];
      const used = new Set([this.#rows.name, ...noted]);
      for (const name of await databaseNames(this.#name)) {
        if (used.has(name) || !isGenerationOf(this.#name, name)) continue;
        forgetJournal(name);
        await deleteDatabase(name);
      }
    } catch {
      // The browser does not list databases: the old ones only take up space.
    }
  }
}

interface Generation {
  readonly number: number;
  readonly epoch: number | undefined;
}

function generationKey(name: string): string {
  return `${name}:copy`;
}

function readGeneration(name: string): Generation {
  try {
    const { number, epoch } = JSON.parse(read(generationKey(name)) ?? "{}") as Record<string, unknown>;
    return { number: Number(number ?? 0), epoch: epoch === undefined ? undefined : Number(epoch) };
  } catch {
    return { number: 0, epoch: undefined };
  }
}

function copyName(name: string, { number }: Generation): string {
  return number === 0 ? name : `${name}:${number}`;
}

function isGenerationOf(name: string, database: string): boolean {
  return database === name || /^:\d+$/.test(database.slice(name.length));
}

/** Whether the work succeeds within this time. */
function within(ms: number, work: Promise<unknown>): Promise<boolean> {
  const done = work.then(
    () => true,
    () => false,
  );
  return Promise.race([done, new Promise<boolean>((resolve) => setTimeout(resolve, ms, false))]);
}
