/*
 * Who else is in this document, and where: awareness states merged by participant, so that two tabs of one person are
 * one person. Sends this tab's own place and caret at about 10 Hz. The server stamps who we are; that is never sent.
 * Made by replica.ts; elements read `others`.
 *
 * The server decides who is gone (it sees sockets close), so states do not time out here: timers are paused in a
 * background tab, and its owner would appear and disappear.
 */
import { batch, computed, type ReadonlySignal, signal } from "@preact/signals-core";
import { Awareness, applyAwarenessUpdate, encodeAwarenessUpdate } from "y-protocols/awareness";
import type * as Y from "yjs";
import type { Role, Side } from "../../generated/plan";
import type { PresenceCaret, PresencePlace, Presence as PresenceState } from "../../generated/presence";

export type { PresenceCaret, PresencePlace };

/** One tab of a person. */
export interface Place {
  readonly clientId: number;
  readonly at: PresencePlace | undefined;
  readonly caret: PresenceCaret | undefined;
}

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly side: Side;
  readonly role: Role;
  readonly places: readonly Place[];
}

const EVERY_MS = 100;
/** Stock clients drop a state that was not renewed for 30 s. */
const RENEW_MS = 15_000;
const NOBODY: readonly Person[] = [];

export class Presence {
  readonly #awareness: Awareness;
  readonly #send: (states: Uint8Array) => void;
  readonly #me = signal("");
  readonly #everyone = signal<readonly Person[]>(NOBODY);
  readonly #renewal: ReturnType<typeof setInterval>;
  /** Participants by client id, also of people who have left: their edits are still told. */
  readonly #writers = new Map<number, string>();
  #pending: ReturnType<typeof setTimeout> | undefined;
  /** `performance.now()`: monotonic, unaffected by clock changes. */
  #sentAt = Number.NEGATIVE_INFINITY;

  constructor(doc: Y.Doc, send: (states: Uint8Array) => void) {
    this.#awareness = new Awareness(doc);
    clearInterval(this.#awareness._checkInterval);
    this.#send = send;
    this.#awareness.on("change", (_: unknown, origin: unknown) => {
      if (origin !== "local") this.#gather();
    });
    this.#renewal = setInterval(() => this.#renew(), RENEW_MS);
  }

  /** Everyone else, sorted by name. My own other tabs are left out. */
  readonly others: ReadonlySignal<readonly Person[]> = computed(() =>
    this.#everyone.value.filter((person) => person.id !== this.#me.value),
  );

  /** The participant who writes with this client id; undefined for somebody whom this page never saw. */
  writerOf(clientId: number): string | undefined {
    return this.#writers.get(clientId);
  }

  place(at: PresencePlace | null): void {
    this.#change({ at: at ?? undefined, caret: undefined });
  }

  caret(caret: PresenceCaret | null): void {
    const { at } = this.#state();
    this.#change({ at, caret: caret ?? undefined });
  }

  /** From replica.ts: a connection is ready, and WELCOME named this participant. */
  begin(participant: string): void {
    this.#me.value = participant;
    this.#renew();
  }

  /** From replica.ts: awareness states came. */
  receive(states: Uint8Array): void {
    batch(() => applyAwarenessUpdate(this.#awareness, states, "remote"));
  }

  /** From replica.ts: the connection is lost. Clocks are forgotten too, or later states would look outdated. */
  forgetOthers(): void {
    for (const id of [...this.#awareness.meta.keys()]) {
      if (id === this.#awareness.clientID) continue;
      this.#awareness.states.delete(id);
      this.#awareness.meta.delete(id);
    }
    this.#gather();
  }

  close(): void {
    clearInterval(this.#renewal);
    clearTimeout(this.#pending);
    this.#awareness.setLocalState(null);
    this.#flush();
    this.#awareness.destroy();
  }

  #state(): PresenceState {
    return (this.#awareness.getLocalState() ?? {}) as PresenceState;
  }

  #change(next: { at: PresencePlace | undefined; caret: PresenceCaret | undefined }): void {
    if (JSON.stringify(next) === JSON.stringify({ at: this.#state().at, caret: this.#state().caret })) return;
    this.#awareness.setLocalState(next);
    this.#schedule();
  }

  #schedule(): void {
    if (this.#pending !== undefined) return;
    const wait = Math.max(0, this.#sentAt + EVERY_MS - performance.now());
    this.#pending = setTimeout(() => this.#flush(), wait);
  }

  #flush(): void {
    clearTimeout(this.#pending);
    this.#pending = undefined;
    this.#sentAt = performance.now();
    this.#send(encodeAwarenessUpdate(this.#awareness, [this.#awareness.clientID]));
  }

  #renew(): void {
    this.#awareness.setLocalState(this.#awareness.getLocalState());
    this.#flush();
  }

  #gather(): void {
    const people = new Map<string, Person>();
    for (const [clientId, state] of this.#awareness.getStates()) {
      const { user, at, caret } = (state ?? {}) as PresenceState;
      if (clientId === this.#awareness.clientID || typeof user?.id !== "string") continue;
      this.#writers.set(clientId, user.id);
      const places = [...(people.get(user.id)?.places ?? []), { clientId, at, caret }];
      people.set(user.id, { id: user.id, name: user.name, side: user.side, role: user.role, places });
    }
    this.#everyone.value = [...people.values()].sort(byName);
  }
}

function byName(a: Person, b: Person): number {
  return a.name.localeCompare(b.name) || (a.id < b.id ? -1 : 1);
}
