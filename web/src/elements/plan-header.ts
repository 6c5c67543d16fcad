/*
 * The header of the plan, edited in place: title, purpose, fiscal years and currency.
 */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../core/intl/i18n";
import type { Draft } from "../doc/drafts";
import { FIELDS } from "../generated/plan";
import { page } from "./context";
import "./shared-text";
import type { TextSource } from "./shared-text";
import type { Ending } from "./text-editor";
import "./value-editor";
import { SignalElement } from "./signal-element";

type HeaderField = "horizon_start" | "horizon_end" | "currency";

const FIELDS_OF_HEADER: readonly HeaderField[] = ["horizon_start", "horizon_end", "currency"];

/** A plan covers at least three fiscal years (docs/glossary.md). */
const LEAST_YEARS = 3;

export class PlanHeaderElement extends SignalElement {
  static override properties = { editing: { state: true } };
  declare editing: HeaderField | undefined;
  /** By a press, not because a value was half typed before a reload. */
  #isOpened = false;
  #sources: { readonly title: TextSource; readonly purpose: TextSource } | undefined;

  protected override appeared(): void {
    const { shared: view, boot } = page();
    this.editing = FIELDS_OF_HEADER.find((name) => `plan/${name}` in view.drafts.all.peek());
    this.#sources = {
      title: {
        view,
        root: "title",
        section: "overview",
        label: t("plan.plan_title"),
        // Without a title in the document, the title from the list of plans is shown.
        empty: boot.title || t("plan.plan_title_empty"),
        look: "heading",
      },
      purpose: {
        view,
        root: "purpose",
        section: "overview",
        label: t("plan.purpose"),
        empty: t("plan.purpose_empty"),
        look: "body",
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
    const value = page().shared.plan.header(name).value;
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
      page().shared.plan.header("currency").value,
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
    const { shared, format } = page();
    const { plan, mayWrite } = shared;
    const words = html`<span class="value__label">${label}</span><span class=${shown ? "value__text" : "value__empty"} translate=${shown ? "no" : nothing}>${shown ?? t("plan.empty_value")}</span>`;
    if (!mayWrite.value)
      return html`<div class="slot slot--cell"><div class="value value--cell">${words}</div></div>`;
    const open = (): void => {
      this.#isOpened = true;
      this.editing = name;
    };
    const commit = (next: unknown): void =>
      plan.setHeader({ [name]: typeof next === "string" ? next.toUpperCase() : next });
    return html`<div class="slot slot--cell" data-field=${name}>${
      this.editing === name
        ? html`<leitstern-value-editor .label=${label} .kind=${kind} .value=${plan.header(name).value} .format=${format}
            .bounds=${kind === "year" ? FIELDS.PlanHeader.horizon_start : {}} .check=${check} .commit=${commit}
            .draft=${shared.drafts.all.peek()[`plan/${name}`]} .takesFocus=${this.#isOpened} .keep=${(draft: Draft | undefined) => keepDraft(name, draft)}
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
    const { plan } = page().shared;
    const other = plan.header(name === "horizon_start" ? "horizon_end" : "horizon_start").peek();
    if (typeof next !== "number" || other === undefined) return undefined;
    const [start, end] = name === "horizon_start" ? [next, other] : [other, next];
    return end - start + 1 < LEAST_YEARS ? t("plan.horizon_short", { years: LEAST_YEARS }) : undefined;
  }
}

function keepDraft(name: HeaderField, draft: Draft | undefined): void {
  const { drafts } = page().shared;
  if (draft) drafts.keep(`plan/${name}`, draft);
  else drafts.drop(`plan/${name}`);
}

function unknownCurrency(next: number | string | undefined): string | undefined {
  if (next === undefined) return undefined;
  return /^[A-Za-z]{3}$/.test(String(next)) ? undefined : t("plan.invalid_currency");
}

customElements.define("leitstern-plan-header", PlanHeaderElement);
