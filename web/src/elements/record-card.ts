/*
 * What every card of the plan shares besides its fields: its place in the list, grip and menu, who is on it, moving by
 * keys, and rendering only when it comes near the screen. The four kinds differ in which fields they show and how; see
 * opportunity-card.ts and its siblings.
 */

import { html, type TemplateResult } from "lit";
import { t } from "../core/i18n";
import { visitorMarks } from "./avatar";
import { CardFields } from "./card-fields";
import { page } from "./context";
import { icon } from "./icon";
import type { MenuEntry } from "./menu";
import { moveByKeys, openRecordMenu } from "./record-deeds";
import { untilNear, wake } from "./waking";

export abstract class RecordCard extends CardFields {
  override connectedCallback(): void {
    super.connectedCallback();
    this.dataset["record"] = this.recordId;
    this.setAttribute("role", "listitem");
    this.addEventListener("keydown", this.#onKey);
  }

  /** Starts editing a field, as after creation. */
  edit(name: string): void {
    wake(this);
    if (page().mayWrite.peek()) this.editing = { name, isByPointer: false };
  }

  /** Hundreds of cards do not all render before the first one can be read. */
  protected override async scheduleUpdate(): Promise<void> {
    if (!this.hasUpdated) await untilNear(this);
    super.scheduleUpdate();
  }

  protected grip(): TemplateResult {
    return this.mayWrite
      ? html`<span class="card-grip" data-grip title=${t("plan.drag_hint")}>${icon("grip-vertical")}</span>`
      : html`<span class="card-grip"></span>`;
  }

  protected menuButton(): TemplateResult {
    if (!this.mayWrite) return html``;
    const name = this.string(this.kind === "people" ? "name" : "title") || t("plan.untitled");
    return html`<button type="button" class="button button--quiet button--icon button--small card-menu" aria-haspopup="menu"
      aria-expanded="false" aria-label=${t("plan.menu_of", { name })}
      @click=${(event: Event) => openRecordMenu(event.currentTarget as HTMLElement, this)}>${icon("ellipsis")}</button>`;
  }

  /** What the menu offers besides moving and deleting. */
  additions(): readonly MenuEntry[] {
    return [];
  }

  /** Puts the focus where the record is named. */
  focusName(): void {
    const named =
      this.querySelector<HTMLElement>("h3 button") ?? this.querySelector<HTMLElement>("button, a");
    named?.focus({ preventScroll: true });
  }

  /**
   * Whoever is on the card but in none of the fields that are shown, and, for screen readers, everyone who is on it.
   */
  protected company(hidden: readonly string[] = []): TemplateResult {
    const visitors = this.visitors();
    if (visitors.length === 0) return html``;
    const names = page().format.list([...new Set(visitors.map((visitor) => visitor.name))]);
    return html`<span class="visually-hidden">${t("plan.here_now", { names })}</span>
      ${visitorMarks(visitors.filter(({ field }) => field === undefined || hidden.includes(field)))}`;
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.altKey && !event.isComposing && page().mayWrite.peek()) moveByKeys(event, this);
  };
}
