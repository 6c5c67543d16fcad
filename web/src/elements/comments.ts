/*
 * Comments below a card of the shared plan: closed, only how many are open; with the card's details all of them, and the
 * field for a new one (topic-list.ts).
 */

import { html, nothing, type TemplateResult } from "lit";
import { tn } from "../core/intl/i18n";
import { page } from "./context";
import type { DocumentView } from "./document-view";
import { icon } from "./icon";
import "./topic-list";

export function commentsOn(view: DocumentView, id: string, isOpen: boolean): TemplateResult | typeof nothing {
  if (!view.isShared) return nothing;
  if (isOpen)
    return html`<leitstern-topic-list .item=${id} .sessionId=${""} .mayWrite=${view.mayWrite.value}></leitstern-topic-list>`;
  const open = page().discussion.openComments(id).value;
  if (open === 0) return nothing;
  return html`<p class="comments-mark" data-comments=${open}>${icon("message-square-text")}${tn("topic.open_comments", open)}</p>`;
}
