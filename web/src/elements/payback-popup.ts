/*
 * Explains in which year an investment has paid back, with this opportunity's numbers; opened at its value. The server
 * computes the value (plan/payback.py); this is only the explanation.
 */

import { html } from "lit";
import { t } from "../core/intl/i18n";
import type { Side } from "../generated/plan";
import { page } from "./context";
import type { DocumentView } from "./document-view";
import { openExplanation } from "./explanation";

export function explainPayback(anchor: HTMLElement, view: DocumentView, id: string, side: Side): void {
  const { boot, format, measures } = page();
  const currency = view.plan.header("currency").value ?? "EUR";
  const value = (name: string): unknown => view.plan.value("opportunities", id, name);
  const money = (name: string): string => {
    const amount = value(name);
    return typeof amount === "number" ? format.money(amount, currency) : "–";
  };
  const day = value("time_horizon");
  const rows = [
    [t(`fields.investment_${side}`, boot.sides), money(`investment_${side}`)],
    [t("fields.benefit", { side: boot.sides[side] }), money(`benefit_${side}`)],
    [t("fields.time_horizon"), typeof day === "string" ? format.date(day) : "–"],
  ];
  openExplanation(
    anchor,
    t("payback.label", { side: boot.sides[side] }),
    html`<p class="explanation__rule">${t("payback.rule")}</p>
    <dl class="explanation__numbers">${rows.map(([name, text]) => html`<dt>${name}</dt><dd>${text}</dd>`)}</dl>
    <p><strong>${measures.of(id, `payback ${side}`).value?.text ?? "–"}</strong></p>`,
  );
}
