/*
 * The gaps that the server found in a record ("nothing for the customer", "12 days late"), as badges. Nothing is
 * judged here.
 */

import { html, nothing, type TemplateResult } from "lit";
import { page } from "./context";
import { icon } from "./icon";

export function flagList(recordId: string): TemplateResult | typeof nothing {
  const flags = page().measures.of(recordId, "flags").value;
  const sentences = (flags?.text ?? "")
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
  if (sentences.length === 0) return nothing;
  return html`<ul class="flags">${sentences.map(
    (sentence) =>
      html`<li class="badge badge--warn" title=${sentence}>${icon("triangle-alert")}<span>${sentence}</span></li>`,
  )}</ul>`;
}
