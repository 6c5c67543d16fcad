/*
 * Carets in shared texts: this browser's as relative positions for presence, those of others as indices to draw. A
 * relative position stays with its letter while others type before it. Used by text-binding.ts and by elements.
 */
import { computed, type ReadonlySignal, signal } from "@preact/signals-core";
import { fromBase64, toBase64 } from "lib0/buffer";
import * as Y from "yjs";
import type { Person, Place, Presence, PresenceCaret, PresencePlace } from "./presence";

/** Somebody else's caret in this text, as string indices; anchor === head when nothing is selected. */
export interface RemoteCaret {
  readonly person: Person;
  readonly clientId: number;
  readonly anchor: number;
  readonly head: number;
}

const NONE: readonly RemoteCaret[] = [];

export function caretAt(text: Y.Text, anchor: number, head: number): PresenceCaret {
  return { anchor: encoded(text, anchor), head: encoded(text, head) };
}

/** Carets of others in the text at this place. Works in read mode too. Watches the document only while it is read. */
export function remoteCarets(
  presence: Pick<Presence, "others">,
  doc: Y.Doc,
  text: () => Y.Text | undefined,
  at: PresencePlace,
): ReadonlySignal<readonly RemoteCaret[]> {
  const version = textVersion(doc, text);
  return computed(() => {
    version.value;
    const bound = text();
    if (!bound) return NONE;
    const found = presence.others.value.flatMap((person) => caretsOf(person, doc, bound, at));
    return found.length > 0 ? found : NONE;
  });
}

/** Increases with every change of the text, but not for a new watcher: that would wake all watchers, itself included. */
function textVersion(doc: Y.Doc, text: () => Y.Text | undefined): ReadonlySignal<number> {
  const words = () => text()?.toString();
  let left = words();
  const hear = (transaction: Y.Transaction) => {
    const bound = text();
    if (bound && transaction.changed.has(bound as never)) version.value += 1;
  };
  const version = signal(0, {
    watched: () => {
      doc.on("afterTransaction", hear);
      const before = left;
      queueMicrotask(() => {
        if (words() !== before) version.value += 1; // It changed while nobody watched.
      });
    },
    unwatched: () => {
      doc.off("afterTransaction", hear);
      left = words();
    },
  });
  return version;
}

function caretsOf(person: Person, doc: Y.Doc, text: Y.Text, at: PresencePlace): RemoteCaret[] {
  return person.places.flatMap((place) => {
    if (!isSamePlace(place, at) || !place.caret) return [];
    const anchor = decoded(doc, text, place.caret.anchor);
    const head = decoded(doc, text, place.caret.head);
    return anchor === undefined || head === undefined
      ? []
      : [{ person, clientId: place.clientId, anchor, head }];
  });
}

/** A field of a record is the same place in every section that shows it. */
function isSamePlace({ at: theirs }: Place, ours: PresencePlace): boolean {
  if (!theirs || theirs.field !== ours.field || theirs.record !== ours.record) return false;
  return ours.record !== undefined || theirs.section === ours.section;
}

function encoded(text: Y.Text, index: number): string {
  return toBase64(Y.encodeRelativePosition(Y.createRelativePositionFromTypeIndex(text, index)));
}

function decoded(doc: Y.Doc, text: Y.Text, position: string): number | undefined {
  try {
    const relative = Y.decodeRelativePosition(fromBase64(position));
    const found = Y.createAbsolutePositionFromRelativePosition(relative, doc);
    return found?.type === text ? found.index : undefined;
  } catch {
    return undefined; // Presence data of other browsers is not validated: this is no position.
  }
}
