/*
 * Rounds of a workshop from the `record` document: votes, estimates, sealed numbers. What somebody answered is not there;
 * a person's own answers come from the server for them alone (own-answers.ts). rounds_rows.py is the counterpart.
 */
import { computed, type ReadonlySignal } from "@preact/signals-core";
import type * as Y from "yjs";
import type { RecordedRound, Side } from "../generated/plan";
import { type Entry, recordedEntries } from "./recorded-entries";

export type Round = Entry<RecordedRound>;

export interface Voters {
  readonly supplier: readonly string[];
  readonly customer: readonly string[];
}

export interface VoteResult {
  readonly items: readonly { readonly id: string; readonly supplier: number; readonly customer: number }[];
  readonly voters: Voters;
}

export interface Spread {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** Benefit and effort, from 0 to 10. */
export type Estimate = readonly [number, number];

export interface EstimatedItem {
  readonly id: string;
  readonly supplier: readonly Estimate[];
  readonly customer: readonly Estimate[];
  readonly benefit?: Spread;
  readonly effort?: Spread;
}

export interface EstimateResult {
  readonly items: readonly EstimatedItem[];
  readonly voters: Voters;
}

export interface NumberResult {
  readonly meets: boolean;
  readonly point?: string;
}

export class Rounds {
  /** The newest first. */
  readonly all: ReadonlySignal<readonly Round[]>;

  constructor(doc: Y.Doc) {
    const found = recordedEntries<RecordedRound>(doc, "rounds", "RecordedRound");
    this.all = computed(() => [...found.value].sort((a, b) => (a.at > b.at ? -1 : a.at < b.at ? 1 : 0)));
  }

  find(id: string): Round | undefined {
    return this.all.value.find((round) => round.id === id);
  }
}

export function isRunning(round: Round): boolean {
  return round.status === "proposed" || round.status === "open" || round.status === "met";
}

export function itemsOf(round: Round): readonly string[] {
  return (round.items ?? "").split(" ").filter(Boolean);
}

export function consents(round: Round, side: Side): boolean {
  return (round.consents ?? "").split(" ").includes(side);
}

/** The result of a closed round; undefined while it runs, or if it cannot be read. */
export function resultOf<T>(round: Round): T | undefined {
  if (!round.result) return undefined;
  try {
    return JSON.parse(round.result) as T;
  } catch {
    return undefined;
  }
}
