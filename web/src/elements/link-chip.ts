/*
 * A reference to another record: as plain words inside a field (which is a button and cannot contain a link), and as
 * links in the row of records that refer to this one.
 */

import { html, nothing, type TemplateResult } from "lit";
import { type MessageKey, t } from "../core/intl/i18n";
import { avatar } from "./avatar";
import type { DocumentView } from "./document-view";
import { icon } from "./icon";
import { kindIcon, nameOf, sideOf } from "./record-names";

export function chip(view: DocumentView, id: string): TemplateResult {
  const inside = words(view, id);
  return inside ? html`<span class="chip">${inside}</span>` : html``;
}

export function chipLink(view: DocumentView, id: string): TemplateResult | typeof nothing {
  const inside = words(view, id);
  return inside ? html`<a class="chip chip--link" href=${`#${view.addressOf(id)}`}>${inside}</a>` : nothing;
}

/** Records as links to their cards; nothing where there is none. */
export function chipLinks(
  view: DocumentView,
  ids: readonly string[],
  label: MessageKey,
): TemplateResult | typeof nothing {
  if (ids.length === 0) return nothing;
  return html`<ul class="chips" aria-label=${t(label)}>${ids.map((id) => html`<li class="chips__item">${chipLink(view, id)}</li>`)}</ul>`;
}

function words(view: DocumentView, id: string): TemplateResult | undefined {
  const kind = view.plan.locate(id)?.kind;
  const name = nameOf(view, id);
  if (!kind || name === undefined) return undefined;
  const mark = kind === "people" ? avatar(name, sideOf(view, id)) : icon(kindIcon(kind));
  return html`${mark}<span class="truncate" translate="no" title=${`${t(`kinds.${kind}.one`)}: ${name}`}>${name}</span>`;
}
