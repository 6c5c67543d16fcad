/*
 * The rows of the timeline that are no actions: the heading of an opportunity, with a lane on which a click makes an action,
 * and a goal as a milestone on the day when it is to be reached.
 */

import type { ReadonlySignal } from "@preact/signals-core";
import { html, nothing, type TemplateResult } from "lit";
import { t } from "../core/intl/i18n";
import { page } from "./context";
import { vars } from "./css-variables";
import type { DocumentView } from "./document-view";
import { icon } from "./icon";
import { kindIcon, nameOf } from "./record-names";
import { SignalElement } from "./signal-element";
import { dayOf, type Span } from "./timeline-scale";

/** From this part of the axis on, a date might not fit behind its mark. */
const END_PART = 0.75;

export class TimelineHead extends SignalElement {
  static override properties = { view: { attribute: false }, target: { attribute: false } };
  declare view: DocumentView;
  /** The opportunity; empty for what serves none. */
  declare target: string;

  override connectedCallback(): void {
    super.connectedCallback();
    this.setAttribute("role", "listitem");
    this.dataset["group"] = this.target;
  }

  protected override render(): TemplateResult {
    const { view, target } = this;
    const name = target ? (nameOf(view, target) ?? "") : t("group.no_opportunity");
    const address = target ? view.addressOf(target) : undefined;
    const words = html`${target ? icon(kindIcon("opportunities")) : nothing}<span class="truncate" translate=${target ? "no" : nothing}>${name}</span>`;
    return html`<div class="timeline-row timeline-row--head">
      <h3 class="timeline-row__name" title=${name}>${address ? html`<a href=${`#${address}`}>${words}</a>` : words}
        ${
          view.mayWrite.value
            ? html`<button type="button" class="button button--quiet button--icon button--small timeline-row__add" data-add-here title=${t("plan.add_here")}
            aria-label=${t("plan.add_in_group", { kind: t("kinds.actions.add"), name })}>${icon("plus")}</button>`
            : nothing
        }</h3>
      <div class="timeline-row__lane"></div>
    </div>`;
  }
}

export class TimelineGoal extends SignalElement {
  static override properties = { view: { attribute: false }, recordId: { attribute: false } };
  declare view: DocumentView;
  declare recordId: string;
  declare span: ReadonlySignal<Span>;

  override connectedCallback(): void {
    super.connectedCallback();
    this.dataset["record"] = this.recordId;
    this.setAttribute("role", "listitem");
  }

  protected override render(): TemplateResult {
    const { view, recordId } = this;
    const name = nameOf(view, recordId) ?? t("plan.untitled");
    const date = view.plan.records("goals").field(recordId, "target_date").value;
    const day = dayOf(date);
    const said = date ? page().format.date(date) : "";
    return html`<div class="timeline-row">
      <div class="timeline-row__name" title=${name}>${icon(kindIcon("goals"))}<span class="truncate" translate="no">${name}</span></div>
      <div class="timeline-row__lane">${
        day === undefined
          ? nothing
          : html`<a class=${`milestone${this.#isLate(day) ? " milestone--before" : ""}`} href=${`#${view.addressOf(recordId)}`} aria-label=${t("plan.milestone", { name, date: said })}
            ${vars({ "--from": day - this.span.value.first })}><span class="milestone__mark" aria-hidden="true"></span><span class="milestone__date">${said}</span></a>`
      }</div>
    </div>`;
  }

  /** Whether the date stands before the mark: near the end of the axis there is no room behind it. */
  #isLate(day: number): boolean {
    const { first, end } = this.span.value;
    return day - first > END_PART * (end - first);
  }
}

customElements.define("leitstern-timeline-head", TimelineHead);
customElements.define("leitstern-timeline-goal", TimelineGoal);
