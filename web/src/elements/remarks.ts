/*
 * The own side's private notes on a shared record, below its card: with the lock and the side's stripes, so that nobody
 * takes them for shared. They are written to the side's private document, which the other side is never sent.
 */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../core/intl/i18n";
import { remarksAbout } from "../doc/remarks";
import type { Kind } from "../generated/plan";
import { page } from "./context";
import type { DocumentView } from "./document-view";
import { icon } from "./icon";
import { openRecordMenu } from "./record-commands";
import { nameOf } from "./record-names";
import { beginRemark, begunRemark, mayHaveRemarks, REMARKS } from "./remark-entry";
import { ShapedFields } from "./shaped-fields";

/** The notes on a record of the shared plan. In an opened card without any, the way to write one. */
export function remarksOn(
  view: DocumentView,
  record: string,
  isOpen: boolean,
): TemplateResult | typeof nothing {
  const own = page().opened.value;
  if (!view.isShared) return nothing;
  if (!own) {
    openOwn();
    return nothing;
  }
  const ids = remarksAbout(own.plan, record);
  if (ids.length === 0 && (!isOpen || !own.mayWrite.value || !mayHaveRemarks(view, record))) return nothing;
  const { side } = page().boot.me;
  if (ids.length === 0) {
    const label = t("remarks.add_named", { name: nameOf(view, record) ?? "" });
    return html`<div class="remarks-begin" data-own><button type="button" class="button button--quiet button--small" data-remark aria-label=${label} @click=${() => beginRemark(record)}>${icon("lock-keyhole")}${t("remarks.add")}</button></div>`;
  }
  return html`<div class=${`remarks remarks--${side}`} data-own>${ids.map((id) => html`<leitstern-remark .view=${own} .recordId=${id}></leitstern-remark>`)}</div>`;
}

let isOpening = false;

/** The private document is opened with the first cards that may have notes, after they are shown. */
function openOwn(): void {
  if (isOpening) return;
  isOpening = true;
  setTimeout(() => {
    isOpening = false;
    page().privateRoom();
  });
}

export class Remark extends ShapedFields {
  override readonly kind: Kind = REMARKS;

  protected override appeared(): void {
    super.appeared();
    this.dataset["record"] = this.recordId;
    if (begunRemark.peek() !== this.recordId) return;
    begunRemark.value = undefined;
    this.editing = { name: "text" };
  }

  protected override render(): TemplateResult {
    const { boot } = page();
    const label = t("remarks.on", { side: boot.sides[boot.me.side] });
    return html`<div class="remark"><span class="remark__lock" title=${label}>${icon("lock-keyhole")}<span class="visually-hidden">${label}</span></span>
      <div class="remark__text">${this.field("text")}</div>
      <button type="button" class="button button--quiet button--icon button--small" aria-haspopup="menu" aria-expanded="false" aria-label=${t("plan.menu_of", { name: t("kinds.remarks.one") })}
        @click=${(event: Event) => openRecordMenu(event.currentTarget as HTMLElement, this)}>${icon("ellipsis")}</button></div>`;
  }
}

customElements.define("leitstern-remark", Remark);
