/*
 * The box that ticks an action off, in the list and in the agenda. The status follows it, as one undoable step; unticked,
 * the action returns to the status that it had. A ticked row stays in sight, also where the filter would hide it.
 */

import { html, type TemplateResult } from "lit";
import { t } from "../core/intl/i18n";
import { today } from "../core/intl/today";
import type { ActionStatus } from "../generated/plan";
import { announce } from "./announcer";
import type { DocumentView } from "./document-view";

/** What actions were before they were ticked off in this browser. */
const before = new Map<string, ActionStatus>();

export function doneBox(view: DocumentView, id: string, name: string): TemplateResult {
  const isDone = view.plan.records("actions").field(id, "status").value === "done";
  return html`<label class="done-box"><span class="visually-hidden">${t("plan.done_box", { name })}</span>
    <input type="checkbox" class="checkbox" .checked=${isDone} ?disabled=${!view.mayWrite.value}
      @change=${(event: Event) => setDone(view, id, (event.target as HTMLInputElement).checked)}></label>`;
}

function setDone(view: DocumentView, id: string, isDone: boolean): void {
  const actions = view.plan.records("actions");
  const status = actions.field(id, "status").peek() ?? "planned";
  const next = isDone ? "done" : (before.get(id) ?? reopened(view, id));
  if (isDone) before.set(id, status);
  view.filters.keepInSight(id);
  view.replica.undo.stopCapturing();
  actions.update(id, { status: next });
  view.replica.undo.stopCapturing();
  announce(t(`choices.status.${next}`));
}

/** An action that was done elsewhere is running again if its start has passed, else planned. */
function reopened(view: DocumentView, id: string): ActionStatus {
  const start = view.plan.records("actions").field(id, "start").peek();
  return start !== undefined && start <= today.peek() ? "running" : "planned";
}
