/*
 * The plan's sessions (joint planning meetings) with their agendas and people, from the `record` document that only the
 * server writes. workshop/session_record.py is the counterpart.
 */
import { computed, type ReadonlySignal } from "@preact/signals-core";
import type * as Y from "yjs";
import type { RecordedPhase, RecordedSeat, RecordedSession } from "../generated/plan";
import { type Entry, recordedEntries } from "./recorded-entries";

export type Phase = Entry<RecordedPhase>;
export type Seat = Entry<RecordedSeat>;

export interface WorkshopSession extends Entry<RecordedSession> {
  /** In the order of the agenda. */
  readonly phases: readonly Phase[];
  /** What is special about somebody: a role, a raised hand, ready. */
  readonly seats: readonly Seat[];
}

export class WorkshopSessions {
  /** By their planned start. */
  readonly all: ReadonlySignal<readonly WorkshopSession[]>;
  /** The one that runs or is paused; a plan has at most one. */
  readonly live: ReadonlySignal<WorkshopSession | undefined>;

  constructor(doc: Y.Doc) {
    const sessions = recordedEntries<RecordedSession>(doc, "sessions", "RecordedSession");
    const phases = recordedEntries<RecordedPhase>(doc, "phases", "RecordedPhase");
    const seats = recordedEntries<RecordedSeat>(doc, "seats", "RecordedSeat");
    this.all = computed(() =>
      sessions.value
        .map((one) => ({
          ...one,
          phases: phases.value
            .filter((phase) => phase.session === one.id)
            .sort((a, b) => a.position - b.position),
          seats: seats.value.filter((seat) => seat.session === one.id),
        }))
        .sort((a, b) => (a.starts_at < b.starts_at ? -1 : 1)),
    );
    this.live = computed(() => this.all.value.find(isLive));
  }

  find(id: string): WorkshopSession | undefined {
    return this.all.value.find((one) => one.id === id);
  }
}

export function isLive(session: WorkshopSession): boolean {
  return session.status === "running" || session.status === "paused";
}

export function currentPhase(session: WorkshopSession): Phase | undefined {
  return session.phases.find((phase) => phase.id === session.current);
}

/** The first phase after the current one that is not done. */
export function nextPhase(session: WorkshopSession): Phase | undefined {
  const at = session.phases.findIndex((phase) => phase.id === session.current);
  return session.phases.slice(at + 1).find((phase) => phase.state !== "done");
}

/** Raised hands, the first one first. */
export function hands(session: WorkshopSession): readonly Seat[] {
  return session.seats
    .filter((seat) => seat.hand_at)
    .sort((a, b) => ((a.hand_at ?? "") < (b.hand_at ?? "") ? -1 : 1));
}
