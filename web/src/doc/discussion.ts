/*
 * Decisions with everybody's position, parked topics and comments, from the `record` document that only the server writes.
 * discussion_rows.py is the counterpart.
 */
import { computed, type ReadonlySignal } from "@preact/signals-core";
import type * as Y from "yjs";
import { getOrCreate } from "../core/get-or-create";
import type { RecordedDecision, RecordedPosition, RecordedTopic } from "../generated/plan";
import { type Entry, recordedEntries } from "./recorded-entries";

export type Topic = Entry<RecordedTopic>;
export type TakenPosition = Entry<RecordedPosition>;

export interface Proposal extends Entry<RecordedDecision> {
  readonly positions: readonly TakenPosition[];
}

export class Discussion {
  /** The oldest first. */
  readonly proposals: ReadonlySignal<readonly Proposal[]>;
  readonly topics: ReadonlySignal<readonly Topic[]>;
  readonly #open = new Map<string, ReadonlySignal<number>>();

  constructor(doc: Y.Doc) {
    const decisions = recordedEntries<RecordedDecision>(doc, "decisions", "RecordedDecision");
    const positions = recordedEntries<RecordedPosition>(doc, "positions", "RecordedPosition");
    const topics = recordedEntries<RecordedTopic>(doc, "topics", "RecordedTopic");
    this.proposals = computed(() =>
      byTime(decisions.value).map((one) => ({
        ...one,
        positions: positions.value.filter((position) => position.decision === one.id),
      })),
    );
    this.topics = computed(() => byTime(topics.value));
  }

  /** Topics that were parked, in this session or before; those that are resolved come last. */
  parked(): readonly Topic[] {
    const parked = this.topics.value.filter((topic) => !topic.item);
    return [...parked.filter((one) => !one.resolved_at), ...parked.filter((one) => one.resolved_at)];
  }

  /** How many comments on a record are open: a signal of its own, so that a card renders only for its own. */
  openComments(item: string): ReadonlySignal<number> {
    return getOrCreate(this.#open, item, () =>
      computed(() => this.commentsOn(item).filter((one) => !one.resolved_at).length),
    );
  }

  commentsOn(item: string): readonly Topic[] {
    return this.topics.value.filter((topic) => topic.item === item);
  }
}

function byTime<T extends { readonly at: string }>(entries: readonly T[]): readonly T[] {
  return [...entries].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}
