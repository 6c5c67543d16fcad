/*
 * A goal: whose it is, what is counted, from where to where by when, how far it has come (computed by the server),
 * who answers for it and which opportunities serve it.
 */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../core/i18n";
import { page } from "./context";
import { whoseBadge, whoseChoices } from "./field-words";
import { flagList } from "./flag-list";
import { icon } from "./icon";
import { backlinks, chip } from "./link-chip";
import { RecordCard } from "./record-card";
import { nameOf, recordOptions } from "./records-view";

export class GoalCard extends RecordCard {
  readonly kind = "goals";

  protected override render(): TemplateResult {
    const whose = this.string("whose") || "joint";
    return html`<article class=${`record record--goal record--${whose}`}>
      <header class="record__head">
        ${this.grip()}
        <h3 class="record__title">${this.textField({ name: "title", label: "plan.title", empty: "plan.goal_title_empty", look: "title" })}</h3>
        ${this.company(["opportunities"])}${this.menuButton()}
      </header>
      ${this.#progress(whose)}
      <div class="goal-way">
        <div class="goal-way__end">${this.#amount("baseline")}${this.dateField("baseline_date", t("plan.baseline_date"))}</div>
        <div class="goal-way__now">${this.#amount("current")}</div>
        <div class="goal-way__end goal-way__end--last">${this.#amount("target")}${this.dateField("target_date", t("plan.target_date"))}</div>
      </div>
      <div class="record__facts record__facts--goal">
        ${this.choiceField({ name: "whose", label: "plan.whose", choices: whoseChoices(), drawn: whoseBadge })}
        ${this.chosenPerson("owner", t("plan.owner"))}${this.#measure()}
        ${this.valueField({ name: "unit", label: t("plan.unit"), kind: "word", shown: (unit: string) => unit })}
      </div>
      <div class="record__foot">${flagList(this.recordId)}${this.#linked()}</div>
    </article>`;
  }

  /** The opportunities that serve it and the actions that work on it, folded to their number. */
  #linked(): TemplateResult | typeof nothing {
    const actions = page().backlinks.of(this.recordId).value.length;
    const count = this.ids("opportunities").filter((id) => nameOf(id) !== undefined).length + actions;
    if (count === 0 && !this.mayWrite) return nothing;
    return html`<details class="fold"><summary class="fold__summary">${icon("chevron-right")}${t("plan.goal_linked_count", { count })}</summary>
      <div class="fold__body">${this.linksField(
        {
          name: "opportunities",
          label: t("plan.goal_opportunities"),
          options: () => recordOptions("opportunities", t("plan.opportunities")),
          empty: "plan.links_empty",
        },
        chip,
      )}${
        actions
          ? html`<div class="backlinks"><span class="value__label" aria-hidden="true">${t("plan.actions")}</span>${backlinks(this.recordId, "plan.actions")}</div>`
          : nothing
      }</div></details>`;
  }

  #measure(): TemplateResult {
    return html`<div class="slot slot--wide"><span class="value__label" aria-hidden="true">${t("plan.measure")}</span>
      ${this.textField({ name: "measure", label: "plan.measure", empty: "plan.measure_empty", look: "line" })}</div>`;
  }

  #amount(name: "baseline" | "target" | "current"): TemplateResult {
    return this.valueField({
      name,
      label: t(`plan.${name}`),
      kind: "number",
      unit: this.string("unit"),
      shown: (amount: number) => this.#withUnit(amount),
    });
  }

  #withUnit(amount: number): string {
    const unit = this.string("unit");
    return unit ? `${page().format.number(amount)} ${unit}` : page().format.number(amount);
  }

  #progress(whose: string): TemplateResult {
    const progress = page().measures.of(this.recordId, "progress").value;
    const share = progress ? Math.min(1, Math.max(0, Number(progress.value))) : 0;
    return html`<div class="goal-progress">
      <span class="goal-progress__words">${t("plan.progress")}</span>
      <progress class=${`progress progress--${whose}`} max="1" .value=${share} aria-label=${t("plan.progress")}></progress>
      <span class="goal-progress__value">${progress?.text ?? t("plan.progress_unknown")}</span>
    </div>`;
  }
}

customElements.define("leitstern-goal-card", GoalCard);
