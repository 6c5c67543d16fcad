/*
 * An action's or a joint project's name and its two dates as fields, opened at its bar on the timeline: the alternative to
 * dragging, and where an action added there gets its name.
 */

import { html, nothing } from "lit";
import { isImeKey } from "../core/dom/ime-key";
import { renderInto } from "../core/dom/render-into";
import { t } from "../core/intl/i18n";
import type { Kind } from "../generated/plan";
import type { DocumentView } from "./document-view";
import { startAfterDue } from "./field-words";
import { icon } from "./icon";
import { showBeside } from "./popup";
import { nameOf } from "./record-names";
import type { Ending } from "./text-editor";
import { barKind } from "./timeline-order";
import { mayTry, openWhatIf } from "./what-if-dialog";
import "./text-editor";

/** `closed` runs when the panel has gone. */
export function openDates(
  anchor: HTMLElement,
  view: DocumentView,
  actionId: string,
  closed: () => void = () => {},
): void {
  const panel = document.createElement("div");
  panel.className = "menu__list floating dates-popup";
  panel.popover = "auto";
  panel.setAttribute("role", "dialog");
  panel.setAttribute("aria-label", t("plan.dates_of", { name: nameOf(view, actionId) ?? "" }));
  (document.querySelector("main") ?? document.body).append(panel);
  const redraw = (problem?: string): void => {
    renderInto(content(view, actionId, problem, redraw), panel);
  };
  redraw();
  const unplace = showBeside(panel, anchor);
  panel.addEventListener("toggle", (event) => {
    if ((event as ToggleEvent).newState !== "closed") return;
    unplace();
    panel.remove();
    if (anchor.isConnected) anchor.focus({ preventScroll: true });
    closed();
  });
  panel.addEventListener("keydown", (event) => {
    if (isImeKey(event)) return;
    if (event.key === "Enter" && event.target instanceof HTMLInputElement) panel.hidePopover();
  });
  if (!view.mayWrite.peek() || nameIsThere(view, actionId)) panel.querySelector("input")?.focus();
}

function content(
  view: DocumentView,
  actionId: string,
  problem: string | undefined,
  redraw: (problem?: string) => void,
): unknown {
  const kind = barKind(view, actionId) ?? "actions";
  const records = view.plan.any(kind);
  const mayWrite = view.mayWrite.peek();
  const field = (name: "start" | "due"): unknown => html`<label class="field">
    <span class="field__label">${kind === "projects" && name === "due" ? t("fields.projects.due") : t(`fields.${name}`)}</span>
    <input class="input" type="date" min="1950-01-01" max="2199-12-31" ?disabled=${!mayWrite} aria-invalid=${problem ? "true" : nothing}
      .value=${String(records.field(actionId, name).peek() ?? "")}
      @change=${(event: Event) => redraw(written(view, actionId, name, (event.target as HTMLInputElement).value))}></label>`;
  return html`<div class="dates-popup__name">${mayWrite ? nameEditor(view, actionId) : nameOf(view, actionId)}</div>
    <div class="dates-popup__fields">${field("start")}${field("due")}</div>
    ${problem ? html`<p class="field__error" role="alert">${problem}</p>` : nothing}
    ${mayTry(view, kind) ? html`<button type="button" class="menu__item" data-what-if @click=${(event: Event) => tryOthers(event, view, kind, actionId)}>${icon("sliders-horizontal")}${t("what_if.open")}</button>` : nothing}
    <a class="menu__item" href=${`#${view.addressOf(actionId)}`}>${icon("arrow-right")}${t(kind === "projects" ? "plan.open_project" : "plan.open_action")}</a>`;
}

/** The dialog takes the place of the panel. */
function tryOthers(event: Event, view: DocumentView, kind: Kind, id: string): void {
  (event.currentTarget as HTMLElement).closest<HTMLElement>("[popover]")?.hidePopover();
  openWhatIf(view, kind, id);
}

/** Takes the focus where the action has no name yet. Enter in it closes the panel. */
function nameEditor(view: DocumentView, actionId: string): unknown {
  const kind = barKind(view, actionId) ?? "actions";
  const records = view.plan.any(kind);
  const label = t("fields.title");
  const close = (how: Ending, event: HTMLElement | null): void => {
    if (how !== "blur") event?.closest<HTMLElement>("[popover]")?.hidePopover();
  };
  return html`<leitstern-text-editor .label=${label} .hint=${t(`fields.${kind}.title.empty`)} .replica=${view.replica}
    .maxLength=${view.plan.fields(kind)["title"]?.maxLength} .takesFocus=${!nameIsThere(view, actionId)}
    .text=${() => records.text(actionId, "title")} .create=${() => records.ensureText(actionId, "title")}
    .ended=${(how: Ending) => close(how, document.querySelector(".dates-popup leitstern-text-editor"))}></leitstern-text-editor>`;
}

function nameIsThere(view: DocumentView, actionId: string): boolean {
  return (view.plan.nameOf(actionId) ?? "").trim() !== "";
}

/** Writes a date; returns an error message if it is not valid. */
function written(
  view: DocumentView,
  actionId: string,
  name: "start" | "due",
  value: string,
): string | undefined {
  const actions = view.plan.any(barKind(view, actionId) ?? "actions");
  const other = actions.field(actionId, name === "start" ? "due" : "start").peek();
  const problem = name === "start" ? startAfterDue(value, other) : startAfterDue(other, value);
  if (problem) return problem;
  actions.update(actionId, { [name]: value || undefined });
  return undefined;
}
