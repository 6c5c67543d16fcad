/*
 * The field that mounts in place of a link to other records: a combobox with a searchable list (ARIA 1.2 pattern).
 * Options are asked for when it opens. One choice ends it; with many, choices are switched on and off until it is
 * left. The list stands in the top layer, because cards cut off what hangs out of them.
 */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../core/i18n";
import type { Side } from "../generated/plan";
import { avatar } from "./avatar";
import { icon } from "./icon";
import { showBeside } from "./popup";
import type { Ending } from "./text-editor";
import { WatchingElement } from "./watching";

export interface PickerOption {
  readonly id: string;
  readonly label: string;
  readonly note?: string;
  readonly side?: Side;
  readonly group?: string;
}

/** The option that takes back a single choice. */
const NOBODY = "";
/** The option that makes a new record of the words that were typed. */
const CREATE = "+";
let serial = 0;

export class Picker extends WatchingElement {
  static override properties = {
    label: { attribute: false },
    typed: { state: true },
    active: { state: true },
  };
  declare label: string;
  declare typed: string;
  declare active: number;

  isMany = false;
  options: () => readonly PickerOption[] = () => [];
  /** Read while rendering, so a signal inside keeps the marks true. */
  chosen: () => readonly string[] = () => [];
  choose: (id: string | undefined, isOn: boolean) => void = () => {};
  /** Makes a record of the typed words and chooses it; absent where nothing can be made. */
  make: ((words: string) => void) | undefined;
  /** Whom to make without typing: the one who looks at the list and is not in it. */
  suggestion: string | undefined;
  emptyLabel = "";
  ended: (how: Ending) => void = () => {};

  readonly #id = `picker-${serial++}`;
  #all: readonly PickerOption[] = [];

  constructor() {
    super();
    this.typed = "";
    this.active = 0;
  }

  protected override appeared(): void {
    this.#all = this.options();
    // Opened at what is chosen, so that a careless Enter changes nothing.
    if (!this.isMany)
      this.active = Math.max(
        0,
        this.#shown().findIndex((option) => this.#isChosen(option.id)),
      );
  }

  protected override render(): unknown {
    const shown = this.#shown();
    const active = shown[Math.min(this.active, shown.length - 1)];
    return html`<div class="value-editor">
      <label class="value__label" for=${this.#id}>${this.label}</label>
      <input class="input value-editor__input" id=${this.#id} role="combobox" autocomplete="off" spellcheck="false"
        aria-expanded="true" aria-controls=${`${this.#id}-list`} aria-autocomplete="list"
        aria-activedescendant=${active ? this.#optionId(active) : nothing} placeholder=${t("plan.picker_search")}
        .value=${this.typed} @input=${this.#onInput} @keydown=${this.#onKey} @blur=${this.#onBlur} />
      <div class="menu__list floating picker__list" popover="manual" id=${`${this.#id}-list`} role="listbox"
        aria-label=${this.label} aria-multiselectable=${this.isMany ? "true" : nothing} @mousedown=${keepFocus}>
        ${shown.map((option, index) => this.#row(option, index, shown[index - 1]?.group))}
        ${shown.length === 0 ? html`<p class="menu__heading">${t("plan.picker_nothing")}</p>` : nothing}
      </div>
    </div>`;
  }

  protected override firstUpdated(): void {
    const input = this.querySelector("input");
    const list = this.querySelector<HTMLElement>(".picker__list");
    if (!input || !list) return;
    input.focus();
    this.hold(showBeside(list, input));
  }

  protected override updated(): void {
    this.querySelector("[data-active]")?.scrollIntoView({ block: "nearest" });
  }

  #row(option: PickerOption, index: number, groupBefore: string | undefined): TemplateResult {
    const isChosen = this.#isChosen(option.id);
    const isActive = index === Math.min(this.active, this.#shown().length - 1);
    return html`${
      option.group && option.group !== groupBefore
        ? html`<div class="menu__heading" role="presentation">${option.group}</div>`
        : nothing
    }<div class="menu__item picker__option" role="option" id=${this.#optionId(option)} aria-selected=${isChosen ? "true" : "false"}
      ?data-active=${isActive} @click=${() => this.#take(option)}>
      ${option.id === CREATE ? icon("plus") : option.side ? avatar(option.label, option.side) : nothing}
      <span class="grow picker__words">${option.label}${option.note ? html`<span class="picker__note">${option.note}</span>` : nothing}</span>
      ${isChosen ? html`<span class="menu__check">${icon("check")}</span>` : nothing}
    </div>`;
  }

  #isChosen(id: string): boolean {
    const chosen = this.chosen();
    return id === NOBODY ? chosen.length === 0 : chosen.includes(id);
  }

  #optionId(option: PickerOption): string {
    return `${this.#id}-${option.id || "none"}`;
  }

  #shown(): readonly PickerOption[] {
    const words = this.typed.trim().toLocaleLowerCase();
    const found = this.#all.filter((option) => matches(option, words));
    if (this.make && words && !this.#all.some((option) => option.label.toLocaleLowerCase() === words)) {
      return [...found, { id: CREATE, label: t("plan.picker_create", { name: this.typed.trim() }) }];
    }
    if (this.isMany || words || this.emptyLabel === "") return found;
    const me =
      this.make && this.suggestion
        ? [{ id: CREATE, label: t("plan.picker_me", { name: this.suggestion }) }]
        : [];
    return [...me, { id: NOBODY, label: this.emptyLabel }, ...found];
  }

  #take(option: PickerOption): void {
    if (option.id === CREATE) this.make?.(this.typed.trim() || (this.suggestion ?? ""));
    else if (option.id === NOBODY) this.choose(undefined, false);
    else this.choose(option.id, !this.isMany || !this.#isChosen(option.id));
    if (!this.isMany || option.id === CREATE) this.ended("enter");
  }

  #onInput(event: Event): void {
    this.typed = (event.target as HTMLInputElement).value;
    this.active = 0;
  }

  #onKey(event: KeyboardEvent): void {
    if (event.isComposing || event.altKey) return;
    const last = this.#shown().length - 1;
    const at = Math.min(this.active, last);
    if (event.key === "ArrowDown") this.active = at >= last ? 0 : at + 1;
    else if (event.key === "ArrowUp") this.active = at <= 0 ? last : at - 1;
    else if (event.key === "Enter") this.#takeActive();
    else if (event.key === "Escape") this.ended("escape");
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #takeActive(): void {
    const shown = this.#shown();
    const option = shown[Math.min(this.active, shown.length - 1)];
    if (option) this.#take(option);
    else this.ended("enter");
  }

  #onBlur(): void {
    if (document.activeElement !== this.querySelector("input")) this.ended("blur");
  }
}

function matches(option: PickerOption, words: string): boolean {
  if (!words) return true;
  const text = `${option.label} ${option.note ?? ""}`.toLocaleLowerCase();
  return words.split(/\s+/).every((word) => text.includes(word));
}

/** A press on the list must not take the focus out of the field. */
function keepFocus(event: Event): void {
  event.preventDefault();
}

customElements.define("leitstern-picker", Picker);
