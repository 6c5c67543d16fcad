/*
 * A statement about the customer: the general card with its topic, its SWOT mark, how old it is, and the customer's word
 * on it. An open question has an owner and a date instead, and becomes an action in one step.
 */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../core/intl/i18n";
import { today } from "../core/intl/today";
import { registerLook } from "./card-looks";
import "./claim-word";
import { topicName } from "./claim-standing";
import { page } from "./context";
import { choiceBadge } from "./field-words";
import { flagList } from "./flag-list";
import { icon } from "./icon";
import { chipLink } from "./link-chip";
import { RecordCard } from "./record-card";
import { addRecord } from "./record-commands";
import { personName } from "./record-names";
import { goToAddress } from "./route";

/** Facts that only an open question has. */
const OF_QUESTIONS = ["owner", "due"];
/** What a statement says of its origin, which a question does not have yet. */
const OF_STATEMENTS = ["source", "as_of"];

export class ClaimCard extends RecordCard {
  protected override look(): string {
    return `record--claim${this.#isOpenQuestion() ? " record--question" : ""}`;
  }

  /** Lists of statements are kept by topic: nothing is dragged. */
  protected override grip(): TemplateResult {
    return html``;
  }

  protected override rest(): TemplateResult {
    const swot = this.string("swot");
    return html`<div class="claim-marks"><span class="claim-marks__origin">${this.#origin().join(" · ")}</span>
      ${this.#isOpenQuestion() ? choiceBadge({ name: "standing" }, "open") : nothing}
      ${swot && swot !== "none" ? choiceBadge({ name: "swot" }, swot) : nothing}
      ${flagList(this.recordId)}${this.#stillRight()}${this.#below()}</div>`;
  }

  /** They stand in the row at rest, opened or not. */
  protected override flags(): typeof nothing {
    return nothing;
  }

  /** Topic, source and day of a statement; topic, owner and due day of a question. */
  #origin(): readonly string[] {
    const { format } = page();
    const isQuestion = this.#isOpenQuestion();
    const day = this.string(isQuestion ? "due" : "as_of");
    const [owner] = this.targets("owner");
    const who = isQuestion ? owner && personName(this.view, owner) : this.string("source").trim();
    return [topicName(this.string("topic")), who, day && format.date(day)].filter(
      (word) => word !== undefined && word !== "",
    ) as string[];
  }

  protected override group(name: "head" | "body" | "facts" | "links"): readonly string[] {
    const hidden = this.#isOpenQuestion() ? OF_STATEMENTS : OF_QUESTIONS;
    return super.group(name).filter((field) => !hidden.includes(field));
  }

  /** Of an old statement: it is as of today again. The day says it to everybody; the customer's word stays theirs. */
  #stillRight(): TemplateResult | typeof nothing {
    const codes = page().measures.of(this.recordId, "flags").value?.value;
    if (!this.mayWrite || !Array.isArray(codes) || !codes.includes("claim_aged")) return nothing;
    const label = t("claims.still_right_named", { text: this.string("text") });
    return html`<button type="button" class="button button--small" data-still-right aria-label=${label} @click=${() => this.set("as_of", today.peek())}>${icon("check")}${t("claims.still_right")}</button>`;
  }

  /** On the row below the statement, opened or not: the customer's word, or what becomes of a question. */
  #below(): TemplateResult | typeof nothing {
    if (this.#isOpenQuestion()) return this.#question();
    if (!this.view.isShared) return nothing;
    return html`<leitstern-claim-word .view=${this.view} .recordId=${this.recordId}></leitstern-claim-word>`;
  }

  #question(): TemplateResult | typeof nothing {
    const actions = this.view.backlinks
      .of(this.recordId)
      .value.filter((id) => this.view.plan.locate(id)?.kind === "actions");
    if (actions.length)
      return html`<div class="claim-word"><ul class="chips" aria-label=${t("claims.actions")}>${actions.map((id) => html`<li class="chips__item">${chipLink(this.view, id)}</li>`)}</ul></div>`;
    if (!this.mayWrite || !this.view.plan.kinds.includes("actions")) return nothing;
    return html`<div class="claim-word"><button type="button" class="button button--small" data-to-action @click=${this.#toAction}>${icon("list-checks")}${t("claims.to_action")}</button></div>`;
  }

  /** One undoable step: an action with the question's words, owner and date, which serves the question. */
  readonly #toAction = (): void => {
    const values = {
      title: t("claims.action_title", { question: this.string("text") }).slice(0, 300),
      owner: this.value("owner"),
      due: this.value("due"),
      serves: [this.recordId],
    };
    goToAddress(this.view.addressOf(addRecord(this.view, "actions", values, "last")) ?? "actions");
  };

  #isOpenQuestion(): boolean {
    return this.string("standing") === "open";
  }
}

registerLook("claims", ClaimCard, { tag: "leitstern-claim-card" });
