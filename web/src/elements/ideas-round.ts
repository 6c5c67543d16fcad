/*
 * Silent ideas: each person writes for themselves, one idea after the other; each is sealed as soon as it is written. Others
 * see counts only. After the reveal: ideas-board.ts.
 */

import { html, nothing, type TemplateResult } from "lit";
import { isImeKey } from "../core/dom/ime-key";
import { t, tn } from "../core/intl/i18n";
import { isRunning, type Round, resultOf } from "../doc/rounds";
import { CommandState } from "./command-state";
import { page } from "./context";
import { icon } from "./icon";
import type { Idea } from "./ideas-board";
import "./ideas-board";
import { progress } from "./round-words";
import { SignalElement } from "./signal-element";

const LONGEST = 300;

export class IdeasRound extends SignalElement {
  static override properties = {
    roundId: { attribute: false },
    mayVote: { attribute: false },
    isScreen: { attribute: false },
    written: { state: true },
  };
  declare roundId: string;
  declare mayVote: boolean;
  declare isScreen: boolean;
  /** What this browser wrote last; the server's word until then. */
  declare written: readonly string[] | undefined;
  readonly #command = new CommandState();
  #isSending = false;

  protected override render(): TemplateResult | typeof nothing {
    const round = page().rounds.find(this.roundId);
    if (!round) return nothing;
    if (!isRunning(round)) return this.#revealed(round);
    const writes = this.mayVote && !this.isScreen;
    return html`${writes ? html`<p class="round__secrecy">${icon("lock")}<span>${t(`ideas.authorship.${round.authorship ?? "named"}`)}</span></p>${this.#own()}` : nothing}${progress(round)}`;
  }

  #own(): TemplateResult {
    const mine = this.#mine();
    return html`<ul class="ideas__own">${mine.map(
      (text, at) =>
        html`<li><input class="input" aria-label=${t("ideas.idea", { number: at + 1 })} maxlength=${LONGEST} autocomplete="off" .value=${text} @change=${(event: Event) => this.#replace(at, event)}><button type="button" class="button button--icon" aria-label=${t("ideas.remove", { idea: text })} @click=${() => this.#send(mine.filter((_, one) => one !== at))}>${icon("x")}</button></li>`,
    )}</ul>
      <form class="ideas__new" @submit=${this.#add}><label class="visually-hidden" for=${`idea-${this.roundId}`}>${t("ideas.new")}</label><input class="input" id=${`idea-${this.roundId}`} name="idea" maxlength=${LONGEST} autocomplete="off" placeholder=${t("ideas.new")} @keydown=${this.#onKey}><button class="button button--primary">${icon("plus")}${t("ideas.add")}</button></form>
      ${mine.length > 0 ? html`<p class="round__sealed">${icon("circle-check")}${tn("ideas.sealed", mine.length)}</p>` : nothing}${this.#command.problem()}`;
  }

  #mine(): readonly string[] {
    if (this.written) return this.written;
    const text = page().ownAnswers.of(this.roundId)?.mine?.["text"];
    return typeof text === "string" ? text.split("\n").filter(Boolean) : [];
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.key === "Enter" && isImeKey(event)) event.preventDefault();
  };

  readonly #add = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const input = form.querySelector("input") as HTMLInputElement;
    const idea = input.value.trim();
    if (!idea) return;
    input.value = "";
    input.focus();
    await this.#send([...this.#mine(), idea]);
  };

  #replace(at: number, event: Event): void {
    const value = (event.currentTarget as HTMLInputElement).value.trim();
    const ideas = this.#mine().map((text, one) => (one === at ? value : text));
    void this.#send(ideas.filter(Boolean));
  }

  /** What was written while one command was sent goes with the next. A refused text stays on the screen. */
  async #send(ideas: readonly string[]): Promise<void> {
    this.written = ideas;
    if (this.#isSending) return;
    this.#isSending = true;
    try {
      for (let sent: readonly string[] | undefined; sent !== this.written && this.written; ) {
        sent = this.written;
        const text = sent.join("\n");
        const answer = await this.#command.run(() =>
          page().sendCommand("ideas.write", { round_id: this.roundId, text }),
        );
        if (!answer) return;
      }
    } finally {
      this.#isSending = false;
    }
  }

  // ---- after the reveal ----

  #revealed(round: Round): TemplateResult {
    const ideas = resultOf<{ ideas: readonly Idea[] }>(round)?.ideas;
    return ideas
      ? html`<leitstern-ideas-board .roundId=${round.id} .ideas=${ideas} .mayWrite=${this.mayVote && !this.isScreen}></leitstern-ideas-board>`
      : html`<p class="muted">${t("round.cancelled")}</p>`;
  }
}

customElements.define("leitstern-ideas-round", IdeasRound);
