/*
 * A person as initials in the hue and form of their side: round for the supplier, a rounded square for the customer.
 */

import { html, nothing, type TemplateResult } from "lit";
import type { Side } from "../generated/plan";
import type { Visitor } from "./presence-index";

export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const first = [...(words[0] ?? "?")][0] ?? "?";
  const last = words.length > 1 ? ([...(words.at(-1) ?? "")][0] ?? "") : "";
  return (first + last).toLocaleUpperCase();
}

export function avatar(name: string, side: Side | undefined, size: "small" | "" = "small"): TemplateResult {
  const classes = ["avatar", size && `avatar--${size}`, side && `avatar--${side}`].filter(Boolean).join(" ");
  return html`<span class=${classes} aria-hidden="true">${initials(name)}</span>`;
}

/** The people at a field or card, out of the flow, so that nothing jumps when they come and go. */
export function visitorMarks(visitors: readonly Visitor[]): TemplateResult | typeof nothing {
  if (visitors.length === 0) return nothing;
  return html`<span class="visitors" aria-hidden="true">${visitors
    .slice(0, 4)
    .map(
      (visitor) => html`<span title=${visitor.name}>${avatar(visitor.name, visitor.side)}</span>`,
    )}</span>`;
}
