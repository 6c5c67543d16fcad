/*
 * A two-axis estimate: two sliders for each item, benefit and effort, private until the round closes. Then a picture of all
 * estimates, one mark each by company and without names, and median and range as a table.
 */

import { html, nothing, svg, type TemplateResult } from "lit";
import { t } from "../core/intl/i18n";
import {
  type EstimatedItem,
  type EstimateResult,
  isRunning,
  itemsOf,
  type Round,
  resultOf,
  type Spread,
} from "../doc/rounds";
import { CommandState } from "./command-state";
import { page } from "./context";
import { icon } from "./icon";
import { itemName, progress, secrecy, tookPart } from "./round-words";
import { SignalElement } from "./signal-element";

const AXES = ["benefit", "effort"] as const;
type Axis = (typeof AXES)[number];
type Values = Readonly<Record<Axis, Readonly<Record<string, number>>>>;
const HIGHEST = 10;
const SIZE = 200;
const EDGE = 22;

export class EstimateRound extends SignalElement {
  static override properties = {
    roundId: { attribute: false },
    mayVote: { attribute: false },
    isScreen: { attribute: false },
    values: { state: true },
    isSent: { state: true },
  };
  declare roundId: string;
  declare mayVote: boolean;
  declare isScreen: boolean;
  /** What the sliders show, once they were touched. */
  declare values: Values | undefined;
  declare isSent: boolean;
  readonly #command = new CommandState();

  protected override render(): TemplateResult | typeof nothing {
    const round = page().rounds.find(this.roundId);
    if (!round) return nothing;
    if (!isRunning(round)) return result(round);
    const votes = this.mayVote && !this.isScreen;
    return html`${votes ? secrecy(round) : nothing}
      ${votes ? this.#sliders(round) : html`<ul class="round__items">${itemsOf(round).map((id) => html`<li translate="no">${itemName(id)}</li>`)}</ul>`}
      ${progress(round)}`;
  }

  #sliders(round: Round): TemplateResult {
    const values = this.#current();
    const isDirty = this.values !== undefined && !this.isSent;
    return html`<form class="round__form" @submit=${this.#send}>${itemsOf(round).map(
      (id) =>
        html`<fieldset class="round__estimate" data-item=${id}><legend class="round__name" translate="no">${itemName(id)}</legend>${AXES.map((axis) => this.#slider(id, axis, values[axis][id]))}</fieldset>`,
    )}<div class="cluster"><button class="button button--primary" ?disabled=${!isDirty || this.#command.isPending.value}>${t("round.seal")}</button>
      ${!isDirty && page().ownAnswers.of(round.id)?.mine ? html`<span class="round__sealed">${icon("circle-check")}${t("round.sealed")}</span>` : html`<span class="muted">${t("round.change_until")}</span>`}</div>
      ${this.#command.problem()}</form>`;
  }

  #slider(id: string, axis: Axis, value: number | undefined): TemplateResult {
    const label = `${t(`round.${axis}`)}: ${itemName(id)}`;
    const set = (event: Event): void =>
      this.#set(axis, id, Number((event.currentTarget as HTMLInputElement).value));
    return html`<label class="round__slider"><span>${t(`round.${axis}`)}</span><input type="range" min="0" max=${HIGHEST} step="1" aria-label=${label} aria-valuetext=${value === undefined ? t("round.not_estimated") : String(value)} data-axis=${axis} data-unset=${value === undefined ? "" : nothing} .value=${String(value ?? HIGHEST / 2)} @input=${set} @click=${set}><output translate="no">${value ?? "–"}</output></label>`;
  }

  #set(axis: Axis, id: string, value: number): void {
    const now = this.#current();
    this.values = { ...now, [axis]: { ...now[axis], [id]: value } };
    this.isSent = false;
  }

  #current(): Values {
    if (this.values) return this.values;
    const mine = (page().ownAnswers.of(this.roundId)?.mine ?? {}) as Record<string, [number, number]>;
    const axis = (at: 0 | 1) => Object.fromEntries(Object.entries(mine).map(([id, pair]) => [id, pair[at]]));
    return { benefit: axis(0), effort: axis(1) };
  }

  readonly #send = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const sent = this.#current();
    const answer = await this.#command.run(() =>
      page().sendCommand("estimate.give", { round_id: this.roundId, ...sent }),
    );
    if (!answer) return;
    this.isSent = this.values === sent;
    await page().ownAnswers.ask();
  };
}

function result(round: Round): TemplateResult {
  const found = resultOf<EstimateResult>(round);
  if (!found) return html`<p class="muted">${t("round.cancelled")}</p>`;
  const given = found.items.filter((item) => item.benefit);
  const none = found.items.filter((item) => !item.benefit);
  const { sides } = page().boot;
  return html`<p class="round__legend">${(["customer", "supplier"] as const).map((side) => html`<span class="round__sum"><span class=${`round__mark round__mark--${side}`} aria-hidden="true"></span><span translate="no">${sides[side]}</span></span>`)}</p>
    <ul class="round__charts">${given.map((item) => html`<li data-result=${item.id}><h4 class="round__name" translate="no">${itemName(item.id)}</h4>${picture(item)}${spreads(item)}</li>`)}</ul>
    ${none.length > 0 ? html`<p class="muted round__without"><strong>${t("round.nobody")}</strong> <span translate="no">${none.map(({ id }) => itemName(id)).join(" · ")}</span></p>` : nothing}${tookPart(found.voters)}`;
}

/** Effort to the right, benefit upwards; a mark for each estimate, a cross at the median. */
function picture(item: EstimatedItem): TemplateResult {
  const x = (effort: number): number => EDGE + (effort / HIGHEST) * (SIZE - 2 * EDGE);
  const y = (benefit: number): number => SIZE - EDGE - (benefit / HIGHEST) * (SIZE - 2 * EDGE);
  const mid = { x: x(item.effort?.median ?? 0), y: y(item.benefit?.median ?? 0) };
  return html`<svg class="round__chart" viewBox=${`0 0 ${SIZE} ${SIZE}`} role="img" aria-label=${t("round.picture", { item: itemName(item.id) })}>
    <path class="round__axis" d=${`M${EDGE} ${EDGE}V${SIZE - EDGE}H${SIZE - EDGE}`}></path>
    <text class="round__axis-name" x=${SIZE - EDGE} y=${SIZE - 6} text-anchor="end">${t("round.effort")}</text><text class="round__axis-name" x="4" y="12">${t("round.benefit")}</text>
    ${range(item, x, y)}${item.supplier.map(([benefit, effort]) => svg`<circle class="round__estimate-mark round__estimate-mark--supplier" cx=${x(effort)} cy=${y(benefit)} r="5"></circle>`)}${item.customer.map(([benefit, effort]) => svg`<rect class="round__estimate-mark round__estimate-mark--customer" x=${x(effort) - 5} y=${y(benefit) - 5} width="10" height="10"></rect>`)}
    <path class="round__median" d=${`M${mid.x - 7} ${mid.y}H${mid.x + 7}M${mid.x} ${mid.y - 7}V${mid.y + 7}`}></path></svg>`;
}

/** The area from the lowest to the highest estimate. */
function range(item: EstimatedItem, x: (value: number) => number, y: (value: number) => number): unknown {
  const { benefit, effort } = item;
  if (!benefit || !effort) return nothing;
  return svg`<rect class="round__range" x=${x(effort.low)} y=${y(benefit.high)} width=${x(effort.high) - x(effort.low)} height=${y(benefit.low) - y(benefit.high)}></rect>`;
}

function spreads(item: EstimatedItem): TemplateResult | typeof nothing {
  const { format } = page();
  const row = (axis: Axis, spread: Spread | undefined): TemplateResult | typeof nothing =>
    spread
      ? html`<p class="round__spread"><span>${t(`round.${axis}`)}</span> <strong translate="no">${format.number(spread.median, 1)}</strong> <span class="muted">${spread.low === spread.high ? t("round.same") : t("round.from_to", { low: spread.low, high: spread.high })}</span></p>`
      : nothing;
  return html`${row("benefit", item.benefit)}${row("effort", item.effort)}`;
}

customElements.define("leitstern-estimate-round", EstimateRound);
