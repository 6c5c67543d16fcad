/*
 * A link to another record of the plan, by its name; a click goes to its card. Not a link while the card it stands in
 * is a button itself (a field that can be edited): then it is words, and the record's menu leads there.
 */

import { html, type TemplateResult } from "lit";
import type { RecordKind } from "../doc/plan";
import { avatar } from "./avatar";
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

/** The same as a link to the record's card. */
export function chipLink(id: string): TemplateResult {
  const kind = kindOf(id);
  if (!kind) return html``;
  return html`<a class="chip chip--link" href=${`#${kind}/${id}`}>${icon(ICONS[kind])}<span class="truncate">${nameOf(id)}</span></a>`;
}
