/*
 * The editor of links to other records and of choices such as stage or status: a combobox with a searchable list (ARIA
 * 1.2 pattern). Options are computed when it opens. A single choice closes it; multiple choices are toggled until it
 * loses the focus. The list is in the top layer, because cards clip their overflow.
 */

import { html, nothing, type TemplateResult } from "lit";
import { isImeKey } from "../core/dom/ime-key";
import { t } from "../core/intl/i18n";
import type { Side } from "../generated/plan";
import { avatar } from "./avatar";
import { icon } from "./icon";
import { showBeside } from "./popup";
import { SignalElement } from "./signal-element";
import type { Ending } from "./text-editor";

export interface PickerOption {
  readonly id: string;
  readonly label: string;
  /** A person wrote the label. */
  readonly isWritten?: boolean;
  readonly note?: string;
  readonly side?: Side;
  readonly group?: string;
  /** Drawn before the label. */
  readonly mark?: TemplateResult | undefined;
}

/** The option that clears a single choice. */
const NOBODY = "";
/** The option that creates a record from the typed text. */
const CREATE = "+";
/** The option that creates a person record of the current user, if there is none. */
const ME = "me";
let serial = 0;

export class Picker extends SignalElement {
  static override properties = {
    label: { attribute: false },
    typed: { state: true },
    active: { state: true },
  };
  declare label: string;
  declare typed: string;
  declare active: number;

  isMany = false;
  /** One of a few fixed choices: touch screens show no keyboard for it. */
  isChoice = false;
  options: () => readonly PickerOption[] = () => [];
  /** Read during rendering, so that a signal inside keeps the marks current. */
  chosen: () => readonly string[] = () => [];
  choose: (id: string | undefined, isOn: boolean) => void = () => {};
  /** Creates a record from the typed text and chooses it; absent where records cannot be created. */
  make: ((words: string) => void) | undefined;
  /** The person to create without typing: the current user when they are not in the list. */
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
    // Opens at the current choice, so that an accidental Enter changes nothing.
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
        aria-activedescendant=${active ? this.#optionId(active) : nothing} placeholder=${this.#placeholder()}
        inputmode=${this.isChoice ? "none" : nothing}
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
    this.onDisconnect(showBeside(list, input));
  }

  protected override updated(): void {
    this.querySelector("[data-active]")?.scrollIntoView({ block: "nearest" });
  }

  /** A choice goes on showing what is chosen, also a value that only a newer version knows. */
  #placeholder(): string {
    const [id] = this.chosen();
    if (!this.isChoice || !id) return t("plan.picker_search");
    return this.#all.find((option) => option.id === id)?.label ?? id;
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
      ${option.id === CREATE || option.id === ME ? icon("plus") : option.side ? avatar(option.label, option.side) : (option.mark ?? nothing)}
      <span class="grow picker__words" translate=${option.isWritten ? "no" : nothing}>${option.label}${option.note ? html`<span class="picker__note">${option.note}</span>` : nothing}</span>
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

  /** Existing people come before "new", so that a partial name does not create a duplicate. */
  #shown(): readonly PickerOption[] {
    const words = this.typed.trim().toLocaleLowerCase();
    const found = this.#all.filter((option) => matches(option, words));
    if (words) return [...this.#me(words), ...found, ...this.#creation(words)];
    if (this.isMany || this.isChoice || this.emptyLabel === "") return found;
    return [...this.#me(words), { id: NOBODY, label: this.emptyLabel }, ...found];
  }

  #me(words: string): readonly PickerOption[] {
    const { suggestion } = this;
    if (!this.make || !suggestion || !matches({ id: ME, label: suggestion }, words)) return [];
    return [{ id: ME, label: t("plan.picker_me", { name: suggestion }) }];
  }

  #creation(words: string): readonly PickerOption[] {
    const taken = [...this.#all.map(({ label }) => label), this.suggestion ?? ""];
    if (!this.make || taken.some((label) => label.trim().toLocaleLowerCase() === words)) return [];
    return [{ id: CREATE, label: t("plan.picker_create", { name: this.typed.trim() }) }];
  }

  #take(option: PickerOption): void {
    this.#apply(option);
    if (!this.isMany || option.id === CREATE) this.ended("enter");
  }

  #apply(option: PickerOption): void {
    if (option.id === CREATE) this.make?.(this.typed.trim());
    else if (option.id === ME) this.make?.(this.suggestion ?? "");
    else if (option.id === NOBODY) this.choose(undefined, false);
    else this.choose(option.id, !this.isMany || !this.#isChosen(option.id));
  }

  #onInput(event: Event): void {
    this.typed = (event.target as HTMLInputElement).value;
    this.active = 0;
  }

  #onKey(event: KeyboardEvent): void {
    if (isImeKey(event) || event.altKey) return;
    const last = this.#shown().length - 1;
    const at = Math.min(this.active, last);
    if (event.key === "ArrowDown") this.active = at >= last ? 0 : at + 1;
    else if (event.key === "ArrowUp") this.active = at <= 0 ? last : at - 1;
    else if (event.key === "Enter") this.#takeActive();
    else if (event.key === "Escape") this.ended("escape");
    else return this.#leaveByTab(event);
    event.preventDefault();
    event.stopPropagation();
  }

  /** Tab takes what the typed words found; who typed nothing changes nothing. */
  #leaveByTab({ key }: KeyboardEvent): void {
    const option = this.#activeOption();
    if (key === "Tab" && this.typed.trim() && option) this.#apply(option);
  }

  #activeOption(): PickerOption | undefined {
    const shown = this.#shown();
    return shown[Math.min(this.active, shown.length - 1)];
  }

  #takeActive(): void {
    const option = this.#activeOption();
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
