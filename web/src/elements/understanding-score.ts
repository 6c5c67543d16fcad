/*
 * The understanding score: a small picture of its course, who gave the last one and why, and the question by which the
 * customer's side gives the next one (a command). The aim is above 8. The supplier's side reads only.
 */

import { html, nothing, svg, type TemplateResult } from "lit";
import { t, tn } from "../core/intl/i18n";
import type { Score } from "../doc/understanding-scores";
import { isConfirmed } from "./claim-standing";
import { mayAnswer } from "./claim-word";
import { CommandState } from "./command-state";
import { page } from "./context";
import { participantName } from "./record-names";
import { SignalElement } from "./signal-element";
import { dayOf } from "./word-element";

const HIGHEST = 10;
/** Above it the supplier understands the customer's business (docs/glossary.md). */
const AIM = 8;
const SHOWN = 6;
const WIDTH = 320;
const HEIGHT = 110;
const EDGE = 14;

export class UnderstandingScoreElement extends SignalElement {
  static override properties = { chosen: { state: true } };
  declare chosen: number | undefined;
  readonly #command = new CommandState();

  protected override render(): TemplateResult {
    const { boot, scores, shared } = page();
    const all = scores.all.value;
    const last = all.at(-1);
    const { kind } = shared.replica.status.value;
    const isAwaited = !scores.isHere.value && kind !== "offline" && kind !== "stopped";
    // What follows is not seen until the scores are here, so that nothing moves when they come.
    this.toggleAttribute("data-awaited", isAwaited);
    const confirmed = shared.plan.any("claims").ids.value.filter(isConfirmed).length;
    return html`<section class="understanding" aria-labelledby="understanding-title"><h3 id="understanding-title">${t("understanding.title")}</h3>
      <p class="section-lead">${t("understanding.lead", { customer: boot.sides.customer, supplier: boot.sides.supplier })}</p>
      ${
        last
          ? html`<div class="understanding__now"><p class="understanding__score"><strong translate="no">${last.score}</strong> <span>${t("understanding.of_ten")}</span></p>${picture(all)}</div>
        <ol class="understanding__list">${all
          .slice(-SHOWN)
          .reverse()
          .map((score) => said(score))}</ol>`
          : isAwaited
            ? nothing
            : html`<p class="muted">${t("understanding.none", { customer: boot.sides.customer })}</p>`
      }
      ${isAwaited && !last ? nothing : html`<p class="understanding__claims">${tn("understanding.confirmed", confirmed)}</p>`}
      ${mayAnswer() && !isAwaited ? this.#form() : nothing}</section>`;
  }

  #form(): TemplateResult {
    const { supplier } = page().boot.sides;
    const isBusy = this.#command.isPending.value;
    return html`<form class="understanding__form" @submit=${this.#send}>
      <fieldset><legend class="field__label">${t("understanding.ask", { supplier })}</legend><div class="understanding__scale">${Array.from(
        { length: HIGHEST + 1 },
        (_, score) =>
          html`<label class="understanding__choice"><input type="radio" name="score" value=${score} required .checked=${this.chosen === score} @change=${() => {
            this.chosen = score;
          }}><span>${score}</span></label>`,
      )}</div></fieldset>
      <label class="field__label" for="understanding-why">${t("understanding.why")}</label>
      <input class="input" id="understanding-why" name="sentence" maxlength="1000" autocomplete="off">
      <div><button class="button button--primary" ?disabled=${isBusy || this.chosen === undefined}>${t("understanding.send")}</button></div>
      ${this.#command.problem()}</form>`;
  }

  readonly #send = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const sentence = String(new FormData(form).get("sentence") ?? "").trim();
    const score = this.chosen;
    if (score === undefined) return;
    const answer = await this.#command.run(() =>
      page().sendCommand("understanding.score", { score, sentence }),
    );
    if (!answer) return;
    // What was chosen or written while the answer was on its way stays.
    if (this.chosen === score) this.chosen = undefined;
    const field = form.elements.namedItem("sentence") as HTMLInputElement;
    if (field.value.trim() === sentence) field.value = "";
  };
}

function said(score: Score): TemplateResult {
  return html`<li><strong translate="no">${score.score}</strong><span>${score.sentence ? html`<q>${score.sentence}</q> ` : nothing}<span class="muted">${participantName(score.by) ?? t("word.somebody")}, ${dayOf(score.at)}</span></span></li>`;
}

/** The scores in the order of time on a scale from 0 to 10, and the aim as a line. */
function picture(all: readonly Score[]): TemplateResult {
  const y = (score: number): number => EDGE + (1 - score / HIGHEST) * (HEIGHT - 2 * EDGE);
  const step = all.length > 1 ? (WIDTH - 2 * EDGE) / (all.length - 1) : 0;
  const x = (at: number): number => (all.length > 1 ? EDGE + at * step : WIDTH / 2);
  const points = all.map(({ score }, at) => `${x(at)},${y(score)}`).join(" ");
  const words = t("understanding.picture", { scores: all.map(({ score }) => score).join(", "), aim: AIM });
  return html`<svg class="understanding__picture" viewBox=${`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label=${words}>
    <line class="understanding__aim" x1="0" x2=${WIDTH} y1=${y(AIM)} y2=${y(AIM)}></line><text class="understanding__mark" x=${WIDTH} y=${y(AIM) - 4} text-anchor="end">${t("understanding.aim", { aim: AIM })}</text>
    <polyline class="understanding__line" points=${points}></polyline>${all.map(({ score }, at) => svg`<circle class="understanding__dot" cx=${x(at)} cy=${y(score)} r="4"></circle>`)}</svg>`;
}

customElements.define("leitstern-understanding-score", UnderstandingScoreElement);
