/*
 * The shared plan, typed: its texts, its header and its four kinds of records, over one replica. Creation defaults,
 * links and what a deletion leaves behind are decided here, so that elements only say what a person did.
 *
 * A deleted record's id stays where others refer to it and reads as nothing (`targets`, `target`): two people may delete
 * and link at once, and an undo then brings the record back with all its links. plan/edits.py does the same.
 */
import { computed, type ReadonlySignal } from "@preact/signals-core";
import type * as Y from "yjs";
import { RecordSet } from "../core/records";
import type { Replica } from "../core/replica";
import {
  type Action,
  FIELDS,
  type Goal,
  type Opportunity,
  type Person,
  type PlanHeader,
} from "../generated/plan";
import { Header } from "./header";
import { textValue } from "./textvalue";

export type RecordKind = "people" | "opportunities" | "goals" | "actions";

/** A field of one record that names another. */
export interface Reference {
  readonly kind: RecordKind;
  readonly id: string;
  readonly field: string;
}

/** Which fields refer to records, and of which kinds. */
const REFERRING: readonly {
  readonly kind: RecordKind;
  readonly field: string;
  readonly to: readonly RecordKind[];
}[] = [
  { kind: "opportunities", field: "sponsor_customer", to: ["people"] },
  { kind: "opportunities", field: "sponsor_supplier", to: ["people"] },
  { kind: "goals", field: "owner", to: ["people"] },
  { kind: "goals", field: "opportunities", to: ["opportunities"] },
  { kind: "actions", field: "owner", to: ["people"] },
  { kind: "actions", field: "helpers", to: ["people"] },
  { kind: "actions", field: "serves", to: ["opportunities", "goals"] },
  { kind: "actions", field: "predecessor", to: ["actions"] },
];

export class PlanDoc {
  readonly replica: Replica;
  readonly title: Y.Text;
  readonly purpose: Y.Text;
  readonly notes: Y.Text;
  /** The same texts for read mode. */
  readonly titleValue: ReadonlySignal<string>;
  readonly purposeValue: ReadonlySignal<string>;
  readonly notesValue: ReadonlySignal<string>;
  readonly people: RecordSet<Person>;
  readonly opportunities: RecordSet<Opportunity>;
  readonly goals: RecordSet<Goal>;
  readonly actions: RecordSet<Action>;
  readonly #header: Header<PlanHeader>;

  constructor(replica: Replica) {
    this.replica = replica;
    this.title = replica.doc.getText("title");
    this.purpose = replica.doc.getText("purpose");
    this.notes = replica.doc.getText("notes");
    this.titleValue = textValue(this.title);
    this.purposeValue = textValue(this.purpose);
    this.notesValue = textValue(this.notes);
    this.people = new RecordSet<Person>(replica, "people", FIELDS.Person, "per");
    this.opportunities = new RecordSet<Opportunity>(replica, "opportunities", FIELDS.Opportunity, "opp");
    this.goals = new RecordSet<Goal>(replica, "goals", FIELDS.Goal, "gol");
    this.actions = new RecordSet<Action>(replica, "actions", FIELDS.Action, "act");
    this.#header = new Header<PlanHeader>(replica, "plan", FIELDS.PlanHeader);
  }

  /** A header field, with the schema's default. */
  header<K extends keyof PlanHeader & string>(name: K): ReadonlySignal<PlanHeader[K] | undefined> {
    return this.#header.field(name);
  }

  setHeader(patch: { readonly [K in keyof PlanHeader]?: PlanHeader[K] | undefined }): void {
    this.#header.update(patch);
  }

  /** Adds one link or takes it back, e.g. `toggleLink("actions", id, "serves", goalId)`. */
  toggleLink(kind: RecordKind, id: string, field: string, target: string): void {
    const isLinked = this.#linked(kind, id, field).value.includes(target);
    (this[kind] as RecordSet<Record<string, unknown>>).link(id, field, target, !isLinked);
  }

  /** The records that a link field names and that exist, in their order. */
  targets(kind: RecordKind, id: string, field: string): ReadonlySignal<readonly string[]> {
    const kinds = REFERRING.find((one) => one.kind === kind && one.field === field)?.to ?? [];
    return computed(() => {
      const linked = new Set(this.#linked(kind, id, field).value);
      return kinds.flatMap((to) => this[to].ids.value.filter((target) => linked.has(target)));
    });
  }

  /** The record that a field such as `owner` names, if it exists. */
  target(kind: RecordKind, id: string, field: string): ReadonlySignal<string | undefined> {
    const kinds = REFERRING.find((one) => one.kind === kind && one.field === field)?.to ?? [];
    const named = (this[kind] as RecordSet<Record<string, unknown>>).field(id, field);
    return computed(() => {
      const target: unknown = named.value;
      if (typeof target !== "string") return undefined;
      return kinds.some((to) => this[to].ids.value.includes(target)) ? target : undefined;
    });
  }

  remove(kind: RecordKind, id: string): void {
    this.replica.undo.stopCapturing();
    this[kind].remove(id);
    this.replica.undo.stopCapturing();
  }

  /** Everything that refers to this record now: what a deletion touches. */
  references(kind: RecordKind, id: string): readonly Reference[] {
    return REFERRING.filter(({ to }) => to.includes(kind)).flatMap(({ kind: from, field }) => {
      const records = this[from] as RecordSet<Record<string, unknown>>;
      const refers = (record: string) => isNaming(records.field(record, field).peek(), id);
      return records.ids
        .peek()
        .filter(refers)
        .map((record) => ({ kind: from, id: record, field }));
    });
  }

  dispose(): void {
    for (const records of [this.people, this.opportunities, this.goals, this.actions]) records.dispose();
    this.#header.dispose();
  }

  #linked(kind: RecordKind, id: string, field: string): ReadonlySignal<readonly string[]> {
    return (this[kind] as RecordSet<Record<string, unknown>>).field(id, field) as ReadonlySignal<
      readonly string[]
    >;
  }
}

export function openPlan(replica: Replica): PlanDoc {
  return new PlanDoc(replica);
}

function isNaming(value: unknown, id: string): boolean {
  return Array.isArray(value) ? value.includes(id) : value === id;
}
