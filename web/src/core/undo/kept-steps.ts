/*
 * The steps of undo and redo that outlive the page: in localStorage, one entry per document and participant, written shortly
 * after each change and when the page is closed. Another tab's steps are kept beside ours; the last ones count. Where nobody
 * owns the document's local copy, nothing is stored. Used by undo.ts.
 */
import { forget, PREFIX, read, write } from "../local/local-storage";
import type { Edit } from "./edits";

export interface KeptStep {
  readonly id: string;
  /** When it began (Unix milliseconds): the order among the steps of several tabs. */
  readonly at: number;
  readonly edits: readonly Edit[];
}

export interface Stacks {
  readonly undo: readonly KeptStep[];
  readonly redo: readonly KeptStep[];
}

const MOST_STEPS = 50;
/** One step with more words than this is not stored, nor is what came before it. */
const MOST_CHARACTERS = 20_000;
const WRITES_AFTER_MS = 300;
const NONE: Stacks = { undo: [], redo: [] };

export class KeptSteps {
  readonly #key: string | undefined;
  readonly #now: () => Stacks;
  /** Every step that this page has had: what it took back must not come back from the stored entry. */
  readonly #known = new Set<string>();
  readonly #closing = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `now` tells the steps that the page has. */
  constructor(key: string | undefined, now: () => Stacks) {
    this.#key = key && `${PREFIX}:undo:${key}`;
    this.#now = now;
    const { signal } = this.#closing;
    globalThis.window?.addEventListener("pagehide", () => this.#write(), { signal });
  }

  /** What earlier pages left. */
  take(): Stacks {
    const stacks = this.#stored();
    for (const { id } of [...stacks.undo, ...stacks.redo]) this.#known.add(id);
    return stacks;
  }

  changed(): void {
    if (this.#key && !this.#closing.signal.aborted)
      this.#timer ??= setTimeout(() => this.#write(), WRITES_AFTER_MS);
  }

  /** Access has ended, or the copy is discarded: nothing stays. */
  forget(): void {
    this.close();
    if (this.#key) forget(this.#key);
  }

  close(): void {
    this.#closing.abort();
    clearTimeout(this.#timer);
  }

  #write(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.#key) return;
    const { undo, redo } = this.#now();
    for (const { id } of [...undo, ...redo]) this.#known.add(id);
    const others = this.#stored().undo.filter(({ id }) => !this.#known.has(id));
    const stacks: Stacks = {
      undo: storable([...others, ...undo].sort((one, other) => one.at - other.at)),
      redo: storable(redo),
    };
    if (stacks.undo.length + stacks.redo.length === 0) forget(this.#key);
    else write(this.#key, JSON.stringify(stacks));
  }

  #stored(): Stacks {
    try {
      const { undo, redo } = JSON.parse((this.#key && read(this.#key)) ?? "") as Stacks;
      return { undo: undo.filter(isStep), redo: redo.filter(isStep) };
    } catch {
      return NONE;
    }
  }
}

/** The last steps, back to the first one that cannot be stored: taking back an older one would leave that one out. */
function storable(steps: readonly KeptStep[]): readonly KeptStep[] {
  const last = steps.slice(-MOST_STEPS);
  const gap = last.findLastIndex(({ edits }) => edits.length === 0 || !edits.every(isStorable));
  return last.slice(gap + 1);
}

function isStorable(edit: Edit): boolean {
  if (edit.kind === "text") return edit.inserted.length + edit.removed.length <= MOST_CHARACTERS;
  return edit.kind === "value";
}

function isStep(raw: unknown): raw is KeptStep {
  const { id, at, edits } = (raw ?? {}) as Partial<KeptStep>;
  return (
    typeof id === "string" &&
    typeof at === "number" &&
    Array.isArray(edits) &&
    edits.every(({ path }) => Array.isArray(path))
  );
}
