/*
 * Undo and redo of what was written in this browser: Yjs's own UndoManager, with two mends, and with steps that outlive the
 * page. Made by replica.ts. `next` says what the next undo and redo would take back, for the buttons.
 *
 * Undoing a paragraph of rich text leaves it where somebody else has written in it since.
 *
 * The mend: two people set the same key of a map at once, and ours wins. Undoing it, Yjs deletes our value but does not bring
 * the earlier one back, because another client wrote to the key too. The key would then hold nothing: a record without its
 * `order`, for one, is in no list any more. Here such a key gets the value that it had before the undone step.
 */
import { type ReadonlySignal, signal } from "@preact/signals-core";
import * as Y from "yjs";
import { newId } from "../records/ids";
import { type Edit, editsOf, joined, takeBack } from "./edits";
import { type KeptStep, KeptSteps, type Stacks } from "./kept-steps";

type Step = Y.UndoManager["undoStack"][number];
type Way = "undoing" | "redoing";

interface Options {
  readonly trackedOrigins: Set<unknown>;
  readonly captureTimeout: number;
  /** Names the steps that are stored; without it none are. */
  readonly key?: string | undefined;
}

/** The edits of the next steps; undefined where there is none. */
export interface Next {
  readonly undo: readonly Edit[] | undefined;
  readonly redo: readonly Edit[] | undefined;
}

const KEPT = "kept step";

export class Undo extends Y.UndoManager {
  readonly #next = signal<Next>({ undo: undefined, redo: undefined });
  readonly #kept: KeptSteps;
  /** Steps of earlier pages, under those of this one. */
  #earlier: { undo: KeptStep[]; redo: KeptStep[] };
  /** The step that the transaction just captured belongs to. */
  #captured: { readonly step: Step; readonly isUndo: boolean } | undefined;
  readonly #looked = (transaction: Y.Transaction): void => this.#look(transaction);

  constructor(doc: Y.Doc, { key, ...options }: Options) {
    super(doc, { ...options, deleteFilter: (item) => !holdsWords(item) });
    this.#kept = new KeptSteps(key, () => this.#stacks());
    const { undo, redo } = this.#kept.take();
    this.#earlier = { undo: [...undo], redo: [...redo] };
    const captured = ({ stackItem: step, type }: { stackItem: Step; type: "undo" | "redo" }): void => {
      this.#captured = { step, isUndo: type === "undo" };
    };
    this.on("stack-item-added", captured);
    this.on("stack-item-updated", captured);
    this.on("stack-cleared", () => this.#tell());
    doc.on("afterTransaction", this.#looked); // After Yjs's own, which chooses the step.
    this.#tell();
  }

  /** Makes everything that `change` writes one step of its own, however long it takes. */
  asOneStep<T>(change: () => T): T {
    const end = this.beginStep();
    try {
      return change();
    } finally {
      end();
    }
  }

  /** The same over time, such as while something is dragged: until the returned function is called. */
  beginStep(): () => void {
    const { captureTimeout } = this;
    this.stopCapturing();
    this.captureTimeout = Number.POSITIVE_INFINITY;
    return () => {
      this.captureTimeout = captureTimeout;
      this.stopCapturing();
    };
  }

  readonly next: ReadonlySignal<Next> = this.#next;

  /** Null where nothing was taken back: somebody else has changed it since. */
  override undo(): Step | null {
    const step = this.#takeBack("undoing", () => super.undo()) ?? this.#takeBackEarlier("undo");
    this.#tell(); // A step that took back nothing is gone too.
    return step;
  }

  override redo(): Step | null {
    const step = this.#takeBack("redoing", () => super.redo()) ?? this.#takeBackEarlier("redo");
    this.#tell();
    return step;
  }

  /** Takes a step out that must not be offered, such as the adding of a card that was left empty. */
  forget(step: Step): void {
    this.undoStack = this.undoStack.filter((one) => one !== step);
    this.#tell();
  }

  override destroy(): void {
    this.#kept.close();
    this.doc.off("afterTransaction", this.#looked);
    super.destroy();
  }

  /** Nothing of what was written here stays in this browser. */
  forgetKept(): void {
    this.#kept.forget();
  }

  /** One transaction for both, so that both are one step of the other stack. */
  #takeBack(way: Way, pop: () => Step | null): Step | null {
    let step: Step | null = null;
    this.#as(way, (transaction) => {
      step = pop();
      this[way] = true; // Yjs has reset it, and looks when the transaction ends, to choose the stack.
      if (step) fillEmptied(transaction, step);
    });
    return step;
  }

  /** A step of an earlier page becomes one of the other stack, as with those of this page. */
  #takeBackEarlier(name: "undo" | "redo"): Step | null {
    const step = this.#earlier[name].pop();
    if (!step) return null;
    let isDone = false;
    this.#as(name === "undo" ? "undoing" : "redoing", () => {
      isDone = takeBack(this.doc, step.edits);
    });
    return (isDone && (name === "undo" ? this.redoStack : this.undoStack).at(-1)) || null;
  }

  #as(way: Way, run: (transaction: Y.Transaction) => void): void {
    this[way] = true;
    try {
      this.doc.transact(run, this);
    } finally {
      this[way] = false;
    }
  }

  #look(transaction: Y.Transaction): void {
    if (!this.#captured) return;
    const { step, isUndo } = this.#captured;
    this.#captured = undefined;
    if (isEmpty(step)) return this.#drop(step);
    const before = step.meta.get(KEPT) as KeptStep | undefined;
    const edits = joined(before?.edits ?? [], editsOf(transaction));
    step.meta.set(KEPT, { id: before?.id ?? newId("stp"), at: before?.at ?? Date.now(), edits });
    if (isUndo && !this.redoing) this.#earlier.redo = [];
    this.#tell();
  }

  /** Yjs makes a step of every transaction of a tracked origin, also of one that changed nothing. */
  #drop(step: Step): void {
    for (const stack of [this.undoStack, this.redoStack]) if (stack.at(-1) === step) stack.pop();
  }

  #stacks(): Stacks {
    return {
      undo: [...this.#earlier.undo, ...this.undoStack.map(keptOf)],
      redo: [...this.#earlier.redo, ...this.redoStack.map(keptOf)],
    };
  }

  #tell(): void {
    const { undo, redo } = this.#stacks();
    this.#next.value = { undo: undo.at(-1)?.edits, redo: redo.at(-1)?.edits };
    this.#kept.changed();
  }
}

function isEmpty({ insertions, deletions }: Step): boolean {
  return insertions.clients.size + deletions.clients.size === 0;
}

function keptOf(step: Step): KeptStep {
  return (step.meta.get(KEPT) as KeptStep | undefined) ?? { id: "", at: 0, edits: [] };
}

function fillEmptied(transaction: Y.Transaction, { insertions, deletions }: Step): void {
  Y.iterateDeletedStructs(transaction, deletions, (struct) => {
    if (!(struct instanceof Y.Item) || struct.parentSub === null || Y.isDeleted(insertions, struct.id))
      return;
    const parent = struct.parent as Y.AbstractType<unknown>;
    const last = parent._map.get(struct.parentSub);
    const isEmptied = last?.deleted && Y.isDeleted(insertions, last.id);
    if (isEmptied && struct.content instanceof Y.ContentAny)
      setIn(parent, struct.parentSub, struct.content.arr.at(-1));
  });
}

/** A key of a map, or an attribute of a paragraph. */
function setIn(parent: Y.AbstractType<unknown>, key: string, value: unknown): void {
  if (parent instanceof Y.Map) parent.set(key, value);
  else if (parent instanceof Y.XmlElement) parent.setAttribute(key, value as string);
}

/** Steps are undone from the inside out: what is left in a node is somebody else's. */
function holdsWords({ content }: Y.Item): boolean {
  if (!(content instanceof Y.ContentType)) return false;
  const { type } = content;
  return (type instanceof Y.XmlElement || type instanceof Y.XmlText) && type._length > 0;
}
