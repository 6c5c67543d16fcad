/*
 * One table of growth figures: revenue as base, plan, forecast and actual, and the customer's addressable purchasing
 * volume, by year; whether in-house production is in it, and a status that a person may set with a reason.
 */

import { html, type TemplateResult } from "lit";
import { t } from "../core/intl/i18n";
import { registerLook } from "./card-looks";
import { page } from "./context";
import { YearTable } from "./year-table";

const FIGURES = ["base", "planned", "forecast", "actual", "volume", "volume_to"] as const;
const YEARS_AHEAD = 3;

export class FiguresCard extends YearTable {
  protected override figures(): readonly string[] {
    return FIGURES;
  }

  /** Last year and the plan's three years. */
  protected override usualYears(now: number): readonly string[] {
    const start = page().shared.plan.header("horizon_start").value ?? now;
    return Array.from({ length: YEARS_AHEAD + 1 }, (_, at) => String(start - 1 + at));
  }

  protected override above(): TemplateResult {
    return html`<div class="figures-facts">${this.field("in_house")}${this.field("assessed")}${this.field("reason")}</div>`;
  }

  protected override note(): string {
    return t("figures.note");
  }
}

registerLook("figures", FiguresCard, { tag: "leitstern-figures-card", isPlain: true });
