/*
 * One choice of the filters, such as the order or a person: a button that says what is chosen, and in its place, once
 * opened, the searchable list of picker.ts.
 */

import { html, nothing, type TemplateResult } from "lit";
import { icon } from "./icon";
import type { PickerOption } from "./picker";
import { SignalElement } from "./signal-element";
import type { Ending } from "./text-editor";
import "./picker";

export class FilterPick extends SignalElement {
  static override properties = {
    label: { attribute: false },
    value: { attribute: false },
    shown: { attribute: false },
    isOpen: { state: true },
  };
  declare label: string;
  /** The id of what is chosen; empty while nothing is. */
  declare value: string;
  declare shown: string;
  declare isOpen: boolean;

  options: () => readonly PickerOption[] = () => [];
  /** What the option that chooses nothing is called; absent where something is always chosen. */
  emptyLabel = "";
  /** The icon on the button. */
  mark = "arrow-up-down";
  choose: (id: string) => void = () => {};

  protected override render(): TemplateResult {
    return this.isOpen ? this.#picker() : this.#button();
  }

  #button(): TemplateResult {
    return html`<button type="button" class=${this.value && this.emptyLabel ? "select filter-pick filter-pick--on" : "select filter-pick"}
      aria-haspopup="listbox" @click=${() => {
        this.isOpen = true;
      }}><span class="visually-hidden">${this.label}: ${this.shown}</span>${icon(this.mark)}<span aria-hidden="true" translate=${this.value && this.mark === "user" ? "no" : nothing}>${
        this.value ? this.shown : this.label
      }</span>${icon("chevron-down")}</button>`;
  }

  #picker(): TemplateResult {
    return html`<leitstern-picker class="filter-pick__list" .label=${this.label} .options=${this.options}
      .chosen=${() => (this.value ? [this.value] : [])} .isChoice=${this.emptyLabel === ""} .emptyLabel=${this.emptyLabel}
      .choose=${(id: string | undefined) => this.choose(id ?? "")} .ended=${(how: Ending) => this.#ended(how)}></leitstern-picker>`;
  }

  #ended(how: Ending): void {
    this.isOpen = false;
    if (how !== "blur") void this.updateComplete.then(() => this.querySelector("button")?.focus());
  }
}

customElements.define("leitstern-filter-pick", FilterPick);
