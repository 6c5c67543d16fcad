/*
 * The supplier's margin on each table of growth figures, for its own people alone: it is in their private document, and the
 * shares of revenue come from the server for this side. The customer's page draws nothing of it.
 */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../core/intl/i18n";
import { marginValues, setMargin } from "../doc/margins";
import { otherSide } from "./company";
import { page } from "./context";
import type { DocumentView } from "./document-view";
import { icon } from "./icon";
import { savedWords } from "./saved-line";
import { SignalElement } from "./signal-element";
import type { YearRow } from "./year-grid";
import "./year-grid";

const FIGURES = ["base", "planned", "forecast", "actual"] as const;

export class OwnMargins extends SignalElement {
  static override properties = { added: { state: true } };
  /** Years of a pasted block that the shared table lacks. */
  declare added: readonly string[];

  constructor() {
    super();
    this.added = [];
  }

  protected override appeared(): void {
    if (page().boot.me.side === "supplier") page().privateRoom(); // Opens it.
  }

  protected override render(): TemplateResult | typeof nothing {
    const { boot, shared, opened } = page();
    const view = opened.value;
    const tables = shared.plan.any("figures").ids.value;
    if (boot.me.side !== "supplier" || !view || tables.length === 0) return nothing;
    const names = { side: boot.sides.supplier, other: boot.sides[otherSide("supplier")] };
    return html`<div class="private private--supplier own own-margins"><header class="section-head"><div class="section-head__title">${icon("lock-keyhole")}<h3>${t("margin.title")}</h3>
        <span class="badge badge--supplier">${t("plan.private_only", { side: names.side })}</span></div></header>
      <p class="private__promise">${icon("eye-off")}<span>${t("own.lead", names)}</span></p>
      ${tables.map((id) => this.#table(view, id))}
      <p class="financials__note">${t("margin.note")}</p><p class="private__saved">${savedWords(view)}</p></div>`;
  }

  #table(view: DocumentView, figures: string): TemplateResult {
    const { shared } = page();
    const values = (field: string): object => (shared.plan.value("figures", figures, field) ?? {}) as object;
    const there = [...FIGURES, "sources"].flatMap((field) => [
      ...Object.keys(values(field)),
      ...Object.keys(marginValues(view.plan, figures, field)),
    ]);
    const years = [...new Set([...there, ...this.added])].sort();
    const name = shared.plan.nameOf(figures) || t("figures.untitled");
    if (years.length === 0) return html``;
    return html`<h4 translate="no">${name}</h4><leitstern-year-grid data-margins=${figures} .rows=${rows(view, figures)} .years=${years} .label=${`${t("margin.title")}: ${name}`} .mayWrite=${view.mayWrite.value}
      .asOneStep=${(change: () => void) => inOneStep(view, change)} .widen=${(more: readonly string[]) => {
        this.added = [...this.added, ...more];
      }}></leitstern-year-grid>`;
  }
}

function rows(view: DocumentView, figures: string): readonly YearRow[] {
  const { ownMeasures } = page();
  const row = (field: string, kind: YearRow["kind"]): YearRow => ({
    key: field,
    label: t(`fields.figures.${field}` as "fields.figures.base"),
    kind,
    bounds: view.plan.fields("margins")[field] ?? {},
    values: marginValues(view.plan, figures, field),
    set: (year, value) => setMargin(view.plan, figures, field, year, value),
    notes: (year) => {
      const share = ownMeasures.of(figures, `margin ${field} ${year}`).value;
      return share ? [share.text] : [];
    },
  });
  return [...FIGURES.map((field) => row(field, "number")), row("sources", "word")];
}

function inOneStep({ replica }: DocumentView, change: () => void): void {
  replica.undo.stopCapturing();
  replica.transact(change);
  replica.undo.stopCapturing();
}

customElements.define("leitstern-own-margins", OwnMargins);
