/*
 * The rows of the timeline: under each opportunity the goals that it serves, as milestones, the joint projects and the
 * actions that contribute to it, by date; what serves no opportunity comes last. Also which rows wait for which. Reads signals and
 * writes nothing; timeline.ts and agenda.ts draw the rows.
 */

import type { DocumentView } from "./document-view";
import { headedBy, headKey } from "./grouping";
import { barOf, type Dates, dayOf } from "./timeline-scale";

const OPPORTUNITIES = "opportunities";

/** Kinds whose records are bars on the timeline. */
export type BarKind = "actions" | "projects";

export function barKind(view: DocumentView, id: string): BarKind | undefined {
  return (["actions", "projects"] as const).find((kind) => view.plan.records(kind).has(id));
}

/** Keys of rows: a heading per group, its goals, projects and actions. Only actions stay while some are looked for. */
export function timelineKeys(view: DocumentView, hasGoals: boolean): readonly string[] {
  const goals = hasGoals ? milestones(view) : [];
  const projects = hasGoals ? view.plan.records("projects").ids.value : [];
  const actions = view.filters.shown("actions").value;
  const order = [...view.plan.candidates(OPPORTUNITIES), ""];
  const goalsOf = groupedBy(goals, (id) => firstOpportunity(view, "goals", id, "opportunities"));
  const projectsOf = groupedBy(projects, (id) => firstOpportunity(view, "projects", id, "serves"));
  const actionsOf = groupedBy(actions, (id) => firstOpportunity(view, "actions", id, "serves"));
  return order.flatMap((target) => {
    const [mine, theirs] = [goalsOf.get(target) ?? [], actionsOf.get(target) ?? []];
    const joint = projectsOf.get(target) ?? [];
    if (mine.length + joint.length + theirs.length === 0) return [];
    return [headKey(target), ...mine, ...byDate(view, joint), ...byDate(view, theirs)];
  });
}

/** Goals with a day on which they are due. */
export function milestones(view: DocumentView): readonly string[] {
  const goals = view.plan.records("goals");
  return goals.ids.value.filter((id) => dayOf(goals.field(id, "target_date").value) !== undefined);
}

function firstOpportunity(view: DocumentView, kind: "goals" | BarKind, id: string, field: string): string {
  const named = new Set(view.plan.targetIds(kind, id, field));
  return view.plan.candidates(OPPORTUNITIES).find((target) => named.has(target)) ?? "";
}

function groupedBy(ids: readonly string[], groupOf: (id: string) => string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const id of ids) found.set(groupOf(id), [...(found.get(groupOf(id)) ?? []), id]);
  return found;
}

/** By the first day; what has no date comes last, in the plan's order. */
function byDate(view: DocumentView, ids: readonly string[]): readonly string[] {
  const from = (id: string): number => rowBar(view, id)?.from ?? Number.POSITIVE_INFINITY;
  return ids
    .map((id) => ({ id, at: from(id) }))
    .sort((one, other) => (one.at === other.at ? 0 : one.at - other.at))
    .map(({ id }) => id);
}

export function rowBar(view: DocumentView, id: string): { from: number; to: number } | undefined {
  return barOf(datesOf(view, id));
}

export function datesOf(view: DocumentView, id: string): Dates {
  const records = view.plan.any(barKind(view, id) ?? "actions");
  return {
    start: records.field(id, "start").value as string | undefined,
    due: records.field(id, "due").value as string | undefined,
  };
}

/** The opportunity under whose heading a row stands; empty where it stands under none. */
export function headingAbove(keys: readonly string[], id: string): string {
  const before = keys.slice(0, keys.indexOf(id)).toReversed();
  return before.map(headedBy).find((target) => target !== undefined) ?? "";
}

/** A line from the end of an action to the start of the one that waits for it; days and numbers of rows. */
export interface Dependency {
  readonly id: string;
  readonly from: { readonly day: number; readonly row: number };
  readonly to: { readonly day: number; readonly row: number };
  /** The one that waits starts before the other one ends. */
  readonly isBroken: boolean;
}

export function dependencies(view: DocumentView, keys: readonly string[]): readonly Dependency[] {
  const rows = new Map(keys.map((key, row) => [key, row]));
  return keys.flatMap((id, row) => {
    if (!view.plan.records("actions").has(id)) return [];
    const [first] = view.plan.targets("actions", id, "predecessor").value;
    const firstRow = first === undefined ? undefined : rows.get(first);
    const [before, after] = [first && rowBar(view, first), rowBar(view, id)];
    if (firstRow === undefined || !before || !after) return [];
    const isBroken = after.from <= before.to;
    return [{ id, from: { day: before.to + 1, row: firstRow }, to: { day: after.from, row }, isBroken }];
  });
}
