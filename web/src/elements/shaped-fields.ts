/*
 * Draws any field of a record by its shape in the schema: texts, numbers and dates by format, choices, links by target
 * kinds, values by year or participant. A card with its own look decides which fields go where; this module decides
 * how each one is drawn and edited. field-words.ts provides the words.
 */

import { html, type TemplateResult } from "lit";
import { t } from "../core/intl/i18n";
import { shapeOf } from "../doc/plan-document";
import type { FieldShape } from "../generated/plan";
import { avatar } from "./avatar";
import { CardFields } from "./card-fields";
import { withCompany } from "./company";
import { page } from "./context";
import type { TextSpec, ValueCheck } from "./field-specs";
import {
  choiceBadge,
  choicesOf,
  editorOf,
  emptyWords,
  labelOf,
  type NamedField,
  shownValue,
  unitOf,
} from "./field-words";
import { chip } from "./link-chip";
import { missingMe, peopleOptions, personName, recordOptions, sideOf } from "./record-names";

/** Options of a card for one field. */
export interface Drawn {
  readonly look?: string;
  /** A label instead of the field's own, where the card provides the context. */
  readonly label?: string;
  readonly check?: ValueCheck;
  readonly unit?: string;
  readonly shown?: (value: unknown) => string;
  readonly typed?: (value: unknown) => void;
}

export abstract class ShapedFields extends CardFields {
  /** Draws a field by its shape; nothing if the document has no such field. */
  protected field(name: string, drawn: Drawn = {}): TemplateResult {
    const shape = this.shapeOf(name);
    if (!shape) return html``;
    const field: NamedField = { view: this.view, kind: this.kind, name, shape };
    switch (shape.crdt) {
      case "text":
        return this.#text(field, drawn);
      case "xml":
        return this.wordsField(name, labelOf(field), this.string(name));
      case "links":
        return this.#links(field);
      case "values":
        return html`${this.#members(field).map((key) => this.#member(field, key))}`;
      case "register":
        return this.#register(field, drawn);
    }
  }

  protected label(name: string): string {
    const shape = this.shapeOf(name);
    return shape ? labelOf({ view: this.view, kind: this.kind, name, shape }) : name;
  }

  #text(field: NamedField, { look }: Drawn): TemplateResult {
    const group = groupOf(field);
    const spec: TextSpec = {
      name: field.name,
      label: labelOf(field),
      empty: emptyWords(field),
      look: look === "title" ? "title" : group === "body" ? "body" : "line",
      isLong: group === "body",
    };
    if (group !== "facts") return this.textField(spec);
    return html`<div class="slot slot--wide"><span class="value__label" aria-hidden="true">${spec.label}</span>${this.textField(spec)}</div>`;
  }

  #register(field: NamedField, drawn: Drawn): TemplateResult {
    const { shape } = field;
    if (shape.choices || shape.type === "boolean") return this.#choice(field);
    if (shape.refers) return shape.refers.includes("people") ? this.#person(field) : this.#record(field);
    return this.#value(field, this.value(field.name), (next) => this.set(field.name, next), drawn);
  }

  #value(field: NamedField, value: unknown, commit: (value: unknown) => void, drawn: Drawn): TemplateResult {
    return this.valueField({
      name: field.name,
      label: drawn.label ?? labelOf(field),
      kind: editorOf(field),
      unit: drawn.unit ?? unitOf(field),
      value,
      shown: drawn.shown ?? ((one) => shownValue(field, one)),
      commit,
      look: drawn.look,
      check: drawn.check,
      typed: drawn.typed,
    });
  }

  #choice(field: NamedField): TemplateResult {
    const { name, shape } = field;
    const isYesNo = shape.type === "boolean";
    const value = isYesNo ? String(this.value(name) ?? false) : this.string(name);
    return this.choiceField({
      name,
      label: labelOf(field),
      choices: choicesOf(field),
      value,
      drawn: choiceBadge(field, value),
      commit: (next) => this.set(name, isYesNo ? next === "true" : next),
    });
  }

  /** Picks a person of one side or both. In the shared document, typing a new name adds a person. */
  #person(field: NamedField): TemplateResult {
    const { name, shape } = field;
    const [id] = this.targets(name);
    const drawn = id
      ? html`<span class="person" title=${withCompany(personName(this.view, id), sideOf(this.view, id))}>${avatar(personName(this.view, id), sideOf(this.view, id))}<span class="value__text" translate="no">${personName(this.view, id)}</span></span>`
      : undefined;
    const spec = {
      name,
      label: labelOf(field),
      options: () => peopleOptions(this.view, shape.side).filter((one) => one.id !== this.recordId),
      empty: t("plan.nobody"),
      // It looks at all people: only where it is shown.
      suggestion: this.editingOf(name) ? missingMe(this.view, shape.side) : undefined,
      make: this.view.isShared ? (words: string) => this.#addPerson(name, words, shape) : undefined,
    };
    return this.pickField(spec, drawn);
  }

  #addPerson(name: string, words: string, { side }: FieldShape): void {
    this.asOneStep(() => {
      const people = this.view.plan.records("people");
      const id = people.create({ name: words, side: side ?? page().boot.me.side });
      this.records.update(this.recordId, { [name]: id });
    });
  }

  #record(field: NamedField): TemplateResult {
    const { name, shape } = field;
    const [id] = this.targets(name);
    const spec = {
      name,
      label: labelOf(field),
      options: () => recordOptions(this.view, shape.refers ?? [], this.recordId),
      empty: t("plan.none"),
    };
    return this.pickField(spec, id ? chip(this.view, id) : undefined);
  }

  #links(field: NamedField): TemplateResult {
    const { name, shape } = field;
    const kinds = shape.refers ?? [];
    const options = kinds.includes("people")
      ? () => peopleOptions(this.view, shape.side)
      : () => recordOptions(this.view, kinds, this.recordId);
    const spec = { name, label: labelOf(field), options, empty: t("plan.links_empty") };
    return this.linksField(spec, (id) => chip(this.view, id));
  }

  // ---- values by year or participant ----

  /** The keys to show: the plan's years and those with a value; or the current user and participants with a value. */
  #members({ name, shape }: NamedField): readonly string[] {
    const there = Object.keys((this.value(name) ?? {}) as object);
    const expected =
      shape.keys === "participant"
        ? [page().boot.me.participant_id]
        : shape.keys === "year"
          ? this.#horizon()
          : [];
    return [...new Set([...expected, ...there])].sort();
  }

  #horizon(): readonly string[] {
    const { plan } = this.view;
    const start = plan.header("horizon_start").value;
    if (start === undefined) return [];
    const years = (plan.header("horizon_end").value ?? start) - start + 1;
    return Array.from({ length: Math.max(0, years) }, (_, at) => String(start + at));
  }

  #member(field: NamedField, key: string): TemplateResult {
    const value = ((this.value(field.name) ?? {}) as Readonly<Record<string, unknown>>)[key];
    return this.valueField({
      name: `${field.name}.${key}`,
      label: `${labelOf(field)} · ${field.shape.keys === "participant" ? this.#participantName(key) : key}`,
      kind: editorOf(field),
      unit: unitOf(field),
      value,
      shown: (one) => shownValue(field, one),
      commit: (next) => this.asOneStep(() => this.records.setMember(this.recordId, field.name, key, next)),
    });
  }

  #participantName(id: string): string {
    const { boot, participants } = page();
    return participants.find(id)?.name ?? (id === boot.me.participant_id ? boot.me.name : id);
  }
}

function groupOf({ kind, name }: NamedField): string {
  const groups = Object.entries(shapeOf(kind).groups);
  return groups.find(([, names]) => names.includes(name))?.[0] ?? "";
}
