/*
 * Undo and redo as buttons in the top bar, for whoever has no keyboard at hand; each says what it would take back. They and
 * the keys work on the document that the page shows. A press leaves the focus where it is: in a field, the keyboard of a
 * phone stays open. What cannot be taken back, because somebody has changed it since, is said.
 */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../core/intl/i18n";
import { announce } from "./announcer";
import { page } from "./context";
import type { DocumentView } from "./document-view";
import { icon } from "./icon";
import { SignalElement } from "./signal-element";
import { keepFocus } from "./stable-clicks";
import { showToast } from "./toast";
import { wordsOfStep } from "./undo-words";

type Way = "undo" | "redo";

/** Takes back, or does again, the last thing that was done here. */
export function takeStep(view: DocumentView, way: Way): void {
  const { undo } = view.replica;
  const edits = undo.next.peek()[way];
  if (!edits || !view.mayWrite.peek()) return;
  const what = wordsOfStep(view, edits, way === "redo");
  const isDone = (way === "undo" ? undo.undo() : undo.redo()) !== null;
  if (isDone) announce(t(way === "undo" ? "undo.undone" : "undo.redone", { what }));
  else showToast(t("undo.changed_since", { what }));
}

export class UndoButtons extends SignalElement {
  protected override render(): TemplateResult | typeof nothing {
    const view = page().active();
    if (!view.mayWrite.value) return nothing;
    return html`${this.#button(view, "undo")}${this.#button(view, "redo")}`;
  }

  #button(view: DocumentView, way: Way): TemplateResult {
    const edits = view.replica.undo.next.value[way];
    const what = edits && wordsOfStep(view, edits, way === "redo");
    const label = what ? t(`undo.${way}_what`, { what }) : t(`undo.${way}`);
    return html`<button type="button" class="button button--quiet button--icon button--small" data-step=${way} aria-label=${label} title=${label}
      aria-disabled=${edits ? nothing : "true"} @pointerdown=${keepFocus} @click=${() => takeStep(view, way)}>${icon(`${way}-2`)}</button>`;
  }
}

customElements.define("leitstern-undo-buttons", UndoButtons);
