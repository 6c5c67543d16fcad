/*
 * That an opportunity matters to people of the customer's side: a mark on its card, with names, and for them the button
 * that says so. The choice is a command (workshop/choices.py), asked first on a guest's first screen.
 */

import { html, nothing, type TemplateResult } from "lit";
import { t, tn } from "../core/intl/i18n";
import { mayAnswer } from "./claim-word";
import { CommandState } from "./command-state";
import { page } from "./context";
import { icon } from "./icon";
import { participantName } from "./record-names";
import { SignalElement } from "./signal-element";

export function choiceMark(opportunity: string): TemplateResult | typeof nothing {
  const people = page().choices.of(opportunity).value;
  if (people.length === 0) return nothing;
  const names = people.map((id) => participantName(id) ?? t("word.somebody")).join(", ");
  const words = tn("choices_made.count", people.length);
  return html`<span class="badge badge--customer" data-chosen=${people.length} title=${names}>${icon("star")}<span aria-hidden="true" translate="no">${people.length}</span><span class="visually-hidden">${words}: ${names}</span></span>`;
}

export class ChoiceButton extends SignalElement {
  static override properties = { recordId: { attribute: false } };
  declare recordId: string;
  readonly #command = new CommandState();

  protected override render(): TemplateResult | typeof nothing {
    if (!mayAnswer()) return nothing;
    const { boot, choices } = page();
    const isChosen = choices.of(this.recordId).value.includes(boot.me.participant_id);
    return html`<div class="cluster"><button type="button" class="button button--small" data-choose aria-pressed=${isChosen} ?disabled=${this.#command.isPending.value} @click=${() => this.#choose(!isChosen)}>${icon("star")}${t("first.matters")}</button>${this.#command.problem()}</div>`;
  }

  #choose(chosen: boolean): Promise<unknown> {
    const wish = { opportunity_id: this.recordId, chosen };
    return this.#command.run(() => page().sendCommand("opportunity.choose", wish));
  }
}

customElements.define("leitstern-choice-button", ChoiceButton);
