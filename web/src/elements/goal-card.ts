/*
 * A goal: whose it is, what is counted, from where to where by when, how far it has come (computed by the server),
 * who answers for it and which opportunities serve it.
 */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../core/i18n";
import { page } from "./context";
import { whoseBadge, whoseChoices } from "./field-words";
import { flagList } from "./flag-list";
import { backlinkRow, chip } from "./link-chip";
import { RecordCard } from "./record-card";
import { peopleOptions, recordOptions } from "./records-view";

export class GoalCard extends RecordCard {
  readonly kind = "goals";

  protected override render(): TemplateResult {
    const whose = this.string("whose") || "joint";
    return html`<article class=${`record record--goal record--${whose}`}>
      <header class="record__head">
        ${this.grip()}
        <h3 class="record__title">${this.textField({ name: "title", label: "plan.title", empty: "plan.goal_title_empty", look: "title" })}</h3>
        ${this.company()}${this.menuButton()}
      </header>
      ${this.#progress(whose)}
      <div class="record__facts">
        ${this.choiceField({ name: "whose", label: "plan.whose", choices: whoseChoices(), drawn: whoseBadge })}
        ${this.personField({
          name: "owner",
          label: t("plan.owner"),
          options: () => peopleOptions(),
          empty: "plan.nobody",
          make: (words) =>
            this.set("owner", page().plan.people.create({ name: words, side: page().boot.me.side })),
        })}
        ${this.#measure()}
        ${this.linksField(
          {
            name: "opportunities",
            label: t("plan.goal_opportunities"),
            options: () => recordOptions("opportunities", t("plan.opportunities")),
            empty: "plan.links_empty",
          },
          chip,
        )}
        ${this.#amount("baseline")}${this.#date("baseline_date")}${this.#amount("current")}
        ${this.#amount("target")}${this.#date("target_date")}
        ${this.valueField({ name: "unit", label: t("plan.unit"), kind: "word", shown: (unit: string) => unit })}
      </div>
      ${backlinkRow(this.recordId, "plan.actions")}${flagList(this.recordId)}
    </article>`;
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

  #date(name: "baseline_date" | "target_date"): TemplateResult {
    return this.valueField({
      name,
      label: t(`plan.${name}`),
      kind: "date",
      shown: (iso: string) => page().format.date(iso),
    });
  }

  #withUnit(amount: number): string {
    const unit = this.string("unit");
    return unit ? `${page().format.number(amount)} ${unit}` : page().format.number(amount);
  }

  #progress(whose: string): TemplateResult {
    const progress = page().measures.of(this.recordId, "progress").value;
    const share = progress ? Math.min(1, Math.max(0, Number(progress.value))) : 0;
    const [baseline, target] = [this.number("baseline"), this.number("target")];
    return html`<div class="goal-progress">
      <div class="goal-progress__line"><span>${t("plan.progress")}</span><span class="goal-progress__value">${progress?.text ?? t("plan.progress_unknown")}</span></div>
      <progress class=${`progress progress--${whose}`} max="1" .value=${share} aria-label=${t("plan.progress")}></progress>
      ${
        baseline === undefined || target === undefined
          ? nothing
          : html`<div class="goal-progress__ends" aria-hidden="true"><span>${this.#withUnit(baseline)}</span><span>${this.#withUnit(target)}</span></div>`
      }
    </div>`;
  }
}

customElements.define("leitstern-goal-card", GoalCard);
