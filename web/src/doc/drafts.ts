/*
 * Values that were typed and not entered yet, by the field that they were typed into: they survive a reload, as words do. One
 * localStorage entry per document and participant, written with each keystroke. Nobody else sees them. Made by
 * elements/document-view.ts.
 */
import { type ReadonlySignal, signal } from "@preact/signals-core";
import { forget, PREFIX, read, write } from "../core/local/local-storage";

export interface Draft {
  readonly typed: string;
  /** The value that stood in the field when the typing began; null for none. */
  readonly base: unknown;
}

/** `place`: root, record and field with slashes between. */
export type DraftsByPlace = Readonly<Record<string, Draft>>;

export class Drafts {
  readonly #key: string;
  readonly #all = signal<DraftsByPlace>({});

  constructor(documentId: string, participant: string) {
    this.#key = `${PREFIX}:drafts:${documentId}:${participant}`;
    this.#all.value = stored(this.#key);
  }

  readonly all: ReadonlySignal<DraftsByPlace> = this.#all;

  keep(place: string, draft: Draft): void {
    this.#store({ ...this.#all.peek(), [place]: draft });
  }

  drop(place: string): void {
    if (!(place in this.#all.peek())) return;
    const { [place]: _dropped, ...rest } = this.#all.peek();
    this.#store(rest);
  }

  #store(all: DraftsByPlace): void {
    this.#all.value = all;
    if (Object.keys(all).length > 0) write(this.#key, JSON.stringify(all));
    else forget(this.#key);
  }
}

function stored(key: string): DraftsByPlace {
  try {
    const found = Object.entries(JSON.parse(read(key) ?? "{}") as DraftsByPlace);
    return Object.fromEntries(found.filter(([, draft]) => typeof draft?.typed === "string"));
  } catch {
    return {};
  }
}
