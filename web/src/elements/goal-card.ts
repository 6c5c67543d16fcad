/*
 * A goal: baseline, target and due date, progress (computed by the server), and the records that serve it. The rest is
 * the general card.
 */

import { html, type TemplateResult } from "lit";
import { registerLook } from "./card-looks";
import { page } from "./context";
import { faces } from "./faces";
import { goalBar } from "./goal-bar";
import { RecordCard } from "./record-card";

const WAY = ["aim", "baseline", "baseline_date", "current", "target", "target_date"];

export class GoalCard extends RecordCard {
  protected override look(): string {
    return `record--goal ${super.look()}`;
  }

  /** One bar from baseline to target, with today's value and where it should be today. */
  protected override rest(): TemplateResult {
    return html`<div class="goal-rest">${goalBar(this.view, this.recordId)}
      <div class="goal-rest__ends"><span translate="no">${this.#said("baseline")}</span><strong translate="no">${this.#said("current")}</strong>
        <span><span translate="no">${this.#said("target")}</span>${this.#by()}</span></div></div>
      <div class="record__marks">${faces(this.view, this.targets("owner"))}${this.doneOfLinked()}${this.gaps()}</div>`;
  }

  protected override body(): TemplateResult {
    return html`<div class="goal-aim">${this.field("aim")}</div><div class="goal-way">
        <div class="goal-way__end">${this.#amount("baseline")}${this.field("baseline_date")}</div>
        <div class="goal-way__now">${this.#amount("current")}</div>
        <div class="goal-way__end goal-way__end--last">${this.#amount("target")}${this.field("target_date")}</div>
      </div>`;
  }

  protected override group(name: "head" | "body" | "facts" | "links"): readonly string[] {
    return super.group(name).filter((field) => !WAY.includes(field));
  }

  #amount(name: "baseline" | "target" | "current"): TemplateResult {
    const unit = this.string("unit");
    return this.field(name, { unit, shown: (value) => page().format.quantity(Number(value), unit) });
  }

  #said(name: "baseline" | "target" | "current"): string {
    const value = this.value(name);
    return typeof value === "number" ? page().format.quantity(value, this.string("unit")) : "–";
  }

  #by(): string {
    const date = this.string("target_date");
    return date ? ` · ${page().format.date(date)}` : "";
  }
}

registerLook("goals", GoalCard, { tag: "leitstern-goal-card" });
