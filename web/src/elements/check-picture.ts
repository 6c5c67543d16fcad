/*
 * The reveal as a picture: four quadrants, the supplier's view to the right and the customer's upwards, each statement a
 * numbered disc. Where discs would cover each other they move sideways, and stay in their quadrant.
 */

import { html, svg, type TemplateResult } from "lit";
import { t } from "../core/intl/i18n";
import type { CheckedStatement } from "./check-words";
import { nameOfStatement } from "./check-words";
import { page } from "./context";

export interface Disc {
  readonly id: string;
  readonly x: number;
  readonly y: number;
}

const SIZE = 400;
/** Room at the upper and lower edge for the names of the quadrants. */
const EDGE_Y = 62;
const EDGE_X = 26;
const RADIUS = 15;
const APART = 2 * RADIUS + 4;

export function placeDiscs(statements: readonly CheckedStatement[]): readonly Disc[] {
  const placed: Disc[] = [];
  for (const { id, x, y } of statements) {
    if (x === undefined || y === undefined) continue;
    placed.push(
      free({ id, x: EDGE_X + x * (SIZE - 2 * EDGE_X), y: SIZE - EDGE_Y - y * (SIZE - 2 * EDGE_Y) }, placed),
    );
  }
  return placed;
}

/** The nearest place to the side of where the disc belongs, else in the next row; always within its quadrant. */
function free(wanted: Disc, placed: readonly Disc[]): Disc {
  for (const row of [0, APART, -APART])
    for (let step = 0; step <= SIZE / 2; step += 2)
      for (const x of [wanted.x - step, wanted.x + step]) {
        const disc = { ...wanted, x: within(x, wanted.x), y: within(wanted.y + row, wanted.y) };
        if (placed.every((other) => Math.hypot(other.x - disc.x, other.y - disc.y) >= APART)) return disc;
      }
  return wanted;
}

/** Keeps a coordinate in the half in which it belongs. */
function within(value: number, belongs: number): number {
  const low = belongs < SIZE / 2 ? 0 : SIZE / 2;
  return Math.min(low + SIZE / 2 - RADIUS - 2, Math.max(low + RADIUS + 2, value));
}

export function checkPicture(statements: readonly CheckedStatement[]): TemplateResult {
  const { sides } = page().boot;
  const discs = placeDiscs(statements);
  const names = discs.map(({ id }) => `${id} ${nameOfStatement(id as CheckedStatement["id"])}`).join(", ");
  const quadrant = (name: string, text: string): TemplateResult =>
    html`<p class=${`blind-quadrant blind-quadrant--${name}`}>${text}</p>`;
  return html`<figure class="blind-picture" data-picture><figcaption class="blind-picture__axis"><span class="round__mark round__mark--customer" aria-hidden="true"></span><span>↑ ${t("check.blind.axis_customer", { customer: sides.customer })}</span></figcaption>
    <div class="blind-picture__field">${quadrant("undervalued", t("check.blind.differ"))}${quadrant("strength", t("check.reveal.agreed_strength"))}${quadrant("weakness", t("check.reveal.agreed_weakness"))}${quadrant("blind", t("check.blind.differ"))}
      <svg class="blind-picture__discs" viewBox=${`0 0 ${SIZE} ${SIZE}`} role="img" aria-label=${t("check.blind.picture", { names })}>${discs.map(
        (disc) =>
          svg`<g data-disc=${disc.id}><circle class="blind-disc" cx=${disc.x} cy=${disc.y} r=${RADIUS}></circle><text class="blind-disc__number" translate="no" x=${disc.x} y=${disc.y + 5.5} text-anchor="middle">${disc.id}</text></g>`,
      )}</svg></div>
    <p class="blind-picture__axis blind-picture__axis--end"><span class="round__mark" aria-hidden="true"></span><span>${t("check.blind.axis_supplier", { supplier: sides.supplier })} →</span></p></figure>`;
}
