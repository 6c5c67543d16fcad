/*
 * What one field may hold: a total check of whatever stands in a document against the field's shape, the browser's twin
 * of plan/values.py. Reading never throws. Writing takes only what the schema allows; reading also takes a choice that it
 * does not know, because a newer version may have written it. Used by record-set.ts, recovery and doc/.
 */
import * as Y from "yjs";
import type { FieldShape } from "../../generated/plan";
import { getOrCreate } from "../get-or-create";
import { isDate } from "../intl/calendar-date";
import { fillRichText, wordsOfRichText } from "../rich-text";

const RECORD_ID = /^[A-Za-z0-9_-]{1,64}$/;
const YEAR = /^\d{4}$/;
/** A month or a quarter. */
const PERIOD = /^\d{4}-(0[1-9]|1[0-2]|Q[1-4])$/;
/** What a choice of a newer version may look like; anything else is malformed. */
const CHOICE = /^[A-Za-z0-9_-]{1,64}$/;
const patterns = new Map<string, RegExp>();

export function isRecordId(raw: unknown): raw is string {
  return typeof raw === "string" && RECORD_ID.test(raw);
}

/**
 * Texts as strings, rich text as its words, links as sorted ids, values as an object, registers as they are; the schema's
 * default or undefined where there is nothing readable.
 */
export function readField(shape: FieldShape, raw: unknown): unknown {
  switch (shape.crdt) {
    case "text":
      return raw instanceof Y.Text ? raw.toString() : "";
    case "xml":
      return raw instanceof Y.XmlFragment ? wordsOfRichText(raw) : "";
    case "links":
      return raw instanceof Y.Map ? linksOf(raw) : [];
    case "values":
      return raw instanceof Y.Map ? valuesOf(shape, raw) : {};
    case "register":
      return isReadable(shape, raw) ? raw : shape.default;
  }
}

/** What a new record holds for a field; undefined: nothing yet. Texts and maps are there from the start. */
export function freshField(shape: FieldShape, value: unknown): unknown {
  switch (shape.crdt) {
    case "text":
      return new Y.Text(typeof value === "string" ? value : "");
    case "xml":
      return freshRichText(typeof value === "string" ? value : "");
    case "links":
      return new Y.Map(Array.isArray(value) ? value.map((target) => [String(target), true]) : []);
    case "values":
      return new Y.Map(Object.entries(value ?? {}).filter(([key, one]) => mayHold(shape, key, one)));
    case "register":
      return value !== undefined && isValid(shape, value) ? value : undefined;
  }
}

/** Sets a register, or clears it (undefined). A value that the schema does not allow is refused. */
export function setRegister(
  map: Y.Map<unknown>,
  name: string,
  shape: FieldShape | undefined,
  value: unknown,
): void {
  if (shape?.crdt !== "register" || map.get(name) === value) return;
  if (value === undefined) map.delete(name);
  else if (isValid(shape, value)) map.set(name, value);
  else throw new RangeError(`${name} cannot hold ${JSON.stringify(value)}`);
}

/** Sets the value of one participant or year, or clears it (undefined). */
export function setMember(map: Y.Map<unknown>, shape: FieldShape, key: string, value: unknown): void {
  if (value === undefined) map.delete(key);
  else if (mayHold(shape, key, value)) map.set(key, value);
  else throw new RangeError(`${key} cannot hold ${JSON.stringify(value)}`);
}

/** Whether a register of this shape may be written so. */
export function isValid(shape: FieldShape, value: unknown): boolean {
  if (shape.choices) return typeof value === "string" && shape.choices.includes(value);
  if (typeof value === "boolean") return shape.type === "boolean";
  if (typeof value === "number") return isNumberFor(shape, value);
  return typeof value === "string" && shape.type === "string" && isStringFor(shape, value);
}

/** Whether a register may be read so: what may be written, and choices that only a newer version knows. */
export function isReadable(shape: FieldShape, raw: unknown): boolean {
  return isValid(shape, raw) || (shape.choices !== undefined && typeof raw === "string" && CHOICE.test(raw));
}

/** The ids of a set of links, sorted. */
export function linksOf(map: Y.Map<unknown>): readonly string[] {
  const found: string[] = [];
  for (const [id, isThere] of map.entries()) if (isThere === true && isRecordId(id)) found.push(id);
  return found.sort();
}

/** A map of values as an object in the order of its keys; malformed members are left out. */
export function valuesOf(shape: FieldShape, map: Y.Map<unknown>): Readonly<Record<string, unknown>> {
  const members = [...map.entries()].filter(([key, value]) => mayHold(shape, key, value));
  return Object.fromEntries(members.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function mayHold(shape: FieldShape, key: string, value: unknown): boolean {
  return isKey(shape, key) && isValid(shape, value);
}

function isKey({ keys }: FieldShape, key: string): boolean {
  if (keys === "year") return YEAR.test(key);
  return keys === "period" ? PERIOD.test(key) : isRecordId(key);
}

function freshRichText(words: string): Y.XmlFragment {
  const fragment = new Y.XmlFragment();
  fillRichText(fragment, words);
  return fragment;
}

function isNumberFor(shape: FieldShape, value: number): boolean {
  if (shape.type !== "number" && shape.type !== "integer") return false;
  if (!Number.isFinite(value) || (shape.type === "integer" && !Number.isInteger(value))) return false;
  if (shape.minimum !== undefined && value < shape.minimum) return false;
  if (shape.maximum !== undefined && value > shape.maximum) return false;
  return shape.exclusiveMinimum === undefined || value > shape.exclusiveMinimum;
}

function isStringFor(shape: FieldShape, value: string): boolean {
  if (value.length < (shape.minLength ?? 0) || value.length > (shape.maxLength ?? value.length)) return false;
  if (shape.pattern && !patternOf(shape.pattern).test(value)) return false;
  if (shape.format === "date") return isDate(value);
  return shape.format !== "date-time" || Number.isFinite(Date.parse(value));
}

function patternOf(source: string): RegExp {
  return getOrCreate(patterns, source, () => new RegExp(source, "u"));
}
