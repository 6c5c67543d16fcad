/*
 * Below a shared card: who put it on the table, whether the other side has opened it, and the way back until then. Shown
 * to the own side while nobody opened it, and to both sides in an opened card.
 */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../core/intl/i18n";
import { dayIn } from "../core/intl/today";
import type { RecordedTabled } from "../generated/plan";
import { CommandState } from "./command-state";
import { page } from "./context";
import type { DocumentView } from "./document-view";
import { icon } from "./icon";
import { participantName } from "./record-names";
import { SignalElement } from "./signal-element";
import { tellTakenBack } from "./table-dialog";

/** The mark of a card; nothing for most records. */
export function tabledMark(view: DocumentView, id: string, isOpen: boolean): TemplateResult | typeof nothing {
  if (!view.isShared) return nothing;
  const found = page().tabled.of(id).value;
  if (!found) return nothing;
  const waits = found.side === page().boot.me.side && !found.opened_by;
  if (!waits && !isOpen) return nothing;
  return html`<leitstern-tabled-mark .view=${view} .itemId=${id}></leitstern-tabled-mark>`;
}

export class TabledMark extends SignalElement {
  static override properties = { view: { attribute: false }, itemId: { attribute: false } };
  declare view: DocumentView;
  declare itemId: string;
  readonly #command = new CommandState();

  protected override render(): TemplateResult | typeof nothing {
    const found = page().tabled.of(this.itemId).value;
    if (!found) return nothing;
    return html`<div class="tabled" aria-busy=${this.#command.isPending.value}>
      <p class="tabled__said">${icon("handshake")}<span>${t("table.by", who(found.by, found.at))}</span></p>
      <p class="tabled__said">${this.#opened(found)}</p>
      ${this.#mayTakeBack(found) ? html`<button type="button" class="button button--quiet button--small" data-take-back ?disabled=${this.#command.isPending.value} @click=${this.#takeBack}>${icon("undo-2")}${t("table.take_back")}</button>` : nothing}
      ${this.#command.problem()}</div>`;
  }

  #opened(found: RecordedTabled): TemplateResult {
    const { me, sides } = page().boot;
    if (found.opened_by && found.opened_at)
      return html`${icon("eye")}<span>${t("table.opened", who(found.opened_by, found.opened_at))}</span>`;
    const other = found.side === "supplier" ? sides.customer : sides.supplier;
    return found.side === me.side
      ? html`${icon("eye-off")}<span>${t("table.unopened", { other })}</span>`
      : html``;
  }

  #mayTakeBack(found: RecordedTabled): boolean {
    return found.side === page().boot.me.side && !found.opened_by && this.view.mayWrite.value;
  }

  readonly #takeBack = async (): Promise<void> => {
    const { itemId: item_id } = this;
    const answer = await this.#command.run(() => page().sendCommand("item.take_back", { item_id }));
    if (answer) tellTakenBack(item_id);
  };
}

function who(by: string, at: unknown): { name: string; date: string } {
  const { boot, format } = page();
  const date = format.date(dayIn(boot.time_zone, Date.parse(String(at))));
  return { name: participantName(by) ?? t("word.somebody"), date };
}

customElements.define("leitstern-tabled-mark", TabledMark);
