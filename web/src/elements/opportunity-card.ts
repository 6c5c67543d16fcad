/*
 * An opportunity: what both companies gain, side by side in their hues, how likely and how costly it is, and the
 * priority that the server computes of it.
 */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../core/i18n";
import type { Side } from "../generated/plan";
import { page } from "./context";
import { stageBadge, stageChoices } from "./field-words";
import { flagList } from "./flag-list";
import { icon } from "./icon";
import { backlinks } from "./link-chip";
import { RecordCard } from "./record-card";

export class OpportunityCard extends RecordCard {
  readonly kind = "opportunities";

  protected override render(): TemplateResult {
    return html`<article class="record record--opportunity">
      <header class="record__head">
        ${this.grip()}${this.#rank()}
        <h3 class="record__title">${this.textField({ name: "title", label: "plan.title", empty: "plan.opportunity_title_empty", look: "title" })}</h3>
        ${this.company()}${this.menuButton()}
      </header>
      ${this.textField({ name: "description", label: "plan.description", empty: "plan.description_empty", isLong: true, look: "body" })}
      <div class="benefits">${this.#benefit("customer")}${this.#benefit("supplier")}${this.#priority()}</div>
      <div class="record__facts">
        ${this.choiceField({ name: "stage", label: "plan.stage", choices: stageChoices(), drawn: stageBadge })}
        ${this.valueField({ name: "probability", label: t("plan.probability"), kind: "percent", unit: "%", shown: (share: number) => page().format.percent(share) })}
        ${this.valueField({ name: "effort", label: t("plan.effort"), kind: "number", unit: t("plan.person_days"), shown: (days: number) => t("plan.days_of_effort", { days: page().format.number(days) }) })}
        ${this.dateField("time_horizon", t("plan.time_horizon"))}
        ${this.#sponsor("customer")}${this.#sponsor("supplier")}
      </div>
      <div class="record__foot">${flagList(this.recordId)}${this.#linked()}</div>
    </article>`;
  }

  #linked(): TemplateResult | typeof nothing {
    const count = page().backlinks.of(this.recordId).value.length;
    if (count === 0) return nothing;
    return html`<details class="fold"><summary class="fold__summary">${icon("chevron-right")}${t("plan.linked_count", { count })}</summary>
      ${backlinks(this.recordId, "plan.linked")}</details>`;
  }

  #rank(): TemplateResult {
    const rank = page().measures.of(this.recordId, "rank").value;
    return html`<span class="rank" title=${t("plan.rank_hint")}>${rank ? html`<span class="visually-hidden">${t("plan.rank")} </span>${rank.text}` : "–"}</span>`;
  }

  #benefit(side: Side): TemplateResult {
    const { boot, format, plan } = page();
    const currency = plan.header("currency").value ?? "EUR";
    return this.valueField({
      name: `benefit_${side}`,
      label: t("plan.benefit_for", { side: boot.sides[side] }),
      kind: "money",
      unit: t("plan.currency_per_year", { currency }),
      shown: (amount: number) => t("plan.per_year", { amount: format.money(amount, currency) }),
      look: `slot--benefit slot--${side}`,
    });
  }

  #sponsor(side: Side): TemplateResult {
    const label = t("plan.sponsor_of", { side: page().boot.sides[side] });
    return this.chosenPerson(`sponsor_${side}`, label, side);
  }

  #priority(): TemplateResult {
    const priority = page().measures.of(this.recordId, "priority").value;
    return html`<div class="slot slot--benefit slot--priority"><div class="value value--cell value--computed" title=${t("plan.priority_hint")}>
      <span class="value__label">${t("plan.priority")}</span><span class="value__text">${priority?.text ?? "–"}</span>
    </div></div>`;
  }
}

customElements.define("leitstern-opportunity-card", OpportunityCard);
