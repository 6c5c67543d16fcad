/*
 * White space: which of the customer's units uses what, from whom, and where demand is open. Totals from the server above,
 * filters, the heat grid, and fields that add a unit or an offering. A row or column that holds nothing is in this browser only.
 */

import { effect, type Signal, signal } from "@preact/signals-core";
import { html, nothing, type TemplateResult } from "lit";
import { t, tn } from "../core/intl/i18n";
import "./bin";
import { page } from "./context";
import "./derived-panel";
import { icon } from "./icon";
import { route } from "./route";
import { SignalElement } from "./signal-element";
import { holderName } from "./white-space-card";
import {
  type Cell,
  type CellFilter,
  cellFilter,
  folded,
  HOLDERS,
  isEnding,
  isUnused,
  NO_CELL_FILTER,
  passes,
  readWhiteSpace,
  WHITE_SPACES,
} from "./white-space-cells";
import type { WhiteSpaceGrid } from "./white-space-grid";
import "./white-space-grid";

type Axis = "unit" | "offering";

/** Names that somebody added in this browser. */
const added: Readonly<Record<Axis, Signal<readonly string[]>>> = { unit: signal([]), offering: signal([]) };

export class WhiteSpaceSection extends SignalElement {
  protected override appeared(): void {
    this.onDisconnect(effect(() => this.#follow(route.value.record)));
  }

  protected override render(): TemplateResult {
    const { shared, boot } = page();
    const filter = cellFilter.value;
    const space = readWhiteSpace(shared, filter.year);
    const all = readWhiteSpace(shared);
    const [units, offerings] = [together("unit", all.units), together("offering", all.offerings)];
    const cells = units.flatMap((unit) => offerings.map((offering) => space.cell(unit, offering)));
    const shown = isFiltered(filter) ? cells.filter((cell) => passes(cell, filter)) : cells;
    const keeps = (axis: Axis, names: readonly string[]): readonly string[] =>
      isFiltered(filter) ? names.filter((name) => shown.some((cell) => cell[axis] === name)) : names;
    return html`<div class="white-space-section"><header class="section-head"><div class="section-head__title"><h2 tabindex="-1" data-heading>${t("kinds.white_spaces.other")}</h2>
        <span class="count">${tn("white_space.cells", cells.filter(({ id }) => id).length)}</span></div></header>
      <p class="section-lead">${t("white_space.lead", boot.sides)}</p>
      <leitstern-derived-panel class="headed__panel" data-panel=${WHITE_SPACES}></leitstern-derived-panel>
      ${cells.length ? this.#filters(cells, all.years) : nothing}
      ${
        units.length && offerings.length
          ? shown.length
            ? html`<leitstern-white-space-grid .view=${shared} .units=${keeps("unit", units)} .offerings=${keeps("offering", offerings)} @renamed=${renamed}></leitstern-white-space-grid>`
            : html`<div class="empty-state"><p class="empty-state__title">${t("plan.filter_nothing")}</p><button type="button" class="button" @click=${clear}>${t("plan.filter_clear")}</button></div>`
          : this.#nothingYet(units, offerings)
      }
      ${shared.mayWrite.value ? this.#adders() : nothing}
      <leitstern-bin .view=${shared} .kind=${WHITE_SPACES}></leitstern-bin></div>`;
  }

  #nothingYet(units: readonly string[], offerings: readonly string[]): TemplateResult {
    const text = page().shared.mayWrite.value ? t("kinds.white_spaces.none_text") : t("plan.nothing_written");
    const names = [...units, ...offerings];
    return html`<div class="empty-state"><h3 class="empty-state__title">${t("kinds.white_spaces.none")}</h3><p>${text}</p>${names.length ? html`<p class="muted">${page().format.list(names)}</p>` : nothing}</div>`;
  }

  // ---- filters ----

  #filters(cells: readonly Cell[], years: readonly number[]): TemplateResult {
    const filter = cellFilter.value;
    const button = (label: string, count: number, isOn: boolean, patch: Partial<CellFilter>, name: string) =>
      html`<button type="button" class="filter-chip" data-cells=${name} aria-pressed=${isOn ? "true" : "false"} @click=${() => set(patch)}>${label} <span class="count" translate="no">${count}</span></button>`;
    return html`<div class="white-space__filters" role="group" aria-label=${t("white_space.filters")}>
      ${HOLDERS.map((holder) => {
        const isOn = filter.holder === holder;
        const count = cells.filter((cell) =>
          passes(cell, { ...NO_CELL_FILTER, holder, year: filter.year }),
        ).length;
        return button(holderName(holder), count, isOn, { holder: isOn ? "" : holder }, holder);
      })}
      ${(["ending", "unused"] as const).map((need) => {
        const isOn = filter.need === need;
        const count = cells.filter(need === "ending" ? isEnding : isUnused).length;
        return button(t(`white_space.need.${need}`), count, isOn, { need: isOn ? "" : need }, need);
      })}
      ${years.length > 1 ? this.#years(years) : nothing}
      ${isFiltered(filter) ? html`<button type="button" class="button button--quiet button--small" @click=${clear}>${t("plan.filter_clear")}</button>` : nothing}</div>`;
  }

  #years(years: readonly number[]): TemplateResult {
    const chosen = cellFilter.value.year;
    return html`<label class="white-space__year">${t("fields.year")} <select class="select" @change=${(event: Event) => set({ year: Number((event.currentTarget as HTMLSelectElement).value) || undefined })}>
      <option value="" ?selected=${chosen === undefined}>${t("white_space.latest")}</option>${years.map((year) => html`<option value=${year} ?selected=${chosen === year}>${year}</option>`)}</select></label>`;
  }

  // ---- adding ----

  #adders(): TemplateResult {
    const { plan } = page().shared;
    const known = plan.any("people").ids.value.flatMap((id) => {
      const isTheirs = plan.value("people", id, "side") === "customer";
      const unit = String(plan.value("people", id, "unit") ?? "").trim();
      return isTheirs && unit ? [unit] : [];
    });
    return html`<div class="white-space__adders">${(["unit", "offering"] as const).map(
      (
        axis,
      ) => html`<form class="white-space__adder" data-add-axis=${axis} @submit=${(event: SubmitEvent) => add(event, axis)}>
        <input class="input" name="name" maxlength="200" autocomplete="off" aria-label=${t(`white_space.new.${axis}`)} placeholder=${t(`white_space.new.${axis}`)} list=${axis === "unit" ? "white-space-units" : nothing}>
        <button class="button" type="submit">${icon("plus")}${t(`white_space.add.${axis}`)}</button></form>`,
    )}<datalist id="white-space-units">${[...new Set(known)].map((unit) => html`<option value=${unit}></option>`)}</datalist>
      <div class="white-space__import"><button type="button" class="button button--quiet" data-import @click=${paste}>${icon("table")}${t("import.open")}</button><p class="muted">${t("white_space.import.hint")}</p></div></div>`;
  }

  /** Opens the cell that the address names. */
  #follow(id: string | undefined): void {
    const { plan } = page().shared;
    if (!id || route.peek().section !== WHITE_SPACES) return;
    if (id === "new") {
      history.replaceState(history.state, "", `#${WHITE_SPACES}`);
      void this.updateComplete.then(() =>
        this.querySelector<HTMLElement>(".white-space__adder input")?.focus(),
      );
    } else if (plan.any(WHITE_SPACES).has(id)) {
      cellFilter.value = NO_CELL_FILTER;
      void this.updateComplete.then(async () => {
        const grid = this.querySelector<WhiteSpaceGrid>("leitstern-white-space-grid");
        await grid?.updateComplete;
        grid?.show(id);
      });
    }
  }
}

function together(axis: Axis, there: readonly string[]): readonly string[] {
  const known = new Set(there.map(folded));
  return [...there, ...added[axis].value.filter((name) => !known.has(folded(name)))];
}

function add(event: SubmitEvent, axis: Axis): void {
  event.preventDefault();
  const field = (event.currentTarget as HTMLFormElement).elements.namedItem("name") as HTMLInputElement;
  const name = field.value.trim().replace(/\s+/g, " ");
  if (!name) return;
  const others = added[axis].peek().filter((one) => folded(one) !== folded(name));
  added[axis].value = [...others, name];
  field.value = "";
  clear();
}

function paste(): void {
  void import("./white-space-import").then(({ importWhiteSpace }) => importWhiteSpace(page().shared));
}

function renamed(event: CustomEvent<{ field: Axis; name: string; next: string }>): void {
  const { field, name, next } = event.detail;
  added[field].value = added[field].peek().map((one) => (one === name ? next : one));
}

function set(patch: Partial<CellFilter>): void {
  cellFilter.value = { ...cellFilter.peek(), ...patch };
}

function clear(): void {
  cellFilter.value = NO_CELL_FILTER;
}

function isFiltered({ holder, need, year }: CellFilter): boolean {
  return holder !== "" || need !== "" || year !== undefined;
}

customElements.define("leitstern-white-space-section", WhiteSpaceSection);
