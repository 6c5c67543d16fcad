/*
 * The people of a record as faces with their names for the pointer and for screen readers.
 */

import { html, nothing, type TemplateResult } from "lit";
import { avatar } from "./avatar";
import { withCompany } from "./company";
import type { DocumentView } from "./document-view";
import { personName, sideOf } from "./record-names";

export function faces(view: DocumentView, ids: readonly string[]): TemplateResult | typeof nothing {
  if (ids.length === 0) return nothing;
  return html`<span class="avatars">${ids.map((id) => {
    const name = personName(view, id);
    const side = sideOf(view, id);
    return html`<span title=${withCompany(name, side)}>${avatar(name, side)}<span class="visually-hidden" translate="no">${name}</span></span>`;
  })}</span>`;
}
