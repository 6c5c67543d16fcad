/*
 * What the rounds of a workshop have in common on the screen: names of items, how many take part and have answered, and
 * what is said before a secret round. Reads signals, writes nothing.
 */

import { html, nothing, type TemplateResult } from "lit";
import { t, tn } from "../core/intl/i18n";
import type { Round, Voters } from "../doc/rounds";
import type { WorkshopSession } from "../doc/workshop-sessions";
import type { SeatRole, Side } from "../generated/plan";
import { page } from "./context";
import { icon } from "./icon";
import { nameOf, participantName } from "./record-names";

export const SIDES: readonly Side[] = ["customer", "supplier"];
/** With fewer people on a side, their answers can be told apart. */
const APART = 3;

export function itemName(id: string): string {
  return nameOf(page().shared, id) ?? t("round.deleted_item");
}

/** My role in a session: what was given, else by the rights in the plan. */
export function roleOf(session: WorkshopSession): SeatRole {
  const { boot, participants } = page();
  const me = boot.me.participant_id;
  if ((participants.find(me)?.role ?? boot.me.role) !== "editor") return "observer";
  return session.seats.find((seat) => seat.participant === me)?.role ?? "participant";
}

/** Editors of a side, less those who only watch the round's session. */
export function voters(round: Round, side: Side): number {
  const { participants, sessions } = page();
  const seats = round.session ? (sessions.find(round.session)?.seats ?? []) : [];
  const watches = (id: string): boolean =>
    seats.some((seat) => seat.participant === id && seat.role === "observer");
  return participants.present.value.filter(
    (one) => one.side === side && one.role === "editor" && !watches(one.id),
  ).length;
}

/** Before a secret round: who sees what, how many take part, and whether answers can be told apart. */
export function secrecy(round: Round): TemplateResult {
  const { boot } = page();
  const few = SIDES.filter((side) => voters(round, side) < APART).map((side) => boot.sides[side]);
  const counts = { customer: voters(round, "customer"), supplier: voters(round, "supplier") };
  return html`<p class="round__secrecy">${icon("lock")}<span>${t("round.secret", {
    customer: boot.sides.customer,
    supplier: boot.sides.supplier,
    customer_count: counts.customer,
    supplier_count: counts.supplier,
  })} ${few.length > 0 ? t("round.few", { companies: new Intl.ListFormat(boot.locale).format(few) }) : t("round.many")}</span></p>`;
}

/** "3 of 5 have answered", for each company. */
export function progress(round: Round): TemplateResult {
  const { boot } = page();
  return html`<ul class="round__progress" aria-live="polite">${SIDES.map((side) => {
    const count = Number(round[`answered_${side}`] ?? 0);
    return html`<li data-answered=${side}><span class=${`round__mark round__mark--${side}`} aria-hidden="true"></span><span translate="no">${boot.sides[side]}</span> <strong>${t("round.answered", { count, all: Math.max(count, voters(round, side)) })}</strong></li>`;
  })}</ul>`;
}

/** Who took part is public once the round is closed. */
export function tookPart(people: Voters): TemplateResult {
  const count = people.supplier.length + people.customer.length;
  const names = [...people.customer, ...people.supplier].map(
    (id) => participantName(id) ?? t("word.somebody"),
  );
  return html`<p class="muted round__voters">${tn("round.took_part", count)}${count > 0 ? html` <span translate="no">${names.join(", ")}</span>` : nothing}</p>`;
}
