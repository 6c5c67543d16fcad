/*
 * Makes actions of lines in the notes, in the document that the notes stand in: one for each line, as one step of undo.
 */

import { t, tn } from "../core/intl/i18n";
import type { DocumentView } from "./document-view";
import { goToAddress } from "./route";
import { showToast } from "./toast";

export function makeActions(view: DocumentView, lines: readonly string[]): void {
  if (lines.length === 0) return void showToast(t("notes.no_line"));
  const limit = view.plan.fields("actions")["title"]?.maxLength ?? Number.POSITIVE_INFINITY;
  const { undo } = view.replica;
  undo.stopCapturing();
  const ids = lines.map((line) => view.plan.any("actions").create({ title: line.slice(0, limit) }));
  undo.stopCapturing();
  for (const id of ids) view.filters.keepInSight(id);
  const [first = ""] = ids;
  showToast(tn("notes.made", ids.length), {
    label: t("notes.show_action"),
    run: () => goToAddress(view.addressOf(first) ?? "actions"),
  });
}
