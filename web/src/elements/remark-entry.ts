/*
 * Begins a private note on a shared record: from the menu of its card, or from the button in the opened card
 * (remarks.ts). It is made in the own side's private document.
 */

import { signal } from "@preact/signals-core";
import { t } from "../core/intl/i18n";
import { shapeOf } from "../doc/plan-document";
import type { Kind } from "../generated/plan";
import { announce } from "./announcer";
import { page } from "./context";
import type { DocumentView } from "./document-view";
import type { MenuEntry } from "./menu";

export const REMARKS: Kind = "remarks";

/** The note that was begun here and is to be written in. */
export const begunRemark = signal<string | undefined>(undefined);

export function beginRemark(about: string): void {
  const own = page().opened.peek();
  if (!own) return;
  begunRemark.value = own.plan.add(REMARKS, { about }, "last");
  announce(t("kinds.remarks.added"));
}

/** Whether there can be notes on a record of this kind. */
export function mayHaveRemarks(view: DocumentView, record: string): boolean {
  const kind = view.plan.locate(record)?.kind;
  return kind !== undefined && (shapeOf(REMARKS).references["about"] ?? []).includes(kind);
}

/** The entry of a card's menu. */
export function remarkEntry(view: DocumentView, recordId: string): readonly MenuEntry[] {
  const own = page().opened.peek();
  if (!view.isShared || !own?.mayWrite.peek() || !mayHaveRemarks(view, recordId)) return [];
  return ["line", { label: t("remarks.add"), icon: "lock-keyhole", run: () => beginRemark(recordId) }];
}
