/*
 * The history of a card, over the page: who made each value what it is, and when. The server makes it from its log
 * (pages/record_history.py) as HTML; here it is fetched, paged, and a value from before a change is put back as our own edit,
 * which undo takes back. Without a connection it says so.
 */

import { html, type TemplateResult } from "lit";
import { renderInto } from "../core/dom/render-into";
import { t } from "../core/intl/i18n";
import { putBack } from "../doc/put-back";
import type { Kind } from "../generated/plan";
import { page } from "./context";
import type { DocumentView } from "./document-view";
import { icon } from "./icon";
import { openModal } from "./modal";
import { nameOf } from "./record-names";
import { showToast } from "./toast";

interface Of {
  readonly view: DocumentView;
  readonly kind: Kind;
  readonly recordId: string;
}

export function openRecordHistory(of: Of): void {
  const name = nameOf(of.view, of.recordId) ?? t("plan.untitled");
  openModal("record-history", t("history.of", { name }), ({ dialog, close }) => {
    renderInto(frame(name, close), dialog);
    const place = dialog.querySelector<HTMLElement>("[data-contents]");
    if (!place) return;
    place.addEventListener("click", (event) => pressed(event, of, place, close));
    void show(of, place);
  });
}

function frame(name: string, close: () => void): TemplateResult {
  return html`<header class="record-history__head"><h2 class="dialog__title">${t("history.of", { name })}</h2>
      <button type="button" class="button button--quiet button--icon" aria-label=${t("history.close")} @click=${close}>${icon("x")}</button></header>
    <div class="record-history__contents" data-contents tabindex="0" role="region" aria-label=${t("history.of", { name })} aria-live="polite">
      <p class="muted">${t("plan.opening")}</p></div>`;
}

function pressed(event: Event, of: Of, place: HTMLElement, close: () => void): void {
  const button = event.target instanceof Element ? event.target.closest("button") : null;
  if (!button) return;
  const { older, putBack: field, member, value } = button.dataset;
  if (older !== undefined) return void show(of, place, older, button);
  if (field === undefined) return;
  const { view, kind, recordId: id } = of;
  const before = JSON.parse(value ?? "{}") as { readonly value: unknown };
  putBack(view.plan, { kind, id, field, member: member ?? "", value: before.value });
  close();
  showToast(t("history.done"), { label: t("plan.undo"), run: () => view.replica.undo.undo() });
}

/** The newest groups, or those before a number of the log in place of the button that asked for them. */
async function show(of: Of, place: HTMLElement, before = "", asked?: HTMLElement): Promise<void> {
  place.setAttribute("aria-busy", "true");
  const contents = await fetched(of, before);
  place.removeAttribute("aria-busy");
  if (contents === undefined && asked) return void showToast(t("history.no_connection"));
  if (contents === undefined) {
    renderInto(
      failed(() => void show(of, place)),
      place,
    );
    return;
  }
  const made = document.createRange().createContextualFragment(contents);
  const first = made.querySelector<HTMLElement>("li");
  if (asked) asked.replaceWith(made);
  else place.replaceChildren(made);
  if (asked && first) {
    first.tabIndex = -1;
    first.focus();
  }
}

function failed(again: () => void): TemplateResult {
  return html`<p>${t("history.no_connection")}</p><button type="button" class="button" @click=${again}>${t("start.again")}</button>`;
}

async function fetched({ view, kind, recordId: record }: Of, before: string): Promise<string | undefined> {
  const query = new URLSearchParams({ document: view.plan.documentKind, kind, record, before });
  try {
    const answer = await fetch(`/plans/${page().boot.plan_id}/history?${query}`);
    return answer.ok ? await answer.text() : undefined;
  } catch {
    return undefined;
  }
}
