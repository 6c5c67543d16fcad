/* The results of a session's rounds (votes, estimates, ideas ...), once it is over: each by its question, to be opened. */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../core/intl/i18n";
import type { WorkshopSession } from "../doc/workshop-sessions";
import { page } from "./context";
import { icon } from "./icon";
import { bodyOf } from "./round-panel";
import { SignalElement } from "./signal-element";

export class SessionResults extends SignalElement {
  static override properties = { session: { attribute: false } };
  declare session: WorkshopSession;

  protected override render(): TemplateResult | typeof nothing {
    const rounds = page()
      .rounds.all.value.filter((one) => one.session === this.session.id && one.status === "closed")
      .filter((one) => one.kind !== "check") // it has a section of its own
      .reverse();
    if (rounds.length === 0) return nothing;
    return html`<section class="results" aria-labelledby="session-results"><h3 class="session-group__title" id="session-results">${t("workshop.results")}</h3>
      ${rounds.map((round) => html`<details class="fold results__round" data-round=${round.id} open><summary class="fold__summary">${icon("chevron-right")}<span translate="no">${round.question}</span></summary>${bodyOf(round, false, false)}</details>`)}</section>`;
  }
}

customElements.define("leitstern-session-results", SessionResults);
