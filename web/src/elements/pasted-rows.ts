/*
 * Several lines pasted into a record's name: the first one goes into the field, and a question asks whether the others
 * become new records or stay in the same line. No pasted text is lost: without an answer all become one line.
 */

import { html, nothing, type TemplateResult } from "lit";
import { renderInto } from "../core/dom/render-into";
import { t, tn } from "../core/intl/i18n";
import { shapeOf } from "../doc/plan-document";
import type { Kind } from "../generated/plan";
import { announce } from "./announcer";
import { page } from "./context";
import type { DocumentView } from "./document-view";
import { openModal } from "./modal";
import { showToast } from "./toast";

export interface PastedLines {
  readonly view: DocumentView;
  readonly kind: Kind;
  /** The record whose name contains the first line. */
  readonly id: string;
  /** Where the first line ends in the name. */
  readonly end: number;
  readonly others: readonly string[];
  /** Initial values of new records. */
  readonly values: Readonly<Record<string, unknown>>;
}

const SHOWN_IN_QUESTION = 5;

export function askForRows(pasted: PastedLines): void {
  const question = tn("paste.question", pasted.others.length + 1);
  openModal("paste", question, (modal) => {
    let isYes = false;
    const answer = (): void => {
      isYes = true;
      modal.close();
    };
    modal.dialog.addEventListener("close", () => (isYes ? makeRows(pasted) : keepInOneLine(pasted)));
    renderInto(asking(question, pasted.others, answer, modal.close), modal.dialog);
  });
}

function asking(
  question: string,
  others: readonly string[],
  yes: () => void,
  no: () => void,
): TemplateResult {
  const more = others.length - SHOWN_IN_QUESTION;
  return html`<h2 class="dialog__title">${question}</h2>
    <ul class="paste__lines">${others.slice(0, SHOWN_IN_QUESTION).map((line) => html`<li>${line}</li>`)}
      ${more > 0 ? html`<li class="muted">${tn("paste.more", more)}</li>` : nothing}</ul>
    <div class="dialog__actions"><button type="button" class="button" @click=${no}>${t("paste.one_line")}</button>
      <button type="button" class="button button--primary" autofocus @click=${yes}>${tn("paste.rows", others.length + 1)}</button></div>`;
}

/** One undoable step. */
function makeRows({ view, kind, id, others, values }: PastedLines): void {
  const { undo } = view.replica;
  const records = view.plan.any(kind);
  undo.stopCapturing();
  let last = id;
  for (const line of others) {
    last = records.create({ ...values, [shapeOf(kind).name]: cut(view, kind, line) }, { after: last });
    view.filters.keepInSight(last);
  }
  undo.stopCapturing();
  announce(tn("paste.made", others.length));
}

function keepInOneLine({ view, kind, id, end, others }: PastedLines): void {
  const { name } = shapeOf(kind);
  const text = view.plan.any(kind).ensureText(id, name);
  if (!text) return;
  const room = limitOf(view, kind) - text.length;
  const words = ` ${others.join(" ")}`;
  if (words.length > room) tellCut(view, kind);
  view.replica.transact(() => text.insert(Math.min(end, text.length), words.slice(0, Math.max(0, room))));
}

function cut(view: DocumentView, kind: Kind, line: string): string {
  const limit = limitOf(view, kind);
  if (line.length > limit) tellCut(view, kind);
  return line.slice(0, limit);
}

function limitOf(view: DocumentView, kind: Kind): number {
  return view.plan.fields(kind)[shapeOf(kind).name]?.maxLength ?? Number.POSITIVE_INFINITY;
}

function tellCut(view: DocumentView, kind: Kind): void {
  showToast(t("plan.cut_off", { limit: page().format.number(limitOf(view, kind)) }));
}
