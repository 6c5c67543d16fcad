/*
 * A dot vote. While it runs, a person places their dots by plus and minus on each item; each press is sent, and may be
 * changed until the vote closes. Then the dots of both companies, what both want first. A projector (`isScreen`) shows the
 * items and how many have answered, never a ballot.
 */

import { html, nothing, type TemplateResult } from "lit";
import { t, tn } from "../core/intl/i18n";
import { isRunning, itemsOf, type Round, resultOf, type VoteResult } from "../doc/rounds";
import { CommandState } from "./command-state";
import { page } from "./context";
import { icon } from "./icon";
import { itemName, progress, secrecy, tookPart } from "./round-words";
import { SignalElement } from "./signal-element";

type Ballot = Readonly<Record<string, number>>;

export class VoteRound extends SignalElement {
  static override properties = {
    roundId: { attribute: false },
    mayVote: { attribute: false },
    isScreen: { attribute: false },
    placed: { state: true },
  };
  declare roundId: string;
  declare mayVote: boolean;
  declare isScreen: boolean;
  /** What this browser sent last, until the server's answer shows the same. */
  declare placed: Ballot | undefined;
  readonly #command = new CommandState();
  #isSending = false;

  protected override render(): TemplateResult | typeof nothing {
    const round = page().rounds.find(this.roundId);
    if (!round) return nothing;
    if (!isRunning(round)) return result(round);
    const votes = this.mayVote && !this.isScreen;
    return html`${votes ? secrecy(round) : nothing}
      ${votes ? this.#ballot(round) : html`<ul class="round__items">${itemsOf(round).map((id) => html`<li translate="no">${itemName(id)}</li>`)}</ul>`}
      ${progress(round)}${this.#command.problem()}`;
  }

  #ballot(round: Round): TemplateResult {
    const ballot = this.#current();
    const all = round.dots ?? 0;
    const left = all - sum(ballot);
    return html`<p class="round__left" aria-live="polite"><strong data-left=${left}>${tn("round.dots_left", left)}</strong> <span class="muted">${t("round.change_until")}</span></p>
      <ul class="round__ballot">${itemsOf(round).map((id) => this.#row(id, ballot[id] ?? 0, left, all))}</ul>
      ${this.#answered() ? html`<p class="round__sealed">${icon("circle-check")}${t("round.sealed")}</p>` : html`<button type="button" class="button button--small" data-none @click=${() => this.#send({})}>${t("round.none_of_these")}</button>`}`;
  }

  #row(id: string, count: number, left: number, all: number): TemplateResult {
    const name = itemName(id);
    return html`<li class="round__row" data-item=${id}><span class="round__name" translate="no">${name}</span>
      <span class="round__dots" role="img" aria-label=${tn("round.dots", count)}>${Array.from({ length: all }, (_, at) => html`<i class="round__dot" data-placed=${at < count ? "" : nothing}></i>`)}</span>
      <span class="round__acts"><button type="button" class="button button--icon" data-less aria-label=${t("round.less", { item: name })} ?disabled=${count === 0} @click=${() => this.#place(id, count - 1)}>${icon("minus")}</button>
      <button type="button" class="button button--icon" data-more aria-label=${t("round.more", { item: name })} ?disabled=${left <= 0} @click=${() => this.#place(id, count + 1)}>${icon("plus")}</button></span></li>`;
  }

  #current(): Ballot {
    return this.placed ?? (page().ownAnswers.of(this.roundId)?.mine as Ballot | null) ?? {};
  }

  #answered(): boolean {
    return this.placed !== undefined || Boolean(page().ownAnswers.of(this.roundId)?.mine);
  }

  #place(id: string, count: number): Promise<void> {
    return this.#send({ ...this.#current(), [id]: count });
  }

  /** Presses that come while one is sent are sent together after it: the last ballot is the one that counts. */
  async #send(ballot: Ballot): Promise<void> {
    this.placed = ballot;
    if (this.#isSending) return;
    this.#isSending = true;
    try {
      for (let sent: Ballot | undefined; sent !== this.placed && this.placed; ) {
        sent = this.placed;
        const dots = sent;
        const answer = await this.#command.run(() =>
          page().sendCommand("vote.cast", { round_id: this.roundId, dots }),
        );
        if (!answer) {
          this.placed = undefined;
          await page().ownAnswers.ask();
          return;
        }
      }
    } finally {
      this.#isSending = false;
    }
  }
}

function sum(ballot: Ballot): number {
  return Object.values(ballot).reduce((all, count) => all + count, 0);
}

function result(round: Round): TemplateResult | typeof nothing {
  const found = resultOf<VoteResult>(round);
  if (!found) return html`<p class="muted">${t("round.cancelled")}</p>`;
  const { sides } = page().boot;
  const most = Math.max(1, ...found.items.map((one) => one.supplier + one.customer));
  const both = found.items.filter((one) => one.supplier > 0 && one.customer > 0);
  const one = found.items.filter((item) => item.supplier > 0 !== item.customer > 0);
  const none = found.items.filter((item) => item.supplier + item.customer === 0);
  const group = (title: string, items: typeof found.items): TemplateResult | typeof nothing =>
    items.length === 0
      ? nothing
      : html`<h4 class="round__group">${title}</h4><ol class="round__result">${items.map(
          (one) =>
            html`<li data-result=${one.id}><span class="round__name" translate="no">${itemName(one.id)}</span>
          <span class="round__bar" aria-hidden="true">${(["customer", "supplier"] as const).map((side) => html`<svg class=${`round__part round__part--${side}`} viewBox="0 0 100 10" preserveAspectRatio="none"><rect width=${(100 * one[side]) / most} height="10"></rect></svg>`)}</span>
          <span class="round__sums"><span class="round__sum" translate="no" data-side="customer"><span class="round__mark round__mark--customer" aria-hidden="true"></span><span class="visually-hidden" translate="no">${sides.customer}</span> ${one.customer}</span><span class="round__sum" translate="no" data-side="supplier"><span class="round__mark round__mark--supplier" aria-hidden="true"></span><span class="visually-hidden" translate="no">${sides.supplier}</span> ${one.supplier}</span></span></li>`,
        )}</ol>`;
  return html`<p class="round__legend">${(["customer", "supplier"] as const).map((side) => html`<span class="round__sum"><span class=${`round__mark round__mark--${side}`} aria-hidden="true"></span><span translate="no">${sides[side]}</span></span>`)}</p>
    ${group(t("round.both_want"), both)}${both.length === 0 ? html`<p>${t("round.none_shared")}</p>` : nothing}${group(t("round.others"), one)}
    ${none.length > 0 ? html`<p class="muted round__without"><strong>${t("round.no_dots")}</strong> <span translate="no">${none.map(({ id }) => itemName(id)).join(" · ")}</span></p>` : nothing}${tookPart(found.voters)}`;
}

customElements.define("leitstern-vote-round", VoteRound);
