/*
 * The customer's word on one statement: who said that it is right, what is not right, what changed since with both
 * texts, and the buttons by which the customer's side answers. Answers are commands; a corrected text is an ordinary
 * edit first, which the command then vouches for. The supplier's side reads only.
 */

import { html, nothing, type TemplateResult } from "lit";
import type { Outcome } from "../core/commands/send-command";
import { t } from "../core/intl/i18n";
import { spliceBetween } from "../core/text/splice";
import { wordDiff } from "../core/text/word-diff";
import { isAbout } from "../doc/given-words";
import type { RecordedWord } from "../generated/plan";
import { page } from "./context";
import { icon } from "./icon";
import { whenSaved } from "./saved-words";
import { givenBy, WordElement } from "./word-element";

let serial = 0;

export class ClaimWord extends WordElement {
  /** The text that the person saw when they began to correct it. */
  #seen = "";
  /** One statement may stand in two places of the page: in its section, and in a session's closing. */
  readonly #id = `claim-word-${serial++}`;

  protected override render(): TemplateResult | typeof nothing {
    if (this.#text().trim() === "") return nothing;
    const word = page().words.of(this.recordId).value;
    return html`<div class="claim-word" aria-busy=${this.command.isPending.value}>
      ${word ? this.#given(word) : this.#waiting()}
      ${this.isAnswering ? this.#form() : this.#acts(word)}
      ${this.command.problem()}</div>`;
  }

  // ---- what was said ----

  #waiting(): TemplateResult | typeof nothing {
    if (mayAnswer())
      return html`<p class="claim-word__said">${icon("circle-help")}<span>${t("word.is_it_right")}</span></p>`;
    return html`<p class="claim-word__said claim-word__said--waits">${icon("circle-dashed")}<span>${t("word.waits", { customer: page().boot.sides.customer })}</span></p>`;
  }

  #given(word: RecordedWord): TemplateResult {
    const who = givenBy(word);
    if (!isAbout(word, this.#text())) return this.#changed(word, who);
    switch (word.verdict) {
      case "corrected":
        return html`<p class="claim-word__said claim-word__said--good">${icon("circle-check")}<span>${t("word.corrected", who)}</span></p>
          ${word.before ? this.#texts("word.before", word.before, word.text) : nothing}`;
      case "disputed":
        return html`<p class="claim-word__said claim-word__said--bad">${icon("circle-x")}<span>${t("word.disputed", who)} <q>${word.sentence}</q></span></p>`;
      default:
        return html`<p class="claim-word__said claim-word__said--good">${icon("circle-check")}<span>${t("word.confirmed", who)}</span></p>`;
    }
  }

  #changed(word: RecordedWord, who: { name: string; date: string }): TemplateResult {
    const said = word.verdict === "disputed" ? t("word.changed_disputed", who) : t("word.changed", who);
    return html`<p class="claim-word__said claim-word__said--warn">${icon("history")}<span>${said}${
      word.verdict === "disputed" && word.sentence ? html` <q>${word.sentence}</q>` : nothing
    }</span></p>${this.#texts("word.compare", word.text, this.#text())}`;
  }

  /** Both texts: what went is struck out, what came is underlined; screen readers hear which is which. */
  #texts(label: "word.before" | "word.compare", before: string, after: string): TemplateResult {
    return html`<details class="fold claim-word__texts"><summary class="fold__summary">${icon("chevron-right")}${t(label)}</summary>
      <p class="claim-word__diff">${wordDiff(before, after).map(({ kind, words }) =>
        kind === "gone"
          ? html`<del>${words}</del> `
          : kind === "new"
            ? html`<ins>${words}</ins> `
            : html`${words} `,
      )}</p></details>`;
  }

  // ---- answering ----

  #acts(word: RecordedWord | undefined): TemplateResult | typeof nothing {
    if (!mayAnswer()) return nothing;
    const stands = word !== undefined && isAbout(word, this.#text());
    const isBusy = this.command.isPending.value;
    if (stands && word.verdict !== "disputed")
      return html`<div class="claim-word__acts"><button type="button" class="button button--quiet button--small" data-word="wrong" ?disabled=${isBusy} @click=${this.#correct}>${t("word.wrong")}</button>
        <button type="button" class="button button--quiet button--small" data-word="back" ?disabled=${isBusy} @click=${this.#takeBack}>${icon("undo-2")}${t("word.take_back")}</button></div>`;
    return html`<div class="claim-word__acts"><button type="button" class="button button--small claim-word__right" data-word="right" ?disabled=${isBusy} @click=${this.#confirm}>${icon("check")}${t("word.right")}</button>
      <button type="button" class="button button--quiet button--small" data-word="wrong" ?disabled=${isBusy} @click=${this.#correct}>${icon("pencil")}${t("word.wrong")}</button>
      ${stands ? html`<button type="button" class="button button--quiet button--small" data-word="back" ?disabled=${isBusy} @click=${this.#takeBack}>${icon("undo-2")}${t("word.take_back")}</button>` : nothing}</div>`;
  }

  #form(): TemplateResult {
    const limit = this.view.plan.fields("claims")["text"]?.maxLength ?? 1000;
    return html`<form class="claim-word__form" @submit=${this.#onSubmit}>
      <label class="field__label" for=${`${this.#id}-text`}>${t("word.correct_text")}</label>
      <textarea class="input" id=${`${this.#id}-text`} name="text" rows="3" maxlength=${limit} .defaultValue=${this.#seen}></textarea>
      <label class="field__label" for=${`${this.#id}-why`}>${t("word.say_why")}</label>
      <input class="input" id=${`${this.#id}-why`} name="sentence" maxlength="1000" autocomplete="off">
      <div class="cluster"><button class="button button--small button--primary" ?disabled=${this.command.isPending.value}>${t("word.send")}</button>
      <button type="button" class="button button--small" @click=${this.cancel}>${t("base.cancel")}</button></div></form>`;
  }

  readonly #confirm = async (): Promise<void> => {
    const [claim_id, text] = [this.recordId, this.#text()];
    await this.give(() => page().sendCommand("claim.confirm", { claim_id, text }));
  };

  readonly #takeBack = async (): Promise<void> => {
    await this.give(() => page().sendCommand("claim.take_back", { claim_id: this.recordId }));
  };

  readonly #correct = async (): Promise<void> => {
    this.#seen = this.#text();
    await this.begin();
  };

  readonly #onSubmit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const typed = new FormData(event.currentTarget as HTMLFormElement);
    const corrected = String(typed.get("text") ?? "").trim();
    const sentence = String(typed.get("sentence") ?? "").trim();
    const answer = await this.command.run(() => this.#send(corrected, sentence));
    if (answer) await this.cancel();
  };

  /** A corrected text is written first and durable before the command vouches for it. */
  async #send(corrected: string, sentence: string): Promise<Outcome> {
    const [seen, isRewritten] = [this.#seen, corrected !== "" && corrected !== this.#seen.trim()];
    if (this.#text() !== seen) {
      this.#seen = this.#text();
      return { kind: "refused", code: "claim_changed", message: t("refusal.claim_changed") };
    }
    if (isRewritten) {
      this.#rewrite(corrected);
      if (!(await whenSaved(this.view.replica))) return { kind: "offline" };
    }
    return page().sendCommand("claim.correct", {
      claim_id: this.recordId,
      text: this.#text(),
      sentence,
      before: isRewritten ? seen : "",
    });
  }

  /** One splice and one undoable step. */
  #rewrite(corrected: string): void {
    const text = this.view.plan.any("claims").text(this.recordId, "text");
    const splice = spliceBetween(this.#text(), corrected, corrected.length);
    if (!text || !splice) return;
    const { replica } = this.view;
    replica.undo.stopCapturing();
    replica.transact(() => {
      text.delete(splice.at, splice.remove);
      text.insert(splice.at, splice.insert);
    });
    replica.undo.stopCapturing();
  }

  #text(): string {
    return String(this.view.plan.value("claims", this.recordId, "text") ?? "");
  }
}

/** Only editors of the customer's side give the customer's word; the server decides. */
export function mayAnswer(): boolean {
  const { boot, shared } = page();
  return boot.me.side === "customer" && shared.mayWrite.value;
}

customElements.define("leitstern-claim-word", ClaimWord);
