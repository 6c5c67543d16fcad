/*
 * A record as one row inside the card of another one: its title, choice, person and last date as fields that are edited in
 * place, a way to its own card, and a button that takes the link out. Works for every kind. Used by linked-records.ts.
 */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../core/intl/i18n";
import { shapeOf } from "../doc/plan-document";
import { page } from "./context";
import { icon } from "./icon";
import { tellTitleEnded } from "./new-row";
import { nameOf } from "./record-names";
import { restFields } from "./rest-fields";
import { ShapedFields } from "./shaped-fields";

export class LinkedRow extends ShapedFields {
  unlink: () => void = () => {};

  override connectedCallback(): void {
    super.connectedCallback();
    this.dataset["record"] = this.recordId;
  }

  /** Starts editing the title. */
  edit(): void {
    if (this.view.mayWrite.peek()) this.editing = { name: shapeOf(this.kind).name };
  }

  protected override render(): TemplateResult {
    const late = this.view.isShared ? page().measures.of(this.recordId, "late").value : undefined;
    return html`<div class="linked-row">
      <div class="linked-row__title">${this.field(shapeOf(this.kind).name)}</div>
      ${late ? html`<span class="badge badge--bad">${icon("clock")}${late.text}</span>` : nothing}
      <div class="linked-row__facts">${this.#facts().map((name) => this.field(name))}</div>
      <div class="linked-row__tools">${this.#goThere()}${this.mayWrite ? this.#unlinkButton() : nothing}</div></div>`;
  }

  protected override keyEnded(name: string, how: "enter" | "escape"): boolean {
    return name === shapeOf(this.kind).name && tellTitleEnded(this, this.recordId, how);
  }

  #facts(): readonly string[] {
    const { choice, owners, day } = restFields(this.view.plan, this.kind);
    return [choice, owners[0], day].filter((name) => name !== undefined);
  }

  #goThere(): TemplateResult {
    const label = t("plan.go_to_named", { name: nameOf(this.view, this.recordId) ?? "" });
    return html`<a class="button button--quiet button--icon button--small" href=${`#${this.view.addressOf(this.recordId)}`} aria-label=${label} title=${label}>${icon("arrow-right")}</a>`;
  }

  #unlinkButton(): TemplateResult {
    const label = t("plan.unlink_named", { name: nameOf(this.view, this.recordId) ?? "" });
    return html`<button type="button" class="button button--quiet button--icon button--small" aria-label=${label} title=${label} @click=${() => this.unlink()}>${icon("unlink")}</button>`;
  }
}

customElements.define("leitstern-linked-row", LinkedRow);
