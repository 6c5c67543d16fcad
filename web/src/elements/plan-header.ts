/*
 * The head of the plan, edited in place: title, purpose, and the fiscal years and currency it is written in.
 */

import { html, type TemplateResult } from "lit";
import { t } from "../core/i18n";
import { FIELDS, ROOTS } from "../generated/plan";
import { page } from "./context";
import "./shared-text";
import type { TextSource } from "./shared-text";
import type { Ending } from "./text-editor";
import "./value-editor";
import { WatchingElement } from "./watching";

type HeaderField = "horizon_start" | "horizon_end" | "currency";

/** DOMAIN: the horizon covers at least three years. */
const LEAST_YEARS = 3;

export class PlanHeaderElement extends WatchingElement {
  static override properties = { editing: { state: true } };
  declare editing: HeaderField | undefined;
  #sources: { readonly title: TextSource; readonly purpose: TextSource } | undefined;

  protected override appeared(): void {
    const { plan, replica, presence, mayWrite, boot } = page();
    const common = { replica, presence, mayWrite };
    this.#sources = {
      title: {
        ...common,
        text: plan.title,
        value: plan.titleValue,
        place: { section: "overview", field: "title" },
        label: t("plan.plan_title"),
        // Until somebody writes a title, the plan is called what its list calls it.
        empty: boot.title || t("plan.plan_title_empty"),
        look: "heading",
        maxLength: ROOTS.shared.title.maxLength,
      },
      purpose: {
        ...common,
        text: plan.purpose,
        value: plan.purposeValue,
        place: { section: "overview", field: "purpose" },
        label: t("plan.purpose"),
        empty: t("plan.purpose_empty"),
        look: "body",
        maxLength: ROOTS.shared.purpose.maxLength,
      },
    };
  }

  protected override render(): TemplateResult {
    const { boot } = page();
    return html`<header class="plan-head">
      <p class="plan-head__sides"><span class="badge badge--customer">${boot.sides.customer}</span><span class="badge badge--supplier">${boot.sides.supplier}</span></p>
      <h1 tabindex="-1" data-heading><leitstern-shared-text .source=${this.#sources?.title}></leitstern-shared-text></h1>
      <div class="plan-head__purpose"><leitstern-shared-text .source=${this.#sources?.purpose}></leitstern-shared-text></div>
      <div class="record__facts plan-head__facts">
        ${this.#year("horizon_start")}${this.#year("horizon_end")}${this.#currency()}
      </div>
    </header>`;
  }

  #year(name: "horizon_start" | "horizon_end"): TemplateResult {
    const value = page().plan.header(name).value;
    return this.#field(
      name,
      t(`plan.${name}`),
      value === undefined ? undefined : String(value),
      "year",
      (next) => this.#tooShort(name, next),
    );
  }

  #currency(): TemplateResult {
    return this.#field(
      "currency",
      t("plan.currency"),
      page().plan.header("currency").value,
      "word",
      unknownCurrency,
    );
  }

  #field(
    name: HeaderField,
    label: string,
    shown: string | undefined,
    kind: "year" | "word",
    check: (next: number | string | undefined) => string | undefined,
  ): TemplateResult {
    const { plan, format, mayWrite } = page();
    const words = html`<span class="value__label">${label}</span><span class=${shown ? "value__text" : "value__empty"}>${shown ?? t("plan.empty_value")}</span>`;
    if (!mayWrite.value)
      return html`<div class="slot slot--cell"><div class="value value--cell">${words}</div></div>`;
    const open = (): void => {
      this.editing = name;
    };
    const commit = (next: unknown): void =>
      plan.setHeader({ [name]: typeof next === "string" ? next.toUpperCase() : next });
    return html`<div class="slot slot--cell" data-field=${name}>${
      this.editing === name
        ? html`<leitstern-value-editor .label=${label} .kind=${kind} .value=${plan.header(name).value} .format=${format}
            .bounds=${kind === "year" ? FIELDS.PlanHeader.horizon_start : {}} .check=${check} .commit=${commit}
            .ended=${(how: Ending) => this.#ended(name, how)}></leitstern-value-editor>`
        : html`<button type="button" class="value value--cell" @click=${open}>${words}</button>`
    }</div>`;
  }

  #ended(name: HeaderField, how: Ending): void {
    if (this.editing !== name) return;
    this.editing = undefined;
    if (how === "blur") return;
    void this.updateComplete.then(() =>
      this.querySelector<HTMLElement>(`[data-field="${name}"] button`)?.focus(),
    );
  }

  #tooShort(name: "horizon_start" | "horizon_end", next: number | string | undefined): string | undefined {
    const { plan } = page();
    const other = plan.header(name === "horizon_start" ? "horizon_end" : "horizon_start").peek();
    if (typeof next !== "number" || other === undefined) return undefined;
    const [start, end] = name === "horizon_start" ? [next, other] : [other, next];
    return end - start + 1 < LEAST_YEARS ? t("plan.horizon_short", { years: LEAST_YEARS }) : undefined;
  }
}

function unknownCurrency(next: number | string | undefined): string | undefined {
  if (next === undefined) return undefined;
  return /^[A-Za-z]{3}$/.test(String(next)) ? undefined : t("plan.invalid_currency");
}

customElements.define("leitstern-plan-header", PlanHeaderElement);
