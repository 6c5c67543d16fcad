/*
 * An input or textarea bound to a Y.Text. What is typed becomes the smallest splice of whole code points at the caret;
 * what others type moves in without disturbing caret, scroll or a running composition (IME). Undo keys go to the
 * replica's undo, because setting `value` kills the browser's own. Used by elements that mount a field on focus; knows
 * nothing of records.
 *
 * A field's value always has the length of the text: line breaks that an input would drop are shown as spaces, so
 * that indices are the same in both.
 */

import type { ReadonlySignal } from "@preact/signals-core";
import type * as Y from "yjs";
import { isImeKey } from "../dom/ime-key";
import { caretAt } from "../presence/caret-positions";
import type { PresenceCaret } from "../presence/presence";
import { STATE_REPLACED } from "../transaction-origins";
import { type Delta, ImeBuffer } from "./ime-buffer";
import { moved, type Splice, spliceBetween } from "./splice";

export { type RemoteCaret, remoteCarets } from "../presence/caret-positions";

export type TextField = HTMLTextAreaElement | HTMLInputElement;

export interface TextHooks {
  /** Called after every change of the field's value, local or remote, for example to resize the field. */
  readonly shown?: (value: string) => void;
  /** The selection moved (called at most once per frame); null when the field lost focus. */
  readonly caretMoved?: (caret: PresenceCaret | null) => void;
  /** Called for the first local input while there is no text yet. */
  readonly create?: () => Y.Text | undefined;
}

/** The part of a replica that a field needs. */
interface Writer {
  readonly doc: Y.Doc;
  readonly undo: Y.UndoManager;
  readonly mayWrite: ReadonlySignal<boolean>;
  transact<T>(change: () => T): T;
  sendNow?(): void;
}

/** Returns a function that unbinds; the field keeps what it shows. */
export function bindText(
  field: TextField,
  text: () => Y.Text | undefined,
  replica: Writer,
  hooks: TextHooks = {},
): () => void {
  const binding = new TextBinding(field, text, replica, hooks);
  return () => binding.unbind();
}

class TextBinding {
  readonly #field: TextField;
  readonly #find: () => Y.Text | undefined;
  readonly #replica: Writer;
  readonly #hooks: TextHooks;
  readonly #ears = new AbortController();
  #text: Y.Text | undefined;
  /** What the field showed when we last looked. */
  #shown = "";
  /** Set during a composition. */
  #held: ImeBuffer | undefined;
  #isWriting = false;
  #frame: number | undefined;

  constructor(field: TextField, find: () => Y.Text | undefined, replica: Writer, hooks: TextHooks) {
    this.#field = field;
    this.#find = find;
    this.#replica = replica;
    this.#hooks = hooks;
    this.#rebind();
    this.#listen();
    replica.doc.on("afterTransaction", this.#look);
    replica.undo.stopCapturing();
  }

  unbind(): void {
    if (this.#ears.signal.aborted) return;
    if (this.#held) this.#release();
    this.#ears.abort();
    this.#replica.doc.off("afterTransaction", this.#look);
    this.#text?.unobserve(this.#heard);
    this.#replica.undo.stopCapturing();
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#hooks.caretMoved?.(null);
  }

  #listen(): void {
    const { signal } = this.#ears;
    const on = (kind: string, hear: (event: Event) => void) =>
      this.#field.addEventListener(kind, hear, { signal });
    on("input", () => this.#read());
    on("compositionstart", () => this.#hold());
    on("compositionend", () => this.#release());
    on("beforeinput", (event) => this.#history(event as InputEvent));
    on("keydown", (event) => this.#key(event as KeyboardEvent));
    for (const kind of ["selectionchange", "select", "keyup", "pointerup", "focus"])
      on(kind, () => this.#caretMoved());
    on("blur", () => this.#left());
  }

  /** The text may be made while the field is open, or be another one after a recovery: bind to the one that is there. */
  readonly #look = ({ origin }: Y.Transaction): void => {
    if (this.#find() !== this.#text || origin === STATE_REPLACED) this.#rebind();
  };

  #rebind(): void {
    this.#text?.unobserve(this.#heard);
    this.#text = this.#find();
    this.#text?.observe(this.#heard);
    this.#show(this.#content());
    if (this.#held) this.#held = new ImeBuffer(this.#shown.length);
  }

  #content(): string {
    const content = this.#text?.toString() ?? "";
    return content.replaceAll(this.#field.localName === "input" ? /[\r\n]/g : /\r/g, " ");
  }

  readonly #heard = (event: Y.YTextEvent, transaction: Y.Transaction): void => {
    if (this.#isWriting || transaction.origin === STATE_REPLACED) return;
    if (this.#held) this.#held.changed(event.delta as Delta[]);
    else this.#showChange(event.delta as Delta[], transaction.origin === this.#replica.undo);
  };

  /** Shows a remote change, or our own undo, which moves the caret. */
  #showChange(delta: readonly Delta[], isUndo: boolean): void {
    let { selectionStart: start, selectionEnd: end } = this.#field;
    let last = 0;
    for (const splice of splicesOf(delta)) {
      start = moved(start ?? 0, splice);
      end = moved(end ?? 0, splice);
      last = splice.at + splice.insert.length;
    }
    this.#show(this.#content(), isUndo ? last : (start ?? 0), isUndo ? last : (end ?? 0));
  }

  #show(value: string, start?: number, end?: number): void {
    const { scrollTop, selectionDirection } = this.#field;
    if (this.#field.value !== value) {
      this.#field.value = value;
      if (start !== undefined && end !== undefined && this.#hasFocus()) {
        this.#field.setSelectionRange(start, end, selectionDirection ?? "none");
      }
      this.#field.scrollTop = scrollTop;
    }
    this.#shown = this.#field.value;
    this.#hooks.shown?.(this.#shown);
  }

  #hasFocus(): boolean {
    return (this.#field.getRootNode() as Document | ShadowRoot).activeElement === this.#field;
  }

  /** Writes what was typed into the document. */
  #read(): void {
    const value = this.#field.value;
    const splice = spliceBetween(this.#shown, value, this.#field.selectionEnd ?? value.length);
    if (!splice) return;
    if (!this.#replica.mayWrite.peek()) return this.#show(this.#content());
    this.#shown = value;
    this.#write(this.#held ? this.#held.typed(splice) : [splice]);
    const isRepaired = !value.startsWith(splice.insert, splice.at);
    if (isRepaired && !this.#held) this.#showAtCaret();
    else this.#hooks.shown?.(value);
    this.#caretMoved();
  }

  #write(splices: readonly Splice[]): void {
    this.#isWriting = true;
    try {
      this.#replica.transact(() => {
        this.#text ??= this.#created();
        for (const splice of splices) this.#apply(splice);
      });
    } finally {
      this.#isWriting = false;
    }
    this.#replica.sendNow?.();
  }

  #created(): Y.Text | undefined {
    const text = this.#hooks.create?.();
    text?.observe(this.#heard);
    return text;
  }

  #apply({ at, remove, insert }: Splice): void {
    if (remove > 0) this.#text?.delete(at, remove);
    if (insert) this.#text?.insert(at, insert);
  }

  #hold(): void {
    this.#read();
    this.#held = new ImeBuffer(this.#shown.length);
  }

  #release(): void {
    this.#read();
    this.#showAtCaret();
  }

  /** Shows the document as it is now, with the selection at the same letters. */
  #showAtCaret(): void {
    const held = this.#held;
    this.#held = undefined;
    const place = (index: number | null) => (held ? held.toDocument(index ?? 0) : (index ?? 0));
    this.#show(this.#content(), place(this.#field.selectionStart), place(this.#field.selectionEnd));
  }

  #key(event: KeyboardEvent): void {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || isImeKey(event)) return;
    const key = event.key.toLowerCase();
    if (key === "z") this.#goBack(event, event.shiftKey);
    else if (key === "y" && !event.shiftKey) this.#goBack(event, true);
  }

  /** Undo from the browser's menu, or by shaking a phone. */
  #history(event: InputEvent): void {
    if (event.inputType === "historyUndo") this.#goBack(event, false);
    else if (event.inputType === "historyRedo") this.#goBack(event, true);
  }

  #goBack(event: Event, isRedo: boolean): void {
    event.preventDefault();
    if (this.#held) return;
    if (isRedo) this.#replica.undo.redo();
    else this.#replica.undo.undo();
  }

  #caretMoved(): void {
    if (this.#hooks.caretMoved) this.#frame ??= requestAnimationFrame(() => this.#tellCaret());
  }

  #tellCaret(): void {
    this.#frame = undefined;
    if (!this.#text || !this.#hasFocus()) return;
    const place = (index: number | null) => this.#held?.toDocument(index ?? 0) ?? index ?? 0;
    const [start, end] = [place(this.#field.selectionStart), place(this.#field.selectionEnd)];
    const isBackward = this.#field.selectionDirection === "backward";
    this.#hooks.caretMoved?.(caretAt(this.#text, isBackward ? end : start, isBackward ? start : end));
  }

  #left(): void {
    if (this.#held) this.#release();
    this.#replica.undo.stopCapturing();
    this.#hooks.caretMoved?.(null);
  }
}

/** The steps of a delta as splices, each relative to the result of those before it. */
function splicesOf(delta: readonly Delta[]): readonly Splice[] {
  const splices: Splice[] = [];
  let at = 0;
  for (const step of delta) {
    if (typeof step.insert === "string") splices.push({ at, remove: 0, insert: step.insert });
    if (step.delete) splices.push({ at, remove: step.delete, insert: "" });
    at += typeof step.insert === "string" ? step.insert.length : (step.retain ?? 0);
  }
  return splices;
}
