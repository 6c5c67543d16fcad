/*
 * One entry of the value log: the general card, with the word of the company that gains below it.
 */

import { html, nothing, type TemplateResult } from "lit";
import { registerLook } from "./card-looks";
import { page } from "./context";
import { choiceBadge, choiceName } from "./field-words";
import { RecordCard } from "./record-card";
import "./value-word";

export class ValueCard extends RecordCard {
  protected override look(): string {
    return "record--value";
  }

  /** At rest: what it brings whom, how often, and how firm it is. */
  protected override rest(): TemplateResult {
    const amount = this.value("amount");
    const currency = String(this.view.plan.header("currency").value ?? "EUR");
    const level = this.string("evidence_level");
    return html`<div class="value-rest">${
      typeof amount === "number"
        ? html`<strong class="value-rest__amount" translate="no">${page().format.money(amount, currency)}</strong> <span>${choiceName({ name: "recurrence" }, this.string("recurrence") || "yearly")}</span>`
        : nothing
    } ${choiceBadge({ name: "gains" }, this.string("gains") || "customer")} ${level ? choiceBadge({ name: "evidence_level" }, level) : nothing}</div>${this.marks()}`;
  }

  protected override render(): TemplateResult {
    return html`${super.render()}${
      this.view.isShared
        ? html`<leitstern-value-word .view=${this.view} .recordId=${this.recordId}></leitstern-value-word>`
        : nothing
    }`;
  }
}

registerLook("values", ValueCard, { tag: "leitstern-value-card" });
