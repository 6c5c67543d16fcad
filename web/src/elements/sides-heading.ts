/*
 * The two companies facing each other above the list of people: how many take part, what each answers for, as links to the
 * filtered lists, and which roles in the customer's decision nobody has yet.
 */

import { html, nothing, type TemplateResult } from "lit";
import { t, tn } from "../core/intl/i18n";
import { shapeOf } from "../doc/plan-document";
import type { Kind, Side } from "../generated/plan";
import { page } from "./context";
import type { DocumentView } from "./document-view";
import { choiceName } from "./field-words";
import { type Filter, NO_FILTER, personSide, sidesOf } from "./filters";
import { icon } from "./icon";
import { kindIcon } from "./record-names";

/** As they stand beside each other, and as the list is sorted. */
export const FACING: readonly Side[] = ["customer", "supplier"];

/** The kinds that people answer for. */
export function ownedKinds({ plan }: DocumentView): readonly Kind[] {
  return plan.kinds.filter((kind) => shapeOf(kind).owners.length > 0);
}

/** A number of records as a link to their list, filtered. */
export function countLink(
  view: DocumentView,
  kind: Kind,
  count: number,
  filter: Partial<Filter>,
): TemplateResult | typeof nothing {
  if (count === 0) return nothing;
  const words = `${count} ${t(`kinds.${kind}.${count === 1 ? "one" : "other"}`)}`;
  return html`<li><a class="chip chip--link" href=${`#${view.sectionOf(kind)}`} @click=${() => view.filters.set(kind, { ...NO_FILTER, ...filter })}>${icon(kindIcon(kind))}${words}</a></li>`;
}

export function sidesHeading(view: DocumentView): TemplateResult {
  return html`<div class="facing">${FACING.map((side) => sideHeading(view, side))}</div>`;
}

function sideHeading(view: DocumentView, side: Side): TemplateResult {
  const people = view.plan.any("people").ids.value.filter((id) => personSide(view.plan, id) === side);
  return html`<section class=${`facing__side facing__side--${side}`} aria-label=${page().boot.sides[side]}>
    <h3 class="facing__name">${page().boot.sides[side]} <span class="facing__count">${tn("participants.count", people.length)}</span></h3>
    <ul class="chips">${ownedKinds(view).map((kind) => countLink(view, kind, countOf(view, kind, side), { side }))}</ul>
    ${side === "customer" ? emptyRoles(view, people) : nothing}</section>`;
}

/** What the filter by this side shows. */
function countOf({ plan }: DocumentView, kind: Kind, side: Side): number {
  return plan.any(kind).ids.value.filter((id) => sidesOf(plan, kind, id).includes(side)).length;
}

function emptyRoles({ plan }: DocumentView, people: readonly string[]): TemplateResult | typeof nothing {
  const taken = new Set(people.map((id) => plan.value("people", id, "decision_role")));
  const empty = (plan.fields("people")["decision_role"]?.choices ?? []).filter((role) => !taken.has(role));
  if (empty.length === 0) return nothing;
  const names = page().format.list(empty.map((role) => choiceName({ name: "decision_role" }, role)));
  return html`<p class="facing__empty">${icon("circle-dashed")}${t("plan.roles_empty", { roles: names })}</p>`;
}
