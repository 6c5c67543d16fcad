/*
 * One list of all decisions, the newest first: those written down in the plan, and those that a session decided, which
 * only the server writes. A reader need not know the difference; each entry leads to where it stands. The other way to see
 * the section are the cards of the plan's own decisions. The choice is for this browser only.
 */

import { signal } from "@preact/signals-core";
import { html, nothing, type TemplateResult } from "lit";
import { t } from "../core/intl/i18n";
import { dayIn } from "../core/intl/today";
import type { Proposal } from "../doc/discussion";
import type { ListViews } from "./card-looks";
import { page } from "./context";
import { faces } from "./faces";
import { icon } from "./icon";
import { chipLinks } from "./link-chip";
import { nameOf, participantName } from "./record-names";
import { SignalElement } from "./signal-element";

const VIEWS = ["all", "cards"] as const;
const DECIDED: readonly string[] = ["agreed", "rejected", "postponed"];
const shown = signal<(typeof VIEWS)[number]>("all");

export const DECISION_VIEWS: ListViews = {
  choice,
  other,
  showCards: () => {
    shown.value = "cards";
  },
};

function choice(): TemplateResult {
  return html`<div class="segments people-views" role="group" aria-label=${t("decisions.view")}>${VIEWS.map(
    (
      view,
    ) => html`<button type="button" class="segments__item" data-decision-view=${view} aria-pressed=${shown.value === view ? "true" : "false"}
      @click=${() => {
        shown.value = view;
      }}>${t(`decisions.view.${view}`)}</button>`,
  )}</div>`;
}

function other(): TemplateResult | undefined {
  if (shown.value === "cards" || allDecisions().length === 0) return undefined;
  return html`<leitstern-decision-list></leitstern-decision-list>`;
}

interface Entry {
  readonly id: string;
  /** ISO calendar date; empty where nobody wrote one down. */
  readonly day: string;
  readonly proposal?: Proposal;
}

/** Reads signals. What has no date yet comes first: it was just begun. */
export function allDecisions(): readonly Entry[] {
  const { boot, shared, discussion } = page();
  const { plan } = shared;
  const written = plan.any("plan_decisions").ids.value.map((id) => ({
    id,
    day: String(plan.value("plan_decisions", id, "decided_on") ?? ""),
  }));
  const decided = discussion.proposals.value
    .filter((one) => DECIDED.includes(one.outcome ?? ""))
    .map((one) => ({
      id: one.id,
      day: dayIn(boot.time_zone, Date.parse(one.decided_at ?? one.at)),
      proposal: one,
    }));
  return [...written, ...decided].sort((a, b) =>
    a.day === b.day ? 0 : a.day === "" ? -1 : b.day === "" ? 1 : a.day < b.day ? 1 : -1,
  );
}

export class DecisionList extends SignalElement {
  protected override render(): TemplateResult {
    return html`<ol class="decision-list">${allDecisions().map((one) =>
      one.proposal ? this.#ofSession(one, one.proposal) : this.#ofPlan(one),
    )}</ol>`;
  }

  #ofPlan({ id, day }: Entry): TemplateResult {
    const view = page().shared;
    const reason = String(view.plan.value("plan_decisions", id, "reason") ?? "").trim();
    return html`<li class="decision-list__entry" data-decided=${id}>${this.#day(day)}
      <div class="decision-list__words"><h3 class="decision-list__what"><a href=${`#${view.addressOf(id)}`} translate="no">${nameOf(view, id) || t("plan.untitled")}</a></h3>
        ${reason ? html`<p class="decision-list__why" translate="no">${reason}</p>` : nothing}
        <div class="cluster">${faces(view, view.plan.targets("plan_decisions", id, "decided_by").value)}${chipLinks(view, view.plan.targets("plan_decisions", id, "concerns").value, "fields.concerns")}</div></div></li>`;
  }

  #ofSession({ id, day }: Entry, one: Proposal): TemplateResult {
    const { boot, format } = page();
    const look = one.outcome === "agreed" ? "badge badge--good" : "badge";
    const name = participantName(one.by);
    return html`<li class="decision-list__entry" data-decided=${id}>${this.#day(day)}
      <div class="decision-list__words"><h3 class="decision-list__what"><a href=${`/plans/${boot.plan_id}/sessions/${one.session}`} translate="no">${one.text}</a></h3>
        ${one.conclusion || one.reason ? html`<p class="decision-list__why" translate="no">${one.conclusion || one.reason}</p>` : nothing}
        <p class="decision-list__source">${icon("presentation")}<span class="decision-list__from">${t("decisions.session", { date: format.date(day) })}${name ? html`, ${t("decisions.session_proposed", { name })}` : nothing}</span>
          <span class=${look}>${t(`decision.outcome.${one.outcome ?? "open"}`)}</span></p></div></li>`;
  }

  #day(day: string): TemplateResult {
    return day
      ? html`<time class="decision-list__day" datetime=${day} translate="no">${page().format.date(day)}</time>`
      : html`<span class="decision-list__day">${t("decisions.undated")}</span>`;
  }
}

customElements.define("leitstern-decision-list", DecisionList);
