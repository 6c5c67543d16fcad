/*
 * An input or textarea bound to a Y.Text. What is typed becomes the smallest splice of whole code points at the caret;
 * what others type moves in without disturbing caret, scroll or a running composition (IME). Undo keys go to the
 * replica's undo. Used by elements that mount a field on focus; knows nothing of records.
 */
import type { ReadonlySignal } from "@preact/signals-core";
import type * as Y from "yjs";
import type { Person, Presence, PresenceCaret, PresencePlace } from "./presence";
import type { Replica } from "./replica";

export type TextField = HTMLTextAreaElement | HTMLInputElement;

export interface TextHooks {
  /** After every change of the field's value, by whomever: the place to size the field. */
  readonly shown?: (value: string) => void;
  /** The field's own selection moved (at most once per frame); null when it has no focus. */
  readonly caretMoved?: (caret: PresenceCaret | null) => void;
  /** Called for the first local input while there is no text yet. */
  readonly create?: () => Y.Text | undefined;
}

/** Somebody else's caret in this text, as string indices; anchor === head when nothing is selected. */
export interface RemoteCaret {
  readonly person: Person;
  readonly clientId: number;
  readonly anchor: number;
  readonly head: number;
}

export declare function bindText(
  field: TextField,
  text: () => Y.Text | undefined,
  replica: Pick<Replica, "doc" | "transact" | "undo">,
  hooks?: TextHooks,
): () => void;

/** Carets of others in the text at this place. Works in read mode too. */
export declare function remoteCarets(
  presence: Presence,
  doc: Y.Doc,
  text: () => Y.Text | undefined,
  at: PresencePlace,
): ReadonlySignal<readonly RemoteCaret[]>;
