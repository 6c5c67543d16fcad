/*
 * An item of the plan that lacks something at the closing of a session, mended where it stands by the fields of its card: an
 * action's owner and due date, the other side's agreement to a goal, the customer's word on a statement.
 */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../core/intl/i18n";
import type { Side } from "../generated/plan";
import { page } from "./context";
import { choiceBadge, startAfterDue } from "./field-words";
import { icon } from "./icon";
import { nameOf } from "./record-names";
import { ShapedFields } from "./shaped-fields";
import "./claim-word";

export class ClosingRow extends ShapedFields {
  override connectedCallback(): void {
    super.connectedCallback();
    this.dataset["record"] = this.recordId;
  }

  protected override render(): TemplateResult {
    return html`<div class="closing-row"><a class="closing-row__name" href=${`#${this.view.addressOf(this.recordId)}`} translate="no">${nameOf(this.view, this.recordId)}</a>${this.#mending()}</div>`;
  }

  #mending(): TemplateResult {
    switch (this.kind) {
      case "actions":
        return html`<div class="closing-row__facts">${this.field("owner")}${this.field("due", { check: (due) => startAfterDue(this.value("start"), due) })}</div>`;
      case "goals":
        return this.#agreement();
      default:
        return html`<leitstern-claim-word .view=${this.view} .recordId=${this.recordId}></leitstern-claim-word>`;
    }
  }

  /** Whoever of the other company says so makes the goal a joint one, and may take that back as long as the row is there. */
  #agreement(): TemplateResult {
    const { boot } = page();
    const whose = this.string("whose");
    const isMissing = missingSide(whose) === boot.me.side;
    const name = nameOf(this.view, this.recordId) ?? "";
    const label = t("sign_off.our_goal_named", { name });
    return html`<div class="closing-row__goal"><span translate=${whose === "joint" ? nothing : "no"}>${choiceBadge({ name: "whose" }, whose)}</span>${
      isMissing && this.mayWrite
        ? html`<button type="button" class="button button--small" data-agree-goal aria-label=${label} @click=${this.#agree}>${icon("handshake")}${t("sign_off.our_goal")}</button>`
        : nothing
    }${isMissing || whose === "joint" ? nothing : html`<span class="muted">${t("sign_off.waits_for", { company: boot.sides[missingSide(whose)] })}</span>`}</div>`;
  }

  readonly #agree = async (): Promise<void> => {
    this.set("whose", "joint");
    await this.updateComplete;
    this.querySelector("a")?.focus({ preventScroll: true });
  };
}

/** The side whose agreement a goal of one side lacks. */
export function missingSide(whose: string): Side {
  return whose === "customer" ? "supplier" : "customer";
}

customElements.define("leitstern-closing-row", ClosingRow);
