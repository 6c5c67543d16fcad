/*
 * Who else is in this document, and where: awareness states merged by participant, so that two tabs of one person are
 * one person. Sends this browser's own place and caret at about 10 Hz. The server stamps who we are; it is never sent.
 */
import type { ReadonlySignal } from "@preact/signals-core";
import type { Role, Side } from "../generated/plan";
import type { PresenceCaret, PresencePlace } from "../generated/presence";

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

export interface Presence {
  /** Everyone but this browser tab's own entry; sorted by name. A second tab of mine counts as me and is left out when `owner` is known. */
  readonly others: ReadonlySignal<readonly Person[]>;
  place(at: PresencePlace | null): void;
  caret(caret: PresenceCaret | null): void;
}
