/*
 * One record whose figures stand by year in a grid: its name, currency and unit as on every card, the rows that a kind
 * names, buttons for more years, and a note. Used by the financial statements and the growth figures.
 */

import { type Signal, signal } from "@preact/signals-core";
import { html, nothing, type TemplateResult } from "lit";
import { getOrCreate } from "../core/get-or-create";
import { type MessageKey, t } from "../core/intl/i18n";
import { today } from "../core/intl/today";
import { shapeOf } from "../doc/plan-document";
import { icon } from "./icon";
import { RecordCard } from "./record-card";
import { type YearRow, yearBars } from "./year-grid";

const MOST_YEARS = 30;

/** Years that somebody added in this browser and that hold nothing yet, by table. */
const added = new Map<string, Signal<readonly string[]>>();

export abstract class YearTable extends RecordCard {
  /** The fields whose values are rows of numbers. */
  protected abstract figures(): readonly string[];
  /** The years that are shown before anybody entered a figure. */
  protected abstract usualYears(now: number): readonly string[];
  protected abstract note(): string;

  /** What stands between the head and the grid. */
  protected above(): TemplateResult | typeof nothing {
    return nothing;
  }

  /** What stands below the grid. */
  protected below(): TemplateResult | typeof nothing {
    return nothing;
  }

  /** What the server computed about one figure. */
  protected notes(_name: string, _year: string): readonly string[] {
    return [];
  }

  protected override render(): TemplateResult {
    const years = this.#years();
    return html`<article class="record financials"><header class="record__head"><div class="record__title"><h3>${this.field(shapeOf(this.kind).name, { look: "title" })}</h3></div>
        <div class="financials__unit">${this.field("unit")}${this.field("currency")}</div><div class="record__tools">${this.collaborators()}${this.menuButton()}</div></header>
      ${this.above()}<leitstern-year-grid .rows=${this.#rows(years)} .years=${years} .label=${this.name()} .mayWrite=${this.mayWrite}
        .asOneStep=${(change: () => void) => this.inOneStep(change)} .widen=${(more: readonly string[]) => this.#add(more)}></leitstern-year-grid>
      ${this.mayWrite ? this.#moreYears(years) : nothing}
      ${this.below()}<p class="financials__note">${this.note()}</p></article>`;
  }

  #moreYears(years: readonly string[]): TemplateResult {
    const [first, last] = [Number(years[0]) - 1, Number(years.at(-1)) + 1];
    return html`<div class="cluster">${[first, last].map((year) => html`<button type="button" class="button button--quiet button--small" translate="no" @click=${() => this.#add([String(year)])}>${icon("plus")}${String(year)}</button>`)}
      <span class="field__hint">${t("grid.hint")}</span></div>`;
  }

  #years(): readonly string[] {
    const there = [...this.figures(), "sources"].flatMap((name) => Object.keys(this.values(name)));
    const now = Number(today.value.slice(0, 4));
    const wanted = [...new Set([...this.usualYears(now), ...there, ...this.#added().value])].sort();
    return wanted.slice(-MOST_YEARS);
  }

  #added(): Signal<readonly string[]> {
    return getOrCreate(added, this.recordId, () => signal<readonly string[]>([]));
  }

  #add(years: readonly string[]): void {
    if (years.length) this.#added().value = [...this.#added().peek(), ...years];
  }

  #rows(years: readonly string[]): readonly YearRow[] {
    const figures = this.figures().map((name): YearRow => {
      const values = this.values(name);
      return {
        ...this.row(name, values),
        kind: "number",
        notes: (year) => this.notes(name, year),
        picture: yearBars(values, years),
      };
    });
    return [...figures, { ...this.row("sources", this.values("sources")), kind: "word" }];
  }

  protected row(name: string, values: Readonly<Record<string, unknown>>): Omit<YearRow, "kind"> {
    return {
      key: name,
      label: t(`fields.${this.kind}.${name}` as MessageKey),
      values,
      bounds: this.shapeOf(name) ?? {},
      set: (year, value) => this.records.setMember(this.recordId, name, year, value),
    };
  }

  protected values(name: string): Readonly<Record<string, unknown>> {
    return (this.value(name) ?? {}) as Readonly<Record<string, unknown>>;
  }

  protected inOneStep(change: () => void): void {
    const { replica } = this.view;
    replica.undo.stopCapturing();
    replica.transact(change);
    replica.undo.stopCapturing();
  }
}
