/*
 * The four record sets as the cards need them: by kind and by id, with field names as plain strings, and what a
 * record is called on the screen. Reads signals, so whoever asks while rendering stays true. Writes nothing.
 */

import type { ReadonlySignal } from "@preact/signals-core";
import type * as Y from "yjs";
import { t } from "../core/i18n";
import type { Fields, Position } from "../core/records";
import type { RecordKind } from "../doc/plan";
import { FIELDS, type Side } from "../generated/plan";
import { page } from "./context";
import type { PickerOption } from "./picker";

export interface AnyRecords {
  readonly ids: ReadonlySignal<readonly string[]>;
  has(id: string): boolean;
  field(id: string, name: string): ReadonlySignal<unknown>;
  text(id: string, name: string): Y.Text | undefined;
  ensureText(id: string, name: string): Y.Text | undefined;
  create(values?: Readonly<Record<string, unknown>>, position?: Position): string;
  update(id: string, patch: Readonly<Record<string, unknown>>): void;
  move(id: string, position: Position): void;
  link(id: string, name: string, target: string, linked: boolean): void;
}

const SHAPES: Readonly<Record<RecordKind, Fields>> = {
  people: FIELDS.Person,
  opportunities: FIELDS.Opportunity,
  goals: FIELDS.Goal,
  actions: FIELDS.Action,
};

const NAMED_KINDS: readonly RecordKind[] = ["opportunities", "goals", "actions", "people"];

export function fieldsOf(kind: RecordKind): Fields {
  return SHAPES[kind];
}

export function recordsOf(kind: RecordKind): AnyRecords {
  return page().plan[kind] as unknown as AnyRecords;
}

/** The kind of a record that exists. Tracks just this record, or all four lists while it is in none. */
export function kindOf(id: string): RecordKind | undefined {
  const kind = NAMED_KINDS.find((candidate) => recordsOf(candidate).has(id));
  if (kind) return recordsOf(kind).field(id, "order").value === undefined ? undefined : kind;
  for (const other of NAMED_KINDS) void recordsOf(other).ids.value;
  return undefined;
}

/** What a record is called; undefined when there is none with this id (any more). */
export function nameOf(id: string): string | undefined {
  const kind = kindOf(id);
  if (!kind) return undefined;
  const words = recordsOf(kind).field(id, kind === "people" ? "name" : "title").value;
  return typeof words === "string" && words.trim() !== "" ? words : t("plan.untitled");
}

export function personName(id: string): string {
  return page().plan.people.field(id, "name").value?.trim() || t("plan.unnamed_person");
}

export function sideOf(personId: unknown): Side | undefined {
  const { people } = page().plan;
  if (typeof personId !== "string" || !people.has(personId)) return undefined;
  return people.field(personId, "side").value ?? undefined;
}

/** People to choose from: one side's, or everyone's; whoever looks first, then their own side. */
export function peopleOptions(side?: Side): readonly PickerOption[] {
  const { plan, boot } = page();
  const options = plan.people.ids.peek().flatMap((id) => {
    const itsSide = sideOf(id) ?? "customer";
    if (side && itsSide !== side) return [];
    const title = plan.people.field(id, "title").peek();
    return [
      {
        id,
        label: personName(id),
        side: itsSide,
        group: boot.sides[itsSide],
        ...(title ? { note: title } : {}),
      },
    ];
  });
  const rank = (one: PickerOption): number => (isMe(one.label) ? 0 : one.side === boot.me.side ? 1 : 2);
  return options.sort((one, other) => rank(one) - rank(other));
}

/** The name of whoever looks, while nobody in the plan (of this side) is called so. */
export function missingMe(side?: Side): string | undefined {
  const { plan, boot } = page();
  if (side && side !== boot.me.side) return undefined;
  return plan.people.ids.peek().some((id) => isMe(personName(id))) ? undefined : boot.me.name;
}

function isMe(name: string): boolean {
  return name.trim().toLocaleLowerCase() === page().boot.me.name.trim().toLocaleLowerCase();
}

export function recordOptions(kind: RecordKind, group: string, except?: string): readonly PickerOption[] {
  return recordsOf(kind)
    .ids.peek()
    .filter((id) => id !== except)
    .map((id) => ({ id, label: nameOf(id) ?? t("plan.untitled"), group }));
}
