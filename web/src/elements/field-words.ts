/*
 * The words of a field: label, placeholder, unit, formatted value, and the names and looks of its choices. Catalogue
 * keys follow a convention: `fields.<kind>.<field>`, else `fields.<field>`; `choices.<field>.<value>`. A choice that
 * only a newer version knows is shown as its raw value.
 */

import { html, nothing, type TemplateResult } from "lit";
import { t, tKnown } from "../core/intl/i18n";
import type { FieldShape, Kind, Side } from "../generated/plan";
import { page } from "./context";
import type { DocumentView } from "./document-view";
import { icon } from "./icon";
import type { PickerOption } from "./picker";
import type { ValueKind } from "./value-editor";

/** A field of a kind as it is in one document. */
export interface NamedField {
  readonly view: DocumentView;
  readonly kind: Kind;
  readonly name: string;
  readonly shape: FieldShape;
}

export function labelOf(field: NamedField): string {
  return found(field, "") ?? field.name;
}

/** The placeholder of an empty text. */
export function emptyWords(field: NamedField): string {
  return found(field, ".empty") ?? t("plan.fill_in", { field: labelOf(field) });
}

export function unitOf(field: NamedField): string | undefined {
  if (field.shape.display === "percent") return "%";
  return found(field, ".unit");
}

/** The formatted value, inside the catalogue's phrase if there is one. */
export function shownValue(field: NamedField, value: unknown): string {
  const shown = formatted(field, value);
  return found(field, ".shown", shown) ?? shown;
}

export function editorOf({ shape }: NamedField): ValueKind {
  if (shape.format === "date" || shape.display === "date") return "date";
  if (shape.display === "money" || shape.display === "percent" || shape.display === "year")
    return shape.display;
  return shape.type === "string" ? "word" : "number";
}

function formatted({ view, shape }: NamedField, value: unknown): string {
  const { format } = page();
  if (typeof value === "string")
    return editorOf({ shape } as NamedField) === "date" ? format.date(value) : value;
  if (typeof value !== "number") return String(value);
  if (shape.display === "money") return format.money(value, currencyOf(view));
  if (shape.display === "percent") return format.percent(value);
  return shape.display === "year" ? String(value) : format.number(value);
}

function currencyOf(view: DocumentView): string {
  return view.plan.header("currency").value ?? "EUR";
}

/** A field that is about one side (`benefit_customer`) is worded once for both (`fields.benefit`). */
function found({ view, kind, name, shape }: NamedField, part: string, value = ""): string | undefined {
  const base = shape.side ? name.replace(`_${shape.side}`, "") : name;
  const { sides } = page().boot;
  const params = { ...sides, side: shape.side ? sides[shape.side] : "", value, currency: currencyOf(view) };
  return tKnown(`fields.${kind}.${base}${part}`, params) ?? tKnown(`fields.${base}${part}`, params);
}

// ---- choices ----

export function choicesOf(field: NamedField): readonly PickerOption[] {
  const values = field.shape.type === "boolean" ? ["true", "false"] : (field.shape.choices ?? []);
  return values.map((value) => ({
    id: value,
    label: choiceName(field, value),
    mark: choiceMark(field, value),
  }));
}

/** An icon, or a dot in the hue of a side; nothing for choices without a look. */
function choiceMark({ name }: Pick<NamedField, "name">, value: string): TemplateResult | undefined {
  const tone = toneOf(name, value);
  const mark = ICONS[name]?.[value];
  if (!mark && !tone) return undefined;
  return html`<span class=${`badge badge--mark ${tone}`}>${mark ? icon(mark) : nothing}</span>`;
}

/** A side is named after its company, other choices by the catalogue; an unknown choice by its raw value. */
export function choiceName({ name }: Pick<NamedField, "name">, value: string): string {
  if (isSide(value)) return page().boot.sides[value];
  if (name === "holder" && value === "us") return page().boot.sides.supplier; // Whoever reads it.
  return tKnown(`choices.${name}.${value}`) ?? tKnown(`choices.${value}`) ?? value;
}

/** Choices that look different from a plain badge, by field. */
const TONES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  stage: { agreed: "badge--good", running: "badge--good", realised: "badge--good" },
  status: { running: "badge--accent", blocked: "badge--bad", done: "badge--good" },
  project_stage: { agreed: "badge--good", running: "badge--good", delivered: "badge--good" },
  risk_status: { controlled: "badge--good", occurred: "badge--bad" },
};
const ICONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  stage: {
    idea: "lightbulb",
    qualified: "circle-dot",
    agreed: "handshake",
    running: "trending-up",
    realised: "circle-check",
    dropped: "circle-x",
  },
  project_stage: {
    idea: "lightbulb",
    agreed: "handshake",
    running: "trending-up",
    delivered: "circle-check",
    stopped: "circle-x",
  },
  risk_status: {
    open: "circle-dashed",
    controlled: "shield-check",
    occurred: "circle-alert",
    closed: "circle-check",
  },
  status: {
    planned: "circle-dashed",
    running: "circle-dot",
    blocked: "circle-alert",
    done: "circle-check",
    dropped: "circle-x",
  },
};

export function choiceBadge(field: Pick<NamedField, "name">, value: string): TemplateResult {
  const tone = toneOf(field.name, value);
  const mark = ICONS[field.name]?.[value];
  return html`<span class=${`badge ${tone}`}>${mark ? icon(mark) : ""}<span>${choiceName(field, value)}</span></span>`;
}

function toneOf(name: string, value: string): string {
  return isSide(value) || value === "joint" ? `badge--${value}` : (TONES[name]?.[value] ?? "");
}

function isSide(value: string): value is Side {
  return Object.hasOwn(page().boot.sides, value);
}

/** The error message for a pair of ISO dates in the wrong order. It names both, because a phone shows only one. */
export function startAfterDue(start: unknown, due: unknown): string | undefined {
  if (typeof start !== "string" || typeof due !== "string" || !start || !due || start <= due)
    return undefined;
  const { format } = page();
  return t("plan.start_after_due", { start: format.date(start), due: format.date(due) });
}
