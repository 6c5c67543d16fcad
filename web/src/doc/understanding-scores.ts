/*
 * How well the supplier understands the customer, as the customer's side scored it over time: from the `record` document
 * that only the server writes, oldest first, as a signal. Reading is total: a malformed score is left out.
 */
import { type ReadonlySignal, signal } from "@preact/signals-core";
import * as Y from "yjs";
import { readField } from "../core/records/values";
import { FIELDS, type RecordedScore } from "../generated/plan";

const LATE_MS = 10_000;

export interface Score extends RecordedScore {
  readonly id: string;
}

export class UnderstandingScores {
  readonly #all = signal<readonly Score[]>([]);
  readonly #map: Y.Map<unknown>;
  readonly #isHere = signal(false);

  /** `whenSynced` resolves when the document holds what the server knows; nobody waits for it longer than `LATE_MS`. */
  constructor(doc: Y.Doc, whenSynced: Promise<void>) {
    this.#map = doc.getMap("scores");
    this.#map.observeDeep(() => this.#read());
    this.#read();
    const late = setTimeout(() => this.#stopWaiting(), LATE_MS);
    void whenSynced.then(() => {
      clearTimeout(late);
      this.#stopWaiting();
    });
  }

  readonly all: ReadonlySignal<readonly Score[]> = this.#all;
  /** Whether the server's answer is here: until then no score means not yet known. */
  readonly isHere: ReadonlySignal<boolean> = this.#isHere;

  #stopWaiting(): void {
    this.#isHere.value = true;
  }

  #read(): void {
    const found = [...this.#map].flatMap(([id, raw]) => scoreOf(id, raw));
    this.#all.value = found.sort((a, b) => (a.at === b.at ? (a.id < b.id ? -1 : 1) : a.at < b.at ? -1 : 1));
  }
}

function scoreOf(id: string, raw: unknown): readonly Score[] {
  if (!(raw instanceof Y.Map)) return [];
  const read = Object.fromEntries(
    Object.entries(FIELDS.RecordedScore).map(([name, shape]) => [name, readField(shape, raw.get(name))]),
  ) as unknown as Score;
  return read.score !== undefined && read.by && read.at ? [{ ...read, id }] : [];
}
