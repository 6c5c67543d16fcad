/*
 * The field that mounts in place of a text when somebody starts to write: a textarea bound to the Y.Text, as tall as
 * its words. An aria-hidden mirror in the same grid cell gives it its height and is what others' carets are measured
 * on. Every keystroke is in the plan at once; Enter (one-line texts), Escape and leaving end the editing.
 */

import { html, nothing } from "lit";
import type * as Y from "yjs";
import { t } from "../core/i18n";
import type { Replica } from "../core/replica";
import { bindText } from "../core/textbinding";
import { page } from "./context";
import { showToast } from "./toast";
import { WatchingElement } from "./watching";

export type Ending = "enter" | "escape" | "blur";

export class TextEditor extends WatchingElement {
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
  /** Fields that are always mounted (notes) do not take the focus when they appear. */
  takesFocus = true;

  protected override render(): unknown {
    return html`<div class="writer">
      <textarea class="writer__field" rows="1" aria-label=${this.label} placeholder=${this.hint ?? ""}
        aria-describedby=${this.describedBy ?? nothing} maxlength=${this.maxLength ?? nothing}
        @keydown=${this.#onKey} @blur=${this.#onBlur} @beforeinput=${this.#onBeforeInput}></textarea>
      <div class="writer__mirror" aria-hidden="true"></div>
    </div>`;
  }

  protected override firstUpdated(): void {
    this.#bind();
    const field = this.#field();
    if (!field || !this.takesFocus) return;
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
    this.hold(unbind);
    this.hold(() => replica.presence.caret(null));
  }

  #field(): HTMLTextAreaElement | null {
    return this.querySelector("textarea");
  }

  #onKey(event: KeyboardEvent): void {
    if (event.isComposing) return;
    // With Ctrl or Cmd, Enter adds a record: that is the section's.
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

  /** The browser cuts what does not fit, and says nothing. */
  #onBeforeInput(event: InputEvent): void {
    const { maxLength: limit } = this;
    const field = this.#field();
    if (limit === undefined || !field) return;
    const inserted = event.data ?? event.dataTransfer?.getData("text/plain") ?? "";
    const replaced = field.selectionEnd - field.selectionStart;
    if (inserted && field.value.length - replaced + inserted.length > limit)
      showToast(t("plan.cut_off", { limit: page().format.number(limit) }));
  }

  /** The window losing the focus is no leaving: the field is still the active element then. */
  #onBlur(): void {
    if (document.activeElement !== this.#field()) this.ended("blur");
  }
}

customElements.define("leitstern-text-editor", TextEditor);
