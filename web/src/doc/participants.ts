/*
 * The people who belong to the plan, from the `record` document that only the server writes: one list, sorted by name,
 * as a signal. Reading is total: a malformed entry is skipped. Presence (who is online now) is core/presence.
 */
import { type ReadonlySignal, signal } from "@preact/signals-core";
import * as Y from "yjs";
import { readField } from "../core/records/values";
import { FIELDS, type RecordedParticipant } from "../generated/plan";

export interface Participant extends RecordedParticipant {
  readonly id: string;
}

const NOBODY: readonly Participant[] = [];

export class Participants {
  readonly #present = signal(NOBODY);
  readonly #map: Y.Map<unknown>;
  readonly #collator: Intl.Collator;

  constructor(doc: Y.Doc, locale: string) {
    this.#map = doc.getMap("participants");
    this.#collator = new Intl.Collator(locale);
    this.#map.observeDeep(() => this.#read());
    this.#read();
  }

  /** Everybody who was admitted and not removed. */
  readonly present: ReadonlySignal<readonly Participant[]> = this.#present;

  /** Anybody who ever belonged to the plan, removed people too. */
  find(id: string): Participant | undefined {
    void this.#present.value; // Read again when the document changed.
    return read(id, this.#map.get(id));
  }

  #read(): void {
    const found = [...this.#map].flatMap(([id, raw]) => participantOf(id, raw));
    this.#present.value = found.sort((a, b) => this.#collator.compare(a.name, b.name));
  }
}

function participantOf(id: string, raw: unknown): readonly Participant[] {
  const found = read(id, raw);
  return found && !found.removed ? [found] : NOBODY;
}

function read(id: string, raw: unknown): Participant | undefined {
  if (!(raw instanceof Y.Map)) return undefined;
  const entry = Object.fromEntries(
    Object.entries(FIELDS.RecordedParticipant).map(([name, shape]) => [
      name,
      readField(shape, raw.get(name)),
    ]),
  ) as unknown as Participant;
  return entry.name && entry.side && entry.role ? { ...entry, id } : undefined;
}
