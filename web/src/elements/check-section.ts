/*
 * The KAM check with the customer: opening it, answering it, its reveal, and the reveals before. The section `check` of the
 * plan page, and the panel of a session's phase with that kind. Both show the same checks: a plan has one at a time.
 */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../core/intl/i18n";
import { isRunning, type Round } from "../doc/rounds";
import type { Phase, WorkshopSession } from "../doc/workshop-sessions";
import { revealedOn } from "./check-result";
import { CommandState } from "./command-state";
import { page } from "./context";
import { icon } from "./icon";
import { type PhasePanel, registerPhasePanel } from "./phase-panels";
import { roleOf } from "./round-words";
import { SignalElement } from "./signal-element";
import "./check-round";

export class CheckPanel extends SignalElement implements PhasePanel {
  static override properties = { session: { attribute: false }, phase: { attribute: false } };
  declare session: WorkshopSession;
  declare phase: Phase;
  readonly #command = new CommandState();

  protected override render(): TemplateResult {
    const all = page().rounds.all.value.filter(({ kind }) => kind === "check");
    const running = all.find(isRunning);
    const [last, ...earlier] = all.filter(({ status }) => status === "closed");
    return html`<div class="rounds" data-check>${running ? this.#running(running) : this.#opening(last !== undefined)}
      ${last ? outcome(last, this.#isScreen()) : nothing}
      ${earlier.length > 0 ? html`<details class="fold"><summary class="fold__summary">${icon("chevron-right")}${t("check.blind.earlier")}</summary>${earlier.map((round) => outcome(round, true))}</details>` : nothing}</div>`;
  }

  #running(round: Round): TemplateResult {
    const cancel = (): void => {
      void this.#command.run(() => page().sendCommand("round.cancel", { round_id: round.id }));
    };
    return html`<section class="round" data-round=${round.id} data-status=${round.status} aria-label=${t("check.blind.title")}>
      <leitstern-check-round .roundId=${round.id} .mayVote=${this.#mayVote()} .isScreen=${this.#isScreen()}></leitstern-check-round>
      ${this.#leads() && !this.#isScreen() ? html`<div><button type="button" class="button button--small" data-cancel-round ?disabled=${this.#command.isPending.value} @click=${cancel}>${t("round.cancel")}</button></div>${this.#command.problem()}` : nothing}</section>`;
  }

  #opening(hasResult: boolean): TemplateResult | typeof nothing {
    if (!this.#leads() || this.#isScreen())
      return hasResult
        ? nothing
        : html`<p class="muted">${t("check.blind.none", { supplier: page().boot.sides.supplier })}</p>`;
    return html`<div class=${hasResult ? "cluster" : "empty-state"}>${hasResult ? nothing : html`<p>${t("check.blind.none_host", { customer: page().boot.sides.customer })}</p>`}<button type="button" class=${hasResult ? "button" : "button button--primary"} data-open-check ?disabled=${this.#command.isPending.value} @click=${this.#open}>${icon("gauge")}${t(hasResult ? "check.blind.again" : "check.blind.open")}</button>${this.#command.problem()}</div>`;
  }

  readonly #open = (): void => {
    const session_id = this.session?.id ?? "";
    void this.#command.run(() => page().sendCommand("check.open", { session_id }));
  };

  #mayVote(): boolean {
    const { boot, shared } = page();
    if (this.session) return roleOf(this.session) !== "observer";
    return shared.mayWrite.value && !boot.seen_from;
  }

  /** In a session its facilitator; otherwise the supplier's members who edit the plan. */
  #leads(): boolean {
    const { boot } = page();
    if (this.session) return roleOf(this.session) === "facilitator";
    return boot.me.is_member && this.#mayVote();
  }

  #isScreen(): boolean {
    return this.closest("leitstern-session-screen") !== null;
  }
}

function outcome(round: Round, isScreen: boolean): TemplateResult {
  return html`<section class="round" data-outcome=${round.id} aria-label=${t("check.blind.revealed", { date: revealedOn(round) })}><h3 class="round__question">${t("check.blind.revealed", { date: revealedOn(round) })}</h3>
    <leitstern-check-outcome .roundId=${round.id} .isScreen=${isScreen}></leitstern-check-outcome></section>`;
}

export class CheckSection extends SignalElement {
  protected override render(): TemplateResult {
    const { sides } = page().boot;
    return html`<header class="section-head"><div class="section-head__title"><h2 data-heading tabindex="-1">${t("check.blind.title")}</h2></div></header>
      <p class="section-lead">${t("check.blind.what", { customer: sides.customer, supplier: sides.supplier })}</p><leitstern-check-panel></leitstern-check-panel>`;
  }
}

customElements.define("leitstern-check-panel", CheckPanel);
customElements.define("leitstern-check-section", CheckSection);
registerPhasePanel("check", "leitstern-check-panel");
