/*
 * An input or textarea bound to a Y.Text. What is typed becomes the smallest splice of whole code points at the caret;
 * what others type moves in without disturbing caret, scroll or a running composition (IME). Undo keys go to the
 * replica's undo, because setting `value` kills the browser's own. Used by elements that mount a field on focus; knows
 * nothing of records.
 *
 * What a field shows has the length of the text always: line breaks that a field would swallow are shown as spaces, so
 * that an index here is an index there.
 */
import type * as Y from "yjs";
import { caretAt } from "./carets";
import type { PresenceCaret } from "./presence";
import type { Replica } from "./replica";
import { type Delta, ShownMap } from "./shownmap";
import { moved, type Splice, spliceBetween } from "./splice";
import { STARTED_OVER } from "./startover";

export { type RemoteCaret, remoteCarets } from "./carets";

export type TextField = HTMLTextAreaElement | HTMLInputElement;

export interface TextHooks {
  /** After every change of the field's value, by whomever: the place to size the field. */
  readonly shown?: (value: string) => void;
  /** The field's own selection moved (at most once per frame); null when it has no focus. */
  readonly caretMoved?: (caret: PresenceCaret | null) => void;
  /** Called for the first local input while there is no text yet. */
  readonly create?: () => Y.Text | undefined;
}

type Writer = Pick<Replica, "doc" | "transact" | "undo" | "mayWrite">;

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
  #held: ShownMap | undefined;
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

  /** A record that was deleted and came back by an undo has another text: follow it. */
  readonly #look = ({ origin }: Y.Transaction): void => {
    if (this.#find() !== this.#text || origin === STARTED_OVER) this.#rebind();
  };

  #rebind(): void {
    this.#text?.unobserve(this.#heard);
    this.#text = this.#find();
    this.#text?.observe(this.#heard);
    this.#show(this.#content());
    if (this.#held) this.#held = new ShownMap(this.#shown.length);
  }

  #content(): string {
    const content = this.#text?.toString() ?? "";
    return content.replaceAll(this.#field.localName === "input" ? /[\r\n]/g : /\r/g, " ");
  }

  readonly #heard = (event: Y.YTextEvent, transaction: Y.Transaction): void => {
    if (this.#isWriting || transaction.origin === STARTED_OVER) return;
    if (this.#held) this.#held.changed(event.delta as Delta[]);
    else this.#showChange(event.delta as Delta[], transaction.origin === this.#replica.undo);
  };

  /** What others did; or an undo of ours, which takes the caret along. */
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

  /** The field changed under the person's hands: bring it into the document. */
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
    this.#held = new ShownMap(this.#shown.length);
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
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.isComposing) return;
    const key = event.key.toLowerCase();
    if (key === "z") this.#goBack(event, event.shiftKey);
    else if (key === "y" && !event.shiftKey) this.#goBack(event, true);
  }

  /** From the menu, or a phone that is shaken. */
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

/** The steps of a delta as splices, each in the coordinates that those before it leave. */
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
