/*
 * Notes in localStorage about words in a local copy that the server may not have: which copy, which structs, and whose. This
 * module has their format, and merges several notes about one copy. Used by pending.ts and set-aside.ts.
 */
import { joined, NOTHING_UNSENT, type Unsent } from "../sync/unsent";
import { forget, read, storedKeys, write } from "./local-storage";

export interface CopyNote {
  /** The database that holds the words. */
  readonly copy: string;
  readonly unsent: Unsent;
  /** Who wrote them, for people to read. */
  readonly name: string;
  /** By which invitation or account they came: whoever comes by the same one is offered the words. */
  readonly cameBy: string;
  /** Where the plan was put back to an older state: of which moment (Unix milliseconds). */
  readonly restoredTo?: number | undefined;
}

export interface StoredNote extends CopyNote {
  readonly key: string;
}

/** What the notes about one copy say together. */
export interface UnsentCopy extends CopyNote {
  readonly keys: readonly string[];
}

export function writeNote(key: string, { unsent, ...note }: CopyNote): void {
  write(key, JSON.stringify({ ...note, unsent: [...unsent] }));
}

/** The notes whose keys begin so, without those that are not ours. */
export function notesOf(isWanted: (key: string) => boolean): readonly StoredNote[] {
  return storedKeys()
    .filter(isWanted)
    .flatMap((key) => parsed(key) ?? []);
}

export function byCopy(notes: readonly StoredNote[]): readonly UnsentCopy[] {
  return [...Map.groupBy(notes, ({ copy }) => copy).values()].map((same) => ({
    ...(same[0] as StoredNote),
    unsent: unsentOf(same),
    keys: same.map(({ key }) => key),
  }));
}

/** All that these notes name. */
export function unsentOf(notes: readonly CopyNote[]): Unsent {
  return notes.map(({ unsent }) => unsent).reduce(joined, NOTHING_UNSENT);
}

/** The words of the copy are in a document now, or nobody wants them. */
export function forgetNotes({ keys }: UnsentCopy): void {
  for (const key of keys) forget(key);
}

function parsed(key: string): StoredNote | undefined {
  try {
    const { copy, unsent, name, cameBy, restoredTo } = JSON.parse(read(key) ?? "") as Record<string, unknown>;
    const clocks = new Map((unsent as [number, number][]).map(([id, clock]) => [Number(id), Number(clock)]));
    const moment = typeof restoredTo === "number" ? restoredTo : undefined;
    return {
      key,
      copy: String(copy),
      unsent: clocks,
      name: String(name),
      cameBy: String(cameBy),
      restoredTo: moment,
    };
  } catch {
    return undefined;
  }
}
