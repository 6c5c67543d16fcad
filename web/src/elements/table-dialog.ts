/*
 * "Put on the table": shows what the other side will see of a private record, as the server says (pages/tabling.py), and
 * sends the command. The answer moves the record in both documents at once; this page learns it like any other change.
 */

import { effect } from "@preact/signals-core";
import { html, nothing, type TemplateResult } from "lit";
import { renderInto } from "../core/dom/render-into";
import { t, tn } from "../core/intl/i18n";
import { shapeOf } from "../doc/plan-document";
import type { Kind, Side } from "../generated/plan";
import { CommandState } from "./command-state";
import { page } from "./context";
import type { DocumentView } from "./document-view";
import { icon } from "./icon";
import { openModal } from "./modal";
import { goToAddress } from "./route";
import { whenSaved } from "./saved-words";
import { showToast } from "./toast";

interface Of {
  readonly view: DocumentView;
  readonly kind: Kind;
  readonly recordId: string;
}

/** The answer of `GET /plans/{id}/table/preview`. */
interface Preview {
  readonly name: string;
  readonly fields: readonly { readonly label: string; readonly value: string }[];
  readonly left_out: number;
  /** Listed competitors that a text names together with a number (docs/decisions/0076). */
  readonly competitors: readonly string[];
  /** Where the workspace wants a second person: nobody has looked, only the reader has, or `looked` have. */
  readonly second_look?: "ask" | "asked" | "given";
  readonly looked?: readonly string[];
}

type Shown = Preview | "loading" | "failed";

/** Whether a record of this document can be put on the table: the shared document holds its kind too. */
export function mayBeTabled(view: DocumentView, kind: Kind): boolean {
  return !view.isShared && shapeOf(kind).documents.includes("shared");
}

export function openTableDialog(of: Of): void {
  openModal("table-dialog", t("table.title"), ({ dialog, close }) => {
    const command = new CommandState();
    let shown: Shown = "loading";
    const draw = (): void => {
      renderInto(content(of, shown, command, close), dialog);
    };
    const stop = effect(() => {
      void command.isPending.value;
      draw();
    });
    dialog.addEventListener("close", stop);
    void preview(of).then((found) => {
      shown = found;
      draw();
      dialog.querySelector<HTMLElement>("[data-yes], [data-ask-look]")?.focus();
    });
  });
}

function content(of: Of, shown: Shown, command: CommandState, close: () => void): TemplateResult {
  const other = otherName();
  return html`<h2 class="dialog__title">${icon("handshake")}${t("table.title")}</h2>
    ${body(shown, other)}
    ${command.problem()}
    <div class="dialog__actions">
      <button type="button" class="button" @click=${close}>${t("base.cancel")}</button>
      ${
        needsLook(shown)
          ? html`<button type="button" class="button button--primary" data-ask-look ?disabled=${(shown as Preview).second_look === "asked"} @click=${() => void askForLook(of, close)}>${t("look.ask")}</button>`
          : html`<button type="button" class="button button--primary" data-yes ?disabled=${typeof shown === "string" || !shown.name.trim() || command.isPending.value}
        @click=${() => void put(of, command, close)}>${t("table.yes")}</button>`
      }</div>`;
}

/** Whether somebody else has to look first. */
function needsLook(shown: Shown): boolean {
  return typeof shown !== "string" && (shown.second_look === "ask" || shown.second_look === "asked");
}

function lookNote({ second_look, looked = [] }: Preview): TemplateResult | typeof nothing {
  if (!second_look) return nothing;
  const said = {
    ask: t("look.needed"),
    asked: t("look.asked"),
    given: t("look.given", { names: page().format.list(looked) }),
  };
  return html`<p class="table-dialog__note" data-look=${second_look}>${icon("eye")}<span>${said[second_look]}</span></p>`;
}

/** The question is the asker's own look; colleagues find it among what is expected of them. */
async function askForLook({ kind, recordId: item_id }: Of, close: () => void): Promise<void> {
  const sent = {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ kind, item_id }),
  };
  const answer = await fetch(`/plans/${page().boot.plan_id}/table/look`, sent).catch(() => null);
  if (answer?.ok) close();
  showToast(t(answer?.ok ? "look.sent" : "look.failed"));
}

function body(shown: Shown, other: string): TemplateResult {
  if (shown === "loading") return html`<p class="muted" role="status">${t("table.loading", { other })}</p>`;
  if (shown === "failed") return html`<p role="alert">${t("table.failed")}</p>`;
  const { me } = page().boot;
  const others = page().shared.presence.others.value.filter(({ side }) => side !== me.side);
  return html`<p>${t("table.lead", { other })}</p>
    <article class="table-dialog__item">
      <h3>${shown.name.trim() || t("table.untitled")}</h3>
      ${shown.fields.length ? html`<dl>${shown.fields.map(({ label, value }) => html`<div><dt>${label}</dt><dd>${value}</dd></div>`)}</dl>` : nothing}
    </article>
    ${shown.competitors.length ? html`<p class="table-dialog__note table-dialog__note--warn" role="alert">${icon("triangle-alert")}<span>${t("table.competitors", { names: page().format.list(shown.competitors) })}</span></p>` : nothing}
    ${lookNote(shown)}
    ${shown.left_out ? html`<p class="table-dialog__note">${icon("lock-keyhole")}<span>${tn("table.left_out", shown.left_out)}</span></p>` : nothing}
    ${others.length ? html`<p class="table-dialog__note">${icon("eye")}<span>${t("table.others_here", { other })}</span></p>` : nothing}`;
}

/** What is still on its way must arrive first: the server shows and moves what it has. */
async function preview({ view, kind, recordId: item }: Of): Promise<Shown> {
  try {
    if (!(await whenSaved(view.replica))) return "failed";
    const query = new URLSearchParams({ kind, item });
    const answer = await fetch(`/plans/${page().boot.plan_id}/table/preview?${query}`);
    return answer.ok ? ((await answer.json()) as Preview) : "failed";
  } catch {
    return "failed";
  }
}

async function put({ kind, recordId: item_id }: Of, command: CommandState, close: () => void): Promise<void> {
  const answer = await command.run(() => page().sendCommand("item.put_on_table", { kind, item_id }));
  if (!answer) return;
  close();
  showToast(t("table.done"), { label: t("table.go"), run: () => goToAddress(`${kind}/${item_id}`) });
}

/** Says that it is private again, with the way there. */
export function tellTakenBack(id: string): void {
  showToast(t("table.taken_back"), { label: t("table.go"), run: () => goToAddress(`private/${id}`) });
}

function otherName(): string {
  const { me, sides } = page().boot;
  const other: Side = me.side === "supplier" ? "customer" : "supplier";
  return sides[other];
}
