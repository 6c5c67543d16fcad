/*
 * The general card: draws a record of any kind from its fields and their groups, with all that cards share: position
 * in the list, grip, menu, presence, keys for moving, and lazy rendering. A kind with its own look overrides parts of
 * it and registers its element in card-looks.ts.
 */

import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { isImeKey } from "../core/dom/ime-key";
import { t } from "../core/intl/i18n";
import { shapeOf } from "../doc/plan-document";
import type { Kind, Side } from "../generated/plan";
import { visitorMarks } from "./avatar";
import { commentsOn } from "./comments";
import { page } from "./context";
import { faces } from "./faces";
import { sidesOf } from "./filters";
import { flagList } from "./flag-list";
import { icon } from "./icon";
import { untilNear, wake } from "./lazy-render";
import { type LinkedRecords, referrersOf } from "./linked-records";
import type { MenuEntry } from "./menu";
import { newRecords, tellTitleEnded } from "./new-row";
import { moveByKeys, openRecordMenu } from "./record-commands";
import { remarksOn } from "./remarks";
import { restFields } from "./rest-fields";
import { bar, largestOf } from "./scale";
import { ShapedFields } from "./shaped-fields";
import { isByHand } from "./sorting";
import { tabledMark } from "./tabled-mark";

export class RecordCard extends ShapedFields {
  static override properties = {
    ...ShapedFields.properties,
    isOpen: { state: true },
    showsLinked: { state: true },
    typed: { state: true },
  };
  /** Whether the hidden fields are shown too. On small screens they always are. */
  declare isOpen: boolean;
  /** Whether what is linked stands open: not while a new card is filled in. */
  declare showsLinked: boolean;
  /** An amount that is being typed: its bar moves before it is written. */
  declare typed: { readonly name: string; readonly value: unknown } | undefined;

  #isTold = false;

  override connectedCallback(): void {
    super.connectedCallback();
    this.dataset["record"] = this.recordId;
    this.setAttribute("role", "listitem");
    this.addEventListener("keydown", this.#onKey);
  }

  protected override appeared(): void {
    super.appeared();
    if (this.editing) this.isOpen = true;
  }

  /** Starts editing a field, as after creation. */
  edit(name: string): void {
    wake(this);
    this.isOpen = true;
    if (this.view.mayWrite.peek()) this.editing = { name };
  }

  /** The list around may add the next row. */
  protected override keyEnded(name: string, how: "enter" | "escape"): boolean {
    return name === shapeOf(this.kind).name && tellTitleEnded(this, this.recordId, how);
  }

  /** Hundreds of cards do not all render before the first one can be read. */
  protected override async scheduleUpdate(): Promise<void> {
    if (!this.hasUpdated) await untilNear(this);
    super.scheduleUpdate();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("editing")) this.typed = undefined;
  }

  protected override render(): TemplateResult {
    const rest = this.rest();
    return html`<article class=${`record ${this.look()}${rest === nothing ? "" : " record--rest"}${this.isOpen ? " record--open" : ""}`}>
      <header class="record__head">
        ${this.grip()}${this.mark()}
        <div class="record__title">
          <h3>${this.field(shapeOf(this.kind).name, { look: "title" })}</h3>
          ${this.group("head").map((name) => this.field(name))}
        </div>
        ${rest === nothing ? nothing : html`<div class="record__rest">${rest}</div>`}
        <div class="record__tools">${this.collaborators()}${this.adder()}${rest === nothing ? nothing : this.#opener()}${this.menuButton()}</div>
      </header>
      <div class="record__more">
        ${this.body()}
        ${this.#facts()}${this.computed()}
        <div class="record__foot">${this.flags()}${this.group("links").map((name) => this.field(name))}${this.linked()}</div>
      </div>
    </article>${this.beside()}`;
  }

  #opener(): TemplateResult {
    return html`<button type="button" class="button button--quiet button--icon button--small record__opener"
      aria-expanded=${this.isOpen ? "true" : "false"} aria-label=${t("plan.details_of", { name: this.name() })} title=${t("plan.details")}
      @click=${this.#toggle}>${icon("chevron-down")}</button>`;
  }

  #toggle(): void {
    this.isOpen = !this.isOpen;
    this.showsLinked = this.isOpen;
  }

  #facts(): TemplateResult | typeof nothing {
    const names = this.group("facts");
    if (names.length === 0) return nothing;
    return html`<div class=${`record__facts record__facts--${this.kind}`}>${names.map((name) => this.field(name))}</div>`;
  }

  // ---- parts that a kind may draw differently ----

  /** Below the card: how it came on the table, what the own side remarks on it, and comments of both sides. */
  protected beside(): TemplateResult {
    return html`${tabledMark(this.view, this.recordId, this.isOpen)}${remarksOn(this.view, this.recordId, this.isOpen)}${commentsOn(this.view, this.recordId, this.isOpen)}`;
  }

  /** Below the facts: what follows from them. */
  protected computed(): TemplateResult | typeof nothing {
    return nothing;
  }

  /** CSS classes of the card: the colour of the record's side, if it has one. */
  protected look(): string {
    const sides = sidesOf(this.view.plan, this.kind, this.recordId);
    return sides.length === 1 && sides[0] ? `record--${sides[0]}` : "";
  }

  /** The facts for comparing cards, beside the name. Without them the card shows all its fields. */
  protected rest(): TemplateResult | typeof nothing {
    const { amounts, choice, owners, day } = restFields(this.view.plan, this.kind);
    if (amounts.length === 0 && !choice && owners.length === 0 && !day) return nothing;
    return html`${amounts.length ? html`<div class="benefits">${amounts.map(({ name, side }) => this.#amount(name, side))}</div>` : nothing}
      ${this.compared()}${choice ? html`<div class="record__stage">${this.field(choice)}</div>` : nothing}${this.marks()}`;
  }

  /** Between the amounts and the stage. */
  protected compared(): TemplateResult | typeof nothing {
    return nothing;
  }

  /** Who answers for it, until when, how far what is linked is, and whether something is missing. */
  protected marks(): TemplateResult {
    const { owners, day } = restFields(this.view.plan, this.kind);
    const people = owners.flatMap((name) => this.targets(name));
    return html`<div class="record__marks">${faces(this.view, people)}${this.#due(day)}${this.doneOfLinked()}${this.gaps()}</div>`;
  }

  /** An amount with a bar on the scale of all records of the kind. */
  #amount(name: string, side: Side): TemplateResult {
    const names = restFields(this.view.plan, this.kind).amounts.map((one) => one.name);
    const value = this.editingOf(name) && this.typed?.name === name ? this.typed.value : this.value(name);
    const typed = (next: unknown): void => {
      this.typed = { name, value: next };
    };
    const amount = typeof value === "number" ? value : undefined;
    const look = `slot--benefit slot--${side}`;
    const isLight = this.isLight(side);
    return html`<div class="benefits__side" title=${isLight ? t("value.light") : nothing}>${this.field(name, { look, typed, label: page().boot.sides[side] })}${bar(amount, largestOf(this.view, this.kind, names).value, side, isLight)}</div>`;
  }

  /** Whether the amount for a side does not count in the plan's figures yet. */
  protected isLight(_side: Side): boolean {
    return false;
  }

  /** The last date of the record; in its place how late it is, where the server says so. */
  #due(day: string | undefined): TemplateResult | typeof nothing {
    const late = this.view.isShared ? page().measures.of(this.recordId, "late").value : undefined;
    if (late) return html`<span class="badge badge--bad">${icon("clock")}${late.text}</span>`;
    const date = day ? this.string(day) : "";
    if (!day || !date) return nothing;
    return html`<span class="record__due" title=${this.label(day)}>${icon("calendar")}<span class="visually-hidden">${this.label(day)}: </span>${page().format.date(date)}</span>`;
  }

  /** Before the name: a rank, a face. */
  protected mark(): TemplateResult | typeof nothing {
    return nothing;
  }

  /** Content between the name and the facts. */
  protected body(): TemplateResult {
    return html`${this.group("body").map((name) => this.field(name))}`;
  }

  /** The records that refer to this one, collapsed to their number. */
  protected linked(): TemplateResult | typeof nothing {
    const count = this.view.backlinks.of(this.recordId).value.length;
    const canAdd = this.mayWrite && referrersOf(this.view, this.kind).length > 0;
    if (count === 0 && !canAdd) return nothing;
    return html`<details class="fold" .open=${this.showsLinked ?? false} @toggle=${this.#unfolded}><summary class="fold__summary">${icon("chevron-right")}${t("plan.linked_count", { count })}</summary>
      ${this.showsLinked ? html`<leitstern-linked-records .view=${this.view} .kind=${this.kind} .recordId=${this.recordId}></leitstern-linked-records>` : nothing}</details>`;
  }

  /** Adds an action to this record without opening the card first. */
  protected adder(): TemplateResult | typeof nothing {
    if (!this.mayWrite || !referrersOf(this.view, this.kind).some(({ kind }) => kind === "actions"))
      return nothing;
    const label = t("plan.add_to", { add: t("kinds.actions.add"), name: this.name() });
    return html`<button type="button" class="button button--quiet button--icon button--small record__adder" aria-label=${label} title=${label}
      @click=${() => this.#addLinked("actions")}>${icon("list-plus")}</button>`;
  }

  /** What is linked is rendered when it is looked at: hundreds of cards stay cheap. */
  readonly #unfolded = (event: Event): void => {
    this.showsLinked = (event.currentTarget as HTMLDetailsElement).open;
  };

  async #addLinked(kind: Kind): Promise<void> {
    this.isOpen = true;
    this.showsLinked = true;
    await this.updateComplete;
    this.querySelector<LinkedRecords>("leitstern-linked-records")?.add(kind);
  }

  /** The fields of a group, without those that are shown as fields at rest. */
  protected group(name: "head" | "body" | "facts" | "links"): readonly string[] {
    const { amounts, choice } = restFields(this.view.plan, this.kind);
    const atRest = [choice, ...amounts.map((one) => one.name)];
    return (shapeOf(this.kind).groups[name] ?? []).filter((field) => !atRest.includes(field));
  }

  // ---- what every card has ----

  /** How many of the actions that refer to this record are done; nothing if there are none. */
  protected doneOfLinked(): TemplateResult | typeof nothing {
    const { plan, backlinks: links } = this.view;
    const states = links
      .of(this.recordId)
      .value.filter((id) => plan.locate(id)?.kind === "actions")
      .map((id) => plan.value("actions", id, "status"))
      .filter((status) => status !== "dropped");
    if (states.length === 0) return nothing;
    const done = states.filter((status) => status === "done").length;
    return html`<span class="record__done" title=${t("plan.done_of_title", { done, all: states.length })}>${icon("list-checks")}${t("plan.done_of", { done, all: states.length })}</span>`;
  }

  /**
   * Gaps are told when the record has a title, was left by who added it, and nobody is writing its first title. Once told,
   * they stay: nothing moves when somebody changes the title later.
   */
  protected tellsGaps(): boolean {
    const { name } = shapeOf(this.kind);
    if (!this.string(name).trim() || newRecords.value.has(this.recordId)) return false;
    this.#isTold ||= !this.visitors().some(({ field }) => field === name);
    return this.#isTold;
  }

  protected flags(): TemplateResult | typeof nothing {
    return this.tellsGaps() ? flagList(this.recordId) : nothing;
  }

  /** Gaps as one mark; the sentences stand behind it, and in the opened card. */
  protected gaps(): TemplateResult | typeof nothing {
    if (!this.tellsGaps()) return nothing;
    const words = page().measures.of(this.recordId, "flags").value?.text;
    if (!words) return nothing;
    return html`<span class="record__gaps" title=${words}>${icon("triangle-alert")}<span class="visually-hidden">${words}</span></span>`;
  }

  protected name(): string {
    return this.string(shapeOf(this.kind).name) || t("plan.untitled");
  }

  protected grip(): TemplateResult {
    return this.mayWrite && isByHand(this.view, this.kind)
      ? html`<span class="card-grip" data-grip title=${t("plan.drag_hint")}>${icon("grip-vertical")}</span>`
      : html`<span class="card-grip"></span>`;
  }

  protected menuButton(): TemplateResult {
    return html`<button type="button" class="button button--quiet button--icon button--small card-menu" aria-haspopup="menu"
      aria-expanded="false" aria-label=${t("plan.menu_of", { name: this.name() })}
      @click=${(event: Event) => openRecordMenu(event.currentTarget as HTMLElement, this)}>${icon("ellipsis")}</button>`;
  }

  /** Menu items besides moving and deleting. */
  additions(): readonly MenuEntry[] {
    return [];
  }

  /** Focuses the record's name. */
  focusName(): void {
    const named =
      this.querySelector<HTMLElement>(".value-editor__input") ??
      this.querySelector<HTMLElement>("h3 button") ??
      this.querySelector<HTMLElement>("button, a");
    named?.focus({ preventScroll: true });
  }

  /**
   * Avatars of the people on the card who are in no visible field, and, for screen readers, the names of all.
   */
  protected collaborators(hidden: readonly string[] = []): TemplateResult {
    const visitors = this.visitors();
    if (visitors.length === 0) return html``;
    const names = page().format.list([...new Set(visitors.map((visitor) => visitor.name))]);
    return html`<span class="visually-hidden">${t("plan.here_now", { names })}</span>
      ${visitorMarks(visitors.filter(({ field }) => field === undefined || hidden.includes(field)))}`;
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.altKey && !isImeKey(event) && this.view.mayWrite.peek()) moveByKeys(event, this);
  };
}

customElements.define("leitstern-record-card", RecordCard);
