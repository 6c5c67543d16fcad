/*
 * One table of growth figures: revenue as base, plan, forecast and actual, and the customer's addressable purchasing
 * volume, by year; whether in-house production is in it, and a status that a person may set with a reason.
 */

import { html, type TemplateResult } from "lit";
import { t } from "../core/intl/i18n";
import { today } from "../core/intl/today";
import { registerLook } from "./card-looks";
import { page } from "./context";
import { icon } from "./icon";
import type { YearRow } from "./year-grid";
import { YearTable } from "./year-table";

const FIGURES = ["base", "planned", "forecast", "actual", "volume", "volume_to"] as const;
const YEARS_AHEAD = 3;

const PERIOD_ROWS = ["planned_periods", "actual_periods"] as const;

export class FiguresCard extends YearTable {
  static override properties = {
    ...YearTable.properties,
    periodYear: { state: true },
    isByQuarter: { state: true },
  };
  /** The year whose months are shown; undefined: the current one. */
  declare periodYear: number | undefined;
  declare isByQuarter: boolean;

  constructor() {
    super();
    this.isByQuarter = false;
  }

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

  /** Plan and actual of one year by month or quarter; the status then compares like with like. */
  protected override below(): TemplateResult {
    const years = Object.keys(this.values("planned"));
    const now = Number(today.value.slice(0, 4));
    const year = this.periodYear ?? (years.includes(String(now)) ? now : Number(years[0] ?? now));
    const columns = this.isByQuarter ? quartersOf(year) : monthsOf(year);
    const rows = PERIOD_ROWS.map(
      (name): YearRow => ({
        ...this.row(name, this.values(name)),
        label: t(name === "planned_periods" ? "fields.figures.planned" : "fields.figures.actual"),
        kind: "number",
      }),
    );
    return html`<details class="fold figures-periods"><summary class="fold__summary">${icon("chevron-right")}${t("figures.periods", { year: String(year) })}</summary>
      <div class="cluster"><div class="segments" role="group" aria-label=${t("figures.by")}>${[
        false,
        true,
      ].map(
        (isByQuarter) =>
          html`<button type="button" class="segments__item" data-by=${isByQuarter ? "quarter" : "month"} aria-pressed=${this.isByQuarter === isByQuarter ? "true" : "false"} @click=${() => {
            this.isByQuarter = isByQuarter;
          }}>${t(isByQuarter ? "figures.by_quarter" : "figures.by_month")}</button>`,
      )}</div>
      ${[year - 1, year + 1].map(
        (other) =>
          html`<button type="button" class="button button--quiet button--small" translate="no" @click=${() => {
            this.periodYear = other;
          }}>${String(other)}</button>`,
      )}</div>
      <leitstern-year-grid data-periods .rows=${rows} .years=${columns} .columnName=${periodName} .label=${t("figures.periods", { year: String(year) })} .mayWrite=${this.mayWrite}
        .asOneStep=${(change: () => void) => this.inOneStep(change)}></leitstern-year-grid>
      <p class="financials__note">${t("figures.periods_note")}</p></details>`;
  }

  protected override note(): string {
    return t("figures.note");
  }
}

/** `2027-01` to `2027-12`, as the schema spells periods. */
function monthsOf(year: number): readonly string[] {
  return Array.from({ length: 12 }, (_, at) => `${year}-${String(at + 1).padStart(2, "0")}`);
}

function quartersOf(year: number): readonly string[] {
  return [1, 2, 3, 4].map((quarter) => `${year}-Q${quarter}`);
}

function periodName(period: string): string {
  const [, part = ""] = period.split("-");
  return part.startsWith("Q") ? part : (page().format.month(`${period}-01`).split(" ")[0] ?? part);
}

registerLook("figures", FiguresCard, { tag: "leitstern-figures-card", isPlain: true });
