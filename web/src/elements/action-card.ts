/*
 * An action as one row of a list: how it stands, what is to be done, who answers for it, from when to when. What it
 * serves, who helps and what it is about stand in a quiet second line; opened, the row shows all of that as fields.
 * Lateness is the server's word.
 */

import { html, nothing, type TemplateResult } from "lit";
import { type MessageKey, t } from "../core/i18n";
import { avatar } from "./avatar";
import { page } from "./context";
import { startAfterDue, statusBadge, statusChoices } from "./field-words";
import { flagList } from "./flag-list";
import { icon } from "./icon";
import { chip, chipLink } from "./link-chip";
import type { MenuEntry } from "./menu";
import type { PickerOption } from "./picker";
import { RecordCard } from "./record-card";
import { nameOf, peopleOptions, personName, recordOptions, sideOf } from "./records-view";

/** What is shown as a field only while the row is open. */
const DETAILS: Readonly<Record<string, MessageKey>> = {
  description: "plan.description",
  serves: "plan.serves",
  helpers: "plan.helpers",
  predecessor: "plan.predecessor",
};

export class ActionCard extends RecordCard {
  static override properties = { ...RecordCard.properties, isOpen: { state: true } };
  declare isOpen: boolean;
  readonly kind = "actions";

  override edit(name: string): void {
    if (name in DETAILS) this.isOpen = true;
    super.edit(name);
  }

  /** Opens the row, or fills in a detail that is empty without looking for it first. */
  override additions(): readonly MenuEntry[] {
    const missing = Object.entries(DETAILS).filter(([name]) => this.isEmpty(name));
    return [
      "line",
      { label: t("plan.details"), icon: "list", run: () => this.#toggle() },
      ...missing.map(([name, label]) => ({
        label: t("plan.fill_in", { field: t(label) }),
        icon: "plus",
        run: () => this.edit(name),
      })),
    ];
  }

  #toggle(): void {
    this.isOpen = !this.isOpen;
  }

  protected override render(): TemplateResult {
    return html`<article class=${this.#look()}>
      <div class="action-row">
        ${this.grip()}
        <div class="action-row__status">${this.choiceField({ name: "status", label: "plan.status", choices: statusChoices(), drawn: statusBadge })}</div>
        <h3 class="action-row__title">${this.textField({ name: "title", label: "plan.title", empty: "plan.action_title_empty", look: "title" })}</h3>
        <div class="action-row__owner">${this.chosenPerson("owner", t("plan.owner"))}</div>
        <div class="action-row__dates">${this.#date("start")}<span class="action-row__to" aria-hidden="true">–</span>${this.#date("due")}</div>
        ${this.#late()}
        ${this.isOpen ? nothing : this.#quiet()}
        <div class="action-row__tools">${this.company(this.isOpen ? [] : Object.keys(DETAILS))}${this.#opener()}${this.menuButton()}</div>
      </div>
      ${this.isOpen ? this.#details() : nothing}
    </article>`;
  }

  #look(): string {
    const side = sideOf(this.value("owner"));
    const status = this.string("status");
    const isEnded = status === "done" || status === "dropped";
    return `record record--action${side ? ` record--${side}` : ""}${isEnded ? " record--ended" : ""}${this.isOpen ? " record--open" : ""}`;
  }

  #opener(): TemplateResult | typeof nothing {
    const isWorthIt = this.mayWrite || Object.keys(DETAILS).some((name) => !this.isEmpty(name));
    if (!isWorthIt) return nothing;
    const name = this.string("title") || t("plan.untitled");
    return html`<button type="button" class="button button--quiet button--icon button--small action-row__opener"
      aria-expanded=${this.isOpen ? "true" : "false"} aria-label=${t("plan.details_of", { name })} title=${t("plan.details")}
      @click=${this.#toggle}>${icon("chevron-down")}</button>`;
  }

  /** The details at rest: links to what it serves, faces of those who help, the first words of the description. */
  #quiet(): TemplateResult | typeof nothing {
    const known = (field: string): string[] => this.ids(field).filter((id) => nameOf(id) !== undefined);
    const [serves, helpers] = [known("serves"), known("helpers")];
    const flags = flagList(this.recordId);
    // Beside links there is no room for words worth reading.
    const hasLinks = serves.length + helpers.length > 0;
    const words = hasLinks ? "" : this.string("description").trim();
    if (!hasLinks && !words && flags === nothing) return nothing;
    return html`<div class="action-row__quiet">${flags}
      ${serves.length ? html`<ul class="chips" aria-label=${t("plan.serves")}>${serves.map((id) => html`<li class="chips__item">${chipLink(id)}</li>`)}</ul>` : nothing}
      ${helpers.length ? html`<ul class="avatars" aria-label=${t("plan.helpers")}>${helpers.map((id) => html`<li>${this.#face(id)}</li>`)}</ul>` : nothing}
      ${words ? html`<span class="action-row__words truncate">${words}</span>` : nothing}
    </div>`;
  }

  #face(id: string): TemplateResult {
    const name = personName(id);
    return html`<span title=${`${t("plan.helpers")}: ${name}`}>${avatar(name, sideOf(id))}<span class="visually-hidden">${name}</span></span>`;
  }

  #details(): TemplateResult {
    return html`<div class="action-details">
      ${flagList(this.recordId)}
      ${this.textField({
        name: "description",
        label: "plan.description",
        empty: "plan.description_empty",
        isLong: true,
        look: "body",
      })}
      <div class="record__facts record__facts--action">${this.#serves()}${this.#helpers()}${this.#predecessor()}</div>
    </div>`;
  }

  #late(): TemplateResult | typeof nothing {
    const late = page().measures.of(this.recordId, "late").value;
    if (!late || late.value === "0" || late.value === "false") return nothing;
    return html`<span class="badge badge--bad action-row__late">${icon("clock")}${late.text}</span>`;
  }

  #date(name: "start" | "due"): TemplateResult {
    return this.dateField(name, t(`plan.${name}`), (value) => this.#contradiction(name, value));
  }

  #contradiction(name: "start" | "due", value: number | string | undefined): string | undefined {
    const other = page()
      .plan.actions.field(this.recordId, name === "start" ? "due" : "start")
      .peek();
    return name === "start" ? startAfterDue(value, other) : startAfterDue(other, value);
  }

  #serves(): TemplateResult {
    return this.linksField(
      { name: "serves", label: t("plan.serves"), options: servable, empty: "plan.links_empty" },
      chip,
    );
  }

  #helpers(): TemplateResult {
    return this.linksField(
      {
        name: "helpers",
        label: t("plan.helpers"),
        options: () => peopleOptions(),
        empty: "plan.links_empty",
      },
      chip,
    );
  }

  #predecessor(): TemplateResult {
    const id = this.string("predecessor");
    const name = id ? nameOf(id) : undefined;
    return this.pickField(
      {
        name: "predecessor",
        label: t("plan.predecessor"),
        options: () => recordOptions("actions", t("plan.actions"), this.recordId),
        empty: "plan.none",
      },
      () => (name === undefined ? [] : [id]),
      name === undefined ? undefined : chip(id),
    );
  }
}

function servable(): readonly PickerOption[] {
  return [
    ...recordOptions("goals", t("plan.goals")),
    ...recordOptions("opportunities", t("plan.opportunities")),
  ];
}

customElements.define("leitstern-action-card", ActionCard);
