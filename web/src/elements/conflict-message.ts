/*
 * The question at a field whose value somebody changed while it was open here: theirs is shown with their name before ours
 * replaces it. In the message of a value's editor, or by itself after a choice was made.
 */

import { html, type TemplateResult } from "lit";
import { renderInto } from "../core/dom/render-into";
import { type MessageKey, t } from "../core/intl/i18n";
import { showBeside } from "./popup";
import { keepFocus } from "./stable-clicks";

export interface Conflict {
  readonly question: Extract<MessageKey, "value.changed_by" | "value.chosen_by">;
  /** Undefined where nobody is known. */
  readonly who: string | undefined;
  readonly mine: string;
  readonly theirs: string;
  readonly keepMine: () => void;
  readonly takeTheirs: () => void;
}

export function conflictMessage({
  question,
  who,
  mine,
  theirs,
  keepMine,
  takeTheirs,
}: Conflict): TemplateResult {
  const named = (value: string): string => value || t("value.nothing");
  const button = (label: string, run: () => void): TemplateResult =>
    html`<button type="button" class="button button--small" @pointerdown=${keepFocus} @click=${run}>${label}</button>`;
  return html`<p>${t(question, { who: who ?? t("bin.somebody"), theirs: named(theirs) })}</p>
    <p class="value-message__choices">
      ${button(t("value.keep_mine", { value: named(mine) }), keepMine)}${button(t("value.take_theirs", { value: named(theirs) }), takeTheirs)}
    </p>`;
}

/** Asks beside a field whose editor has ended. Escape or a press elsewhere leaves the other's value. */
export function askAbout(field: HTMLElement, conflict: Conflict): void {
  const message = document.createElement("div");
  message.className = "value-message floating";
  message.popover = "auto";
  message.setAttribute("role", "alertdialog");
  field.append(message);
  const then = (run: () => void) => (): void => {
    message.hidePopover();
    run();
  };
  const keepMine = then(conflict.keepMine);
  renderInto(conflictMessage({ ...conflict, keepMine, takeTheirs: then(conflict.takeTheirs) }), message);
  const close = showBeside(message, field);
  message.addEventListener("toggle", (event) => {
    if ((event as ToggleEvent).newState !== "closed") return;
    close();
    message.remove();
    if (document.activeElement === document.body) field.querySelector<HTMLElement>("button")?.focus();
  });
  message.querySelector<HTMLElement>("button")?.focus();
}
