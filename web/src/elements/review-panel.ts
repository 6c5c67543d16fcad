/*
 * The phases of a review, from the live plan: value confirmed and changes since the sign-off, goals, late actions (which the
 * server computes, pages/review.py), and the decisions that are wanted: open proposals, parked topics and open questions.
 */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../core/intl/i18n";
import type { Phase, WorkshopSession } from "../doc/workshop-sessions";
import { page } from "./context";
import { registerTopicPanel } from "./phase-panels";
import { nameOf } from "./record-names";
import { SignalElement } from "./signal-element";
import "./derived-panel";

const PANELS: Readonly<Record<string, string>> = {
  since_last: "since-last",
  goals: "goals",
  actions: "actions",
};
const SHOWN = 6;

export class ReviewPanel extends SignalElement {
  static override properties = { session: { attribute: false }, phase: { attribute: false } };
  declare session: WorkshopSession;
  declare phase: Phase;

  protected override render(): TemplateResult {
    const panel = PANELS[this.phase.topic ?? ""];
    return panel
      ? html`<leitstern-derived-panel data-panel=${`review/${panel}`}></leitstern-derived-panel>`
      : wanted();
  }
}

/** What waits for a decision, of this session and of those before it. */
function wanted(): TemplateResult {
  const { discussion, shared } = page();
  const proposals = discussion.proposals.value.filter((one) => one.outcome === "open");
  const parked = discussion.parked().filter((one) => !one.resolved_at);
  const questions = shared.plan
    .any("claims")
    .ids.value.filter((id) => shared.plan.value("claims", id, "standing") === "open");
  if (proposals.length + parked.length + questions.length === 0)
    return html`<div class="review" data-review="decisions"><p class="review__note">${t("review.nothing_to_decide")}</p></div>`;
  return html`<div class="review" data-review="decisions">
    ${list(
      t("review.proposals"),
      proposals.map((one) => html`<span class="review__link" translate="no">${one.text}</span>`),
    )}
    ${list(
      t("topic.parked"),
      parked.map((one) => html`<span class="review__link" translate="no">${one.text}</span>`),
    )}
    ${list(
      t("summary.questions"),
      questions.map(
        (id) =>
          html`<a class="review__link" href=${`#claims/${id}`} translate="no">${nameOf(shared, id)}</a>`,
      ),
    )}</div>`;
}

function list(title: string, entries: readonly TemplateResult[]): TemplateResult | typeof nothing {
  if (entries.length === 0) return nothing;
  const more = entries.length - SHOWN;
  return html`<h3 class="review__title">${title}</h3><ul class="review__list">${entries.slice(0, SHOWN).map((one) => html`<li class="review__item">${one}</li>`)}</ul>${more > 0 ? html`<p class="review__note">+ ${more}</p>` : nothing}`;
}

customElements.define("leitstern-review-panel", ReviewPanel);
for (const topic of ["since_last", "decisions"]) registerTopicPanel(topic, "leitstern-review-panel");
for (const topic of ["goals", "actions"]) registerTopicPanel(topic, "leitstern-review-panel", "review");
