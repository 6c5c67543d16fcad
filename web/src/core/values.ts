/*
 * What one field may hold: a total check of whatever stands in a document against the field's shape, the browser's twin
 * of plan/values.py. Reading never throws; what the schema does not allow reads as undefined. Used by records.ts and doc/.
 */
import * as Y from "yjs";
import type { FieldShape } from "../generated/plan";
import { lazily } from "./lazily";

const RECORD_ID = /^[A-Za-z0-9_-]{1,64}$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const patterns = new Map<string, RegExp>();

export function isRecordId(raw: unknown): raw is string {
  return typeof raw === "string" && RECORD_ID.test(raw);
}

/** Texts as strings, links as sorted ids, registers as they are; the schema's default or undefined where there is nothing valid. */
export function readField(shape: FieldShape, raw: unknown): unknown {
  if (shape.crdt === "text") return raw instanceof Y.Text ? raw.toString() : "";
  if (shape.crdt === "links") return raw instanceof Y.Map ? linksOf(raw) : [];
  return isValid(shape, raw) ? raw : shape.default;
}

/** What a new record holds for a field; undefined: nothing yet. Texts and sets of links are there from the start. */
export function freshField(shape: FieldShape, value: unknown): unknown {
  if (shape.crdt === "text") return new Y.Text(typeof value === "string" ? value : "");
  if (shape.crdt === "register") return value !== undefined && isValid(shape, value) ? value : undefined;
  return new Y.Map(Array.isArray(value) ? value.map((target) => [String(target), true]) : []);
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

/** Whether a register of this shape may hold the value. */
export function isValid(shape: FieldShape, value: unknown): boolean {
  if (typeof value === "boolean") return shape.type === "boolean";
  if (typeof value === "number") return isNumberFor(shape, value);
  return typeof value === "string" && shape.type === "string" && isStringFor(shape, value);
}

/** The ids of a set of links, sorted. */
export function linksOf(map: Y.Map<unknown>): readonly string[] {
  const found: string[] = [];
  for (const [id, isThere] of map.entries()) if (isThere === true && isRecordId(id)) found.push(id);
  return found.sort();
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
  if (shape.choices && !shape.choices.includes(value)) return false;
  if (shape.pattern && !patternOf(shape.pattern).test(value)) return false;
  if (shape.format === "date") return isDate(value);
  return shape.format !== "date-time" || Number.isFinite(Date.parse(value));
}

/** Date.parse takes 31 February; the way there and back does not. */
export function isDate(value: string): boolean {
  if (!DATE.test(value)) return false;
  const ms = Date.parse(`${value}T00:00:00Z`);
  return Number.isFinite(ms) && new Date(ms).toISOString().startsWith(value);
}

function patternOf(source: string): RegExp {
  return lazily(patterns, source, () => new RegExp(source, "u"));
}
