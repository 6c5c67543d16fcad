/*
 * The KAM check while it runs: six statements in the wording of the reader's company, each answered on a scale from 0 to 10
 * or with "I cannot say". Each tap is sent and sealed at once, and may be changed until both companies have finished.
 */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../core/intl/i18n";
import { consents, type Round } from "../doc/rounds";
import type { Side } from "../generated/plan";
import { ACCOUNT_STATEMENTS, type AccountStatement, nameOfStatement, wordingOf } from "./check-words";
import { CommandState } from "./command-state";
import { page } from "./context";
import { icon } from "./icon";
import { participantName } from "./record-names";
import { progress, voters } from "./round-words";
import { SignalElement } from "./signal-element";

type Answers = Readonly<Record<string, number>>;
/** "I cannot say", as the server keeps it. */
const UNSURE = -1;
/** With fewer people on a side, their answers can be told apart. */
const APART = 3;
/** On a larger side, names of those who are missing would be asked for too often. */
const NAMED = 20;
const SCORES = Array.from({ length: 11 }, (_, score) => score);

export class CheckRound extends SignalElement {
  static override properties = {
    roundId: { attribute: false },
    mayVote: { attribute: false },
    isScreen: { attribute: false },
    given: { state: true },
  };
  declare roundId: string;
  declare mayVote: boolean;
  declare isScreen: boolean;
  /** What this browser sent last, until the server's answer shows the same. */
  declare given: Answers | undefined;
  readonly #command = new CommandState();
  readonly #finish = new CommandState();
  #isSending = false;
  #askedAt = -1;

  protected override render(): TemplateResult | typeof nothing {
    const round = page().rounds.find(this.roundId);
    if (!round) return nothing;
    const answers = this.mayVote && !this.isScreen;
    return html`${answers ? this.#secrecy(round) : html`<p class="section-lead">${t("check.blind.lead")}</p>`}
      ${answers ? this.#form() : nothing}${this.#command.problem()}
      ${progress(round)}${answers ? this.#finishing(round) : this.#waiting(round)}`;
  }

  /** Said before anybody answers: who sees what, and whether answers can be told apart. */
  #secrecy(round: Round): TemplateResult {
    const isFew = voters(round, page().boot.me.side) < APART;
    return html`<p class="section-lead">${t("check.blind.lead")}</p><p class="round__secrecy">${icon("lock")}<span>${t("check.blind.shown")} ${isFew ? html`<strong data-few>${t("check.blind.few")}</strong>` : nothing}</span></p>`;
  }

  #form(): TemplateResult {
    const answers = this.#current();
    return html`<ol class="blind-list">${ACCOUNT_STATEMENTS.map((number) => this.#statement(number, answers))}</ol>`;
  }

  #statement(number: AccountStatement, answers: Answers): TemplateResult {
    const { side } = page().boot.me;
    const answer = answers[number];
    const name = `check-${this.roundId}-${number}`;
    const give = (value: number) => (): Promise<void> => this.#send({ ...this.#current(), [number]: value });
    return html`<li class="blind-item" data-statement=${number}><fieldset class="check-scale"><legend class="blind-item__name"><span class="muted">${t("check.item", { number })}</span> ${nameOfStatement(number)}</legend>
      <p class="blind-item__text">${wordingOf(number, side)}</p>
      <div class="check-scale__row">${SCORES.map((score) => html`<label class="check-scale__value"><input class="visually-hidden" type="radio" name=${name} value=${score} .checked=${answer === score} @change=${give(score)}><span>${score}</span></label>`)}</div>
      <div class="check-scale__ends">${number === "9" ? nothing : html`<span>${t("check.scale.0")}</span><span>${t("check.scale.10")}</span>`}</div>
      <label class="check-scale__word"><input type="radio" name=${name} value="unsure" .checked=${answer === UNSURE} @change=${give(UNSURE)}> ${t("check.answer.unsure")}</label></fieldset></li>`;
  }

  #finishing(round: Round): TemplateResult {
    const { boot } = page();
    const given = Object.keys(this.#current()).length;
    const left = ACCOUNT_STATEMENTS.length - given;
    if (left > 0)
      return html`<p class="muted" aria-live="polite" data-left=${left}>${t("check.blind.left", { count: given, all: ACCOUNT_STATEMENTS.length })}</p>${this.#waiting(round)}`;
    const sealed = html`<p class="round__sealed" data-sealed>${icon("circle-check")}<span>${t("check.blind.sealed")}</span></p>`;
    if (consents(round, boot.me.side)) return html`${sealed}${this.#waiting(round)}`;
    return html`${sealed}${this.#missing(round)}<div class="cluster"><button type="button" class="button button--primary" data-finish ?disabled=${this.#finish.isPending.value || this.#isSending} @click=${this.#sendFinish}>${icon("check-check")}${t("check.blind.finish")}</button>
      <span class="muted">${t("check.blind.finish_hint")}</span></div>${this.#finish.problem()}${this.#waiting(round)}`;
  }

  /** Names of the own side alone. */
  #missing(round: Round): TemplateResult | typeof nothing {
    const { boot, ownAnswers, participants } = page();
    const answered = ownAnswers.of(round.id)?.answered ?? [];
    if (voters(round, boot.me.side) > NAMED) return nothing;
    const missing = participants.present.value.filter(
      ({ id, side, role }) => side === boot.me.side && role === "editor" && !answered.includes(id),
    );
    if (missing.length === 0) return nothing;
    const names = missing.map(({ id }) => participantName(id) ?? t("word.somebody"));
    return html`<p class="muted" data-missing>${t("check.blind.missing")} <span translate="no">${names.join(", ")}</span></p>`;
  }

  #waiting(round: Round): TemplateResult | typeof nothing {
    const { sides, me } = page().boot;
    const other: Side = me.side === "supplier" ? "customer" : "supplier";
    if (consents(round, other))
      return html`<p data-other-finished>${t("check.blind.other_finished", { other: sides[other] })}</p>`;
    return html`<p class="muted" data-waiting>${t("check.blind.waiting", { other: sides[other] })}</p>`;
  }

  #current(): Answers {
    return this.given ?? (page().ownAnswers.of(this.roundId)?.mine as Answers | null) ?? {};
  }

  protected override updated(): void {
    const round = page().rounds.find(this.roundId);
    if (!round || !this.mayVote) return;
    const { me } = page().boot;
    const count = Number(round[`answered_${me.side}`] ?? 0);
    if (count === this.#askedAt || voters(round, me.side) > NAMED) return;
    this.#askedAt = count;
    void page().ownAnswers.ask();
  }

  /** Taps that come while one is sent are sent together after it: the last answers are those that count. */
  async #send(answers: Answers): Promise<void> {
    this.given = answers;
    if (this.#isSending) return;
    this.#isSending = true;
    try {
      for (let sent: Answers | undefined; sent !== this.given && this.given; ) {
        sent = this.given;
        const scores = sent;
        const answer = await this.#command.run(() =>
          page().sendCommand("check.answer", { round_id: this.roundId, scores }),
        );
        if (!answer) {
          this.given = undefined;
          await page().ownAnswers.ask();
          return;
        }
      }
    } finally {
      this.#isSending = false;
      this.requestUpdate();
    }
  }

  readonly #sendFinish = (): void => {
    void this.#finish.run(() => page().sendCommand("check.finish", { round_id: this.roundId }));
  };
}

customElements.define("leitstern-check-round", CheckRound);
