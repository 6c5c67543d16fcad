/*
 * Carets and selections in rich text: this browser's goes into presence as Yjs relative positions, those of others are
 * drawn as decorations. Colours come from classes, because the Content Security Policy forbids inline styles. A plugin of
 * the editor.
 */
import { effect } from "@preact/signals-core";
import { fromBase64, toBase64 } from "lib0/buffer";
import { type EditorState, Plugin, PluginKey } from "prosemirror-state";
import { Decoration, DecorationSet, type EditorView } from "prosemirror-view";
import {
  absolutePositionToRelativePosition,
  relativePositionToAbsolutePosition,
  ySyncPluginKey,
} from "y-prosemirror";
import * as Y from "yjs";
import type { Person, Presence, PresenceCaret } from "../core/presence/presence";

/** Whether somebody at this place of presence is in this text. */
export type IsHere = (place: Person["places"][number]) => boolean;

type Binding = { readonly type: Y.XmlFragment; readonly doc: Y.Doc; readonly mapping: Map<never, never> };

const key = new PluginKey("carets of others");

export function carets(presence: Presence, isHere: IsHere): Plugin {
  return new Plugin({
    key,
    props: { decorations: (state) => drawn(state, presence.others.peek(), isHere) },
    view: (view) => {
      const stop = effect(() => {
        void presence.others.value;
        setTimeout(() => redraw(view));
      });
      return {
        update: () => tell(view, presence),
        destroy: () => {
          stop();
          presence.caret(null);
        },
      };
    },
  });
}

function redraw(view: EditorView): void {
  if (!view.isDestroyed) view.dispatch(view.state.tr.setMeta(key, true));
}

function bindingOf(state: EditorState): Binding | undefined {
  return (ySyncPluginKey.getState(state) as { binding?: Binding } | undefined)?.binding;
}

function tell(view: EditorView, presence: Presence): void {
  const binding = bindingOf(view.state);
  if (!binding || !view.hasFocus()) return;
  const { anchor, head } = view.state.selection;
  presence.caret({ anchor: encoded(anchor, binding), head: encoded(head, binding) });
}

function encoded(position: number, { type, mapping }: Binding): string {
  return toBase64(Y.encodeRelativePosition(absolutePositionToRelativePosition(position, type, mapping)));
}

function drawn(state: EditorState, people: readonly Person[], isHere: IsHere): DecorationSet {
  const binding = bindingOf(state);
  if (!binding) return DecorationSet.empty;
  const decorations = people.flatMap((person) =>
    person.places.filter(isHere).flatMap((place) => {
      const at = place.caret && decoded(place.caret, binding, state.doc.content.size);
      return at ? decorationsOf(person, place.clientId, at) : [];
    }),
  );
  return DecorationSet.create(state.doc, decorations);
}

function decoded(caret: PresenceCaret, binding: Binding, size: number) {
  const [anchor, head] = [caret.anchor, caret.head].map((one) => positionOf(one, binding));
  if (anchor == null || head == null || Math.max(anchor, head) > size) return undefined;
  return { anchor, head };
}

/** Presence data of other browsers is not validated: undefined where this is no position. */
function positionOf(caret: string, { doc, type, mapping }: Binding): number | null | undefined {
  try {
    const relative = Y.decodeRelativePosition(fromBase64(caret));
    return relativePositionToAbsolutePosition(doc, type, relative, mapping);
  } catch {
    return undefined;
  }
}

function decorationsOf(person: Person, clientId: number, { anchor, head }: { anchor: number; head: number }) {
  const caret = Decoration.widget(head, () => caretElement(person), {
    key: `${clientId} ${person.name} ${person.side}`,
    side: 10,
  });
  if (anchor === head) return [caret];
  const range = [Math.min(anchor, head), Math.max(anchor, head)] as const;
  return [Decoration.inline(...range, { class: `rich-selection rich-selection--${person.side}` }), caret];
}

function caretElement({ name, side }: Person): HTMLElement {
  const caret = document.createElement("span");
  caret.className = `rich-caret rich-caret--${side}`;
  caret.setAttribute("translate", "no");
  const label = document.createElement("span");
  label.className = "rich-caret__name";
  label.textContent = name;
  caret.append(label);
  return caret;
}
