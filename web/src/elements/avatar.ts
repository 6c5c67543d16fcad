/*
 * A person as initials in the hue and form of their side: round for the supplier, a rounded square for the customer.
 */

import { html, nothing, type TemplateResult } from "lit";
import type { Side } from "../generated/plan";
import { withCompany } from "./company";
import type { Visitor } from "./presence-index";

/** First letters of the first and the last word; words that begin with no letter, as "(2)", are skipped. */
export function initials(name: string): string {
  const letters = name.split(/\s+/).flatMap((word) => word.match(/^\p{L}/u) ?? []);
  const [first = [...name.trim()][0] ?? "?"] = letters;
  return (first + (letters.length > 1 ? letters.at(-1) : "")).toLocaleUpperCase();
}

export function avatar(name: string, side: Side | undefined, size: "small" | "" = "small"): TemplateResult {
  const classes = ["avatar", size && `avatar--${size}`, side && `avatar--${side}`].filter(Boolean).join(" ");
  return html`<span class=${classes} translate="no" aria-hidden="true">${initials(name)}</span>`;
}

/** Avatars of the people at a field or card, out of the layout flow, so that nothing moves when they change. */
export function visitorMarks(visitors: readonly Visitor[]): TemplateResult | typeof nothing {
  if (visitors.length === 0) return nothing;
  return html`<span class="visitors" aria-hidden="true">${visitors
    .slice(0, 4)
    .map(
      (visitor) =>
        html`<span title=${withCompany(visitor.name, visitor.side)}>${avatar(visitor.name, visitor.side)}</span>`,
    )}</span>`;
}
