/*
 * The field that mounts in place of a choice such as stage or status: the browser's own select, filled only now, so
 * that hundreds of cards do not carry thousands of options. It commits on change.
 */

import { html } from "lit";
import type { Ending } from "./text-editor";
import { WatchingElement } from "./watching";

export interface Choice {
  readonly value: string;
  readonly label: string;
}

let serial = 0;

export class ChoiceEditor extends WatchingElement {
  static override properties = { label: { attribute: false } };
  declare label: string;

  choices: readonly Choice[] = [];
  value = "";
  /** Opened with the pointer, one choice is all there is to do; with the keyboard arrows pass through choices. */
  endsOnChange = false;
  commit: (value: string) => void = () => {};
  ended: (how: Ending) => void = () => {};

  readonly #id = `choice-editor-${serial++}`;

  protected override render(): unknown {
    return html`<div class="value-editor">
      <label class="value__label" for=${this.#id}>${this.label}</label>
      <select class="select value-editor__input" id=${this.#id} @change=${this.#onChange} @keydown=${this.#onKey} @blur=${this.#onBlur}>
        ${this.choices.map((choice) => html`<option value=${choice.value} ?selected=${choice.value === this.value}>${choice.label}</option>`)}
      </select>
    </div>`;
  }

  protected override firstUpdated(): void {
    const select = this.#select();
    if (!select) return;
    select.focus();
    try {
      select.showPicker?.();
    } catch (error) {
      // Only a person's click or key may open it; without one the closed select does as well.
      if (!(error instanceof DOMException)) throw error;
    }
  }

  #select(): HTMLSelectElement | null {
    return this.querySelector("select");
  }

  #onChange(event: Event): void {
    this.commit((event.target as HTMLSelectElement).value);
    if (this.endsOnChange) this.ended("enter");
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key === "Escape" || event.key === "Enter") {
      event.stopPropagation();
      event.preventDefault();
      this.ended(event.key === "Escape" ? "escape" : "enter");
    }
  }

  #onBlur(): void {
    if (document.activeElement !== this.#select()) this.ended("blur");
  }
}

customElements.define("leitstern-choice-editor", ChoiceEditor);
