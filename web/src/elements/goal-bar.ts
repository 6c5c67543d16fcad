/*
 * The way of a goal in one bar: from the baseline to the target, how far it is, and a mark where it should be today. Its
 * legend with the values shows on focus, hover and tap; screen readers get the same as one sentence. The server computes
 * the shares and the value of today.
 */

import { effect } from "@preact/signals-core";
import { html, nothing, svg, type TemplateResult } from "lit";
import { isImeKey } from "../core/dom/ime-key";
import { renderInto } from "../core/dom/render-into";
import { t } from "../core/intl/i18n";
import type { Measure } from "../doc/measures";
import { page } from "./context";
import type { DocumentView } from "./document-view";
import { icon } from "./icon";
import { showBeside } from "./popup";

type Row = readonly [mark: string, name: string, value: string];

export function goalBar(view: DocumentView, id: string): TemplateResult | typeof nothing {
  if (!view.isShared) return nothing;
  const { measures } = page();
  const kept = measures.of(id, "margin").value;
  if (kept) return keptLine(kept);
  const progress = measures.of(id, "progress").value;
  const expected = measures.of(id, "expected").value;
  const whose = String(view.plan.value("goals", id, "whose") ?? "joint");
  const show = (event: Event): void => showLegend(event.currentTarget as HTMLElement, () => rowsOf(view, id));
  return html`<div class="goal-rest__line"><button type="button" class="goal-bar" aria-label=${sentence(view, id)}
      @focus=${show} @click=${show} @pointerenter=${show} @blur=${hideLegend} @pointerleave=${hideUnlessFocused} @keydown=${hideByEscape}>
      <svg class=${`scale scale--${whose}`} viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
      <rect class="scale__all" width="100" height="6"></rect><rect class="scale__part" width=${percentOf(progress?.value)} height="6"></rect>
      ${expected ? svg`<rect class="scale__expected" x=${Math.min(99, percentOf(expected.value))} y="-3" width="0.8" height="12"></rect>` : nothing}</svg></button>
      <span class="goal-rest__share" aria-hidden="true" translate="no">${progress?.text ?? "–"}</span></div>`;
}

/** A goal to keep has no way: it is held or missed, and by how much. */
function keptLine({ value, text }: Measure): TemplateResult {
  const isHeld = Number(value) >= 0;
  return html`<p class="goal-rest__kept"><span class=${`badge badge--${isHeld ? "good" : "bad"}`}>${icon(isHeld ? "circle-check" : "circle-alert")}<span class="value__text" translate="no">${text}</span></span></p>`;
}

function sentence(view: DocumentView, id: string): string {
  const progress = page().measures.of(id, "progress").value?.text ?? t("plan.progress_unknown");
  const values = rowsOf(view, id).map(([, name, value]) => `${name}: ${value}`);
  return [`${t("plan.progress")} ${progress}`, ...values].join(", ");
}

/** In the order of the bar; what is not known is left out. */
function rowsOf(view: DocumentView, id: string): readonly Row[] {
  const { format, measures } = page();
  const value = (name: string): unknown => view.plan.value("goals", id, name);
  const unit = String(value("unit") ?? "");
  const said = (amount: unknown): string => (typeof amount === "number" ? format.quantity(amount, unit) : "");
  const dated = (words: string, date: unknown): string =>
    words && typeof date === "string" ? `${words} (${format.date(date)})` : words;
  const rows: readonly Row[] = [
    ["all", t("fields.baseline"), dated(said(value("baseline")), value("baseline_date"))],
    ["part", t("fields.current"), said(value("current"))],
    ["expected", t("plan.expected_label"), said(measures.of(id, "expected_value").value?.value)],
    ["target", t("fields.target"), dated(said(value("target")), value("target_date"))],
  ];
  return rows.filter(([, , words]) => words !== "");
}

// ---- the legend, one for the page ----

let hide: (() => void) | undefined;

function showLegend(bar: HTMLElement, rows: () => readonly Row[]): void {
  hide?.();
  const legend = document.createElement("div");
  legend.className = "explanation floating goal-legend";
  legend.popover = "manual";
  legend.setAttribute("role", "tooltip");
  (document.querySelector("main") ?? document.body).append(legend);
  const stop = effect(() => {
    renderInto(html`<dl class="explanation__numbers">${rows().map(line)}</dl>`, legend);
  });
  const unplace = showBeside(legend, bar);
  hide = () => {
    hide = undefined;
    stop();
    unplace();
    legend.remove();
  };
}

function line([mark, name, value]: Row): TemplateResult {
  return html`<dt><span class=${`goal-legend__mark goal-legend__mark--${mark}`}></span>${name}</dt><dd>${value}</dd>`;
}

function hideLegend(): void {
  hide?.();
}

function hideUnlessFocused(event: Event): void {
  if (event.currentTarget !== document.activeElement) hide?.();
}

function hideByEscape(event: KeyboardEvent): void {
  if (event.key === "Escape" && hide && !isImeKey(event)) {
    event.stopPropagation();
    hide();
  }
}

function percentOf(share: unknown): number {
  return Math.round(Math.min(1, Math.max(0, Number(share ?? 0))) * 1000) / 10;
}
