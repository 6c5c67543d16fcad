/*
 * What the customer's side said about the statements of the plan, from the `record` document that only the server writes:
 * by statement, as signals. Reading is total: a malformed word is none. A word is bound to the text that the person saw.
 */
import { type ReadonlySignal, type Signal, signal } from "@preact/signals-core";
import * as Y from "yjs";
import { getOrCreate } from "../core/get-or-create";
import { readField } from "../core/records/values";
import { FIELDS, type RecordedWord } from "../generated/plan";

export class GivenWords {
  readonly #map: Y.Map<unknown>;
  readonly #words = new Map<string, Signal<RecordedWord | undefined>>();
  readonly #version = signal(0);
  /** Grows whenever a word was given or taken back. */
  readonly version: ReadonlySignal<number> = this.#version;

  constructor(doc: Y.Doc) {
    this.#map = doc.getMap("words");
    this.#map.observeDeep(() => this.#refresh());
  }

  /** The last word on a statement. */
  of(claimId: string): ReadonlySignal<RecordedWord | undefined> {
    return getOrCreate(this.#words, claimId, () => signal(wordOf(this.#map.get(claimId))));
  }

  #refresh(): void {
    this.#version.value += 1;
    for (const [claimId, found] of this.#words) found.value = wordOf(this.#map.get(claimId));
  }
}

/** Whether the word is about exactly this text: spaces around it do not count. */
export function isAbout(word: RecordedWord, text: string): boolean {
  return word.text.trim() === text.trim();
}

function wordOf(raw: unknown): RecordedWord | undefined {
  if (!(raw instanceof Y.Map)) return undefined;
  const read = Object.fromEntries(
    Object.entries(FIELDS.RecordedWord).map(([name, shape]) => [name, readField(shape, raw.get(name))]),
  ) as unknown as RecordedWord;
  return read.verdict && read.text && read.by && read.at ? read : undefined;
}
