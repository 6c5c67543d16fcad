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

/** The goals and actions that serve or are served by this record, as links to their cards. */
export function backlinkRow(recordId: string, label: MessageKey): TemplateResult | typeof nothing {
  const ids = page().backlinks.of(recordId).value;
  if (ids.length === 0) return nothing;
  return html`<div class="backlinks"><span class="value__label">${t(label)}</span><ul class="chips">${ids.map(
    (id) => html`<li class="chips__item">${chipLink(id)}</li>`,
  )}</ul></div>`;
}

function chipLink(id: string): TemplateResult | typeof nothing {
  const kind = kindOf(id);
  if (!kind) return nothing;
  return html`<a class="chip chip--link" href=${`#${kind}/${id}`}>${icon(ICONS[kind])}<span class="truncate">${nameOf(id)}</span></a>`;
}
