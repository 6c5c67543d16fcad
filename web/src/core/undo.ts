/*
 * Undo and redo of what was written in this browser, and of nobody else's work. Y.UndoManager keeps the steps (capture,
 * merging by time, events); how a step is taken back is ours, in reversal.ts, because Yjs's own way can make items that
 * replicas order differently (docs/decisions/0030-the-gate.md). Made by replica.ts; everybody else calls undo and redo.
 *
 * While a record that was deleted here waits in a step, others may still write in it: they did not know. What they wrote
 * comes back with the record, and what they took out of it stays out.
 */
import * as Y from "yjs";
import { type Deletions as Ranges, without } from "./deletions.ts";
import { Reversal, type Step } from "./reversal.ts"; // With its ending: tests in Node read these files as they are.

type Deletions = Step["deletions"];

export class Undo extends Y.UndoManager {
  /** What others wrote in what was deleted here: it returns, but never becomes a step's own. */
  #late: Deletions = Y.createDeleteSet();
  /** Whether a step's deletions hold a container, asked at every update of somebody else's. */
  readonly #containers = new WeakMap<Deletions, boolean>();
  readonly #look = (transaction: Y.Transaction): void => {
    if (!transaction.local) this.#keepLateWords(transaction);
  };

  constructor(doc: Y.Doc, options: ConstructorParameters<typeof Y.UndoManager>[1]) {
    super(doc, options);
    doc.on("afterTransaction", this.#look);
  }

  override undo(): Step | null {
    this.undoing = true;
    try {
      return this.#takeBack(this.undoStack, "undo");
    } finally {
      this.undoing = false;
    }
  }

  override redo(): Step | null {
    this.redoing = true;
    try {
      return this.#takeBack(this.redoStack, "redo");
    } finally {
      this.redoing = false;
    }
  }

  override destroy(): void {
    this.doc.off("afterTransaction", this.#look);
    super.destroy();
  }

  /**
   * Somebody else's update, after it was applied. What it deletes inside a record that was deleted here, but not the
   * record, its writer took out on purpose: it does not return with the record.
   */
  heard(update: Uint8Array): void {
    const steps = this.#steps().filter((step) => this.#tookContainer(step.deletions));
    if (steps.length === 0) return;
    const { ds } = Y.decodeUpdate(update);
    const touched = steps.filter(({ deletions }) => overlaps(deletions, ds));
    if (touched.length === 0) return;
    this.doc.transact((transaction) => {
      for (const step of touched) step.deletions = withoutTakenOut(transaction, step.deletions, ds);
    }, this.#look);
  }

  /** The newest step that still changes something; steps that others made meaningless are dropped. */
  #takeBack(stack: Step[], type: "undo" | "redo"): Step | null {
    let done: Step | undefined;
    let changedParentTypes: Y.Transaction["changedParentTypes"] = new Map();
    const late: Ranges[] = [];
    this.doc.transact((transaction) => {
      changedParentTypes = transaction.changedParentTypes;
      while (!done && stack.length > 0) {
        const step = stack.pop() as Step;
        const wasDeletedHere = (id: Y.ID) =>
          [step, ...this.#steps()].some(({ deletions }) => Y.isDeleted(deletions, id));
        const reversal = new Reversal(transaction, step, wasDeletedHere);
        if (reversal.run()) done = step;
        for (const [from, made] of reversal.returned)
          if (Y.isDeleted(this.#late, from.id)) late.push(rangeOf(made));
      }
    }, this);
    if (!done) return null;
    this.#disown(type === "undo" ? this.redoStack : this.undoStack, late);
    this.emit("stack-item-popped", [{ stackItem: done, type, changedParentTypes, origin: this }, this]);
    return done;
  }

  /** Takes what is others' out of the newest step, which this undo or redo has just made. */
  #disown(stack: Step[], late: readonly Ranges[]): void {
    const step = stack.at(-1);
    if (!step || late.length === 0) return;
    const theirs = Y.mergeDeleteSets(late.map(setOf));
    this.#late = Y.mergeDeleteSets([this.#late, theirs]);
    step.insertions = setOf(without(step.insertions.clients, theirs.clients));
  }

  /** What came for a container that was deleted here joins the step that deleted it, before Yjs forgets its content. */
  #keepLateWords({ beforeState, afterState }: Y.Transaction): void {
    for (const [client, end] of afterState) {
      const start = beforeState.get(client) ?? 0;
      const structs = end > start ? this.doc.store.clients.get(client) : undefined;
      for (let at = structs ? Y.findIndexSS(structs, start) : 0; structs && at < structs.length; at += 1) {
        const struct = structs[at];
        if (struct instanceof Y.Item && struct.deleted) this.#keepIfLate(struct);
      }
    }
  }

  #keepIfLate(item: Y.Item): void {
    const holder = (item.parent as Y.AbstractType<unknown>)._item;
    if (!holder?.deleted || item.content instanceof Y.ContentDeleted) return;
    const step = this.#steps().find(({ deletions }) => Y.isDeleted(deletions, holder.id));
    if (!step) return;
    step.deletions = Y.mergeDeleteSets([step.deletions, setOf(rangeOf(item))]);
    this.#late = Y.mergeDeleteSets([this.#late, setOf(rangeOf(item))]);
    item.keep = true;
  }

  #steps(): readonly Step[] {
    return [...this.undoStack, ...this.redoStack];
  }

  #tookContainer(deletions: Deletions): boolean {
    const known = this.#containers.get(deletions);
    if (known !== undefined) return known;
    let isThere = false;
    this.doc.transact((transaction) => {
      Y.iterateDeletedStructs(transaction, deletions, (struct) => {
        isThere ||= struct instanceof Y.Item && struct.content instanceof Y.ContentType;
      });
    }, this.#look);
    this.#containers.set(deletions, isThere);
    return isThere;
  }
}

/** `deletions` without what `theirs` deletes in a container of `deletions` that `theirs` leaves alone. */
function withoutTakenOut(transaction: Y.Transaction, deletions: Deletions, theirs: Deletions): Deletions {
  const left: Deletions[] = [];
  Y.iterateDeletedStructs(transaction, deletions, (struct) => {
    const isTakenOut = struct instanceof Y.Item && isIn(struct, deletions) && !isIn(struct, theirs);
    left.push(setOf(isTakenOut ? without(rangeOf(struct), theirs.clients) : rangeOf(struct)));
  });
  return Y.mergeDeleteSets(left);
}

function overlaps(some: Deletions, others: Deletions): boolean {
  return [...some.clients].some(([client, ranges]) =>
    others.clients
      .get(client)
      ?.some((other) =>
        ranges.some((one) => one.clock < other.clock + other.len && other.clock < one.clock + one.len),
      ),
  );
}

/** Whether a container of this item, at any depth, is in the set. */
function isIn(item: Y.Item, set: Deletions): boolean {
  const holder = (item.parent as Y.AbstractType<unknown>)._item;
  return holder !== null && (Y.isDeleted(set, holder.id) || isIn(holder, set));
}

function rangeOf({ id, length }: Y.Item | Y.GC): Ranges {
  return new Map([[id.client, [{ clock: id.clock, len: length }]]]);
}

function setOf(ranges: Ranges): Deletions {
  const set = Y.createDeleteSet();
  for (const [client, some] of ranges) set.clients.set(client, [...some]);
  return set;
}
