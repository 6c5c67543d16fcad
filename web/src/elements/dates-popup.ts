/*
 * The two dates of an action as fields, opened at its bar on the timeline: what a drag does, without dragging.
 */

import { html, nothing, render } from "lit";
import { t } from "../core/i18n";
import { page } from "./context";
import { startAfterDue } from "./field-words";
import { icon } from "./icon";
import { showBeside } from "./popup";
import { nameOf } from "./records-view";

export function openDates(anchor: HTMLElement, actionId: string): void {
  const panel = document.createElement("div");
  panel.className = "menu__list floating dates-popup";
  panel.popover = "auto";
  panel.setAttribute("role", "dialog");
  panel.setAttribute("aria-label", t("plan.dates_of", { name: nameOf(actionId) ?? "" }));
  (document.querySelector("main") ?? document.body).append(panel);
  const redraw = (problem?: string): void => {
    render(content(actionId, problem, redraw), panel);
  };
  redraw();
  const unplace = showBeside(panel, anchor);
  panel.addEventListener("toggle", (event) => {
    if ((event as ToggleEvent).newState !== "closed") return;
    unplace();
    panel.remove();
    if (anchor.isConnected) anchor.focus({ preventScroll: true });
  });
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target instanceof HTMLInputElement) panel.hidePopover();
  });
  panel.querySelector("input")?.focus();
}

function content(actionId: string, problem: string | undefined, redraw: (problem?: string) => void): unknown {
  const { actions } = page().plan;
  const mayWrite = page().mayWrite.peek();
  const field = (name: "start" | "due"): unknown => html`<label class="field">
    <span class="field__label">${t(`plan.${name}`)}</span>
    <input class="input" type="date" min="1950-01-01" max="2199-12-31" ?disabled=${!mayWrite} aria-invalid=${problem ? "true" : nothing}
      .value=${actions.field(actionId, name).peek() ?? ""}
      @change=${(event: Event) => redraw(written(actionId, name, (event.target as HTMLInputElement).value))}></label>`;
  return html`<p class="dates-popup__name">${nameOf(actionId)}</p>
    <div class="dates-popup__fields">${field("start")}${field("due")}</div>
    ${problem ? html`<p class="field__error" role="alert">${problem}</p>` : nothing}
    <a class="menu__item" href=${`#actions/${actionId}`}>${icon("arrow-right")}${t("plan.open_action")}</a>`;
}

/** Writes a date; the answer is what is wrong with it, if anything. */
function written(actionId: string, name: "start" | "due", value: string): string | undefined {
  const { actions } = page().plan;
  const other = actions.field(actionId, name === "start" ? "due" : "start").peek();
  const problem = name === "start" ? startAfterDue(value, other) : startAfterDue(other, value);
  if (problem) return problem;
  actions.update(actionId, { [name]: value || undefined });
  return undefined;
}
