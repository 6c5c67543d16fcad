/*
 * How the customer sees its supplier: the understanding score, the classification by procurement, and the scorecard of
 * weighted criteria by year. The weighted mean is computed by the server.
 */

import { type Signal, signal } from "@preact/signals-core";
import { html, nothing, type TemplateResult } from "lit";
import { type MessageKey, t } from "../core/intl/i18n";
import { today } from "../core/intl/today";
import { FIELDS } from "../generated/plan";
import "./bin";
import { page } from "./context";
import { icon } from "./icon";
import { addRecord, removeRecord } from "./record-commands";
import { SignalElement } from "./signal-element";
import "./text-editor";
import type { Ending } from "./text-editor";
import "./understanding-score";
import "./value-editor";
import type { YearRow } from "./year-grid";
import "./year-grid";

const YEARS_BACK = 3;
const CLASSES = FIELDS.PlanHeader.classification.choices;
const added: Signal<readonly string[]> = signal([]);

export class SupplierView extends SignalElement {
  static override properties = { naming: { state: true } };
  /** The criterion whose name is edited. */
  declare naming: string | undefined;

  protected override render(): TemplateResult {
    const { boot } = page();
    return html`<header class="section-head"><div class="section-head__title"><h2 tabindex="-1" data-heading>${t("kinds.criteria.other")}</h2></div></header>
      <p class="section-lead">${t("supplier_view.lead", boot.sides)}</p>
      <leitstern-understanding-score></leitstern-understanding-score>
      ${this.#classification()}${this.#scorecard()}
      <leitstern-bin .view=${page().shared} .kind=${"criteria"}></leitstern-bin>`;
  }

  #classification(): TemplateResult {
    const { shared } = page();
    const chosen = shared.plan.header("classification").value ?? "unknown";
    return html`<section class="supplier-class" aria-labelledby="supplier-class-title"><h3 id="supplier-class-title">${t("supplier_view.class")}</h3>
      <div class="segments" role="group" aria-labelledby="supplier-class-title">${CLASSES.map(
        (
          value,
        ) => html`<button type="button" class="segments__item" aria-pressed=${value === chosen ? "true" : "false"} ?disabled=${!shared.mayWrite.value}
        data-class=${value} @click=${() => choose(value)}>${t(`choices.classification.${value}` as MessageKey)}</button>`,
      )}</div>
      <p class="muted">${t(`supplier_view.class_means.${chosen}` as MessageKey)}</p></section>`;
  }

  #scorecard(): TemplateResult {
    const { shared } = page();
    const ids = shared.plan.any("criteria").ids.value;
    const mayWrite = shared.mayWrite.value;
    const years = this.#years(ids);
    return html`<section class="scorecard" aria-labelledby="scorecard-title"><header class="section-head"><div class="section-head__title"><h3 id="scorecard-title">${t("supplier_view.scorecard")}</h3></div>
        ${mayWrite ? html`<button type="button" class="button section-head__add" data-add="last" @click=${this.#add}>${icon("plus")}<span class="section-head__words">${t("kinds.criteria.add")}</span></button>` : nothing}</header>
      ${
        ids.length === 0
          ? html`<p class="muted">${t("kinds.criteria.none_text")}</p>`
          : html`${this.#means(years)}
        <leitstern-year-grid .rows=${ids.map((id) => this.#row(id))} .years=${years} .label=${t("supplier_view.scorecard")} .mayWrite=${mayWrite} .asOneStep=${inOneStep}
          .widen=${(more: readonly string[]) => {
            added.value = [...added.peek(), ...more];
          }}></leitstern-year-grid>
        <ul class="scorecard__criteria">${ids.map((id) => this.#criterion(id, mayWrite))}</ul>`
      }</section>`;
  }

  /** The weighted mean of each year, as the server computed it. */
  #means(years: readonly string[]): TemplateResult {
    const { measures } = page();
    const shown = years.flatMap((year) => {
      const mean = measures.of("plan", `scorecard ${year}`).value;
      return mean ? [html`<li translate="no">${year}: <strong>${mean.text}</strong></li>`] : [];
    });
    return html`<div class="scorecard__means"><span>${t("supplier_view.mean")}</span><ul>${shown}</ul></div>`;
  }

  #row(id: string): YearRow {
    const { plan } = page().shared;
    const weight = plan.value("criteria", id, "weight");
    const name = nameOf(id);
    return {
      key: id,
      label:
        typeof weight === "number"
          ? t("supplier_view.weighted", { name, weight: page().format.number(weight) })
          : name,
      kind: "number",
      bounds: plan.fields("criteria")["scores"] ?? {},
      values: (plan.value("criteria", id, "scores") ?? {}) as Readonly<Record<string, unknown>>,
      set: (year, value) => plan.any("criteria").setMember(id, "scores", year, value),
    };
  }

  /** Name and weight of a criterion, edited below the grid. */
  #criterion(id: string, mayWrite: boolean): TemplateResult {
    const { shared, format } = page();
    const { plan } = shared;
    if (!mayWrite) return html``;
    const title =
      this.naming === id
        ? html`<leitstern-text-editor .label=${t("fields.criteria.title")} .hint=${t("fields.criteria.title.empty")} .isLong=${false} .maxLength=${plan.fields("criteria")["title"]?.maxLength} .replica=${shared.replica}
        .text=${() => plan.any("criteria").text(id, "title")} .create=${() => plan.any("criteria").ensureText(id, "title")} .ended=${(how: Ending) => this.#named(id, how)}></leitstern-text-editor>`
        : html`<button type="button" class="value value--text" @click=${() => {
            this.naming = id;
          }}>${nameOf(id)}</button>`;
    return html`<li class="scorecard__criterion" data-criterion=${id}><span class="scorecard__name">${title}</span>
      <label class="scorecard__weight">${t("fields.weight")} <input class="input" inputmode="decimal" autocomplete="off" .value=${String(plan.value("criteria", id, "weight") ?? "")}
        @change=${(event: Event) => weigh(id, event.currentTarget as HTMLInputElement, format.parseNumber)}></label>
      <button type="button" class="button button--quiet button--icon button--small" aria-label=${t("supplier_view.remove", { name: nameOf(id) })} title=${t("supplier_view.remove", { name: nameOf(id) })} @click=${() => removeRecord(shared, "criteria", id)}>${icon("trash-2")}</button></li>`;
  }

  #named(id: string, how: Ending): void {
    if (this.naming !== id) return;
    this.naming = undefined;
    if (how !== "blur")
      void this.updateComplete.then(() =>
        this.querySelector<HTMLElement>(`[data-criterion="${id}"] button`)?.focus(),
      );
  }

  readonly #add = (): void => {
    this.naming = addRecord(page().shared, "criteria", {}, "last");
  };

  #years(ids: readonly string[]): readonly string[] {
    const { plan } = page().shared;
    const there = ids.flatMap((id) => Object.keys((plan.value("criteria", id, "scores") ?? {}) as object));
    const now = Number(today.value.slice(0, 4));
    const usual = Array.from({ length: YEARS_BACK + 1 }, (_, at) => String(now - YEARS_BACK + at));
    return [...new Set([...usual, ...there, ...added.value])].sort();
  }
}

function choose(value: (typeof CLASSES)[number]): void {
  inOneStep(() => page().shared.plan.setHeader({ classification: value }));
}

function nameOf(id: string): string {
  return String(page().shared.plan.value("criteria", id, "title") ?? "").trim() || t("plan.untitled");
}

/** A weight that cannot be read stays in the field, marked; nothing is written. */
function weigh(
  id: string,
  field: HTMLInputElement,
  parse: (typed: string) => { readonly kind: string },
): void {
  const read = parse(field.value) as { readonly kind: string; readonly value?: number };
  const { minimum = 0, maximum = Infinity } = page().shared.plan.fields("criteria")["weight"] ?? {};
  const isWithin = Number(read.value) >= minimum && Number(read.value) <= maximum;
  const isFine = read.kind === "empty" || (read.kind === "value" && isWithin);
  field.toggleAttribute("data-wrong", !isFine);
  field.setCustomValidity(isFine ? "" : t("supplier_view.weight_wrong"));
  if (!isFine) field.reportValidity();
  else inOneStep(() => page().shared.plan.any("criteria").update(id, { weight: read.value }));
}

function inOneStep(change: () => void): void {
  const { replica } = page().shared;
  replica.undo.stopCapturing();
  replica.transact(change);
  replica.undo.stopCapturing();
}

customElements.define("leitstern-supplier-view", SupplierView);
