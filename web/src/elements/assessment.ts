/*
 * What the reader's own side thinks of one person of the other company, on that person's card: a line at rest, its fields
 * when it is opened. It is written to the side's private document, and looks private: the lock and the side's stripes.
 */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../core/intl/i18n";
import { today } from "../core/intl/today";
import { assess, assessed, assessmentsOf } from "../doc/assessments";
import type { Kind } from "../generated/plan";
import { page } from "./context";
import type { DocumentView } from "./document-view";
import { choiceName, labelOf } from "./field-words";
import { icon } from "./icon";
import { openRecordMenu } from "./record-commands";
import { personName, sideOf } from "./record-names";
import { savedWords } from "./saved-line";
import { ShapedFields } from "./shaped-fields";
import { SignalElement } from "./signal-element";

/** The assessment on a person's card; nothing for the reader's own colleagues, whom nobody rates. */
export function assessmentFold(personId: string): TemplateResult | typeof nothing {
  const { opened, shared, boot } = page();
  const side = sideOf(shared, personId);
  if (!opened.value || !side || side === boot.me.side) return nothing;
  return html`<leitstern-assessment class=${`assessment assessment--${boot.me.side}`} data-own .personId=${personId} .view=${opened.value}></leitstern-assessment>`;
}

export class Assessment extends SignalElement {
  static override properties = {
    personId: { attribute: false },
    view: { attribute: false },
    isOpen: { state: true },
  };
  declare personId: string;
  declare view: DocumentView;
  declare isOpen: boolean;

  protected override render(): TemplateResult | typeof nothing {
    const { plan, mayWrite } = this.view;
    const ids = assessmentsOf(plan, this.personId);
    if (ids.length === 0) return mayWrite.value ? this.#begin() : nothing;
    const name = personName(page().shared, this.personId);
    return html`<button type="button" class="assessment__line" aria-expanded=${this.isOpen ? "true" : "false"} @click=${this.#toggle}>
        ${icon("lock-keyhole")}<span class="visually-hidden">${t("own.assessment_of", { name })}: </span><span class="assessment__words">${this.#summary()}</span>${icon("chevron-down")}</button>
      ${this.#expires(name)}
      ${this.isOpen ? ids.map((id) => html`<leitstern-assessment-fields .view=${this.view} .kind=${"assessments"} .recordId=${id}></leitstern-assessment-fields>`) : nothing}`;
  }

  #begin(): TemplateResult {
    const label = t("own.assess_named", { name: personName(page().shared, this.personId) });
    return html`<button type="button" class="button button--quiet button--small" data-assess aria-label=${label} @click=${() => {
      assess(this.view.plan, this.personId, {});
      this.isOpen = true;
      void this.updateComplete.then(() => this.querySelector<HTMLElement>(".assessment__line")?.focus());
    }}>${icon("lock-keyhole")}${t("own.assess")}</button>`;
  }

  /** What nobody changed for long is deleted; one tap keeps it. */
  #expires(name: string): TemplateResult | typeof nothing {
    const expires = page().ownMeasures.of(this.personId, "expires").value;
    if (!expires) return nothing;
    const keep = (): void => {
      for (const id of assessmentsOf(this.view.plan, this.personId))
        this.view.plan.any("assessments").update(id, { reviewed_on: today.peek() });
    };
    return html`<p class="assessment__expires">${icon("clock")}<span>${expires.text}</span>${
      this.view.mayWrite.value
        ? html`<button type="button" class="button button--small" data-still-right aria-label=${t("own.still_right_named", { name })} @click=${keep}>${t("own.still_right")}</button>`
        : nothing
    }</p>`;
  }

  readonly #toggle = (): void => {
    this.isOpen = !this.isOpen;
  };

  /** "credible source → trusted adviser · spoke 12 days ago". */
  #summary(): string {
    const { plan } = this.view;
    const word = (field: string): string => {
      const value = assessed(plan, this.personId, field);
      return typeof value === "string" ? choiceName({ name: field }, value) : "";
    };
    const [now, wanted] = [word("relationship"), word("wanted")];
    const way = wanted && wanted !== now ? t("own.way", { now: now || "?", wanted }) : now;
    const contact = page().ownMeasures.of(this.personId, "contact_days").value?.text ?? "";
    return [way, contact].filter(Boolean).join(" · ") || t("own.title");
  }
}

/** One record's fields. */
export class AssessmentFields extends ShapedFields {
  override readonly kind: Kind = "assessments";

  protected override render(): TemplateResult {
    this.dataset["record"] = this.recordId;
    return html`<div class="assessment__fields">
      ${this.field("relationship")}${this.field("wanted")}
      <div class="assessment__contact">${this.field("last_contact")}${this.mayWrite ? html`<button type="button" class="button button--small" data-spoke @click=${() => this.set("last_contact", today.peek())}>${t("own.spoke_today")}</button>` : nothing}</div>
      ${this.field("supports")}${this.#scale("influence")}${this.#scale("attitude")}${this.field("notes")}
      <button type="button" class="button button--quiet button--icon button--small assessment__menu" aria-haspopup="menu" aria-expanded="false" aria-label=${t("plan.menu_of", { name: t("own.title") })}
        @click=${(event: Event) => openRecordMenu(event.currentTarget as HTMLElement, this)}>${icon("ellipsis")}</button><p class="assessment__saved">${savedWords(this.view)}</p></div>`;
  }

  /** A small whole number as a row of choices, each in reach of the arrow keys. */
  #scale(name: string): TemplateResult {
    const shape = this.shapeOf(name);
    if (!shape) return html``;
    const { minimum = 0, maximum = 0 } = shape;
    const values = Array.from({ length: maximum - minimum + 1 }, (_, at) => minimum + at);
    const value = this.value(name);
    const label = labelOf({ view: this.view, kind: this.kind, name, shape });
    return html`<fieldset class="scale-choice" data-field=${name} ?disabled=${!this.mayWrite}><legend class="value__label">${label}</legend><div class="scale-choice__row">${values.map(
      (one) =>
        html`<label class="scale-choice__one" title=${t(`own.${name}.${one}` as "own.influence.1")}><input type="radio" name=${`${name} ${this.recordId}`} value=${one} .checked=${value === one} aria-label=${`${one}: ${t(`own.${name}.${one}` as "own.influence.1")}`} @change=${() => this.set(name, one)}><span aria-hidden="true">${one > 0 && minimum < 0 ? `+${one}` : String(one).replace("-", "−")}</span></label>`,
    )}</div>${typeof value === "number" ? html`<span class="scale-choice__means">${t(`own.${name}.${value}` as "own.influence.1")}</span>` : nothing}</fieldset>`;
  }
}

customElements.define("leitstern-assessment", Assessment);
customElements.define("leitstern-assessment-fields", AssessmentFields);
