/*
 * The joint notes: one rich text that everybody in the plan writes and reads.
 */

import { html, type TemplateResult } from "lit";
import { t } from "../core/intl/i18n";
import { page } from "./context";
import type { NotesSource } from "./rich-notes";
import "./rich-notes";
import { SignalElement } from "./signal-element";

export class Notes extends SignalElement {
  #source: NotesSource | undefined;

  protected override appeared(): void {
    this.#source = {
      view: page().shared,
      section: "notes",
      label: t("plan.notes"),
      empty: t("plan.notes_empty"),
    };
  }

  protected override render(): TemplateResult {
    const { boot } = page();
    return html`<header class="section-head"><div class="section-head__title"><h2 tabindex="-1" data-heading>${t("plan.notes")}</h2></div></header>
      <p class="section-lead">${t("plan.notes_lead", { customer: boot.sides.customer, supplier: boot.sides.supplier })}</p>
      <div class="sheet"><leitstern-rich-notes .source=${this.#source}></leitstern-rich-notes></div>`;
  }
}

customElements.define("leitstern-notes", Notes);
