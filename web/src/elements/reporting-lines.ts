/*
 * Who reports to whom in each company, as a picture of lines from the top down. Whoever has no line is listed below; a
 * circle of people who report to each other is cut where it begins.
 */

import { html, nothing, type TemplateResult } from "lit";
import { getOrCreate } from "../core/get-or-create";
import { t, tn } from "../core/intl/i18n";
import type { Side } from "../generated/plan";
import { page } from "./context";
import { personLink } from "./people-table";
import { sideOf } from "./record-names";
import { FACING } from "./sides-heading";
import { SignalElement } from "./signal-element";

/** Manager -> those who report to them; the tops have no manager of their company. */
export interface Lines {
  readonly reports: ReadonlyMap<string, readonly string[]>;
  readonly tops: readonly string[];
  readonly alone: readonly string[];
}

/** Pure: `managerOf` answers undefined for somebody without a line to another one of these people. */
export function reportingLines(
  people: readonly string[],
  managerOf: (id: string) => string | undefined,
): Lines {
  const all = new Set(people);
  const manager = (id: string): string | undefined => {
    const found = managerOf(id);
    return found !== undefined && found !== id && all.has(found) ? found : undefined;
  };
  const reports = new Map<string, string[]>();
  const tops: string[] = [];
  for (const id of people) {
    const above = manager(id);
    if (above === undefined || isFirstOfCircle(id, manager, people)) tops.push(id);
    else getOrCreate(reports, above, (): string[] => []).push(id);
  }
  const isLinked = (id: string): boolean => reports.has(id);
  return { reports, tops: tops.filter(isLinked), alone: tops.filter((id) => !isLinked(id)) };
}

/** Whether the way up from somebody comes back to them, and nobody of that circle stands before them in the list. */
function isFirstOfCircle(
  id: string,
  manager: (id: string) => string | undefined,
  people: readonly string[],
): boolean {
  const circle = [id];
  for (let above = manager(id); above !== id; above = manager(above)) {
    if (above === undefined || circle.includes(above)) return false;
    circle.push(above);
  }
  const places = circle.map((one) => people.indexOf(one));
  return places[0] === Math.min(...places);
}

export class ReportingLines extends SignalElement {
  protected override render(): TemplateResult {
    return html`<figure class="lines" data-picture="reporting-lines"><div class="lines__sides">${FACING.map((side) => company(side))}</div>
      <figcaption class="muted">${t("people.lines_hint")}</figcaption></figure>`;
  }
}

function company(side: Side): TemplateResult {
  const { shared, boot } = page();
  const people = shared.plan.any("people").ids.value.filter((id) => sideOf(shared, id) === side);
  const lines = reportingLines(people, (id) => shared.plan.targetIds("people", id, "reports_to")[0]);
  return html`<section class=${`lines__side lines__side--${side}`} aria-label=${boot.sides[side]}><h3>${boot.sides[side]}</h3>
    ${lines.tops.length ? html`<ul class="lines__tree">${lines.tops.map((id) => branch(id, lines))}</ul>` : html`<p class="muted">${t("people.lines_none")}</p>`}
    ${lines.alone.length && lines.tops.length ? html`<details class="fold"><summary class="fold__summary">${tn("people.lines_alone", lines.alone.length)}</summary><ul class="lines__alone">${lines.alone.map((id) => html`<li>${node(id)}</li>`)}</ul></details>` : nothing}
  </section>`;
}

function branch(id: string, lines: Lines): TemplateResult {
  const below = lines.reports.get(id) ?? [];
  return html`<li class="lines__branch">${node(id)}${below.length ? html`<ul class="lines__tree">${below.map((one) => branch(one, lines))}</ul>` : nothing}</li>`;
}

function node(id: string): TemplateResult {
  const title = String(page().shared.plan.value("people", id, "title") ?? "").trim();
  return html`<div class="lines__person">${personLink(id)}${title ? html`<span class="muted">${title}</span>` : nothing}</div>`;
}

customElements.define("leitstern-reporting-lines", ReportingLines);
