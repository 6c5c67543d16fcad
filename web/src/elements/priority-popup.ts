/*
 * Explains how a priority is computed, with this card's numbers; opened at its value. The server computes the value; this is
 * only the explanation.
 */

import { html } from "lit";
import { t } from "../core/intl/i18n";
import { page } from "./context";
import type { DocumentView } from "./document-view";
import { openExplanation } from "./explanation";
import { icon } from "./icon";
import { openWhatIf } from "./what-if-dialog";

export function explainPriority(anchor: HTMLElement, view: DocumentView, id: string): void {
  openExplanation(anchor, t("plan.priority"), content(view, id));
}

function content(view: DocumentView, id: string): unknown {
  const { boot, format, measures } = page();
  const currency = view.plan.header("currency").value ?? "EUR";
  const value = (name: string): number | undefined => {
    const found = view.plan.value("opportunities", id, name);
    return typeof found === "number" ? found : undefined;
  };
  const money = (name: string): string => shown(value(name), (amount) => format.money(amount, currency));
  const rows = [
    [t("fields.probability"), shown(value("probability"), format.percent)],
    [t("fields.benefit", { side: boot.sides.customer }), money("benefit_customer")],
    [t("fields.benefit", { side: boot.sides.supplier }), money("benefit_supplier")],
    [
      t("fields.effort"),
      shown(value("effort"), (days) => t("fields.effort.shown", { value: format.number(days) })),
    ],
  ];
  const other = (event: Event): void => {
    (event.currentTarget as HTMLElement).closest<HTMLElement>("[popover]")?.hidePopover();
    openWhatIf(view, "opportunities", id);
  };
  return html`<p class="explanation__rule">${t("plan.priority_rule")}</p>
    <dl class="explanation__numbers">${rows.map(([name, text]) => html`<dt>${name}</dt><dd>${text}</dd>`)}</dl>
    <p><strong>${measures.of(id, "priority").value?.text ?? t("plan.priority_missing")}</strong></p>
    <button type="button" class="button button--small" data-what-if @click=${other}>${icon("sliders-horizontal")}${t("what_if.open")}</button>`;
}

function shown(value: number | undefined, format: (value: number) => string): string {
  return value === undefined ? "–" : format(value);
}
