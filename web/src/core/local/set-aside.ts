/*
 * Local copies that are no longer open and may hold changes that a person wants back: the plan was put back to an older state,
 * or the server signed the participant out (perhaps because it was restored from a backup). A note names the changes
 * that this person made. Used by offline-copy.ts and by the notice that offers them.
 */
import { byCopy, type CopyNote, notesOf, type UnsentCopy, writeNote } from "./copy-notes";
import { forget, PREFIX, read, storedKeys, write } from "./local-storage";
import { isPendingKey } from "./pending";

const ASIDE = ":aside:";
/** Older client ids belong to pages that were closed long ago. */
const MOST_WRITERS = 200;

/** Writes the note; there is one per copy. */
export function setAside(copyOf: string, note: CopyNote): void {
  writeNote(`${copyOf}${ASIDE}${note.copy}`, note);
}

/** Removes the note, because the copy is in use again. */
export function takeBack(copyOf: string, copy: string): void {
  forget(`${copyOf}${ASIDE}${copy}`);
}

export function copiesSetAside(copyOf: string): readonly string[] {
  return notesOf((key) => key.startsWith(`${copyOf}${ASIDE}`)).map(({ copy }) => copy);
}

/**
 * Copies of this document to offer: those set aside, and those with unsent changes of other participants who came
 * by the same invitation or account.
 */
export function offeredCopies(documentId: string, owner: string, cameBy: string): readonly UnsentCopy[] {
  const own = `${PREFIX}:${owner}:${documentId}`;
  const isOffered = (key: string) => {
    if (!key.includes(`:${documentId}:`)) return false;
    return key.includes(ASIDE) || (isPendingKey(key) && !key.startsWith(own));
  };
  return byCopy(notesOf(isOffered).filter((note) => note.cameBy === cameBy || note.key.startsWith(own)));
}

/** The client ids under which this browser wrote into the document. */
export class OwnWriters {
  readonly #key: string;
  #known: readonly number[];

  constructor(copyOf: string) {
    this.#key = `${copyOf}:writers`;
    this.#known = parsed(read(this.#key));
  }

  all(): readonly number[] {
    return this.#known;
  }

  add(clients: Iterable<number>): void {
    const fresh = [...clients].filter((client) => !this.#known.includes(client));
    if (fresh.length === 0) return;
    // Another tab may have added some since.
    this.#known = [...new Set([...parsed(read(this.#key)), ...this.#known, ...fresh])].slice(-MOST_WRITERS);
    write(this.#key, JSON.stringify(this.#known));
  }

  clear(): void {
    this.#known = [];
    forget(this.#key);
  }
}

export function forgetAside(copyOf: string): void {
  for (const key of storedKeys(`${copyOf}${ASIDE}`)) forget(key);
}

function parsed(words: string | null): readonly number[] {
  try {
    return (JSON.parse(words ?? "[]") as unknown[]).map(Number);
  } catch {
    return [];
  }
}
