/*
 * The one honest line: what the server has of this browser's words. "Saved" is only said when every change is durable.
 * In trouble it is a button that leads to the sentence about it (trouble-line.ts). Nothing here is announced: the line
 * changes at every keystroke.
 */

import { effect } from "@preact/signals-core";
import { html, type TemplateResult } from "lit";
import { t, tn } from "../core/i18n";
import type { Replica, SyncStatus } from "../core/replica";
import type { Role } from "../generated/plan";
import { page } from "./context";
import { icon } from "./icon";
import { showToast } from "./toast";
import { troublesOf } from "./trouble";
import { WatchingElement } from "./watching";

type Look = SyncStatus["kind"] | "refused" | "returning";

/** A connection that broke off without a word: the network, as far as we can tell. */
const NO_ANSWER = 1006;

const ICONS: Readonly<Record<Look, string>> = {
  saved: "cloud-check",
  saving: "cloud-upload",
  offline: "cloud-off",
  readonly: "eye",
  stopped: "circle-alert",
  refused: "circle-alert",
  returning: "refresh-cw",
};

function lookOf(replica: Replica): Look {
  if (troublesOf(replica).current.value?.kind === "refused") return "refused";
  const { kind } = replica.status.value;
  const reason = replica.interruption.value;
  const isPaused = reason !== undefined && reason !== NO_ANSWER && (kind === "saving" || kind === "offline");
  return isPaused && replica.waiting.value === 0 ? "returning" : kind;
}

function wordsOf(look: Look, waiting: number): string {
  switch (look) {
    case "saved":
      return t("plan.saved");
    case "saving":
      return t("plan.saving");
    case "offline":
      return waiting > 0 ? tn("plan.waiting", waiting) : t("plan.offline");
    case "readonly":
      return t("plan.readonly");
    case "stopped":
      return t("plan.stopped");
    case "refused":
      return t("plan.not_accepted");
    case "returning":
      return t("plan.returning");
  }
}

export function savedWords(replica: Replica): TemplateResult {
  const look = lookOf(replica);
  const words = html`${icon(ICONS[look])}<span class="saved__words">${wordsOf(look, replica.waiting.value)}</span>`;
  if (!troublesOf(replica).current.value) return html`<span class="saved saved--${look}">${words}</span>`;
  return html`<button type="button" class="saved saved--${look} saved--asks" @click=${() => explain(replica)}>${words}</button>`;
}

/** Brings the sentence about the trouble into sight, also after somebody put it away. */
function explain(replica: Replica): void {
  troublesOf(replica).recall();
  requestAnimationFrame(() => {
    const notice = document.querySelector<HTMLElement>("leitstern-trouble .trouble");
    notice?.scrollIntoView({ block: "center" });
    notice?.focus({ preventScroll: true });
  });
}

export class SavedLine extends WatchingElement {
  protected override appeared(): void {
    let before: Role | undefined;
    this.hold(
      effect(() => {
        const role = page().replica.role.value;
        if (before !== undefined && role !== undefined && role !== before) tellRight(role);
        before = role ?? before;
      }),
    );
  }

  protected override render(): TemplateResult {
    return savedWords(page().replica);
  }
}

/** Somebody changed what we may do here while we were at it. */
function tellRight(role: Role): void {
  showToast(t(role === "viewer" ? "plan.now_viewer" : "plan.now_editor"));
}

customElements.define("leitstern-saved", SavedLine);
