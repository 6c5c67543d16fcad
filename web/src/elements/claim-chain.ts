/*
 * The chain of insight: from the customer's ambition over the pressure to act and the initiative to the obstacle, and the
 * opportunity that answers it. A tree of links: a statement stands below the one that it follows from. What follows from
 * nothing yet begins a line of its own, so that nothing of the chain is hidden.
 */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../core/intl/i18n";
import { standingMark, topicName } from "./claim-standing";
import { page } from "./context";
import { icon } from "./icon";
import { chipLink } from "./link-chip";
import { SignalElement } from "./signal-element";

const CHAIN: readonly string[] = ["ambition", "pressure", "initiative", "obstacle"];

export class ClaimChain extends SignalElement {
  protected override render(): TemplateResult {
    const { plan } = page().shared;
    const inChain = plan.any("claims").ids.value.filter((id) => CHAIN.includes(topicOf(id)));
    const roots = inChain.filter((id) => parentsOf(id).every((parent) => !inChain.includes(parent)));
    const sorted = [...roots].sort((a, b) => CHAIN.indexOf(topicOf(a)) - CHAIN.indexOf(topicOf(b)));
    if (inChain.length === 0)
      return html`<div class="empty-state"><p class="empty-state__title">${t("claims.chain_none")}</p><p>${t("claims.chain_none_text")}</p></div>`;
    const drawn = new Set<string>();
    return html`<p class="section-lead">${t("claims.chain_lead")}</p>
      <ul class="chain">${sorted.map((id) => this.#branch(id, inChain, drawn))}${inChain
        .filter((id) => !drawn.has(id))
        .map((id) => this.#branch(id, inChain, drawn))}</ul>`;
  }

  /** `drawn` ends circles: two statements may follow from each other. */
  #branch(id: string, inChain: readonly string[], drawn: Set<string>): TemplateResult | typeof nothing {
    if (drawn.has(id)) return nothing;
    drawn.add(id);
    const { shared } = page();
    const children = inChain.filter((other) => parentsOf(other).includes(id));
    const answers = shared.plan.targets("claims", id, "answered_by").value;
    return html`<li class="chain__item"><div class=${`chain__claim chain__claim--${topicOf(id)}`}>
        <span class="chain__topic">${topicName(topicOf(id))}</span>
        <a class="chain__text" href=${`#claims/${id}`}>${shared.plan.nameOf(id)?.trim() || t("plan.untitled")}</a>${standingMark(id)}
        ${answers.length ? html`<span class="chain__answers"><span class="chain__answer-label">${icon("corner-down-right")}${t("fields.answered_by")}</span>${answers.map((answer) => chipLink(shared, answer))}</span>` : nothing}</div>
      ${children.length ? html`<ul class="chain__next">${children.map((child) => this.#branch(child, inChain, drawn))}</ul>` : nothing}</li>`;
  }
}

function topicOf(id: string): string {
  return String(page().shared.plan.value("claims", id, "topic") ?? "");
}

function parentsOf(id: string): readonly string[] {
  return page().shared.plan.targetIds("claims", id, "follows");
}

customElements.define("leitstern-claim-chain", ClaimChain);
