/*
 * The SWOT of the relationship: the statements that are marked, in four fields, as links to their cards. It is a view,
 * not a second place to write.
 */

import { html, type TemplateResult } from "lit";
import { t, tn } from "../core/intl/i18n";
import { standingMark } from "./claim-standing";
import { page } from "./context";
import { SignalElement } from "./signal-element";

const FIELDS = ["strength", "weakness", "opportunity", "threat"] as const;

export class ClaimSwot extends SignalElement {
  protected override render(): TemplateResult {
    const { plan } = page().shared;
    const ids = plan.any("claims").ids.value;
    const marked = (field: string): readonly string[] =>
      ids.filter((id) => plan.value("claims", id, "swot") === field);
    const unmarked = ids.length - FIELDS.reduce((sum, field) => sum + marked(field).length, 0);
    return html`<div class="swot">${FIELDS.map((field) => this.#field(field, marked(field)))}</div>
      <p class="section-lead swot__rest">${tn("claims.swot_unmarked", unmarked)}</p>`;
  }

  #field(field: (typeof FIELDS)[number], ids: readonly string[]): TemplateResult {
    const { plan } = page().shared;
    return html`<section class=${`swot__field swot__field--${field}`} aria-label=${t(`claims.swot.${field}`)}><h3>${t(`claims.swot.${field}`)}</h3>
      ${
        ids.length
          ? html`<ul class="swot__list">${ids.map((id) => html`<li>${standingMark(id)}<a href=${`#claims/${id}`}>${plan.nameOf(id)?.trim() || t("plan.untitled")}</a></li>`)}</ul>`
          : html`<p class="muted">${t("claims.swot_none")}</p>`
      }</section>`;
  }
}

customElements.define("leitstern-claim-swot", ClaimSwot);
