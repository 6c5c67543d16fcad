/*
 * Decisions of a session: the proposal, everybody's position by company with its reason, and the outcome. Everybody who has a
 * vote proposes and takes a position; a facilitator records the outcome. All of it is commands.
 */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../core/intl/i18n";
import type { Proposal, TakenPosition } from "../doc/discussion";
import type { WorkshopSession } from "../doc/workshop-sessions";
import type { CommandArguments, CommandKind } from "../generated/commands";
import { STANCE_VALUES, type Stance } from "../generated/plan";
import { CommandState } from "./command-state";
import { page } from "./context";
import { icon } from "./icon";
import { participantName } from "./record-names";
import { roleOf, SIDES } from "./round-words";
import { SignalElement } from "./signal-element";

const OUTCOMES = ["agreed", "rejected", "postponed"] as const;
type Outcome = (typeof OUTCOMES)[number];

export class SessionDecisions extends SignalElement {
  static override properties = { session: { attribute: false }, isProposing: { state: true } };
  declare session: WorkshopSession;
  declare isProposing: boolean;
  readonly #command = new CommandState();

  protected override render(): TemplateResult | typeof nothing {
    const all = page().discussion.proposals.value.filter(
      (one) => one.session === this.session.id && one.outcome !== "withdrawn",
    );
    const mayPropose = roleOf(this.session) !== "observer" && this.session.status !== "cancelled";
    if (all.length === 0 && !mayPropose) return nothing;
    return html`<section class="decisions" aria-label=${t("decision.title")}><div class="split"><h3 class="session-group__title">${t("decision.title")}</h3>
      ${mayPropose && !this.isProposing ? html`<button type="button" class="button button--small" data-propose @click=${this.#toggle}>${icon("plus")}${t("decision.propose")}</button>` : nothing}</div>
      ${this.isProposing ? this.#form() : nothing}
      ${all.length === 0 && !this.isProposing ? html`<p class="muted">${t("decision.none")}</p>` : nothing}
      ${all.map((one) => this.#proposal(one))}${this.#command.problem()}</section>`;
  }

  #form(): TemplateResult {
    return html`<form class="round__form" @submit=${this.#propose}><label class="field"><span class="field__label">${t("decision.text")}</span><input class="input" name="text" maxlength="500" required autocomplete="off"></label>
      <label class="field"><span class="field__label">${t("decision.why")}</span><input class="input" name="reason" maxlength="1000" autocomplete="off"></label>
      <div class="cluster"><button class="button button--primary" ?disabled=${this.#command.isPending.value}>${t("decision.propose")}</button><button type="button" class="button" @click=${this.#toggle}>${t("base.cancel")}</button></div></form>`;
  }

  #proposal(one: Proposal): TemplateResult {
    const isOpen = one.outcome === "open";
    return html`<article class="decision" data-decision=${one.id} data-outcome=${one.outcome}><div class="split"><h4 class="round__question" translate="no">${one.text}</h4><span class=${`badge ${one.outcome === "agreed" ? "badge--good" : one.outcome === "rejected" ? "badge--bad" : ""}`}>${t(`decision.outcome.${one.outcome}`)}</span></div>
      <p class="muted">${t("decision.by", { name: participantName(one.by) ?? t("word.somebody") })}${one.reason ? html` <q translate="no">${one.reason}</q>` : nothing}</p>
      ${SIDES.map((side) => positionsOf(side, one.positions))}
      ${one.conclusion ? html`<p><strong>${t("decision.conclusion")}</strong> <span translate="no">${one.conclusion}</span></p>` : nothing}
      ${isOpen && roleOf(this.session) !== "observer" ? this.#position(one) : nothing}
      ${isOpen && roleOf(this.session) === "facilitator" ? this.#outcome(one) : nothing}
      ${isOpen && one.by === page().boot.me.participant_id ? html`<div><button type="button" class="button button--quiet button--small" @click=${() => this.#send("decision.withdraw", { decision_id: one.id })}>${t("decision.withdraw")}</button></div>` : nothing}</article>`;
  }

  #position(one: Proposal): TemplateResult {
    const mine = one.positions.find((position) => position.participant === page().boot.me.participant_id);
    return html`<form class="decision__form" @submit=${(event: SubmitEvent) => this.#take(event, one.id)}><fieldset class="segments" aria-label=${t("decision.my_position")}>${STANCE_VALUES.map(
      (stance) =>
        html`<label class="round__choice"><input type="radio" name="stance" value=${stance} required ?checked=${mine?.stance === stance}><span>${t(`decision.stance.${stance}`)}</span></label>`,
    )}</fieldset><input class="input" name="reason" maxlength="1000" autocomplete="off" aria-label=${t("decision.reason")} placeholder=${t("decision.reason")} .defaultValue=${mine?.reason ?? ""}>
      <button class="button button--small" ?disabled=${this.#command.isPending.value}>${t(mine ? "decision.change_position" : "decision.take_position")}</button></form>`;
  }

  #outcome(one: Proposal): TemplateResult {
    return html`<form class="decision__form" data-outcome-form @submit=${(event: SubmitEvent) => this.#decide(event, one.id)}><label class="visually-hidden" for=${`outcome-${one.id}`}>${t("decision.record")}</label><select class="select" id=${`outcome-${one.id}`} name="outcome">${OUTCOMES.map((outcome) => html`<option value=${outcome}>${t(`decision.outcome.${outcome}`)}</option>`)}</select>
      <input class="input" name="conclusion" maxlength="1000" autocomplete="off" aria-label=${t("decision.conclusion_label")} placeholder=${t("decision.conclusion_label")}>
      <button class="button button--small button--primary" ?disabled=${this.#command.isPending.value}>${t("decision.record")}</button></form>`;
  }

  readonly #toggle = async (): Promise<void> => {
    this.isProposing = !this.isProposing;
    await this.updateComplete;
    this.querySelector<HTMLElement>(this.isProposing ? "input[name=text]" : "[data-propose]")?.focus();
  };

  readonly #propose = async (event: SubmitEvent): Promise<void> => {
    const text = fieldsOf(event);
    const wish = { text: text("text"), reason: text("reason"), session_id: this.session.id };
    if (await this.#send("decision.propose", wish)) await this.#toggle();
  };

  async #take(event: SubmitEvent, decision_id: string): Promise<void> {
    const text = fieldsOf(event);
    const wish = { decision_id, stance: text("stance") as Stance, reason: text("reason") };
    await this.#send("decision.take_position", wish);
  }

  async #decide(event: SubmitEvent, decision_id: string): Promise<void> {
    const text = fieldsOf(event);
    const wish = { decision_id, outcome: text("outcome") as Outcome, conclusion: text("conclusion") };
    await this.#send("decision.record_outcome", wish);
  }

  async #send<K extends CommandKind>(kind: K, wish: CommandArguments[K]): Promise<boolean> {
    return Boolean(await this.#command.run(() => page().sendCommand(kind, wish)));
  }
}

function fieldsOf(event: SubmitEvent): (name: string) => string {
  event.preventDefault();
  const fields = new FormData(event.currentTarget as HTMLFormElement);
  return (name) => String(fields.get(name) ?? "").trim();
}

function positionsOf(
  side: (typeof SIDES)[number],
  all: readonly TakenPosition[],
): TemplateResult | typeof nothing {
  const taken = all.filter((one) => one.side === side);
  if (taken.length === 0) return nothing;
  return html`<ul class="decision__positions" data-side=${side}>${taken.map(
    (one) =>
      html`<li><span class=${`round__mark round__mark--${side}`} aria-hidden="true"></span><span translate="no">${participantName(one.participant) ?? t("word.somebody")}</span> <strong>${t(`decision.stance.${one.stance}`)}</strong>${one.reason ? html` <q translate="no">${one.reason}</q>` : nothing}</li>`,
  )}</ul>`;
}

customElements.define("leitstern-session-decisions", SessionDecisions);
