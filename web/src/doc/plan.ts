/*
 * The shared plan, typed: its texts, its header and its four kinds of records, over one replica. Creation defaults,
 * links and the clean-up after a deletion are decided here, so that elements only say what a person did.
 */
import type { ReadonlySignal } from "@preact/signals-core";
import type * as Y from "yjs";
import type { RecordSet } from "../core/records";
import type { Replica } from "../core/replica";
import type { Action, Goal, Opportunity, Person, PlanHeader } from "../generated/plan";

export type RecordKind = "people" | "opportunities" | "goals" | "actions";

export interface PlanDoc {
  readonly replica: Replica;
  readonly title: Y.Text;
  readonly purpose: Y.Text;
  readonly notes: Y.Text;
  /** The same texts for read mode. */
  readonly titleValue: ReadonlySignal<string>;
  readonly purposeValue: ReadonlySignal<string>;
  readonly notesValue: ReadonlySignal<string>;
  /** Header fields with the schema's defaults. */
  header<K extends keyof PlanHeader>(name: K): ReadonlySignal<PlanHeader[K] | undefined>;
  setHeader(patch: { readonly [K in keyof PlanHeader]?: PlanHeader[K] | undefined }): void;
  readonly people: RecordSet<Person>;
  readonly opportunities: RecordSet<Opportunity>;
  readonly goals: RecordSet<Goal>;
  readonly actions: RecordSet<Action>;
  /** Adds or takes back one link, e.g. `toggleLink("actions", id, "serves", goalId)`. */
  toggleLink(
    kind: RecordKind,
    id: string,
    field: "helpers" | "serves" | "opportunities",
    target: string,
  ): void;
  /** Deletes a record and every reference to it, as one undoable step. */
  remove(kind: RecordKind, id: string): void;
  /** Everything that refers to this record, by kind. */
  references(
    kind: RecordKind,
    id: string,
  ): readonly { readonly kind: RecordKind; readonly id: string; readonly field: string }[];
  dispose(): void;
}

export declare function openPlan(replica: Replica): PlanDoc;
