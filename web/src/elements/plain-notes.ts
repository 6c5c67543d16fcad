/*
 * Notes that stand in the plain text of an earlier version: somebody wrote them on a page that was opened before the notes
 * became rich text, and they came after the server had moved the others. One press adds them to the notes.
 */

import { html, nothing, type TemplateResult } from "lit";
import type * as Y from "yjs";
import { t } from "../core/intl/i18n";
import { paragraphsOf } from "../core/rich-text";
import type { DocumentView } from "./document-view";

export function plainNotes(view: DocumentView): TemplateResult | typeof nothing {
  const words = view.plan.textValue("notes").value;
  if (words.trim() === "") return nothing;
  return html`<aside class="rich-earlier"><p class="rich-earlier__title">${t("notes.earlier")}</p><p class="rich-earlier__words">${words}</p>
    ${
      view.mayWrite.value
        ? html`<button type="button" class="button button--small" @click=${() => add(view)}>${t("notes.add_earlier")}</button>`
        : nothing
    }</aside>`;
}

function add({ plan, replica }: DocumentView): void {
  const plain: Y.Text = plan.text("notes");
  replica.undo.stopCapturing();
  replica.transact(() => {
    const rich = plan.richNotesFragment;
    rich.insert(rich.length, paragraphsOf(plain.toString()));
    plain.delete(0, plain.length);
  });
  replica.undo.stopCapturing();
}
