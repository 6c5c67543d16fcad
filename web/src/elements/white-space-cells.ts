/*
 * The cells of the white space: which records belong to one unit and one offering, and which of them counts. The latest
 * year counts, as in plan/white_space.py. Also the filters of the grid. Reads signals; writes nothing.
 */

import { signal } from "@preact/signals-core";
import { today } from "../core/intl/today";
import { FIELDS } from "../generated/plan";
import type { DocumentView } from "./document-view";

export const WHITE_SPACES = "white_spaces";
export const HOLDERS = FIELDS.WhiteSpace.holder.choices;
export type Holder = (typeof HOLDERS)[number];

const DAY_MS = 86_400_000;
const SOON_DAYS = 365;

export interface Cell {
  readonly unit: string;
  readonly offering: string;
  /** The record that counts; undefined where nobody said anything. */
  readonly id: string | undefined;
  /** Records of other years. */
  readonly others: readonly string[];
  readonly holder: Holder;
  readonly spend: number | undefined;
  readonly potential: number | undefined;
  readonly year: number | undefined;
  readonly contractEnd: string | undefined;
  readonly opportunity: string | undefined;
}

export type Need = "ending" | "unused";
export interface CellFilter {
  readonly holder: Holder | "";
  readonly need: Need | "";
  /** The year of the spend; undefined: the latest of each cell. */
  readonly year: number | undefined;
}

export const NO_CELL_FILTER: CellFilter = { holder: "", need: "", year: undefined };
/** For this browser only. */
export const cellFilter = signal<CellFilter>(NO_CELL_FILTER);

export interface WhiteSpace {
  /** Names as they were written first, in the order of the plan. */
  readonly units: readonly string[];
  readonly offerings: readonly string[];
  readonly years: readonly number[];
  cell(unit: string, offering: string): Cell;
}

export function folded(name: string): string {
  return name.trim().replace(/\s+/g, " ").toLocaleLowerCase();
}

export function readWhiteSpace(view: DocumentView, year?: number): WhiteSpace {
  const { plan } = view;
  const found = new Map<string, string[]>();
  const [units, offerings] = [new Map<string, string>(), new Map<string, string>()];
  const years = new Set<number>();
  for (const id of plan.any(WHITE_SPACES).ids.value) {
    const [unit, offering] = [words(view, id, "unit"), words(view, id, "offering")];
    if (!unit || !offering) continue;
    if (!units.has(folded(unit))) units.set(folded(unit), unit);
    if (!offerings.has(folded(offering))) offerings.set(folded(offering), offering);
    const itsYear = numberOf(view, id, "year");
    if (itsYear !== undefined) years.add(itsYear);
    if (year !== undefined && itsYear !== year) continue;
    const key = keyOf(unit, offering);
    found.set(key, [...(found.get(key) ?? []), id]);
  }
  for (const ids of found.values())
    ids.sort((one, other) => (numberOf(view, other, "year") ?? 0) - (numberOf(view, one, "year") ?? 0));
  return {
    units: [...units.values()],
    offerings: [...offerings.values()],
    years: [...years].sort((one, other) => other - one),
    cell: (unit, offering) => cellOf(view, unit, offering, found.get(keyOf(unit, offering)) ?? []),
  };
}

function cellOf(view: DocumentView, unit: string, offering: string, ids: readonly string[]): Cell {
  const [id, ...others] = ids;
  const holder = id ? String(view.plan.value(WHITE_SPACES, id, "holder") ?? "unknown") : "unknown";
  return {
    unit,
    offering,
    id,
    others,
    holder: (HOLDERS as readonly string[]).includes(holder) ? (holder as Holder) : "unknown",
    spend: id ? numberOf(view, id, "spend") : undefined,
    potential: id ? numberOf(view, id, "potential") : undefined,
    year: id ? numberOf(view, id, "year") : undefined,
    contractEnd: (id && words(view, id, "contract_end")) || undefined,
    opportunity: id ? view.plan.targets(WHITE_SPACES, id, "opportunity").value[0] : undefined,
  };
}

/** Whether somebody else's contract ends within twelve months. */
export function isEnding({ holder, contractEnd }: Cell): boolean {
  if (holder !== "others" || !contractEnd) return false;
  const days = (Date.parse(contractEnd) - Date.parse(today.value)) / DAY_MS;
  return days >= 0 && days <= SOON_DAYS;
}

/** Open demand for which there is no opportunity yet. */
export function isUnused({ potential, opportunity }: Cell): boolean {
  return (potential ?? 0) > 0 && opportunity === undefined;
}

export function passes(cell: Cell, { holder, need, year }: CellFilter): boolean {
  if (year !== undefined && cell.id === undefined) return false;
  if (holder && (cell.holder !== holder || (holder !== "unknown" && cell.id === undefined))) return false;
  if (need === "ending") return isEnding(cell);
  return need === "unused" ? isUnused(cell) : true;
}

function keyOf(unit: string, offering: string): string {
  return JSON.stringify([folded(unit), folded(offering)]);
}

function words(view: DocumentView, id: string, field: string): string {
  const value = view.plan.value(WHITE_SPACES, id, field);
  return typeof value === "string" ? value.trim() : "";
}

function numberOf(view: DocumentView, id: string, field: string): number | undefined {
  const value = view.plan.value(WHITE_SPACES, id, field);
  return typeof value === "number" ? value : undefined;
}
