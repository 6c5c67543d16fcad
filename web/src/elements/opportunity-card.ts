/*
 * An opportunity in read mode: its value to each company as bars on one scale, its stage, its sponsors, the progress of its
 * actions, and the rank and priority that the server computes. The rest is the general card.
 */

import { computed, type ReadonlySignal } from "@preact/signals-core";
import { html, nothing, type TemplateResult } from "lit";
import { t } from "../core/intl/i18n";
import { SIDE_VALUES, type Side } from "../generated/plan";
import { registerLook } from "./card-looks";
import { choiceMark } from "./choice-mark";
import { page } from "./context";
import type { DocumentView } from "./document-view";
import { OPPORTUNITY_VIEWS } from "./opportunity-views";
import { explainPayback } from "./payback-popup";
import { explainPriority } from "./priority-popup";
import { RecordCard } from "./record-card";
import { bar } from "./scale";
import { BY_HAND, sortOf } from "./sorting";

const FIRM: readonly string[] = ["agreed", "implemented"];
const BENEFITS = ["benefit_customer", "benefit_supplier"];

export class OpportunityCard extends RecordCard {
  protected override look(): string {
    return "record--opportunity";
  }

  /** The rank by priority, shown only if the list is sorted so: it never contradicts the card's position. */
  protected override mark(): TemplateResult | typeof nothing {
    if (!this.view.isShared || sortOf(this.view, this.kind).name !== "priority") return nothing;
    const rank = page().measures.of(this.recordId, "rank").value;
    return html`<span class="rank" translate="no" title=${t("plan.rank_hint")}>${rank ? html`<span class="visually-hidden">${t("plan.rank")} </span>${rank.text}` : "–"}</span>`;
  }

  /** To whom on the customer's side it matters. */
  protected override marks(): TemplateResult {
    return html`${super.marks()}${this.view.isShared ? choiceMark(this.recordId) : nothing}`;
  }

  protected override beside(): TemplateResult {
    const isAsked = this.view.isShared && this.isOpen;
    return html`${isAsked ? html`<leitstern-choice-button .recordId=${this.recordId}></leitstern-choice-button>` : nothing}${super.beside()}`;
  }

  /** From evidence level 3 on a benefit counts; plan/value_log.py says the same. */
  protected override isLight(side: Side): boolean {
    return !FIRM.includes(this.string(`evidence_level_${side}`));
  }

  /** The year in which each side's investment has paid back; what it was computed from opens on a tap. */
  protected override computed(): TemplateResult | typeof nothing {
    if (!this.view.isShared) return nothing;
    const { boot, measures } = page();
    const found = SIDE_VALUES.flatMap((side) => {
      const year = measures.of(this.recordId, `payback ${side}`).value;
      return year ? [{ side, text: year.text }] : [];
    });
    if (found.length === 0) return nothing;
    return html`<div class="record__facts record__payback">${found.map(
      ({
        side,
        text,
      }) => html`<button type="button" class="value value--cell value--computed" data-payback=${side} aria-haspopup="dialog"
      @click=${(event: Event) => explainPayback(event.currentTarget as HTMLElement, this.view, this.recordId, side)}>
      <span class="value__label">${t("payback.label", { side: boot.sides[side] })}</span><span class="value__text" translate="no">${text}</span></button>`,
    )}</div>`;
  }

  protected override compared(): TemplateResult | typeof nothing {
    if (!this.view.isShared) return nothing;
    const priority = page().measures.of(this.recordId, "priority").value;
    const explain = (event: Event): void =>
      explainPriority(event.currentTarget as HTMLElement, this.view, this.recordId);
    return html`<div class="record__priority slot--priority"><button type="button" class="value value--cell value--computed" aria-haspopup="dialog" @click=${explain}>
      <span class="value__label">${t("plan.priority")}</span><span class="value__text" translate="no">${priority?.text ?? "–"}</span></button>${bar(
        priority ? Number(priority.value) : undefined,
        highestPriority(this.view),
        "joint",
      )}</div>`;
  }
}

const highest = new WeakMap<DocumentView, ReadonlySignal<number>>();

/** Computed once for all cards: each of them listens to the result alone. */
function highestPriority(view: DocumentView): number {
  const found =
    highest.get(view) ??
    computed(() => {
      const { measures } = page();
      const ids = view.plan.any("opportunities").ids.value;
      return Math.max(0, ...ids.map((id) => Number(measures.of(id, "priority").value?.value ?? 0)));
    });
  highest.set(view, found);
  return found.value;
}

function negated(value: unknown): number | undefined {
  return typeof value === "number" ? -value : undefined;
}

registerLook("opportunities", OpportunityCard, {
  tag: "leitstern-opportunity-card",
  views: OPPORTUNITY_VIEWS,
  sorts: [
    {
      name: "priority",
      label: "sort.priority",
      by: (_view, id) => {
        const rank = page().measures.of(id, "rank").value;
        return rank && Number(rank.value);
      },
    },
    BY_HAND,
    {
      name: "date",
      label: "sort.date",
      by: (view, id) => view.plan.value("opportunities", id, "time_horizon") as string | undefined,
    },
    {
      name: "benefit",
      label: "sort.benefit",
      by: (view, id) => {
        const amounts = BENEFITS.map((name) => view.plan.value("opportunities", id, name));
        return amounts.every((one) => one === undefined)
          ? undefined
          : negated(amounts.reduce<number>((sum, one) => sum + Number(one ?? 0), 0));
      },
    },
  ],
});
