/*
 * The ways to see the opportunities: as cards, or compared by what they bring each company (the win-win portfolio, which
 * the server draws). The choice is for this browser only.
 */

import { signal } from "@preact/signals-core";
import { html, type TemplateResult } from "lit";
import { t } from "../core/intl/i18n";
import type { ListViews } from "./card-looks";
import "./win-win";

type OpportunityView = "cards" | "compared";
const VIEWS: readonly OpportunityView[] = ["cards", "compared"];

const shown = signal<OpportunityView>("cards");

export const OPPORTUNITY_VIEWS: ListViews = {
  choice,
  other,
  showCards: () => {
    shown.value = "cards";
  },
};

function choice(): TemplateResult {
  return html`<div class="segments people-views" role="group" aria-label=${t("win_win.views")}>${VIEWS.map(
    (
      view,
    ) => html`<button type="button" class="segments__item" data-opportunity-view=${view} aria-pressed=${shown.value === view ? "true" : "false"}
      @click=${() => {
        shown.value = view;
      }}>${t(`win_win.view.${view}`)}</button>`,
  )}</div>`;
}

function other(): TemplateResult | undefined {
  if (shown.value === "cards") return undefined;
  return html`<leitstern-win-win></leitstern-win-win>`;
}
