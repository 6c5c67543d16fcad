/*
 * The field that replaces a text while it is edited: a textarea bound to the Y.Text, as tall as
 * its words. An aria-hidden mirror in the same grid cell gives it its height and is what others' carets are measured
 * on. Every keystroke is in the plan at once; Enter (one-line texts), Escape and leaving end the editing.
 */

import { html, nothing } from "lit";
import type * as Y from "yjs";
import { isImeKey } from "../core/dom/ime-key";
import { t } from "../core/intl/i18n";
import type { Replica } from "../core/replica";
import { pastedLines } from "../core/text/pasted-lines";
import { tableOf } from "../core/text/pasted-table";
import { bindText } from "../core/text/text-binding";
import { page } from "./context";
import { SignalElement } from "./signal-element";
import { showToast } from "./toast";

/** Asks the surrounding list whether it takes the pasted lines after the first (`detail`); it then prevents the default. */
const OTHER_LINES = "otherlines";

/** Asks the surrounding list whether it imports the pasted table (`detail`); it then prevents the default. */
const TABLE = "pastedtable";

export type Ending = "enter" | "escape" | "blur";

export class TextEditor extends SignalElement {
  static override properties = {
    label: { attribute: false },
    hint: { attribute: false },
    isLong: { attribute: false },
    describedBy: { attribute: false },
    maxLength: { attribute: false },
  };
  declare label: string;
  declare hint: string;
  declare isLong: boolean;
  declare describedBy: string | undefined;
  declare maxLength: number | undefined;

  replica: Replica | undefined;
  text: () => Y.Text | undefined = () => undefined;
  create: () => Y.Text | undefined = () => undefined;
  ended: (how: Ending) => void = () => {};
  /** Where the caret goes: an index, or the end. */
  caretAt: number | undefined;

  protected override render(): unknown {
    return html`<div class="writer">
      <textarea class="writer__field" rows="1" aria-label=${this.label} placeholder=${this.hint ?? ""}
        aria-describedby=${this.describedBy ?? nothing} maxlength=${this.maxLength ?? nothing}
        @keydown=${this.#onKey} @blur=${this.#onBlur} @beforeinput=${this.#onBeforeInput} @paste=${this.#onPaste}></textarea>
      <div class="writer__mirror" aria-hidden="true" translate="no"></div>
    </div>`;
  }

  protected override firstUpdated(): void {
    this.#bind();
    const field = this.#field();
    if (!field) return;
    field.focus({ preventScroll: true });
    const at = Math.min(this.caretAt ?? field.value.length, field.value.length);
    field.setSelectionRange(at, at);
    field.scrollIntoView?.({ block: "nearest" });
  }

  protected override appeared(): void {
    if (this.hasUpdated) this.#bind();
  }

  focusField(): void {
    this.#field()?.focus();
  }

  #bind(): void {
    const field = this.#field();
    const replica = this.replica;
    if (!field || !replica) return;
    const mirror = this.querySelector<HTMLElement>(".writer__mirror");
    const unbind = bindText(field, this.text, replica, {
      shown: (value) => {
        if (mirror) mirror.textContent = `${value}​`;
      },
      caretMoved: (caret) => replica.presence.caret(caret),
      create: this.create,
    });
    this.onDisconnect(unbind);
    this.onDisconnect(() => replica.presence.caret(null));
  }

  #field(): HTMLTextAreaElement | null {
    return this.querySelector("textarea");
  }

  #onKey(event: KeyboardEvent): void {
    if (isImeKey(event)) return;
    // With Ctrl or Cmd, Enter adds a record; record-section.ts handles it.
    const hasModifier = event.ctrlKey || event.metaKey || event.altKey || event.shiftKey;
    if (event.key === "Enter" && !this.isLong && !hasModifier) {
      event.preventDefault();
      event.stopPropagation();
      this.ended("enter");
    } else if (event.key === "Escape") {
      event.stopPropagation();
      this.ended("escape");
    }
  }

  #onBeforeInput(event: InputEvent): void {
    const inserted = event.data ?? event.dataTransfer?.getData("text/plain") ?? "";
    if (!this.isLong && event.cancelable && this.#isKeptOut(event, inserted)) event.preventDefault();
    else this.#tellIfCut(inserted);
  }

  /** Keeps tabs and line breaks out of one-line texts. Some phones report Enter only as a line break. */
  #isKeptOut({ inputType }: InputEvent, inserted: string): boolean {
    if (inputType === "insertLineBreak" || inputType === "insertParagraph") {
      this.ended("enter");
      return true;
    }
    if (!/[\t\r\n]/.test(inserted)) return false;
    this.#insertLines(pastedLines(inserted), inputType === "insertFromPaste");
    return true;
  }

  /** The surrounding list may take the lines after the first as records; otherwise all become one line. */
  #insertLines(lines: readonly string[], isPaste: boolean): void {
    const others = lines.slice(1);
    const offer = new CustomEvent(OTHER_LINES, { bubbles: true, cancelable: true, detail: others });
    const isTaken = isPaste && others.length > 0 && !this.dispatchEvent(offer);
    this.#insert((isTaken ? lines.slice(0, 1) : lines).join(" "));
  }

  #insert(words: string): void {
    const field = this.#field();
    if (!field) return;
    this.#tellIfCut(words);
    const { selectionStart, selectionEnd, value } = field;
    const room = (this.maxLength ?? Number.POSITIVE_INFINITY) - value.length + selectionEnd - selectionStart;
    field.setRangeText(words.slice(0, Math.max(0, room)), selectionStart, selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  /** Tells that the browser cut pasted text that did not fit. */
  #tellIfCut(inserted: string): void {
    const { maxLength: limit } = this;
    const field = this.#field();
    if (limit === undefined || !field) return;
    const replaced = field.selectionEnd - field.selectionStart;
    if (inserted && field.value.length - replaced + inserted.length > limit)
      showToast(t("plan.cut_off", { limit: page().format.number(limit) }));
  }

  /** The list around may import a table's columns; otherwise its cells become words of one line (pasted-cell.ts). */
  #onPaste(event: ClipboardEvent): void {
    if (this.isLong) return;
    const table = tableOf(event);
    const offer = new CustomEvent(TABLE, { bubbles: true, cancelable: true, detail: table });
    if (table !== undefined && !this.dispatchEvent(offer)) event.preventDefault();
  }

  /** When only the window loses the focus, editing goes on: the field is still the active element. */
  #onBlur(): void {
    if (document.activeElement !== this.#field()) this.ended("blur");
  }
}

customElements.define("leitstern-text-editor", TextEditor);
