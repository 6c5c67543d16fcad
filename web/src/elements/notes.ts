/*
 * The joint notes: one long text that everybody in the plan writes and reads.
 */

import { html, type TemplateResult } from "lit";
import { t } from "../core/i18n";
import { ROOTS } from "../generated/plan";
import { page } from "./context";
import type { TextSource } from "./shared-text";
import "./shared-text";
import { WatchingElement } from "./watching";

export class Notes extends WatchingElement {
  #source: TextSource | undefined;

  protected override appeared(): void {
    const { plan, replica, presence, mayWrite } = page();
    this.#source = {
      replica,
      presence,
      mayWrite,
      text: plan.notes,
      value: plan.notesValue,
      place: { section: "overview", field: "notes" },
      label: t("plan.notes"),
      empty: t("plan.notes_empty"),
      look: "sheet",
      maxLength: ROOTS.shared.notes.maxLength,
    };
  }

  protected override render(): TemplateResult {
    const { boot } = page();
    return html`<header class="section-head"><div class="section-head__title"><h2 tabindex="-1" data-heading>${t("plan.notes")}</h2></div></header>
      <p class="section-lead">${t("plan.notes_lead", { customer: boot.sides.customer, supplier: boot.sides.supplier })}</p>
      <div class="sheet"><leitstern-shared-text .source=${this.#source}></leitstern-shared-text></div>`;
  }
}

customElements.define("leitstern-notes", Notes);
