/*
 * Before a person is deleted who is responsible for something: what it is, and who takes it over. The answer and the deletion
 * are one step of undo. "Leave open" changes nothing in the records: they name nobody while the person lies in the bin, and
 * name them again when they are restored.
 */

import { html, type TemplateResult } from "lit";
import { renderInto } from "../core/dom/render-into";
import { t, tn } from "../core/intl/i18n";
import { shapeOf } from "../doc/plan-document";
import type { FieldShape, Kind } from "../generated/plan";
import type { DocumentView } from "./document-view";
import { labelOf } from "./field-words";
import { openModal } from "./modal";
import type { PickerOption } from "./picker";
import { nameOf, peopleOptions, personName, sideOf } from "./record-names";

/** One field that names a person as the one for something. */
export interface Responsibility {
  readonly kind: Kind;
  readonly id: string;
  readonly field: string;
  readonly shape: FieldShape;
}

/**
 * Everything in this document that names the person alone: owner, sponsor. Helpers are several, so nobody is missing; to whom
 * others report is a fact about them, which nobody takes over.
 */
export function responsibilitiesOf(view: DocumentView, personId: string): readonly Responsibility[] {
  const kinds = view.plan.kinds.filter((kind) => kind !== "people");
  return kinds.flatMap((kind) =>
    Object.keys(shapeOf(kind).references).flatMap((field) => {
      const shape = view.plan.fields(kind)[field];
      if (shape?.crdt !== "register" || !shape.refers?.includes("people")) return [];
      const ids = view.plan.any(kind).ids.peek();
      return ids
        .filter((id) => view.plan.any(kind).field(id, field).peek() === personId)
        .map((id) => ({ kind, id, field, shape }));
    }),
  );
}

export function handOver(
  view: DocumentView,
  owned: readonly Responsibility[],
  personId: string | undefined,
): void {
  if (personId === undefined) return;
  for (const { kind, id, field } of owned) view.plan.any(kind).update(id, { [field]: personId });
}

/** `remove` gets the person who takes over; undefined leaves it open. Without an answer nothing happens. */
export function askWhoTakesOver(
  view: DocumentView,
  personId: string,
  owned: readonly Responsibility[],
  remove: (next: string | undefined) => void,
): void {
  const name = personName(view, personId);
  openModal("takeover", t("takeover.title", { name }), ({ dialog, close }) => {
    const answer = (event: Event): void => {
      event.preventDefault();
      const { value } = dialog.querySelector("select") as HTMLSelectElement;
      close();
      remove(value || undefined);
    };
    renderInto(asking(view, personId, owned, answer, close), dialog);
  });
}

function asking(
  view: DocumentView,
  personId: string,
  owned: readonly Responsibility[],
  answer: (event: Event) => void,
  cancel: () => void,
): TemplateResult {
  const name = personName(view, personId);
  return html`<form @submit=${answer}><h2 class="dialog__title">${t("takeover.title", { name })}</h2>
    <p>${tn("takeover.owns", owned.length, { name })}</p>
    <ul class="takeover__list">${owned.map(
      (one) => html`<li><span class="takeover__name">${nameOf(view, one.id) ?? t("plan.untitled")}</span>
      <span class="muted">${labelOf({ view, kind: one.kind, name: one.field, shape: one.shape })}</span></li>`,
    )}</ul>
    <label class="field"><span class="field__label">${t("takeover.who")}</span>
      <select class="select" autofocus><option value="">${t("takeover.open")}</option>
        ${candidates(view, personId, owned).map(({ id, label, group }) => html`<option value=${id}>${group ? `${label} · ${group}` : label}</option>`)}
      </select></label>
    <div class="dialog__actions"><button type="button" class="button" @click=${cancel}>${t("base.cancel")}</button>
      <button class="button button--danger">${t("takeover.delete", { name })}</button></div></form>`;
}

/** A field of one side takes nobody of the other. */
function candidates(
  view: DocumentView,
  personId: string,
  owned: readonly Responsibility[],
): readonly PickerOption[] {
  const side = owned.some(({ shape }) => shape.side) ? sideOf(view, personId) : undefined;
  return peopleOptions(view, side).filter(({ id }) => id !== personId);
}
