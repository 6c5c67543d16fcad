/*
 * The ways to see the people of both companies: as cards, as a table, by reporting lines; and what the reader's own side
 * thinks of the other company's people, which is private. The choice is for this browser only.
 */

import { signal, untracked } from "@preact/signals-core";
import { html, nothing, type TemplateResult } from "lit";
import { t } from "../core/intl/i18n";
import type { ListViews } from "./card-looks";
import { page } from "./context";
import { icon } from "./icon";
import "./own-relations";
import "./people-table";
import "./reporting-lines";

type PeopleView = "cards" | "table" | "lines" | "own";
const VIEWS: readonly PeopleView[] = ["cards", "table", "lines", "own"];

const shown = signal<PeopleView>("cards");

export const PEOPLE_VIEWS: ListViews = {
  choice,
  other,
  showCards: () => {
    shown.value = "cards";
  },
};

function choice(): TemplateResult {
  const hasOwn = untracked(() => page().privateRoom()) !== undefined; // Opens it: cards show what is in it.
  return html`<div class="segments people-views" role="group" aria-label=${t("people.views")}>${VIEWS.filter(
    (view) => view !== "own" || hasOwn,
  ).map(
    (
      view,
    ) => html`<button type="button" class="segments__item" data-people-view=${view} aria-pressed=${shown.value === view ? "true" : "false"}
      @click=${() => {
        shown.value = view;
      }}>${view === "own" ? icon("lock-keyhole") : nothing}${t(`people.view.${view}`)}</button>`,
  )}</div>`;
}

function other(): TemplateResult | undefined {
  switch (shown.value) {
    case "cards":
      return undefined;
    case "table":
      return html`<leitstern-people-table></leitstern-people-table>`;
    case "lines":
      return html`<leitstern-reporting-lines></leitstern-reporting-lines>`;
    case "own":
      return html`<leitstern-own-relations data-own></leitstern-own-relations>`;
  }
}
