/*
 * The one honest line: what the server has of this browser's words. "Saved" is only said when every change is durable.
 * Losing the connection and being stopped are announced; saving and saved are not, or a screen reader would never be
 * quiet.
 */

import { effect } from "@preact/signals-core";
import { html, nothing, type TemplateResult } from "lit";
import { t, tKnown, tn } from "../core/i18n";
import type { Replica, SyncStatus } from "../core/replica";
import { announce } from "./announcer";
import { page } from "./context";
import { icon } from "./icon";
import { WatchingElement } from "./watching";

const ICONS: Readonly<Record<SyncStatus["kind"], string>> = {
  saved: "cloud-check",
  saving: "cloud-upload",
  offline: "cloud-off",
  readonly: "eye",
  stopped: "circle-alert",
};

export function statusWords(status: SyncStatus): string {
  switch (status.kind) {
    case "saved":
      return t("plan.saved");
    case "saving":
      return t("plan.saving");
    case "offline":
      return status.waiting > 0 ? tn("plan.waiting", status.waiting) : t("plan.offline");
    case "readonly":
      return t("plan.readonly");
    case "stopped":
      return t("plan.stopped");
  }
}

export function savedWords(replica: Replica): TemplateResult {
  const status = replica.status.value;
  return html`<span class=${`saved saved--${status.kind}`}>${icon(ICONS[status.kind])}<span class="saved__words">${statusWords(status)}</span></span>`;
}

export class SavedLine extends WatchingElement {
  protected override appeared(): void {
    let before: SyncStatus["kind"] | undefined;
    this.hold(
      effect(() => {
        const status = page().replica.status.value;
        const isNews = status.kind !== before && (status.kind === "offline" || status.kind === "stopped");
        if (before !== undefined && isNews) announce(statusWords(status));
        before = status.kind;
      }),
    );
  }

  protected override render(): TemplateResult {
    return savedWords(page().replica);
  }
}

/** Out of the plan: a reload would only lead to the sign-in page. */
const OUT: readonly number[] = [4403, 4404];

/** Too large, or refused again and again: a reload alone would offer the same change once more. */
const HELD_BY_A_CHANGE: readonly number[] = [1009, 4400];

async function discardAndReload(replica: Replica): Promise<void> {
  await replica.discardLocal();
  location.reload();
}

/** Under the top bar, only when something is wrong: why the connection ended for good, or what was refused. */
export class TroubleLine extends WatchingElement {
  protected override render(): TemplateResult | typeof nothing {
    const { replica } = page();
    const status = replica.status.value;
    const refusal = replica.refusals.value.at(-1);
    if (status.kind === "stopped") {
      const why = tKnown(`errors.close.${status.code}`) ?? t("plan.stopped_why");
      if (HELD_BY_A_CHANGE.includes(status.code) && status.waiting > 0) {
        return this.#notice(why, t("plan.discard_waiting"), () => void discardAndReload(replica));
      }
      if (OUT.includes(status.code)) return this.#notice(why);
      return this.#notice(why, t("plan.reload"), () => location.reload());
    }
    if (!refusal) return nothing;
    return this.#notice(
      tKnown(`errors.refused.${refusal.code}`) ?? t("plan.refused"),
      t("plan.understood"),
      () => replica.dismissRefusals(),
    );
  }

  #notice(words: string, label?: string, run?: () => void): TemplateResult {
    return html`<div class="notice notice--bad trouble" role="alert">${icon("circle-alert")}
      <div class="notice__body split"><p>${words}</p>${label ? html`<button type="button" class="button button--small" @click=${run}>${label}</button>` : nothing}</div></div>`;
  }
}

customElements.define("leitstern-saved", SavedLine);
customElements.define("leitstern-trouble", TroubleLine);
