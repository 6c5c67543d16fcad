/*
 * Under the top bar, only when something is wrong: what it is, what becomes of the words written meanwhile, and what to
 * do about it. Told to a screen reader once, when it begins, and once when it is over; never at a keystroke.
 */

import { effect } from "@preact/signals-core";
import { html, nothing, type TemplateResult } from "lit";
import { t, tKnown, tn } from "../core/i18n";
import type { Replica } from "../core/replica";
import { announce } from "./announcer";
import { page } from "./context";
import { icon } from "./icon";
import { type Trouble, troublesOf } from "./trouble";
import { WatchingElement } from "./watching";

/** Out of the plan, or signed out as a guest: a reload leads nowhere. */
const OUT: readonly number[] = [4403, 4404];
const SIGNED_OUT = 4401;
const RESTART = 1012;
const TRY_LATER = 1013;
/** A press is answered at once, even where the next attempt fails as fast as the last. */
const TRYING_MS = 1_500;

export class TroubleLine extends WatchingElement {
  static override properties = { of: { attribute: false }, isTrying: { state: true } };
  /** Whose trouble; the plan's where nothing else is said. */
  declare of: Replica | undefined;
  declare isTrying: boolean;

  protected override appeared(): void {
    let before: Trouble | undefined;
    this.hold(
      effect(() => {
        const { status } = this.#replica;
        const now = troublesOf(this.#replica).current.value;
        if (now && now !== before && !isGrave(now)) announce(wordsOf(now));
        if (!now && before && status.peek().kind === "saved") announce(t("plan.back"));
        before = now;
      }),
    );
  }

  get #replica(): Replica {
    return this.of ?? page().replica;
  }

  protected override render(): TemplateResult | typeof nothing {
    const trouble = troublesOf(this.#replica).shown.value;
    if (!trouble) return nothing;
    return html`<div class="notice notice--${toneOf(trouble)} trouble" role=${isGrave(trouble) ? "alert" : nothing} tabindex="-1">
      ${icon(iconOf(trouble))}<div class="notice__body"><p>${wordsOf(trouble)}${this.#whatWaits(trouble)}</p>${this.#deeds(trouble)}</div>
      <button type="button" class="button button--quiet button--icon button--small trouble__close" aria-label=${t("plan.understood")}
        title=${t("plan.understood")} @click=${this.#understood}>${icon("x")}</button></div>`;
  }

  /** Words that were not sent: after signing in they are; who cannot come back as the same person should copy them. */
  #whatWaits(trouble: Trouble): string {
    if (trouble.kind !== "stopped" || this.#replica.waiting.value === 0) return "";
    if (!isOut(trouble.code)) return "";
    const comesBack = trouble.code === SIGNED_OUT && page().boot.me.is_member;
    return ` ${t(comesBack ? "plan.sent_after_login" : "plan.copy_words")}`;
  }

  #deeds(trouble: Trouble): TemplateResult | typeof nothing {
    switch (trouble.kind) {
      case "slow":
        return nothing;
      case "interrupted":
        return trouble.code === TRY_LATER ? nothing : this.#tryNow();
      case "refused":
        return this.#discard();
      case "stopped":
        return this.#afterStop(trouble.code);
    }
  }

  #afterStop(code: number): TemplateResult | typeof nothing {
    const { boot } = page();
    if (OUT.includes(code) || (code === SIGNED_OUT && !boot.me.is_member)) return nothing;
    if (code === SIGNED_OUT) return button(t("login.submit"), reload);
    return isHeldByAChange(code) && this.#replica.waiting.value > 0
      ? this.#discard()
      : button(t("plan.reload"), reload);
  }

  /** Out of the way; the saved line goes on saying it and brings it back. */
  #understood(): void {
    troublesOf(this.#replica).understood();
    document.querySelector<HTMLElement>("leitstern-saved button")?.focus({ preventScroll: true });
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
    const question = tn("plan.discard_question", this.#replica.waiting.value);
    return html`<form data-confirm=${question} data-confirm-label=${t("plan.discard")} @submit=${this.#discarded}>
      <button class="button button--small">${t("plan.discard_waiting")}</button></form>`;
  }

  async #discarded(event: Event): Promise<void> {
    event.preventDefault();
    await this.#replica.discardLocal();
    reload();
  }
}

function wordsOf(trouble: Trouble): string {
  switch (trouble.kind) {
    case "stopped":
      return tKnown(`errors.close.${trouble.code}`) ?? t("plan.stopped_why");
    case "refused":
      return tKnown(`errors.refused.${trouble.code}`) ?? t("plan.refused");
    case "interrupted":
      return tKnown(`errors.close.${trouble.code}`) ?? t("plan.interrupted");
    case "slow":
      return t("plan.slow");
  }
}

/** Whether words are not in the plan and will not get there by themselves. */
function isGrave(trouble: Trouble): boolean {
  return trouble.kind === "stopped" || trouble.kind === "refused";
}

function toneOf(trouble: Trouble): string {
  if (isGrave(trouble)) return "bad";
  const passes = trouble.kind === "interrupted" && [RESTART, TRY_LATER].includes(trouble.code);
  return passes ? "info" : "warn";
}

function iconOf(trouble: Trouble): string {
  if (isGrave(trouble)) return "circle-alert";
  return trouble.kind === "slow" ? "hourglass" : "cloud-off";
}

/** Too large, or refused again and again: a reload alone would offer the same change once more. */
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

customElements.define("leitstern-trouble", TroubleLine);
