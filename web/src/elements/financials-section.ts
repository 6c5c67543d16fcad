/*
 * Financial statements and purchasing volume of the customer, year by year: currency and unit said once, figures in a grid
 * that both sides fill in, growth and margins as the server computes them, and where the figures of a year stand.
 */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../core/intl/i18n";
import "./bin";
import { page } from "./context";
import { icon } from "./icon";
import { addRecord } from "./record-commands";
import { NEW_RECORD, route } from "./route";
import { SignalElement } from "./signal-element";
import { YearTable } from "./year-table";

const FIGURES = ["revenue", "ebit", "investment", "volume"] as const;
/** So many years before this one are shown before anybody entered a figure. */
const YEARS_BACK = 4;
/** One company's financial statements. */
export class FinancialsTable extends YearTable {
  protected override figures(): readonly string[] {
    return FIGURES;
  }

  protected override usualYears(now: number): readonly string[] {
    return Array.from({ length: YEARS_BACK }, (_, at) => String(now - YEARS_BACK + at));
  }

  protected override note(): string {
    return t("financials.note");
  }

  /** Growth and margin as the server computed them. */
  protected override notes(name: string, year: string): readonly string[] {
    return ["growth", "margin"].flatMap((measure) => {
      const found = page().measures.of(this.recordId, `${measure} ${name} ${year}`).value;
      return found ? [found.text] : [];
    });
  }
}

export class FinancialsSection extends SignalElement {
  protected override render(): TemplateResult {
    const { shared, boot } = page();
    const ids = shared.plan.any("financials").ids.value;
    return html`<header class="section-head"><div class="section-head__title"><h2 tabindex="-1" data-heading>${t("kinds.financials.other")}</h2></div>
        ${shared.mayWrite.value && ids.length ? this.#addButton("button section-head__add") : nothing}</header>
      <p class="section-lead">${t("financials.lead", { customer: boot.sides.customer })}</p>
      ${ids.length ? html`<div class="records records--financials" role="list" aria-label=${t("kinds.financials.other")}>${ids.map((id) => html`<leitstern-financials-table .view=${shared} .kind=${"financials"} .recordId=${id}></leitstern-financials-table>`)}</div>` : this.#nothingYet()}
      <leitstern-bin .view=${shared} .kind=${"financials"}></leitstern-bin>`;
  }

  protected override firstUpdated(): void {
    if (
      route.peek().section === "financials" &&
      route.peek().record === NEW_RECORD &&
      page().shared.mayWrite.peek()
    ) {
      history.replaceState(history.state, "", "#financials");
      queueMicrotask(() => this.#addTable());
    }
  }

  #addButton(look: string): TemplateResult {
    return html`<button type="button" class=${look} data-add="last" @click=${() => this.#addTable()}>${icon("plus")}<span class="section-head__words">${t("kinds.financials.add")}</span></button>`;
  }

  #nothingYet(): TemplateResult {
    return html`<div class="empty-state"><h3 class="empty-state__title">${t("kinds.financials.none")}</h3><p>${t("kinds.financials.none_text")}</p>
      ${page().shared.mayWrite.value ? this.#addButton("button") : nothing}</div>`;
  }

  #addTable(): void {
    const { shared, boot } = page();
    const currency = shared.plan.header("currency").peek() ?? "EUR";
    addRecord(shared, "financials", { company: boot.sides.customer, currency }, "last");
  }
}

customElements.define("leitstern-financials-table", FinancialsTable);
customElements.define("leitstern-financials-section", FinancialsSection);
