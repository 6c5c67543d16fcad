/*
 * A sealed number: one side proposes, the other agrees, each side seals one number, and both see whether they meet. If they
 * do and both want it, one rounded point between is shown. What was sealed is never shown again, not even to its own side.
 */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../core/intl/i18n";
import { consents, isRunning, type NumberResult, type Round, resultOf } from "../doc/rounds";
import type { Side } from "../generated/plan";
import { CommandState } from "./command-state";
import { page } from "./context";
import { icon } from "./icon";
import { SIDES } from "./round-words";
import { SignalElement } from "./signal-element";

export class NumberRound extends SignalElement {
  static override properties = {
    roundId: { attribute: false },
    mayVote: { attribute: false },
    isScreen: { attribute: false },
    wrong: { state: true },
  };
  declare roundId: string;
  declare mayVote: boolean;
  declare isScreen: boolean;
  declare wrong: string;
  readonly #command = new CommandState();

  protected override render(): TemplateResult | typeof nothing {
    const round = page().rounds.find(this.roundId);
    if (!round) return nothing;
    return html`${this.#state(round)}${this.#command.problem()}`;
  }

  #state(round: Round): TemplateResult | typeof nothing {
    if (!isRunning(round)) return outcome(round);
    const acts = this.mayVote && !this.isScreen;
    const { boot } = page();
    const mine = boot.me.side;
    if (round.status === "proposed") {
      const waits = SIDES.find((side) => !consents(round, side)) ?? "customer";
      return html`${rules(round)}<p>${t("number.waits_for", { company: boot.sides[waits] })}</p>
        ${acts && waits === mine ? html`<div class="cluster"><button type="button" class="button button--primary" data-agree ?disabled=${this.#command.isPending.value} @click=${() => this.#run("number.agree")}>${t("number.agree")}</button>${this.#end(t("number.decline"))}</div>` : acts ? this.#end(t("number.withdraw")) : nothing}`;
    }
    if (round.status === "met")
      return html`<p class="number__meets">${icon("circle-check")}${t("number.meets")}</p>
        <p>${t("number.release_hint")}</p>${this.#consentsList(round)}
        ${acts ? html`<div class="cluster">${consents(round, mine) ? nothing : html`<button type="button" class="button button--primary" data-release ?disabled=${this.#command.isPending.value} @click=${() => this.#run("number.release")}>${t("number.release")}</button>`}${this.#end(t("number.keep"))}</div>` : nothing}`;
    return html`${rules(round)}${this.#sealedList(round)}${acts ? this.#form(round) : nothing}`;
  }

  #form(round: Round): TemplateResult {
    const { boot } = page();
    const mine = boot.me.side;
    const isSealed = Number(round[`answered_${mine}`] ?? 0) > 0;
    const bound = t(round.floor_side === mine ? "number.your_minimum" : "number.your_maximum");
    return html`<form class="round__form" @submit=${this.#seal}><label class="field"><span class="field__label">${bound}</span>
      <span class="number__entry"><input class="input" name="number" inputmode="decimal" autocomplete="off" required aria-invalid=${this.wrong ? "true" : nothing} aria-describedby=${this.wrong ? "number-wrong" : nothing}>${round.unit ? html`<span translate="no">${round.unit}</span>` : nothing}</span>
      ${this.wrong ? html`<span class="field__error" id="number-wrong" role="alert">${this.wrong}</span>` : nothing}
      <span class="field__hint">${isSealed ? t("number.replace_hint") : t("number.seal_hint", { company: boot.sides[mine] })}</span></label>
      <div class="cluster"><button class="button button--primary" ?disabled=${this.#command.isPending.value}>${isSealed ? t("number.replace") : t("number.seal")}</button>${this.#end(t("number.stop"))}</div></form>`;
  }

  #end(words: string): TemplateResult {
    return html`<button type="button" class="button button--small" data-end-round @click=${() => this.#run("round.cancel")}>${words}</button>`;
  }

  #sealedList(round: Round): TemplateResult {
    return this.#sides((side) =>
      t(Number(round[`answered_${side}`] ?? 0) > 0 ? "number.has_sealed" : "number.not_sealed"),
    );
  }

  #consentsList(round: Round): TemplateResult {
    return this.#sides((side) => t(consents(round, side) ? "number.wants_point" : "number.not_decided"));
  }

  #sides(words: (side: Side) => string): TemplateResult {
    return html`<ul class="round__progress" aria-live="polite">${SIDES.map((side) => html`<li data-side=${side}><span class=${`round__mark round__mark--${side}`} aria-hidden="true"></span><span translate="no">${page().boot.sides[side]}</span> <strong>${words(side)}</strong></li>`)}</ul>`;
  }

  readonly #seal = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const parsed = page().format.parseNumber(String(new FormData(form).get("number") ?? ""));
    if (parsed.kind !== "value") {
      this.wrong = t(parsed.kind === "ambiguous" ? "number.ambiguous" : "errors.number");
      form.querySelector("input")?.focus();
      return;
    }
    this.wrong = "";
    const number = decimal(parsed.value);
    const answer = await this.#command.run(() =>
      page().sendCommand("number.seal", { round_id: this.roundId, number }),
    );
    if (answer) form.reset();
  };

  async #run(kind: "number.agree" | "number.release" | "round.cancel"): Promise<void> {
    await this.#command.run(() => page().sendCommand(kind, { round_id: this.roundId }));
  }
}

/** Digits with a point and at most four decimals, as the server reads them. */
export function decimal(value: number): string {
  const fixed = value.toFixed(4);
  return fixed.replace(/\.?0+$/, "");
}

/** Who gives what, and what will be known. */
function rules(round: Round): TemplateResult {
  const { sides } = page().boot;
  const floor = round.floor_side ?? "supplier";
  const ceiling: Side = floor === "supplier" ? "customer" : "supplier";
  return html`<p class="round__secrecy">${icon("lock")}<span>${t("number.rules", { floor: sides[floor], ceiling: sides[ceiling] })}</span></p>`;
}

function outcome(round: Round): TemplateResult {
  const found = resultOf<NumberResult>(round);
  if (!found) return html`<p class="muted">${t("round.cancelled")}</p>`;
  if (!found.meets)
    return html`<p class="number__not-yet" data-meets="no">${icon("circle-dashed")}${t("number.not_yet")}</p><p class="muted">${t("number.again_hint")}</p>`;
  return html`<p class="number__meets" data-meets="yes">${icon("circle-check")}${t("number.meets")}</p>
    ${found.point === undefined ? html`<p class="muted">${t("number.no_point")}</p>` : html`<p class="number__point"><strong>${page().format.number(Number(found.point), 4)}</strong> <span translate="no">${round.unit ?? ""}</span></p><p class="muted">${t("number.point_hint")}</p>`}`;
}

customElements.define("leitstern-number-round", NumberRound);
