/*
 * Somebody who takes part, of either side: name, title, unit. Facts only; what one side thinks of a person is not
 * written in the shared plan.
 */

import { html, type TemplateResult } from "lit";
import type { Side } from "../generated/plan";
import { avatar } from "./avatar";
import { sideBadge, sideChoices } from "./field-words";
import { RecordCard } from "./record-card";

export class PersonCard extends RecordCard {
  readonly kind = "people";

  protected override render(): TemplateResult {
    const side: Side = this.string("side") === "supplier" ? "supplier" : "customer";
    return html`<article class=${`record record--person record--${side}`}>
      <header class="record__head">
        ${this.grip()}${avatar(this.string("name"), side, "")}
        <div class="record__title">
          <h3>${this.textField({ name: "name", label: "plan.person_name", empty: "plan.person_name_empty", look: "title" })}</h3>
          ${this.textField({ name: "title", label: "plan.job_title", empty: "plan.job_title_empty", look: "line" })}
          ${this.textField({ name: "unit", label: "plan.person_unit", empty: "plan.person_unit_empty", look: "line" })}
        </div>
        ${this.company()}${this.menuButton()}
      </header>
      ${this.choiceField({ name: "side", label: "plan.side", choices: sideChoices(), drawn: (value) => sideBadge(value === "supplier" ? "supplier" : "customer") })}
    </article>`;
  }
}

customElements.define("leitstern-person-card", PersonCard);
