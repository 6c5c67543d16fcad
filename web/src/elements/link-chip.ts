/*
 * Another record of the plan by its name: as words inside a field (which is a button, so no link can stand in it), and
 * as links in the row that tells who points to this record.
 */

import { html, nothing, type TemplateResult } from "lit";
import { type MessageKey, t } from "../core/i18n";
import type { RecordKind } from "../doc/plan";
import { avatar } from "./avatar";
import { page } from "./context";
import { icon } from "./icon";
import { kindOf, nameOf, sideOf } from "./records-view";

const ICONS: Readonly<Record<RecordKind, string>> = {
  people: "user",
  opportunities: "lightbulb",
  goals: "target",
  actions: "list-checks",
};

export function chip(id: string): TemplateResult {
  const kind = kindOf(id);
  const name = nameOf(id);
  if (!kind || name === undefined) return html``;
  const mark = kind === "people" ? avatar(name, sideOf(id)) : icon(ICONS[kind]);
  return html`<span class="chip">${mark}<span class="truncate">${name}</span></span>`;
}

/** The goals and actions that point to this record, as links to their cards; nothing where there is none. */
export function backlinks(recordId: string, label: MessageKey): TemplateResult | typeof nothing {
  const ids = page().backlinks.of(recordId).value;
  if (ids.length === 0) return nothing;
  return html`<ul class="chips" aria-label=${t(label)}>${ids.map((id) => html`<li class="chips__item">${chipLink(id)}</li>`)}</ul>`;
}

export function chipLink(id: string): TemplateResult | typeof nothing {
  const kind = kindOf(id);
  if (!kind) return nothing;
  const name = nameOf(id) ?? "";
  const mark = kind === "people" ? avatar(name, sideOf(id)) : icon(ICONS[kind]);
  return html`<a class="chip chip--link" href=${`#${kind}/${id}`}>${mark}<span class="truncate">${name}</span></a>`;
}
