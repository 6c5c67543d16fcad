/*
 * The own side's private notes on a shared record, below its card: with the lock and the side's stripes, so that nobody
 * takes them for shared. They are written to the side's private document, which the other side is never sent.
 */

import { computed, type ReadonlySignal } from "@preact/signals-core";
import { html, nothing, type TemplateResult } from "lit";
import { whenIdle } from "../core/dom/when-idle";
import { getOrCreate } from "../core/get-or-create";
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

/** However busy the page is, the notes are there after this time. */
const OPENS_WITHIN_MS = 1500;

/** The notes on a record of the shared plan. In an opened card without any, the way to write one. */
export function remarksOn(
  view: DocumentView,
  record: string,
  isOpen: boolean,
): TemplateResult | typeof nothing {
  if (!view.isShared) return nothing;
  const ids = idsOn(record).value;
  if (ids.length === 0 && !isOpen) return nothing;
  const own = page().opened.value;
  if (!own) return nothing;
  if (ids.length === 0 && (!own.mayWrite.value || !mayHaveRemarks(view, record))) return nothing;
  const { side } = page().boot.me;
  if (ids.length === 0) {
    const label = t("remarks.add_named", { name: nameOf(view, record) ?? "" });
    return html`<div class="remarks-begin" data-own><button type="button" class="button button--quiet button--small" data-remark aria-label=${label} @click=${() => beginRemark(record)}>${icon("lock-keyhole")}${t("remarks.add")}</button></div>`;
  }
  return html`<div class=${`remarks remarks--${side}`} data-own>${ids.map((id) => html`<leitstern-remark .view=${own} .recordId=${id}></leitstern-remark>`)}</div>`;
}

const NONE: readonly string[] = [];
const byRecord = new Map<string, ReadonlySignal<readonly string[]>>();
let isOpening = false;

/** The notes on a record as a signal of its own: hundreds of cards do not render again when the private document opens. */
function idsOn(record: string): ReadonlySignal<readonly string[]> {
  return getOrCreate(byRecord, record, () =>
    computed(() => {
      const own = page().opened.value;
      if (!own) openOwn();
      return own ? remarksAbout(own.plan, record) : NONE;
    }),
  );
}

/** The private document is opened with the first cards that may have notes, when there is nothing else to do. */
function openOwn(): void {
  if (isOpening) return;
  isOpening = true;
  whenIdle(() => {
    isOpening = false;
    page().privateRoom();
  }, OPENS_WITHIN_MS);
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
