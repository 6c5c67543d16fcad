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
import { lookNote, objectionField, type SecondLook, sendLook } from "./second-look";
import { showToast } from "./toast";

interface Of {
  readonly view: DocumentView;
  readonly kind: Kind;
  readonly recordId: string;
}

/** The answer of `GET /plans/{id}/table/preview`. */
interface Preview extends SecondLook {
  readonly name: string;
  readonly fields: readonly { readonly label: string; readonly value: string }[];
  readonly left_out: number;
  /** Listed competitors that a text names together with a number (docs/decisions/0076). */
  readonly competitors: readonly string[];
}

type Shown = Preview | "loading" | "failed";

/** Whether a record of this document can be put on the table: the shared document holds its kind too. */
export function mayBeTabled(view: DocumentView, kind: Kind): boolean {
  return !view.isShared && shapeOf(kind).documents.includes("shared");
}

export function openTableDialog(of: Of): void {
  openModal("table-dialog", t("table.title"), ({ dialog, close }) => {
    new TableDialog(of, dialog, close).open();
  });
}

class TableDialog {
  readonly #of: Of;
  readonly #dialog: HTMLDialogElement;
  readonly #close: () => void;
  readonly #command = new CommandState();
  #shown: Shown = "loading";
  #isObjecting = false;

  constructor(of: Of, dialog: HTMLDialogElement, close: () => void) {
    this.#of = of;
    this.#dialog = dialog;
    this.#close = close;
  }

  open(): void {
    const stop = effect(() => {
      void this.#command.isPending.value;
      this.#draw();
    });
    this.#dialog.addEventListener("close", stop);
    void this.#load();
  }

  async #load(): Promise<void> {
    this.#shown = await preview(this.#of);
    this.#isObjecting = false;
    this.#draw();
    this.#dialog.querySelector<HTMLElement>("[data-yes], [data-ask-look], [data-withdraw]")?.focus();
  }

  #draw(): void {
    renderInto(
      html`<h2 class="dialog__title">${icon("handshake")}${t("table.title")}</h2>
        ${body(this.#shown, otherName())}
        ${this.#isObjecting ? objectionField() : nothing}
        ${this.#command.problem()}
        <div class="dialog__actions">${this.#buttons()}</div>`,
      this.#dialog,
    );
  }

  #buttons(): TemplateResult {
    const shown = this.#shown;
    const cancel = html`<button type="button" class="button" @click=${this.#close}>${t("base.cancel")}</button>`;
    const yes = html`<button type="button" class="button button--primary" data-yes ?disabled=${typeof shown === "string" || !shown.name.trim() || this.#command.isPending.value}
      @click=${() => void this.#put()}>${t("table.yes")}</button>`;
    if (typeof shown === "string" || !shown.second_look) return html`${cancel}${yes}`;
    switch (shown.second_look) {
      case "ask":
      case "asked":
        return html`${cancel}<button type="button" class="button button--primary" data-ask-look ?disabled=${shown.second_look === "asked"} @click=${() => void this.#ask(shown)}>${t("look.ask")}</button>`;
      case "given":
        return this.#isObjecting
          ? html`<button type="button" class="button" @click=${() => this.#object(false)}>${t("base.cancel")}</button>
            <button type="button" class="button button--primary" data-send-objection @click=${() => void this.#sendObjection(shown)}>${t("look.object")}</button>`
          : html`${cancel}<button type="button" class="button" data-object @click=${() => this.#object(true)}>${t("look.object")}…</button>${yes}`;
      case "refused":
        return shown.objections?.some(({ mine }) => mine)
          ? html`${cancel}<button type="button" class="button button--primary" data-withdraw @click=${() => void this.#withdraw(shown)}>${t("look.withdraw")}</button>`
          : cancel;
    }
  }

  /** The question is the asker's own look; colleagues find it among what is expected of them. */
  async #ask(shown: Preview): Promise<void> {
    if (await sendLook(this.#of, shown, t("look.sent"))) this.#close();
    else await this.#load();
  }

  #object(isObjecting: boolean): void {
    this.#isObjecting = isObjecting;
    this.#draw();
    this.#dialog.querySelector<HTMLElement>(isObjecting ? "textarea" : "[data-object]")?.focus();
  }

  async #sendObjection(shown: Preview): Promise<void> {
    const field = this.#dialog.querySelector("textarea");
    if (!field?.reportValidity()) return;
    if (await sendLook(this.#of, shown, t("look.objected"), field.value)) return this.#close();
    this.#shown = await preview(this.#of);
    this.#draw();
  }

  async #withdraw(shown: Preview): Promise<void> {
    await sendLook(this.#of, shown, t("look.withdrawn"));
    await this.#load();
  }

  async #put(): Promise<void> {
    const { kind, recordId: item_id } = this.#of;
    const answer = await this.#command.run(() => page().sendCommand("item.put_on_table", { kind, item_id }));
    if (!answer) return;
    this.#close();
    showToast(t("table.done"), { label: t("table.go"), run: () => goToAddress(`${kind}/${item_id}`) });
  }
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

/** Says that it is private again, with the way there. */
export function tellTakenBack(id: string): void {
  showToast(t("table.taken_back"), { label: t("table.go"), run: () => goToAddress(`private/${id}`) });
}

function otherName(): string {
  const { me, sides } = page().boot;
  const other: Side = me.side === "supplier" ? "customer" : "supplier";
  return sides[other];
}
