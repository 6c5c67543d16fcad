/*
 * What stands between this browser's words and the server, if anything: the connection ended for good, a change was
 * refused, the connection is interrupted, or saving takes unusually long. Decides which of them is told; one of these
 * belongs to each replica. Draws nothing: see trouble-line.ts and saved-line.ts.
 *
 * A short interruption is nobody's business, so it becomes trouble only when it lasts.
 */

import { computed, effect, type ReadonlySignal, signal } from "@preact/signals-core";
import type { Replica } from "../core/replica";

export type Trouble =
  | { readonly kind: "stopped"; readonly code: number }
  | { readonly kind: "refused"; readonly code: string }
  | { readonly kind: "interrupted"; readonly code: number }
  | { readonly kind: "slow" };

type Watched = Pick<Replica, "status" | "refusals" | "interruption" | "waiting" | "seq">;

const INTERRUPTED_MS = 4_000;
const SLOW_MS = 10_000;

export class Troubles {
  readonly #replica: Watched;
  /** The wait that has lasted too long. */
  readonly #overdue = signal<string | undefined>(undefined);
  readonly #understood = signal<string | undefined>(undefined);
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(replica: Watched) {
    this.#replica = replica;
    effect(() => this.#beginWait(this.#wait.value));
    effect(() => {
      if (keyOf(this.current.value) !== this.#understood.peek()) this.recall();
    });
  }

  /** What is waited for, by name; a confirmation from the server is a new wait for the next one. */
  readonly #wait: ReadonlySignal<string | undefined> = computed(() => {
    const { status, interruption, waiting, seq } = this.#replica;
    if (interruption.value !== undefined) return "connection";
    const isSaving = status.value.kind === "saving" && waiting.value > 0;
    return isSaving ? `after ${seq.value}` : undefined;
  });

  readonly current: ReadonlySignal<Trouble | undefined> = steady(() => this.#now());

  /** The current trouble, unless somebody said that they know. */
  readonly shown: ReadonlySignal<Trouble | undefined> = computed(() =>
    keyOf(this.current.value) === this.#understood.value ? undefined : this.current.value,
  );

  /** Not to be shown again while it stays the same. */
  understood(): void {
    this.#understood.value = keyOf(this.current.peek());
  }

  /** Shows again what somebody understood before. */
  recall(): void {
    this.#understood.value = undefined;
  }

  #now(): Trouble | undefined {
    const { status, refusals, interruption, waiting } = this.#replica;
    const now = status.value;
    if (now.kind === "stopped") return { kind: "stopped", code: now.code };
    const refusal = refusals.value.at(-1);
    if (refusal) return { kind: "refused", code: refusal.code };
    if (now.kind === "readonly")
      return waiting.value > 0 ? { kind: "refused", code: "read_only" } : undefined;
    if (this.#overdue.value === undefined || this.#overdue.value !== this.#wait.value) return undefined;
    const code = interruption.value;
    return code === undefined ? { kind: "slow" } : { kind: "interrupted", code };
  }

  #beginWait(wait: string | undefined): void {
    clearTimeout(this.#timer);
    const patience = wait === "connection" ? INTERRUPTED_MS : SLOW_MS;
    if (wait === undefined) this.#overdue.value = undefined;
    else this.#timer = setTimeout(() => (this.#overdue.value = wait), patience);
  }
}

const known = new WeakMap<Replica, Troubles>();

/** The one of this replica. */
export function troublesOf(replica: Replica): Troubles {
  const found = known.get(replica) ?? new Troubles(replica);
  known.set(replica, found);
  return found;
}

function keyOf(trouble: Trouble | undefined): string | undefined {
  return trouble && JSON.stringify(trouble);
}

/** Keeps its identity while it is the same trouble. */
function steady(compute: () => Trouble | undefined): ReadonlySignal<Trouble | undefined> {
  let last: Trouble | undefined;
  return computed(() => {
    const next = compute();
    if (keyOf(last) !== keyOf(next)) last = next;
    return last;
  });
}
