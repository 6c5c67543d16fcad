/*
 * An action as one row of a list: status, what to do, who is responsible, start and due date. A quiet second line
 * shows what it serves, who helps and its links; the opened row shows all of these as fields. The server computes
 * lateness.
 */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../core/intl/i18n";
import { doneBox } from "./action-done";
import { suggestions } from "./action-suggestions";
import { avatar } from "./avatar";
import { registerLook } from "./card-looks";
import { withCompany } from "./company";
import { page } from "./context";
import { startAfterDue } from "./field-words";
import { icon } from "./icon";
import { chipLink } from "./link-chip";
import type { MenuEntry } from "./menu";
import { RecordCard } from "./record-card";
import { justMade } from "./record-commands";
import { personName, sideOf } from "./record-names";
import { BY_HAND } from "./sorting";

/** Fields that are shown only while the row is open. */
const DETAILS: readonly string[] = ["description", "serves", "helpers", "predecessor"];

export class ActionCard extends RecordCard {
  /** A field of the closed row, such as a new row's title, is edited without opening the row. */
  protected override appeared(): void {
    const wasOpen = this.isOpen;
    super.appeared();
    this.isOpen = wasOpen || DETAILS.includes(this.editing?.name ?? "");
  }

  override edit(name: string): void {
    const wasOpen = this.isOpen;
    super.edit(name);
    this.isOpen = wasOpen || DETAILS.includes(name);
  }

  /** Opens the row, or starts editing an empty detail directly. */
  override additions(): readonly MenuEntry[] {
    const missing = DETAILS.filter((name) => name !== "serves" && this.isEmpty(name));
    return [
      "line",
      { label: t("plan.details"), icon: "list", run: () => this.#toggle() },
      { label: t("plan.change_links"), icon: "link", run: () => this.edit("serves") },
      ...missing.map((name) => ({
        label: t("plan.fill_in", { field: this.label(name) }),
        icon: "plus",
        run: () => this.edit(name),
      })),
    ];
  }

  #toggle(): void {
    this.isOpen = !this.isOpen;
  }

  protected override render(): TemplateResult {
    return html`<article class=${`record ${this.look()}`}>
      <div class="action-row">
        ${this.grip()}
        ${this.#check()}
        <div class="action-row__status">${this.field("status")}</div>
        <h3 class="action-row__title">${this.field("title", { look: "title" })}</h3>
        <div class="action-row__owner">${this.field("owner")}</div>
        <div class="action-row__dates">${this.#date("start")}<span class="action-row__to" aria-hidden="true">–</span>${this.#date("due")}</div>
        ${this.#late()}
        ${this.isOpen ? nothing : this.#quiet()}
        <div class="action-row__tools">${this.collaborators(this.isOpen ? [] : DETAILS)}${this.#opener()}${this.menuButton()}</div>
      </div>
      ${justMade.value === this.recordId && this.mayWrite ? this.#suggestions() : nothing}
      ${this.isOpen ? this.#details() : nothing}
    </article>${this.beside()}`;
  }

  protected override look(): string {
    const status = this.string("status");
    const isEnded = status === "done" || status === "dropped";
    return `record--action ${super.look()}${isEnded ? " record--ended" : ""}${this.isOpen ? " record--open" : ""}`;
  }

  #check(): TemplateResult {
    return doneBox(this.view, this.recordId, this.name());
  }

  /** For a row just made: whatever it still lacks, each a click away. */
  #suggestions(): TemplateResult | typeof nothing {
    return suggestions(this.view, this.recordId, {
      openLinks: () => this.edit("serves"),
      set: (change) => this.asOneStep(change),
    });
  }

  #opener(): TemplateResult | typeof nothing {
    const isWorthIt = this.mayWrite || DETAILS.some((name) => !this.isEmpty(name));
    if (!isWorthIt) return nothing;
    return html`<button type="button" class=${`button button--quiet button--icon button--small action-row__opener${this.mayWrite ? " action-row__opener--in-menu" : ""}`}
      aria-expanded=${this.isOpen ? "true" : "false"} aria-label=${t("plan.details_of", { name: this.name() })} title=${t("plan.details")}
      @click=${this.#toggle}>${icon("chevron-down")}</button>`;
  }

  /** The details of a closed row: links to what it serves, avatars of helpers, the first words of the description. */
  #quiet(): TemplateResult | typeof nothing {
    const [serves, helpers] = [this.targets("serves"), this.targets("helpers")];
    const flags = this.flags();
    // Beside links there is no room for words worth reading.
    const hasLinks = serves.length + helpers.length > 0;
    const words = hasLinks ? "" : this.string("description").trim();
    if (!hasLinks && !words && flags === nothing) return nothing;
    return html`<div class="action-row__quiet">${flags}
      ${serves.length ? html`<ul class="chips" aria-label=${this.label("serves")}>${serves.map((id) => html`<li class="chips__item">${chipLink(this.view, id)}</li>`)}</ul>` : nothing}
      ${helpers.length ? html`<ul class="avatars" aria-label=${this.label("helpers")}>${helpers.map((id) => html`<li>${this.#face(id)}</li>`)}</ul>` : nothing}
      ${words ? html`<span class="action-row__words truncate">${words}</span>` : nothing}
    </div>`;
  }

  #face(id: string): TemplateResult {
    const name = personName(this.view, id);
    return html`<span title=${`${this.label("helpers")}: ${withCompany(name, sideOf(this.view, id))}`}>${avatar(name, sideOf(this.view, id))}<span class="visually-hidden" translate="no">${name}</span></span>`;
  }

  #details(): TemplateResult {
    return html`<div class="action-details">
      ${this.flags()}${this.field("description")}
      <div class="record__facts record__facts--action">${this.field("serves")}${this.field("helpers")}${this.field("predecessor")}</div>
    </div>`;
  }

  #late(): TemplateResult | typeof nothing {
    const late = page().measures.of(this.recordId, "late").value;
    if (!late) return nothing;
    return html`<span class="badge badge--bad action-row__late">${icon("clock")}${late.text}</span>`;
  }

  #date(name: "start" | "due"): TemplateResult {
    return this.field(name, { check: (value) => this.#contradiction(name, value) });
  }

  #contradiction(name: "start" | "due", value: number | string | undefined): string | undefined {
    const other = this.records.field(this.recordId, name === "start" ? "due" : "start").peek();
    return name === "start" ? startAfterDue(value, other) : startAfterDue(other, value);
  }
}

/** Visible column headings, once per list; for assistive technology every field has its own name. */
function captions(): TemplateResult {
  return html`<div class="action-captions" aria-hidden="true"><span></span><span>${t("fields.status")}</span><span>${t("kinds.actions.one")}</span>
    <span>${t("fields.owner")}</span><span>${t("fields.start")} – ${t("fields.due")}</span></div>`;
}

registerLook("actions", ActionCard, {
  tag: "leitstern-action-card",
  captions,
  sorts: [
    BY_HAND,
    {
      name: "date",
      label: "sort.due",
      by: (view, id) => view.plan.value("actions", id, "due") as string | undefined,
    },
  ],
  groupings: [
    {
      name: "opportunity",
      label: "group.opportunity",
      field: "serves",
      kind: "opportunities",
      none: "group.no_opportunity",
    },
    {
      name: "project",
      label: "group.project",
      field: "serves",
      kind: "projects",
      none: "group.no_project",
    },
    { name: "goal", label: "group.goal", field: "serves", kind: "goals", none: "group.no_goal" },
    { name: "person", label: "group.person", field: "owner", kind: "people", none: "group.no_person" },
  ],
});
