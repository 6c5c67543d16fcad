/*
 * The word on one benefit: the company that gains confirms that it was delivered, or disputes it with a reason. The word is
 * a command, bound to everything that the entry says; a later change of the entry is shown as one. The other side reads.
 */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../core/intl/i18n";
import { isAbout } from "../doc/given-words";
import { valueText } from "../doc/value-text";
import type { RecordedWord, Side } from "../generated/plan";
import { page } from "./context";
import { icon } from "./icon";
import { givenBy, WordElement } from "./word-element";
import "./value-request";

export class ValueWord extends WordElement {
  protected override render(): TemplateResult | typeof nothing {
    if (this.#value("amount") === undefined) return nothing;
    const word = page().words.of(this.recordId).value;
    return html`<div class="claim-word" aria-busy=${this.command.isPending.value}>${word ? this.#given(word) : this.#waiting()}
      ${this.isAnswering ? this.#form() : this.#acts(word)}${this.command.problem()}
      <leitstern-value-request .recordId=${this.recordId} .gains=${this.#gains()} .isConfirmed=${word?.verdict === "confirmed" && isAbout(word, this.#text())}></leitstern-value-request></div>`;
  }

  #waiting(): TemplateResult {
    const name = page().boot.sides[this.#gains()];
    return html`<p class="claim-word__said claim-word__said--waits">${icon("circle-dashed")}<span>${this.#mayAnswer() ? t("value.is_it_right") : t("value.waits", { company: name })}</span></p>`;
  }

  #given(word: RecordedWord): TemplateResult {
    const who = givenBy(word);
    if (!isAbout(word, this.#text()))
      return html`<p class="claim-word__said claim-word__said--warn">${icon("history")}<span>${t("value.changed", who)}</span></p>`;
    if (word.verdict === "disputed")
      return html`<p class="claim-word__said claim-word__said--bad">${icon("circle-x")}<span>${t("value.disputed", who)} <q>${word.sentence}</q></span></p>`;
    return html`<p class="claim-word__said claim-word__said--good">${icon("badge-check")}<span>${t("value.confirmed", who)}</span></p>`;
  }

  #acts(word: RecordedWord | undefined): TemplateResult | typeof nothing {
    if (!this.#mayAnswer()) return nothing;
    const stands = word !== undefined && isAbout(word, this.#text());
    const isBusy = this.command.isPending.value;
    const confirm = html`<button type="button" class="button button--small claim-word__right" data-word="right" ?disabled=${isBusy} @click=${this.#confirm}>${icon("check")}${t("value.confirm")}</button>`;
    const dispute = html`<button type="button" class="button button--quiet button--small" data-word="wrong" ?disabled=${isBusy} @click=${this.begin}>${t("value.dispute")}</button>`;
    const back = html`<button type="button" class="button button--quiet button--small" data-word="back" ?disabled=${isBusy} @click=${this.#takeBack}>${icon("undo-2")}${t("word.take_back")}</button>`;
    const isConfirmed = stands && word.verdict === "confirmed";
    return html`<div class="claim-word__acts">${isConfirmed ? nothing : confirm}${dispute}${stands ? back : nothing}</div>`;
  }

  #form(): TemplateResult {
    return html`<form class="claim-word__form" @submit=${this.#onSubmit}>
      <label class="field__label" for=${`dispute-${this.recordId}`}>${t("value.why_not")}</label>
      <input class="input" id=${`dispute-${this.recordId}`} name="sentence" required maxlength="1000" autocomplete="off">
      <div class="cluster"><button class="button button--small button--primary" ?disabled=${this.command.isPending.value}>${t("word.send")}</button>
      <button type="button" class="button button--small" @click=${this.cancel}>${t("base.cancel")}</button></div></form>`;
  }

  readonly #confirm = async (): Promise<void> => {
    const [value_id, text] = [this.recordId, this.#text()];
    await this.give(() => page().sendCommand("value.confirm", { value_id, text }));
  };

  readonly #takeBack = async (): Promise<void> => {
    await this.give(() => page().sendCommand("value.take_back", { value_id: this.recordId }));
  };

  readonly #onSubmit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const sentence = String(
      new FormData(event.currentTarget as HTMLFormElement).get("sentence") ?? "",
    ).trim();
    if (!sentence) return;
    const [value_id, text] = [this.recordId, this.#text()];
    const answer = await this.command.run(() =>
      page().sendCommand("value.dispute", { value_id, text, sentence }),
    );
    if (answer) await this.cancel();
  };

  #value(field: string): unknown {
    return this.view.plan.value("values", this.recordId, field);
  }

  #text(): string {
    return valueText((field) => this.#value(field));
  }

  #gains(): Side {
    return this.#value("gains") === "supplier" ? "supplier" : "customer";
  }

  /** Only editors of the company that gains give this word; the server decides. */
  #mayAnswer(): boolean {
    return page().boot.me.side === this.#gains() && page().shared.mayWrite.value;
  }
}

customElements.define("leitstern-value-word", ValueWord);
