/*
 * Silent ideas: each person writes for themselves, one idea after the other; each is sealed as soon as it is written. Others
 * see counts only. At the reveal the ideas are records of the plan: each has its link, and two that mean the same are merged.
 */

import { html, nothing, type TemplateResult } from "lit";
import { isImeKey } from "../core/dom/ime-key";
import { t, tn } from "../core/intl/i18n";
import { isRunning, type Round, resultOf } from "../doc/rounds";
import type { Kind, Side } from "../generated/plan";
import { CommandState } from "./command-state";
import { page } from "./context";
import { icon } from "./icon";
import { nameOf, participantName } from "./record-names";
import { progress } from "./round-words";
import { SignalElement } from "./signal-element";

interface Idea {
  readonly id: string;
  readonly text: string;
  readonly by?: string;
  readonly side?: Side;
}

const LONGEST = 300;

export class IdeasRound extends SignalElement {
  static override properties = {
    roundId: { attribute: false },
    mayVote: { attribute: false },
    isScreen: { attribute: false },
    written: { state: true },
    merging: { state: true },
  };
  declare roundId: string;
  declare mayVote: boolean;
  declare isScreen: boolean;
  /** What this browser wrote last; the server's word until then. */
  declare written: readonly string[] | undefined;
  declare merging: string;
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
    if (!ideas) return html`<p class="muted">${t("round.cancelled")}</p>`;
    const kind = (round.target ?? "opportunities") as Kind;
    const present = ideas.filter((idea) => nameOf(page().shared, idea.id) !== undefined);
    const merged = ideas.length - present.length;
    return html`<p class="muted">${tn("ideas.revealed", ideas.length)} ${t("ideas.now_items", { kind: t(`kinds.${kind}.other`) })}</p>
      <ul class="ideas__board">${present.map((idea) => this.#card(idea, kind, present))}</ul>
      ${merged > 0 ? html`<p class="muted">${tn("ideas.gone", merged)}</p>` : nothing}`;
  }

  #card(idea: Idea, kind: Kind, all: readonly Idea[]): TemplateResult {
    const origin = idea.by ? participantName(idea.by) : idea.side ? page().boot.sides[idea.side] : undefined;
    const mayMerge = page().shared.mayWrite.value && !this.isScreen && all.length > 1;
    const id = `merge-${idea.id}`;
    return html`<li class="ideas__card" data-idea=${idea.id}><a href=${`#${kind}/${idea.id}`} translate="no">${nameOf(page().shared, idea.id)}</a>
      ${origin ? html`<span class="muted" translate="no">${origin}</span>` : nothing}
      ${mayMerge ? html`<label class="visually-hidden" for=${id}>${t("ideas.merge_label", { idea: idea.text })}</label><select class="select select--small" id=${id} @change=${(event: Event) => this.#merge(kind, idea, event)}><option value="">${t("ideas.merge")}</option>${all.filter((one) => one.id !== idea.id).map((one) => html`<option value=${one.id}>${nameOf(page().shared, one.id)}</option>`)}</select>` : nothing}</li>`;
  }

  /** The words of both stay in one record; the other lies in the bin, so that it can be undone. */
  #merge(kind: Kind, idea: Idea, event: Event): void {
    const into = (event.currentTarget as HTMLSelectElement).value;
    const { plan } = page().shared;
    const field = kind === "claims" ? "text" : "title";
    const text = plan.any(kind).text(into, field);
    if (!into || !text) return;
    const words = nameOf(page().shared, idea.id) ?? idea.text;
    plan.remove(kind, idea.id, () => text.insert(text.length, ` / ${words}`));
  }
}

customElements.define("leitstern-ideas-round", IdeasRound);
