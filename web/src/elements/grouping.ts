/*
 * A list under headings: by what its records serve, or by the person responsible. A look names the groupings of its kind;
 * the choice is one person's on one device and is remembered. A record stands in one group only, the first that it
 * belongs to, so that every card is on the page once. Used by record-section.ts, group-head.ts and the timeline.
 */

import { type Signal, signal } from "@preact/signals-core";
import { getOrCreate } from "../core/get-or-create";
import { rememberChoice, rememberedChoice } from "../core/local/choices";
import type { Kind } from "../generated/plan";
import { type Grouping, lookOf } from "./card-looks";
import { page } from "./context";
import type { DocumentView } from "./document-view";

export interface Group {
  /** The record that the group is about; empty for the records that belong to none. */
  readonly target: string;
  readonly ids: readonly string[];
}

/** Marks a heading among the keys of a list: record ids contain no such character. */
const HEAD = "#";
const chosen = new Map<Kind, Signal<string>>();

function choiceOf(kind: Kind): Signal<string> {
  return getOrCreate(chosen, kind, () => signal(rememberedChoice(me(), `group.${kind}`)));
}

function me(): string {
  return page().boot.me.participant_id;
}

export function groupingsOf(view: DocumentView, kind: Kind): readonly Grouping[] {
  return view.isShared ? (lookOf(kind).groupings ?? []) : [];
}

/** The grouping in force; tracks the choice. */
export function groupingOf(view: DocumentView, kind: Kind): Grouping | undefined {
  const groupings = groupingsOf(view, kind);
  return groupings.length ? groupings.find(({ name }) => name === choiceOf(kind).value) : undefined;
}

export function chooseGrouping(kind: Kind, name: string): void {
  choiceOf(kind).value = name;
  rememberChoice(me(), `group.${kind}`, name);
}

/** The groups that have records, in the order of what they are about; those without a group come last. */
export function groupsOf(
  view: DocumentView,
  kind: Kind,
  grouping: Grouping,
  ids: readonly string[],
): readonly Group[] {
  const byTarget = new Map<string, string[]>();
  for (const id of ids) getOrCreate(byTarget, firstTarget(view, kind, grouping, id), () => []).push(id);
  const order = [...view.plan.candidates(grouping.kind), ""];
  return order.flatMap((target) => {
    const found = byTarget.get(target);
    return found ? [{ target, ids: found }] : [];
  });
}

function firstTarget(view: DocumentView, kind: Kind, grouping: Grouping, id: string): string {
  const named = new Set(view.plan.targetIds(kind, id, grouping.field));
  return view.plan.candidates(grouping.kind).find((target) => named.has(target)) ?? "";
}

/** The keys of a list: each group's heading, then its records; without a grouping the records alone. */
export function groupedKeys(view: DocumentView, kind: Kind, ids: readonly string[]): readonly string[] {
  const grouping = groupingOf(view, kind);
  if (!grouping) return ids;
  return groupsOf(view, kind, grouping, ids).flatMap(({ target, ids: inside }) => [
    headKey(target),
    ...inside,
  ]);
}

/** The key of a heading. */
export function headKey(target: string): string {
  return HEAD + target;
}

/** What the heading with this key is about; undefined for a record's key. */
export function headedBy(key: string): string | undefined {
  return key.startsWith(HEAD) ? key.slice(HEAD.length) : undefined;
}

/** What a new record needs in order to stand in a group. */
export function valuesIn(view: DocumentView, kind: Kind, grouping: Grouping, target: string): object {
  if (!target) return {};
  const isLinks = view.plan.fields(kind)[grouping.field]?.crdt === "links";
  return { [grouping.field]: isLinks ? [target] : target };
}
