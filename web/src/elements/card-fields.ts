/*
 * The fields of a card. In read mode they are text and buttons; one at a time becomes an editor, in the same place and
 * size, when it is clicked or entered, and the focus comes back to its button afterwards. Renders on the signals it
 * reads and knows its record only by id. record-card.ts adds what a card is besides its fields.
 */

import { html, nothing, type TemplateResult } from "lit";
import type * as Y from "yjs";
import { type MessageKey, t } from "../core/i18n";
import type { PresencePlace } from "../core/presence";
import type { RecordKind } from "../doc/plan";
import type { FieldShape, Side } from "../generated/plan";
import { avatar, visitorMarks } from "./avatar";
import { clickedIndex } from "./clicked-index";
import { page } from "./context";
import type { ChoiceSpec, Editing, PickSpec, TextSpec, ValueSpec } from "./field-specs";
import type { Visitor } from "./presence-index";
import {
  type AnyRecords,
  fieldsOf,
  kindOf,
  missingMe,
  nameOf,
  peopleOptions,
  personName,
  recordsOf,
  sideOf,
} from "./records-view";
import { route } from "./route";
import type { Ending } from "./text-editor";
import { WatchingElement } from "./watching";
import "./carets";
import "./choice-editor";
import "./picker";
import "./text-editor";
import "./value-editor";

export abstract class CardFields extends WatchingElement {
  static override properties = { recordId: { attribute: false }, editing: { state: true } };
  declare recordId: string;
  declare editing: Editing | undefined;

  abstract readonly kind: RecordKind;

  protected get records(): AnyRecords {
    return recordsOf(this.kind);
  }

  protected get mayWrite(): boolean {
    return page().mayWrite.value;
  }

  protected value(name: string): unknown {
    return this.records.field(this.recordId, name).value;
  }

  protected string(name: string): string {
    const value = this.value(name);
    return typeof value === "string" ? value : "";
  }

  protected number(name: string): number | undefined {
    const value = this.value(name);
    return typeof value === "number" ? value : undefined;
  }

  protected ids(name: string): readonly string[] {
    const value = this.value(name);
    return Array.isArray(value) ? (value as readonly string[]) : [];
  }

  /** One undoable step of its own. */
  protected set(name: string, value: unknown): void {
    page().replica.undo.stopCapturing();
    this.records.update(this.recordId, { [name]: value });
  }

  // ---- fields ----

  protected textField(spec: TextSpec): TemplateResult {
    const words = this.string(spec.name);
    const editing = this.#editingOf(spec.name);
    return this.#slot(
      spec.name,
      `slot--${spec.look}`,
      editing ? this.#textEditor(spec, editing) : this.#words(spec, words),
      words,
    );
  }

  #words(spec: TextSpec, words: string): TemplateResult {
    const shown = html`<span class="visually-hidden">${t(spec.label)}: </span><span class=${words ? "value__text" : "value__empty"}>${words || t(spec.empty)}</span>`;
    if (!this.mayWrite) return words ? html`<div class="value value--text">${shown}</div>` : html``;
    return html`<button type="button" class="value value--text" @click=${(event: MouseEvent) => this.#open(spec.name, event)}>${shown}</button>`;
  }

  #textEditor(spec: TextSpec, editing: Editing): TemplateResult {
    const id = this.recordId;
    return html`<leitstern-text-editor .label=${t(spec.label)} .hint=${t(spec.empty)} .isLong=${spec.isLong ?? false}
      .maxLength=${this.#shape(spec.name)?.maxLength} .replica=${page().replica} .caretAt=${editing.caretAt}
      .text=${() => this.records.text(id, spec.name)} .create=${() => this.records.ensureText(id, spec.name)}
      .ended=${(how: Ending) => this.#ended(spec.name, how)}></leitstern-text-editor>`;
  }

  protected valueField(spec: ValueSpec): TemplateResult {
    const value = this.value(spec.name);
    if (this.#editingOf(spec.name)) {
      return this.#slot(
        spec.name,
        spec.look ?? "slot--cell",
        html`<leitstern-value-editor .label=${spec.label} .unit=${spec.unit} .kind=${spec.kind} .value=${value}
          .format=${page().format} .bounds=${this.#shape(spec.name) ?? {}} .check=${spec.check ?? (() => undefined)}
          .commit=${(next: unknown) => this.set(spec.name, next)}
          .ended=${(how: Ending) => this.#ended(spec.name, how)}></leitstern-value-editor>`,
      );
    }
    const shown = value === undefined || value === "" ? undefined : spec.shown(value as never);
    const words = shown === undefined ? this.#nothing() : html`<span class="value__text">${shown}</span>`;
    return this.#cell(spec.name, spec.label, words, spec.look);
  }

  protected choiceField(spec: ChoiceSpec): TemplateResult {
    const value = this.string(spec.name);
    const editing = this.#editingOf(spec.name);
    if (editing) {
      return this.#slot(
        spec.name,
        "slot--cell",
        html`<leitstern-choice-editor .label=${t(spec.label)} .choices=${spec.choices} .value=${value}
          .endsOnChange=${editing.isByPointer} .commit=${(next: string) => this.set(spec.name, next)}
          .ended=${(how: Ending) => this.#ended(spec.name, how)}></leitstern-choice-editor>`,
      );
    }
    return this.#cell(spec.name, t(spec.label), spec.drawn(value));
  }

  protected personField(spec: PickSpec): TemplateResult {
    const id = this.string(spec.name);
    const isKnown = id !== "" && kindOf(id) === "people";
    const drawn = isKnown
      ? html`<span class="person">${avatar(personName(id), sideOf(id))}<span class="value__text">${personName(id)}</span></span>`
      : undefined;
    return this.pickField(spec, () => (isKnown ? [id] : []), drawn);
  }

  /** A person of one side, or of both; who is missing is added by typing the name. */
  protected chosenPerson(name: string, label: string, side?: Side): TemplateResult {
    return this.personField({
      name,
      label,
      options: () => peopleOptions(side),
      empty: "plan.nobody",
      suggestion: missingMe(side),
      make: (words) =>
        this.set(name, page().plan.people.create({ name: words, side: side ?? page().boot.me.side })),
    });
  }

  protected dateField(name: string, label: string, check?: ValueSpec["check"]): TemplateResult {
    return this.valueField({
      name,
      label,
      kind: "date",
      shown: (iso: string) => page().format.date(iso),
      ...(check ? { check } : {}),
    });
  }

  /** One link to another record; `drawn` is what it looks like, undefined where there is none. */
  protected pickField(
    spec: PickSpec,
    chosen: () => readonly string[],
    drawn: TemplateResult | undefined,
  ): TemplateResult {
    if (this.#editingOf(spec.name)) return this.#picker(spec, chosen);
    return this.#cell(spec.name, spec.label, drawn ?? this.#nothing(spec.empty));
  }

  /** Links to other records; those that are gone are not shown. */
  protected linksField(spec: PickSpec, drawn: (id: string) => TemplateResult): TemplateResult {
    const chosen = (): readonly string[] => this.ids(spec.name);
    if (this.#editingOf(spec.name)) return this.#picker({ ...spec, isMany: true }, chosen);
    const ids = chosen().filter((id) => nameOf(id) !== undefined);
    if (ids.length === 0 && !this.mayWrite) return html``;
    const words = ids.length ? html`<span class="chips">${ids.map(drawn)}</span>` : this.#nothing(spec.empty);
    return this.#cell(spec.name, spec.label, words, "slot--links");
  }

  #picker(spec: PickSpec, chosen: () => readonly string[]): TemplateResult {
    return this.#slot(
      spec.name,
      spec.isMany ? "slot--links" : "slot--cell",
      html`<leitstern-picker .label=${spec.label} .options=${spec.options} .chosen=${chosen} .isMany=${spec.isMany ?? false}
        .emptyLabel=${spec.isMany ? "" : t(spec.empty)} .make=${spec.make} .suggestion=${spec.suggestion}
        .choose=${(id: string | undefined, isOn: boolean) => this.#choose(spec, id, isOn)}
        .ended=${(how: Ending) => this.#ended(spec.name, how)}></leitstern-picker>`,
    );
  }

  #choose(spec: PickSpec, id: string | undefined, isOn: boolean): void {
    if (!spec.isMany) this.set(spec.name, isOn ? id : undefined);
    else if (id !== undefined) this.#link(spec.name, id, isOn);
  }

  #link(name: string, id: string, isOn: boolean): void {
    page().replica.undo.stopCapturing();
    this.records.link(this.recordId, name, id, isOn);
  }

  protected isEmpty(name: string): boolean {
    const value = this.value(name);
    return Array.isArray(value) ? value.every((id) => nameOf(id) === undefined) : !value;
  }

  /** A label over a value: a button for those who may write. */
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

  #nothing(words: MessageKey = "plan.empty_value"): TemplateResult {
    return html`<span class="value__empty">${this.mayWrite ? t(words) : "–"}</span>`;
  }

  #slot(name: string, look: string, inside: TemplateResult, words?: string): TemplateResult {
    const visitors = this.visitors().filter((visitor) => visitor.field === name);
    return html`<div class=${visitors[0] ? `slot ${look} slot--visited slot--by-${visitors[0].side}` : `slot ${look}`} data-field=${name}>
      ${inside}${visitors.length ? this.#company(name, visitors, words) : nothing}
    </div>`;
  }

  #company(
    name: string,
    visitors: readonly Visitor[],
    words: string | undefined,
  ): TemplateResult | typeof nothing {
    if (words === undefined) return visitorMarks(visitors);
    const place: PresencePlace = { section: placeSection(), record: this.recordId, field: name };
    return html`<leitstern-carets .replica=${page().replica} .place=${place} .shownText=${words} .visitors=${visitors}
      .text=${(): Y.Text | undefined => this.records.text(this.recordId, name)}></leitstern-carets>`;
  }

  protected visitors(): readonly Visitor[] {
    return page().presence.at(this.recordId).value;
  }

  // ---- editing ----

  /** Whoever may not write any more finds words where the editor was. */
  #editingOf(name: string): Editing | undefined {
    return this.mayWrite && this.editing?.name === name ? this.editing : undefined;
  }

  #open(name: string, event: MouseEvent): void {
    const isByPointer = event.detail > 0;
    keepHeight((event.currentTarget as Element).closest<HTMLElement>(".slot"));
    this.editing = { name, isByPointer, caretAt: isByPointer ? clickedIndex(event) : undefined };
  }

  #ended(name: string, how: Ending): void {
    if (this.editing?.name !== name) return;
    this.editing = undefined;
    this.querySelector<HTMLElement>(`.slot[data-field="${name}"]`)?.style.removeProperty("min-height");
    if (how === "blur") return;
    void this.updateComplete.then(() =>
      this.querySelector<HTMLElement>(`[data-field="${name}"] button`)?.focus({ preventScroll: true }),
    );
  }

  #shape(name: string): FieldShape | undefined {
    return fieldsOf(this.kind)[name];
  }
}

/** Presence names the section by the schema's words; the joint notes are part of the overview there. */
function placeSection(): PresencePlace["section"] {
  const section = route.peek().section;
  return section === "notes" ? "overview" : section;
}

/** An editor is never lower than the words it stands in for, so nothing below moves up when it mounts. */
function keepHeight(slot: HTMLElement | null): void {
  slot?.style.setProperty("min-height", `${slot.getBoundingClientRect().height}px`);
}
