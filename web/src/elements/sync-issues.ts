/*
 * Determines the current problem between this browser's changes and the server, if any: the connection ended for good,
 * a change was refused, the connection is interrupted, or saving takes unusually long. One instance per replica. Draws
 * nothing: see sync-issue-line.ts and saved-line.ts.
 *
 * An interruption becomes an issue only when it lasts for a few seconds.
 */

import { computed, effect, type ReadonlySignal, signal } from "@preact/signals-core";
import type { Replica } from "../core/replica";

export type SyncIssue =
  | { readonly kind: "stopped"; readonly code: number }
  | { readonly kind: "refused"; readonly code: string }
  | { readonly kind: "interrupted"; readonly code: number }
  | { readonly kind: "slow" };

type Watched = Pick<Replica, "status" | "refusals" | "interruption" | "isWaiting" | "seq">;

const INTERRUPTED_MS = 4_000;
const SLOW_MS = 10_000;

export class SyncIssues {
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

  /** A name for what is being waited for; each confirmation from the server starts a new wait. */
  readonly #wait: ReadonlySignal<string | undefined> = computed(() => {
    const { status, interruption, isWaiting, seq } = this.#replica;
    if (interruption.value !== undefined) return "connection";
    const isSaving = status.value.kind === "saving" && isWaiting.value;
    return isSaving ? `after ${seq.value}` : undefined;
  });

  readonly current: ReadonlySignal<SyncIssue | undefined> = stableIssue(() => this.#now());

  /** The current issue, unless the person dismissed it. */
  readonly shown: ReadonlySignal<SyncIssue | undefined> = computed(() =>
    keyOf(this.current.value) === this.#understood.value ? undefined : this.current.value,
  );

  /** Hides the issue while it stays the same. */
  understood(): void {
    this.#understood.value = keyOf(this.current.peek());
  }

  /** Shows a dismissed issue again. */
  recall(): void {
    this.#understood.value = undefined;
  }

  #now(): SyncIssue | undefined {
    const { status, refusals, interruption, isWaiting } = this.#replica;
    const now = status.value;
    if (now.kind === "stopped") return { kind: "stopped", code: now.code };
    const refusal = refusals.value.at(-1);
    if (refusal) return { kind: "refused", code: refusal.code };
    if (now.kind === "readonly") return isWaiting.value ? { kind: "refused", code: "read_only" } : undefined;
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

const known = new WeakMap<Replica, SyncIssues>();

/** The instance of this replica. */
export function syncIssuesOf(replica: Replica): SyncIssues {
  const found = known.get(replica) ?? new SyncIssues(replica);
  known.set(replica, found);
  return found;
}

function keyOf(issue: SyncIssue | undefined): string | undefined {
  return issue && JSON.stringify(issue);
}

/** Keeps its identity while it is the same issue. */
function stableIssue(compute: () => SyncIssue | undefined): ReadonlySignal<SyncIssue | undefined> {
  let last: SyncIssue | undefined;
  return computed(() => {
    const next = compute();
    if (keyOf(last) !== keyOf(next)) last = next;
    return last;
  });
}
