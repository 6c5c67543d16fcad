/*
 * Tells a person that somebody deleted the card that they are writing in, or wrote in without a connection
 * (doc/late-edits.ts). It stays until they decide: restore the card with their words, copy the words, or close.
 */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../core/intl/i18n";
import type { DeletedUnderHand } from "../doc/late-edits";
import { shapeOf } from "../doc/plan-document";
import { page } from "./context";
import type { DocumentView } from "./document-view";
import { icon } from "./icon";
import { restoreRecord } from "./record-commands";
import { participantName } from "./record-names";
import { goToAddress } from "./route";
import { SignalElement } from "./signal-element";
import { keepFocus } from "./stable-clicks";
import { showToast } from "./toast";

export class DeletionNotice extends SignalElement {
  static override properties = { shown: { state: true } };
  /** The record whose text is shown for copying by hand, because the clipboard was refused. */
  declare shown: string | undefined;

  protected override render(): TemplateResult {
    const views = [page().shared, ...(page().opened.value ? [page().opened.value as DocumentView] : [])];
    return html`<div role="status" aria-live="polite">${views.flatMap((view) =>
      view.lateEdits.deleted.value.map((one) => this.#notice(view, one)),
    )}</div>`;
  }

  #notice(view: DocumentView, { kind, id }: DeletedUnderHand): TemplateResult {
    const name = String(view.plan.value(kind, id, shapeOf(kind).name) ?? "").trim() || t("plan.untitled");
    const isTabled = view.plan.value(kind, id, "tabled_at") !== undefined;
    const who = participantName(view.plan.value(kind, id, "removed_by")) ?? t("bin.somebody");
    return html`<div class="notice notice--warn plan-notice deletion-notice" data-notice=${id}>${icon(isTabled ? "handshake" : "trash-2")}
      <div class="notice__body"><p>${t(isTabled ? "table.under_hand" : "bin.under_hand", { who, name })}</p>
        ${this.shown === id ? html`<textarea class="field__input" readonly rows="4" aria-label=${t("bin.words")} .value=${view.plan.wordsOf(kind, id)}></textarea>` : nothing}
        <div class="cluster">
          ${
            isTabled
              ? html`<button type="button" class="button button--small button--primary" @click=${() => goToAddress(`${kind}/${id}`)}>${icon("arrow-right")}${t("table.go")}</button>`
              : view.mayWrite.value
                ? html`<button type="button" class="button button--small button--primary" @pointerdown=${keepFocus} @click=${() => restoreRecord(view, kind, id)}>${icon("archive-restore")}${t("bin.restore")}</button>`
                : nothing
          }
          <button type="button" class="button button--small" @click=${() => this.#copy(view, { kind, id })}>${icon("copy")}${t("bin.copy")}</button>
        </div></div>
      <button type="button" class="button button--quiet button--icon button--small plan-notice__close" aria-label=${t("plan.understood")} title=${t("plan.understood")}
        @click=${() => view.lateEdits.dismiss(id)}>${icon("x")}</button></div>`;
  }

  async #copy(view: DocumentView, { kind, id }: DeletedUnderHand): Promise<void> {
    try {
      await navigator.clipboard.writeText(view.plan.wordsOf(kind, id));
      showToast(t("bin.copied"));
    } catch {
      this.shown = id;
      await this.updateComplete;
      this.querySelector<HTMLTextAreaElement>(`[data-notice="${CSS.escape(id)}"] textarea`)?.select();
    }
  }
}

customElements.define("leitstern-deletion-notice", DeletionNotice);
