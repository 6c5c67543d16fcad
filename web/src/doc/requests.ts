/*
 * Personal links by which a controller is asked for their word on one benefit, while they wait for an answer: from the
 * `record` document that only the server writes. The link itself is known to who made it alone.
 */
import type { ReadonlySignal } from "@preact/signals-core";
import type * as Y from "yjs";
import type { RecordedRequest } from "../generated/plan";
import { type Entry, recordedEntries } from "./recorded-entries";

export type Request = Entry<RecordedRequest>;

export class Requests {
  readonly #all: ReadonlySignal<readonly Request[]>;

  constructor(doc: Y.Doc) {
    this.#all = recordedEntries<RecordedRequest>(doc, "requests", "RecordedRequest");
  }

  /** Those about one benefit. */
  of(valueId: string): readonly Request[] {
    return this.#all.value.filter(({ value }) => value === valueId);
  }
}
