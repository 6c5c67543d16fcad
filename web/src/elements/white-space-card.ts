/*
 * One cell of the white space, opened below its row: who has it, what is spent and still open, until when the contract
 * runs, where that is known from, and the opportunity that was made of it.
 */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../core/intl/i18n";
import { announce } from "./announcer";
import { registerLook } from "./card-looks";
import { choiceName } from "./field-words";
import { icon } from "./icon";
import { wake } from "./lazy-render";
import { chipLink } from "./link-chip";
import { RecordCard } from "./record-card";
import { HOLDERS, type Holder } from "./white-space-cells";

const FACTS = ["spend", "potential", "year", "contract_end", "source"] as const;

/** The buttons that say who has it; `choose` is told the choice. */
export function holderChoice(
  chosen: Holder | undefined,
  isFree: boolean,
  choose: (holder: Holder) => void,
): TemplateResult {
  return html`<div class="white-space-holders" role="group" aria-label=${t("fields.holder")}>${HOLDERS.map(
    (
      holder,
    ) => html`<button type="button" class="white-space-holder" data-holder=${holder} aria-pressed=${chosen === holder ? "true" : "false"} ?disabled=${!isFree}
      @click=${() => choose(holder)}>${holderName(holder)}</button>`,
  )}</div>`;
}

export function holderName(holder: Holder): string {
  return choiceName({ name: "holder" }, holder);
}

export class WhiteSpaceCard extends RecordCard {
  override connectedCallback(): void {
    super.connectedCallback();
    this.setAttribute("role", "group"); // It stands in a grid, in no list.
    wake(this);
  }

  protected override name(): string {
    return t("white_space.cell", { unit: this.string("unit"), offering: this.string("offering") });
  }

  protected override render(): TemplateResult {
    const holder = (this.string("holder") || "unknown") as Holder;
    return html`<article class="record white-space-card"><header class="record__head"><div class="record__title"><h3>${this.name()}</h3></div>
        <div class="record__tools">${this.collaborators()}${this.menuButton()}
        <button type="button" class="button button--quiet button--icon button--small" data-close aria-label=${t("white_space.close")} title=${t("white_space.close")}>${icon("x")}</button></div></header>
      ${holderChoice(holder, this.mayWrite, (next) => this.set("holder", next))}
      <div class="record__facts">${FACTS.map((name) => this.field(name))}</div>
      <div class="record__foot">${this.#opportunity()}</div></article>${this.beside()}`;
  }

  override focusName(): void {
    (this.querySelector<HTMLElement>("[data-holder][aria-pressed=true]") ?? this).focus({
      preventScroll: true,
    });
  }

  #opportunity(): TemplateResult {
    const [made] = this.targets("opportunity");
    if (made) return html`${chipLink(this.view, made)}${this.mayWrite ? this.field("opportunity") : nothing}`;
    if (!this.mayWrite) return html``;
    return html`<button type="button" class="button button--primary" data-make-opportunity @click=${() => this.#make()}>${icon("lightbulb")}${t("white_space.make")}</button>
      ${this.field("opportunity")}`;
  }

  /** Adds an opportunity and links both, as one undoable step. */
  #make(): void {
    const { plan, replica } = this.view;
    const [unit, offering] = [this.string("unit"), this.string("offering")];
    const title = t("white_space.made_title", { unit, offering });
    const description = t("white_space.made_text", { unit, offering });
    replica.undo.stopCapturing();
    const id = replica.transact(() => {
      const made = plan.any("opportunities").create({ title, description }, "last");
      this.records.update(this.recordId, { opportunity: made });
      return made;
    });
    replica.undo.stopCapturing();
    this.view.filters.keepInSight(id);
    announce(t("white_space.made", { title }));
    void this.updateComplete.then(() => this.querySelector<HTMLElement>(".chip--link")?.focus());
  }
}

registerLook("white_spaces", WhiteSpaceCard, { tag: "leitstern-white-space-card", isPlain: true });
