/*
 * "Our room": one side's private notes and its drafts of every kind that its document holds. They are in a document of
 * their own, which is never sent to the other side. The screen makes that clear: its own background, a lock, and the
 * name of the company that can read it.
 */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../core/intl/i18n";
import { avatar } from "./avatar";
import { withCompany } from "./company";
import { page } from "./context";
import type { DocumentView } from "./document-view";
import { icon } from "./icon";
import { savedWords } from "./saved-line";
import "./record-section";
import "./rich-notes";
import type { NotesSource } from "./rich-notes";
import { SignalElement } from "./signal-element";
import "./unsent-words";
import "./sync-issue-line";
import { syncIssuesOf } from "./sync-issues";

export class PrivateRoom extends SignalElement {
  static override properties = { source: { state: true } };
  /** The notes; undefined until the document is loaded. */
  declare source: NotesSource | undefined;
  #view: DocumentView | undefined;

  protected override appeared(): void {
    const view = page().privateRoom();
    if (!view) return;
    this.#view = view;
    void view.replica.whenLoaded.then(() => this.#show(view));
  }

  #show(view: DocumentView): void {
    if (!this.isConnected) return;
    this.source = {
      view,
      section: "private",
      label: t("plan.private_notes"),
      empty: t("plan.private_empty"),
    };
  }

  protected override render(): TemplateResult {
    const { boot } = page();
    const { side } = boot.me;
    const other = side === "supplier" ? "customer" : "supplier";
    const here = this.source?.view.presence.others.value ?? [];
    return html`<div class=${`private private--${side}`}>
      <header class="section-head"><div class="section-head__title">${icon("lock-keyhole")}<h2 tabindex="-1" data-heading>${t("plan.private")}</h2>
        <span class=${`badge badge--${side}`}>${t("plan.private_only", { side: boot.sides[side] })}</span></div>
        <span class="avatars">${here.map((person) => html`<span title=${withCompany(person.name, person.side)}>${avatar(person.name, person.side)}</span>`)}</span></header>
      <p class="private__promise">${icon("eye-off")}<span>${t("plan.private_lead", { side: boot.sides[side], other: boot.sides[other] })}</span></p>
      ${boot.seen_from ? html`<p class="private__closed">${icon("lock-keyhole")}<span>${t("seen_from.room", { side: boot.sides[side] })}</span></p>` : this.source ? this.#content(this.source) : html`<p class="muted">${t("plan.opening")}</p>`}
      ${this.#view ? html`${this.#syncIssue(this.#view)}<p class="private__saved">${savedWords(this.#view)}</p>` : nothing}
    </div>`;
  }

  #content(notes: NotesSource): TemplateResult {
    const { view } = notes;
    return html`<div class="sheet"><leitstern-rich-notes .source=${notes}></leitstern-rich-notes></div>
      ${view.plan.kinds.filter((kind) => kind !== "margins" || page().boot.me.side === "supplier").map((kind) => html`<leitstern-record-section class="private__drafts" .view=${view} .kind=${kind}></leitstern-record-section>`)}`;
  }

  /** Issues that the page's own line does not show already: usually both documents lose the connection at once. */
  #syncIssue({ replica }: DocumentView): TemplateResult | typeof nothing {
    const own = syncIssuesOf(replica).current.value;
    const isTold = own?.kind === syncIssuesOf(page().shared.replica).current.value?.kind;
    const unsent = html`<leitstern-unsent-words .of=${replica}></leitstern-unsent-words>`;
    return isTold ? unsent : html`${unsent}<leitstern-sync-issue .of=${replica}></leitstern-sync-issue>`;
  }
}

customElements.define("leitstern-private-room", PrivateRoom);
