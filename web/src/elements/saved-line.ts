/*
 * The line that says whether this browser's changes are saved. "Saved" appears only when every change is durable. If
 * something is wrong it is a button that leads to the notice (sync-issue-line.ts). It is not announced, because it
 * changes at every keystroke.
 */

import { effect } from "@preact/signals-core";
import { html, nothing, type TemplateResult } from "lit";
import { t } from "../core/intl/i18n";
import type { Replica, SyncStatus } from "../core/replica";
import type { Role } from "../generated/plan";
import { page } from "./context";
import type { DocumentView } from "./document-view";
import { icon } from "./icon";
import { goToAddress } from "./route";
import { SignalElement } from "./signal-element";
import { keepFocus } from "./stable-clicks";
import { syncIssuesOf } from "./sync-issues";
import { showToast } from "./toast";
import { wordsOfStep } from "./undo-words";

type Look = SyncStatus["kind"] | "refused" | "returning" | "draft";

/** A connection that ended without a close frame: probably the network. */
const NO_ANSWER = 1006;

const ICONS: Readonly<Record<Look, string>> = {
  saved: "cloud-check",
  saving: "cloud-upload",
  offline: "cloud-off",
  readonly: "eye",
  stopped: "circle-alert",
  refused: "circle-alert",
  returning: "refresh-cw",
  draft: "pencil",
};

function lookOf(replica: Replica): Look {
  if (syncIssuesOf(replica).current.value?.kind === "refused") return "refused";
  const { kind } = replica.status.value;
  const reason = replica.interruption.value;
  const isPaused = reason !== undefined && reason !== NO_ANSWER && (kind === "saving" || kind === "offline");
  return isPaused && !replica.isWaiting.value ? "returning" : kind;
}

function wordsOf(look: Look, isWaiting: boolean): string {
  switch (look) {
    case "saved":
      return t("plan.saved");
    case "saving":
      return t("plan.saving");
    case "offline":
      return t(isWaiting ? "plan.waiting" : "plan.offline");
    case "readonly":
      return t("plan.readonly");
    case "stopped":
      return t("plan.stopped");
    case "refused":
      return t("plan.not_accepted");
    case "returning":
      return t("plan.returning");
    case "draft":
      return t("plan.not_entered");
  }
}

export function savedWords(view: DocumentView): TemplateResult {
  const { replica } = view;
  const draft = draftOf(view);
  const look = draft && replica.status.value.kind === "saved" ? "draft" : lookOf(replica);
  const words = html`${iconsOf(look)}<span class="saved__words">${wordsOf(look, replica.isWaiting.value)}</span>`;
  if (draft && look === "draft")
    return html`<button type="button" class="saved saved--draft saved--asks" title=${draft.title} @pointerdown=${keepFocus}
      @click=${() => goToAddress(draft.address)}>${words}</button>`;
  if (!syncIssuesOf(replica).current.value) return html`<span class="saved saved--${look}">${words}</span>`;
  return html`<button type="button" class="saved saved--${look} saved--asks" @click=${() => explain(replica)}>${words}</button>`;
}

/** The icons that change at each key are both there, one of them hidden: an exchanged one loads the whole sprite again. */
function iconsOf(look: Look): TemplateResult {
  const kept = (["saved", "saving"] as const).map(
    (one) => html`<span ?hidden=${one !== look}>${icon(ICONS[one])}</span>`,
  );
  return html`${kept}${look === "saved" || look === "saving" ? nothing : icon(ICONS[look])}`;
}

/** A value that was typed and not entered yet: where it is, and what it is called. */
function draftOf(view: DocumentView): { readonly address: string; readonly title: string } | undefined {
  for (const place of Object.keys(view.drafts.all.value)) {
    const path = place.split("/");
    const address = path[0] === "plan" ? "overview" : view.addressOf(path[1] ?? "");
    const what = wordsOfStep(view, [{ kind: "other", path }], false);
    if (address) return { address, title: t("plan.not_entered_of", { what }) };
  }
  return undefined;
}

/** Scrolls to the notice, and shows it again if it was closed. */
function explain(replica: Replica): void {
  syncIssuesOf(replica).recall();
  requestAnimationFrame(() => {
    const notice = document.querySelector<HTMLElement>("leitstern-sync-issue .plan-notice");
    notice?.scrollIntoView({ block: "center" });
    notice?.focus({ preventScroll: true });
  });
}

export class SavedLine extends SignalElement {
  protected override appeared(): void {
    let before: Role | undefined;
    this.onDisconnect(
      effect(() => {
        const role = page().shared.replica.role.value;
        if (before !== undefined && role !== undefined && role !== before) tellRight(role);
        before = role ?? before;
      }),
    );
    this.onDisconnect(
      effect(() => {
        if (page().shared.replica.restorations.value > 0) showToast(t("plan.restored"));
      }),
    );
  }

  protected override render(): TemplateResult {
    return savedWords(page().shared);
  }
}

/** Tells that somebody changed this person's role. */
function tellRight(role: Role): void {
  showToast(t(role === "viewer" ? "plan.now_viewer" : "plan.now_editor"));
}

customElements.define("leitstern-saved-line", SavedLine);
