/*
 * The fields of a card. In read mode they are text and buttons. A click or Enter replaces one of them by an editor of
 * the same position and size; afterwards the focus returns to its button. It renders on the signals that it reads, and
 * knows its record only by view, kind and id. shaped-fields.ts decides which method draws a field.
 */

import { html, nothing, type TemplateResult } from "lit";
import type * as Y from "yjs";
import { isImeKey } from "../core/dom/ime-key";
import { t } from "../core/intl/i18n";
import type { PresencePlace } from "../core/presence/presence";
import type { Draft } from "../doc/drafts";
import { lastWriterOf } from "../doc/last-writer";
import type { AnyRecords } from "../doc/plan-document";
import type { FieldShape, Kind } from "../generated/plan";
import { visitorMarks } from "./avatar";
import { clickedIndex } from "./clicked-index";
import { askAbout } from "./conflict-message";
import { page } from "./context";
import type { DocumentView } from "./document-view";
import type { ChoiceSpec, Editing, PickSpec, TextSpec, ValueSpec } from "./field-specs";
import type { Visitor } from "./presence-index";
import { participantName } from "./record-names";
import { SignalElement } from "./signal-element";
import type { Ending } from "./text-editor";
import "./picker";
import "./remote-carets";
import "./text-editor";
import "./value-editor";

interface Chosen {
  readonly value: unknown;
  readonly commit: () => void;
  readonly name: (value: unknown) => string;
}

/** A name or a title, also in a row within another card: translated, it would be another one's. */
function isNamed({ look, name }: TextSpec): boolean {
  return look === "title" || name === "title" || name === "name";
}

export abstract class CardFields extends SignalElement {
  static override properties = {
    view: { attribute: false },
    kind: { attribute: false },
    recordId: { attribute: false },
    editing: { state: true },
  };
  declare view: DocumentView;
  declare kind: Kind;
  declare recordId: string;
  declare editing: Editing | undefined;

  protected get records(): AnyRecords {
    return this.view.plan.any(this.kind);
  }

  protected get mayWrite(): boolean {
    return this.view.mayWrite.value;
  }

  protected value(name: string): unknown {
    return this.records.field(this.recordId, name).value;
  }

  protected string(name: string): string {
    const value = this.value(name);
    return typeof value === "string" ? value : "";
  }

  /** The existing records that a field names, in their order. */
  protected targets(name: string): readonly string[] {
    return this.view.plan.targets(this.kind, this.recordId, name).value;
  }

  /** One undoable step of its own. */
  protected set(name: string, value: unknown): void {
    this.asOneStep(() => this.records.update(this.recordId, { [name]: value }));
  }

  protected asOneStep(change: () => void): void {
    this.view.replica.undo.stopCapturing();
    change();
  }

  protected override appeared(): void {
    this.#bringBackDraft();
  }

  /** A value that was typed before a reload, or left for another field, is back in its field. */
  #bringBackDraft(): void {
    const mine = `${this.kind}/${this.recordId}/`;
    const place = Object.keys(this.view.drafts.all.peek()).find((one) => one.startsWith(mine));
    if (place && !this.editing && this.view.mayWrite.peek())
      this.editing = { name: place.slice(mine.length), isRestored: true };
  }

  #placeOf(name: string): string {
    return `${this.kind}/${this.recordId}/${name}`;
  }

  #keepDraft(name: string, draft: Draft | undefined): void {
    if (draft) this.view.drafts.keep(this.#placeOf(name), draft);
    else this.view.drafts.drop(this.#placeOf(name));
  }

  #authorOf(name: string): string | undefined {
    const writer = lastWriterOf(this.view.plan, this.kind, this.recordId, name);
    return writer && participantName(writer);
  }

  /** Somebody changed the value while its list of choices was open here: whose counts is asked. */
  #choseWhile(name: string, base: unknown, next: Chosen): void {
    const now = this.records.field(this.recordId, name).peek();
    const slot = this.querySelector<HTMLElement>(`[data-field="${name}"]`);
    if (now === base || now === next.value || !slot) return next.commit();
    const takeTheirs = (): void => {};
    askAbout(slot, {
      question: "value.chosen_by",
      who: this.#authorOf(name),
      mine: next.name(next.value),
      theirs: next.name(now),
      keepMine: next.commit,
      takeTheirs,
    });
  }

  // ---- fields ----

  protected textField(spec: TextSpec): TemplateResult {
    const words = this.string(spec.name);
    const editing = this.editingOf(spec.name);
    const inside = editing ? this.#textEditor(spec, editing) : this.#words(spec, words);
    return this.#slot(spec.name, `slot--${spec.look}`, inside, words);
  }

  #words(spec: TextSpec, words: string): TemplateResult {
    const shown = html`<span class="visually-hidden">${spec.label}: </span><span class=${words ? "value__text" : "value__empty"} translate=${words && isNamed(spec) ? "no" : nothing}>${words || spec.empty}</span>`;
    if (!this.mayWrite) return words ? html`<div class="value value--text">${shown}</div>` : html``;
    return html`<button type="button" class="value value--text" @click=${(event: MouseEvent) => this.#open(spec.name, event)}>${shown}</button>`;
  }

  #textEditor(spec: TextSpec, editing: Editing): TemplateResult {
    const id = this.recordId;
    return html`<leitstern-text-editor .label=${spec.label} .hint=${spec.empty} .isLong=${spec.isLong ?? false}
      .maxLength=${this.shapeOf(spec.name)?.maxLength} .replica=${this.view.replica} .caretAt=${editing.caretAt}
      .text=${() => this.records.text(id, spec.name)} .create=${() => this.records.ensureText(id, spec.name)}
      .ended=${(how: Ending) => this.#ended(spec.name, how)}></leitstern-text-editor>`;
  }

  /** A text that this page cannot edit. */
  protected wordsField(name: string, label: string, words: string): TemplateResult {
    if (!words) return html``;
    const shown = html`<span class="visually-hidden">${label}: </span><span class="value__text">${words}</span>`;
    return this.#slot(name, "slot--body", html`<div class="value value--text">${shown}</div>`);
  }

  protected valueField(spec: ValueSpec): TemplateResult {
    if (this.editingOf(spec.name))
      return this.#slot(spec.name, spec.look ?? "slot--cell", this.#valueEditor(spec));
    const isThere = spec.value !== undefined && spec.value !== "";
    const words = isThere
      ? html`<span class="value__text" translate="no">${spec.shown(spec.value)}</span>`
      : this.#nothing();
    return this.#cell(spec.name, spec.label, words, spec.look);
  }

  #valueEditor(spec: ValueSpec): TemplateResult {
    return html`<leitstern-value-editor .label=${spec.label} .unit=${spec.unit} .kind=${spec.kind} .value=${spec.value}
      .format=${page().format} .currency=${this.view.plan.header("currency").value} .bounds=${this.shapeOf(spec.name) ?? {}} .check=${spec.check ?? (() => undefined)}
      .shown=${spec.shown} .author=${() => this.#authorOf(spec.name)} .draft=${this.view.drafts.all.peek()[this.#placeOf(spec.name)]}
      .keep=${(draft: Draft | undefined) => this.#keepDraft(spec.name, draft)} .takesFocus=${!this.editing?.isRestored}
      .commit=${spec.commit} .typed=${spec.typed ?? (() => {})} .ended=${(how: Ending) => this.#ended(spec.name, how)}></leitstern-value-editor>`;
  }

  protected choiceField(spec: ChoiceSpec): TemplateResult {
    if (!this.editingOf(spec.name))
      return this.#cell(spec.name, spec.label, spec.value ? spec.drawn : this.#nothing());
    return this.#slot(
      spec.name,
      "slot--cell",
      html`<leitstern-picker .label=${spec.label} .options=${() => spec.choices} .chosen=${() => [spec.value]}
        .isChoice=${true} .choose=${(value: string | undefined) => value !== undefined && this.#chooseOne(spec, value)}
        .ended=${(how: Ending) => this.#ended(spec.name, how)}></leitstern-picker>`,
    );
  }

  /** One link to another record. `drawn`: its look, undefined if there is no link. */
  protected pickField(spec: PickSpec, drawn: TemplateResult | undefined): TemplateResult {
    if (this.editingOf(spec.name)) return this.#picker(spec);
    return this.#cell(spec.name, spec.label, drawn ?? this.#nothing(spec.empty));
  }

  /** Links to other records; deleted ones are not shown. */
  protected linksField(spec: PickSpec, drawn: (id: string) => TemplateResult): TemplateResult {
    if (this.editingOf(spec.name)) return this.#picker({ ...spec, isMany: true });
    const ids = this.targets(spec.name);
    if (ids.length === 0 && !this.mayWrite) return html``;
    const words = ids.length ? html`<span class="chips">${ids.map(drawn)}</span>` : this.#nothing(spec.empty);
    return this.#cell(spec.name, spec.label, words, "slot--links");
  }

  #picker(spec: PickSpec): TemplateResult {
    return this.#slot(
      spec.name,
      spec.isMany ? "slot--links" : "slot--cell",
      html`<leitstern-picker .label=${spec.label} .options=${spec.options} .chosen=${() => this.targets(spec.name)}
        .isMany=${spec.isMany ?? false} .emptyLabel=${spec.isMany ? "" : spec.empty} .make=${spec.make} .suggestion=${spec.suggestion}
        .choose=${(id: string | undefined, isOn: boolean) => this.#choose(spec, id, isOn)}
        .ended=${(how: Ending) => this.#ended(spec.name, how)}></leitstern-picker>`,
    );
  }

  #chooseOne(spec: ChoiceSpec, value: string): void {
    const name = (one: unknown): string => spec.choices.find(({ id }) => id === String(one))?.label ?? "";
    this.#choseWhile(spec.name, this.editing?.base, { value, commit: () => spec.commit(value), name });
  }

  #choose(spec: PickSpec, id: string | undefined, isOn: boolean): void {
    const value = isOn ? id : undefined;
    const commit = (): void => this.set(spec.name, value);
    const name = (one: unknown): string => this.view.plan.nameOf(String(one)) ?? "";
    if (!spec.isMany) this.#choseWhile(spec.name, this.editing?.base, { value, commit, name });
    else if (id !== undefined) this.asOneStep(() => this.records.link(this.recordId, spec.name, id, isOn));
  }

  protected isEmpty(name: string): boolean {
    const value = this.value(name);
    return Array.isArray(value) ? this.targets(name).length === 0 : !value;
  }

  /** A label above a value, which is a button if the person may write. */
  #cell(name: string, label: string, words: TemplateResult, look = "slot--cell"): TemplateResult {
    const inside = html`<span class="value__label">${label}</span>${words}`;
    return this.#slot(
      name,
      look,
      this.mayWrite
        ? html`<button type="button" class="value value--cell" @click=${(event: MouseEvent) => this.#open(name, event)}>${inside}</button>`
        : html`<div class="value value--cell">${inside}</div>`,
    );
  }

  #nothing(words = t("plan.empty_value")): TemplateResult {
    return html`<span class="value__empty">${this.mayWrite ? words : "–"}</span>`;
  }

  #slot(name: string, look: string, inside: TemplateResult, words?: string): TemplateResult {
    const visitors = this.visitors().filter((visitor) => visitor.field === name);
    return html`<div class=${visitors[0] ? `slot ${look} slot--visited slot--by-${visitors[0].side}` : `slot ${look}`} data-field=${name}>
      ${inside}${visitors.length ? this.#collaborators(name, visitors, words) : nothing}
    </div>`;
  }

  #collaborators(
    name: string,
    visitors: readonly Visitor[],
    words: string | undefined,
  ): TemplateResult | typeof nothing {
    if (words === undefined) return visitorMarks(visitors);
    const place: PresencePlace = {
      section: this.view.sectionOf(this.kind),
      record: this.recordId,
      field: name,
    };
    return html`<leitstern-remote-carets .replica=${this.view.replica} .place=${place} .shownText=${words} .visitors=${visitors}
      .text=${(): Y.Text | undefined => this.records.text(this.recordId, name)}></leitstern-remote-carets>`;
  }

  protected visitors(): readonly Visitor[] {
    return this.view.presence.at(this.recordId).value;
  }

  /** The shape of a field, or of the value of one participant or year (`figures.2027`). */
  protected shapeOf(name: string): FieldShape | undefined {
    return this.view.plan.fields(this.kind)[name.split(".")[0] ?? ""];
  }

  // ---- editing ----

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener("keydown", this.#onTab);
  }

  /** Tab leads from an open field to the next one and opens it; after the last it leaves as everywhere. */
  readonly #onTab = (event: KeyboardEvent): void => {
    const { editing } = this;
    if (event.key !== "Tab" || !editing || isImeKey(event) || event.ctrlKey || event.altKey || event.metaKey)
      return;
    const next = this.#fieldBeside(editing.name, event.shiftKey ? -1 : 1);
    if (!next) return;
    event.preventDefault();
    next.focus(); // The editor commits when it loses the focus; it stays open while its value cannot be read.
    if (this.editing === undefined) next.click();
    else this.querySelector<HTMLElement>(`.slot[data-field="${editing.name}"] input`)?.focus();
  };

  /** The button of the field that stands before or after this one, of those that are shown. */
  #fieldBeside(name: string, step: 1 | -1): HTMLElement | undefined {
    const shown = [...this.querySelectorAll<HTMLElement>(".slot[data-field]")].filter((slot) =>
      slot.checkVisibility(),
    );
    const at = shown.findIndex((slot) => slot.dataset["field"] === name);
    return shown[at + step]?.querySelector<HTMLElement>("button.value") ?? undefined;
  }

  /** Closes the editor when the right to write ends. */
  protected editingOf(name: string): Editing | undefined {
    return this.mayWrite && this.editing?.name === name ? this.editing : undefined;
  }

  #open(name: string, event: MouseEvent): void {
    const slot = (event.currentTarget as Element).closest<HTMLElement>(".slot");
    if (slot) keepSize(slot, this.shapeOf(name)?.crdt === "text");
    const base = this.records.field(this.recordId, name).peek();
    this.editing = { name, base, caretAt: event.detail > 0 ? clickedIndex(event) : undefined };
  }

  /** Whether somebody else says where the focus goes after Enter or Escape in a field. */
  protected keyEnded(_name: string, _how: "enter" | "escape"): boolean {
    return false;
  }

  #ended(name: string, how: Ending): void {
    if (this.editing?.name !== name) return;
    this.editing = undefined;
    this.#bringBackDraft();
    const slot = this.querySelector<HTMLElement>(`.slot[data-field="${name}"]`);
    if (slot) releaseSize(slot);
    if (how === "blur" || this.keyEnded(name, how)) return;
    void this.updateComplete.then(() =>
      this.querySelector<HTMLElement>(`[data-field="${name}"] button`)?.focus({ preventScroll: true }),
    );
  }
}

/**
 * Nothing moves when an editor mounts. A text editor is at least as high as the text it replaces and grows with it;
 * any other lies over its slot, towards the middle of the card.
 */
function keepSize(slot: HTMLElement, isText: boolean): void {
  const { width, height, left } = slot.getBoundingClientRect();
  slot.style.setProperty("min-height", `${height}px`);
  if (isText) return;
  slot.style.setProperty("height", `${height}px`);
  slot.style.setProperty("width", `${width}px`);
  const card = slot.closest("[data-record]")?.getBoundingClientRect();
  slot.dataset["overlaid"] = card && left + width / 2 > card.left + card.width / 2 ? "end" : "start";
}

function releaseSize(slot: HTMLElement): void {
  for (const property of ["min-height", "height", "width"]) slot.style.removeProperty(property);
  delete slot.dataset["overlaid"];
}
