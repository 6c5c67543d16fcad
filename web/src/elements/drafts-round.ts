/*
 * Two drafts, one reveal: each company writes its goals into one draft that only its own people see. When both have released
 * theirs, they lie side by side, and each goal can be added to the plan.
 */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../core/intl/i18n";
import { consents, isRunning, type Round, resultOf } from "../doc/rounds";
import type { Side } from "../generated/plan";
import { CommandState } from "./command-state";
import { page } from "./context";
import { icon } from "./icon";
import { SIDES } from "./round-words";
import { SignalElement } from "./signal-element";

export class DraftsRound extends SignalElement {
  static override properties = {
    roundId: { attribute: false },
    mayVote: { attribute: false },
    isScreen: { attribute: false },
  };
  declare roundId: string;
  declare mayVote: boolean;
  declare isScreen: boolean;
  readonly #command = new CommandState();

  protected override render(): TemplateResult | typeof nothing {
    const round = page().rounds.find(this.roundId);
    if (!round) return nothing;
    if (!isRunning(round)) return this.#sideBySide(round);
    return html`${this.mayVote && !this.isScreen ? this.#draft(round) : nothing}
      <ul class="round__progress" aria-live="polite">${SIDES.map((side) => html`<li data-side=${side}><span class=${`round__mark round__mark--${side}`} aria-hidden="true"></span><span translate="no">${page().boot.sides[side]}</span> <strong>${t(consents(round, side) ? "drafts.released" : "drafts.writing")}</strong></li>`)}</ul>`;
  }

  #draft(round: Round): TemplateResult {
    const { boot, ownAnswers } = page();
    const mine = boot.me.side;
    const text = String(ownAnswers.of(round.id)?.mine?.["text"] ?? "");
    const isReleased = consents(round, mine);
    return html`<form class="round__form" @submit=${this.#save}><p class="round__secrecy">${icon("lock")}<span>${t("drafts.secret", { company: boot.sides[mine] })}</span></p>
      <label class="field"><span class="field__label">${t("drafts.label", { company: boot.sides[mine] })}</span><textarea class="textarea" name="text" rows="6" maxlength="9000" .defaultValue=${text}></textarea></label>
      <div class="cluster"><button class="button" ?disabled=${this.#command.isPending.value}>${t("drafts.save")}</button>
      ${isReleased ? html`<span class="round__sealed">${icon("circle-check")}${t("drafts.you_released")}</span>` : html`<button type="button" class="button button--primary" data-release-draft ?disabled=${this.#command.isPending.value} @click=${this.#release}>${t("drafts.release")}</button>`}</div>${this.#command.problem()}</form>`;
  }

  readonly #save = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    if (await this.#write()) await page().ownAnswers.ask();
  };

  readonly #release = async (): Promise<void> => {
    if (!(await this.#write())) return;
    await this.#command.run(() => page().sendCommand("drafts.release", { round_id: this.roundId }));
  };

  async #write(): Promise<boolean> {
    const text = this.querySelector("textarea")?.value ?? "";
    const wish = { round_id: this.roundId, text };
    return Boolean(await this.#command.run(() => page().sendCommand("drafts.write", wish)));
  }

  #sideBySide(round: Round): TemplateResult {
    const found = resultOf<Record<Side, readonly string[]>>(round);
    if (!found) return html`<p class="muted">${t("round.cancelled")}</p>`;
    return html`<div class="drafts">${SIDES.map(
      (
        side,
      ) => html`<section class="drafts__side" data-draft=${side}><h4 class="round__legend"><span class=${`round__mark round__mark--${side}`} aria-hidden="true"></span><span translate="no">${page().boot.sides[side]}</span></h4>
        <ul class="round__items">${found[side].map((goal) => html`<li class="drafts__goal"><span translate="no">${goal}</span>${this.#adding(goal, side)}</li>`)}</ul></section>`,
    )}</div>`;
  }

  /** A goal that is in the plan already, under the same words, is not offered again. */
  #adding(goal: string, side: Side): TemplateResult | typeof nothing {
    const { plan, mayWrite } = page().shared;
    const goals = plan.any("goals");
    if (goals.ids.value.some((id) => String(plan.value("goals", id, "title") ?? "") === goal))
      return html`<span class="badge badge--good">${t("drafts.in_plan")}</span>`;
    if (!mayWrite.value || this.isScreen) return nothing;
    return html`<button type="button" class="button button--small" aria-label=${t("drafts.add_goal", { goal })} @click=${() => plan.add("goals", { title: goal, whose: side }, "last")}>${icon("plus")}${t("drafts.add")}</button>`;
  }
}

customElements.define("leitstern-drafts-round", DraftsRound);
