/*
 * The notice under the top bar, shown only if something is wrong: what happened, what happens to unsent words, and
 * what the person can do. Announced once when an issue begins and once when it ends, never at a keystroke.
 */

import { effect } from "@preact/signals-core";
import { html, nothing, type TemplateResult } from "lit";
import { rootState } from "../core/dom/root-state";
import { t, tKnown } from "../core/intl/i18n";
import { unsentWords } from "../core/recovery/unsent-words";
import type { Replica } from "../core/replica";
import { ROOTS } from "../generated/plan";
import { announce } from "./announcer";
import { page } from "./context";
import { icon } from "./icon";
import { SignalElement } from "./signal-element";
import { type SyncIssue, syncIssuesOf } from "./sync-issues";
import { saveAsText } from "./unsent-text";

/** Close codes after which a reload does not help: access has ended. */
const OUT: readonly number[] = [4403, 4404, 4405];
const SIGNED_OUT = 4401;
const RESTART = 1012;
const TRY_LATER = 1013;
/** How long the button shows "Trying", even if the attempt fails at once. */
const TRYING_MS = 1_500;

export class SyncIssueLine extends SignalElement {
  static override properties = { of: { attribute: false }, isTrying: { state: true } };
  /** The replica whose issues are shown; by default the shared document's. */
  declare of: Replica | undefined;
  declare isTrying: boolean;

  protected override appeared(): void {
    if (!this.of) {
      const isShown = (): boolean => syncIssuesOf(this.#replica).shown.value !== undefined;
      this.onDisconnect(rootState("data-notice", isShown));
    }
    let before: SyncIssue | undefined;
    this.onDisconnect(
      effect(() => {
        const { status } = this.#replica;
        const now = syncIssuesOf(this.#replica).current.value;
        if (now && now !== before && !isGrave(now)) announce(wordsOf(now));
        if (!now && before && status.peek().kind === "saved") announce(t("plan.back"));
        before = now;
      }),
    );
  }

  get #replica(): Replica {
    return this.of ?? page().shared.replica;
  }

  protected override render(): TemplateResult | typeof nothing {
    const issue = syncIssuesOf(this.#replica).shown.value;
    if (!issue) return nothing;
    return html`<div class="notice notice--${toneOf(issue)} plan-notice" role=${isGrave(issue) ? "alert" : nothing} tabindex="-1">
      ${icon(iconOf(issue))}<div class="notice__body"><p>${wordsOf(issue)}${this.#whatWaits(issue)}</p>${this.#actions(issue)}</div>
      <button type="button" class="button button--quiet button--icon button--small plan-notice__close" aria-label=${t("plan.understood")}
        title=${t("plan.understood")} @click=${this.#understood}>${icon("x")}</button></div>`;
  }

  /** What happens to unsent words. */
  #whatWaits(issue: SyncIssue): string {
    const { isWaiting, isKept } = this.#replica;
    if (!isWaiting.value) return "";
    if (!isKept.value) return ` ${t("plan.not_kept")}`;
    if (issue.kind !== "stopped" || !isOut(issue.code)) return "";
    if (issue.code !== SIGNED_OUT) return ` ${t("plan.kept_as_text")}`;
    return ` ${t(page().boot.me.is_member ? "plan.sent_after_login" : "plan.kept_for_return")}`;
  }

  #actions(issue: SyncIssue): TemplateResult | typeof nothing {
    switch (issue.kind) {
      case "slow":
        return nothing;
      case "interrupted":
        return issue.code === TRY_LATER ? nothing : this.#tryNow();
      case "refused":
        return this.#discard();
      case "stopped":
        return this.#afterStop(issue.code);
    }
  }

  #afterStop(code: number): TemplateResult | typeof nothing {
    const { boot } = page();
    if (OUT.includes(code))
      return html`${this.#saveAsText()}${this.#replica.isWaiting.value ? this.#discard() : nothing}`;
    if (code === SIGNED_OUT && !boot.me.is_member) return this.#saveAsText();
    if (code === SIGNED_OUT) return html`${button(t("login.submit"), reload)}${this.#saveAsText()}`;
    return isHeldByAChange(code) && this.#replica.isWaiting.value
      ? this.#discard()
      : button(t("plan.reload"), reload);
  }

  #saveAsText(): TemplateResult | typeof nothing {
    const { isWaiting, doc, kind, unsent } = this.#replica;
    if (!isWaiting.value) return nothing;
    return button(t("plan.save_text"), () => saveAsText(unsentWords(doc, ROOTS[kind], unsent.peek())));
  }

  /** Closes the notice; the saved line still shows the issue and can open it again. */
  #understood(): void {
    syncIssuesOf(this.#replica).understood();
    document.querySelector<HTMLElement>("leitstern-saved-line button")?.focus({ preventScroll: true });
  }

  #tryNow(): TemplateResult {
    return html`<button type="button" class="button button--small" aria-disabled=${this.isTrying ? "true" : nothing}
      @click=${this.#try}>${t(this.isTrying ? "plan.trying" : "plan.try_now")}</button>`;
  }

  #try(): void {
    if (this.isTrying) return;
    this.isTrying = true;
    setTimeout(() => (this.isTrying = false), TRYING_MS);
    this.#replica.reconnect();
  }

  /** The page's own dialog asks first (behaviours/confirm.ts). */
  #discard(): TemplateResult {
    const question = t("plan.discard_question");
    return html`<form data-confirm=${question} data-confirm-label=${t("plan.discard")} @submit=${this.#discarded}>
      <button class="button button--small">${t("plan.discard_waiting")}</button></form>`;
  }

  async #discarded(event: Event): Promise<void> {
    event.preventDefault();
    await this.#replica.discardLocal();
    reload();
  }
}

function wordsOf(issue: SyncIssue): string {
  switch (issue.kind) {
    case "stopped":
      return tKnown(`errors.close.${issue.code}`) ?? t("plan.stopped_why");
    case "refused":
      return tKnown(`errors.refused.${issue.code}`) ?? t("plan.refused");
    case "interrupted":
      return tKnown(`errors.close.${issue.code}`) ?? t("plan.interrupted");
    case "slow":
      return t("plan.slow");
  }
}

/** Whether changes are unsent and will not be sent without the person. */
function isGrave(issue: SyncIssue): boolean {
  return issue.kind === "stopped" || issue.kind === "refused";
}

function toneOf(issue: SyncIssue): string {
  if (isGrave(issue)) return "bad";
  const passes = issue.kind === "interrupted" && [RESTART, TRY_LATER].includes(issue.code);
  return passes ? "info" : "warn";
}

function iconOf(issue: SyncIssue): string {
  if (isGrave(issue)) return "circle-alert";
  return issue.kind === "slow" ? "hourglass" : "cloud-off";
}

/** Too large, or refused repeatedly: after a reload the same change would fail again. */
function isHeldByAChange(code: number): boolean {
  return code === 1009 || code === 4400;
}

function isOut(code: number): boolean {
  return code === SIGNED_OUT || OUT.includes(code);
}

function button(label: string, run: () => void): TemplateResult {
  return html`<button type="button" class="button button--small" @click=${run}>${label}</button>`;
}

function reload(): void {
  location.reload();
}

customElements.define("leitstern-sync-issue", SyncIssueLine);
