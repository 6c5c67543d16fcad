/*
 * Detects that somebody else deleted a record in which this browser wrote shortly before, or wrote offline (also
 * before a reload). The words are still in the deleted record and return when it is restored; deletion-notice.ts tells
 * the person. Made by elements/document-view.ts, one for each open document.
 */
import { effect, type ReadonlySignal, signal } from "@preact/signals-core";
import type * as Y from "yjs";
import { forget, PREFIX, read, write } from "../core/local/local-storage";
import type { Kind } from "../generated/plan";
import type { PlanDocument } from "./plan-document";

/** Edits older than this are not reported when their record is deleted, unless they are unsent. */
const RECENT_MS = 10 * 60_000;
/** Fields that hold a record's position, not its content. */
const PLACING = new Set(["order", "removed_at", "removed_by", "tabled_at"]);

/** A record that somebody deleted while this browser wrote in it. */
export interface DeletedUnderHand {
  readonly kind: Kind;
  readonly id: string;
}

export class LateEdits {
  readonly #plan: PlanDocument;
  readonly #key: string;
  /** When this browser last wrote in a record (performance.now); infinite while the edit is unsent. */
  readonly #written = new Map<string, number>();
  readonly #unsent: Set<string>;
  readonly #deleted = signal<readonly DeletedUnderHand[]>([]);

  constructor(plan: PlanDocument) {
    this.#plan = plan;
    this.#key = `${PREFIX}:late:${plan.replica.documentId}`;
    this.#unsent = new Set((read(this.#key) ?? "").split(" ").filter(Boolean));
    plan.replica.doc.on("afterTransaction", (transaction: Y.Transaction) => this.#look(transaction));
    effect(() => {
      const isSaved = plan.replica.status.value.kind === "saved";
      if (isSaved) void plan.replica.whenSynced.then(() => this.#sent());
    });
    effect(() => this.#forgetRestored());
  }

  /** Newest first. A record disappears from the list when somebody restores it or it is dismissed. */
  readonly deleted: ReadonlySignal<readonly DeletedUnderHand[]> = this.#deleted;

  /** Somebody deleted a record that is open for writing here, words or not. */
  tell(one: DeletedUnderHand): void {
    if (this.#deleted.peek().some(({ id }) => id === one.id)) return;
    this.#deleted.value = [one, ...this.#deleted.peek()];
  }

  dismiss(id: string): void {
    this.#deleted.value = this.#deleted.peek().filter((one) => one.id !== id);
    this.#written.delete(id);
  }

  #look(transaction: Y.Transaction): void {
    for (const [type, keys] of transaction.changed) {
      const found = this.#recordOf(type as Y.AbstractType<unknown>);
      if (!found) continue;
      const names = found.isRecord ? [...keys] : ["a text"];
      if (!transaction.local && names.includes("removed_at")) this.#removed(found);
      else if (transaction.local && names.some((name) => !PLACING.has(String(name)))) this.#wrote(found.id);
    }
  }

  #wrote(id: string): void {
    this.#written.set(id, performance.now());
    if (this.#unsent.has(id) || this.#plan.replica.status.peek().kind === "saved") return;
    this.#unsent.add(id);
    write(this.#key, [...this.#unsent].join(" "));
  }

  #sent(): void {
    if (this.#plan.replica.status.peek().kind !== "saved") return;
    this.#unsent.clear();
    forget(this.#key);
  }

  #removed({ kind, id }: DeletedUnderHand): void {
    const records = this.#plan.any(kind);
    if (records.has(id)) return;
    const isMine = records.field(id, "removed_by").peek() === this.#plan.replica.participant;
    const writtenAt = this.#written.get(id) ?? Number.NEGATIVE_INFINITY;
    const isConcerned = this.#unsent.has(id) || performance.now() - writtenAt < RECENT_MS;
    if (!isMine && isConcerned) this.tell({ kind, id });
  }

  #forgetRestored(): void {
    const left = this.#deleted.value.filter(({ kind, id }) =>
      this.#plan.any(kind).removed.value.includes(id),
    );
    if (left.length < this.#deleted.peek().length) this.#deleted.value = left;
  }

  /** The record that a changed Yjs type is, or belongs to. */
  #recordOf(type: Y.AbstractType<unknown>): (DeletedUnderHand & { isRecord: boolean }) | undefined {
    let isRecord = true;
    for (let at = type; at._item; at = at.parent as Y.AbstractType<unknown>) {
      const { parent } = at;
      const kind = this.#plan.kinds.find((one) => this.#plan.replica.doc.getMap(one) === parent);
      if (kind && at._item.parentSub) return { kind, id: at._item.parentSub, isRecord };
      isRecord = false;
    }
    return undefined;
  }
}
