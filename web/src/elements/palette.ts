/*
 * The palette (Ctrl+K): one field that searches the plan, and a list of results to open. A combobox with a list (ARIA 1.2)
 * in a modal dialog. palette-entries.ts provides the results.
 */

import { html, nothing, type TemplateResult } from "lit";
import { isImeKey } from "../core/dom/ime-key";
import { t, tn } from "../core/intl/i18n";
import { icon } from "./icon";
import { openModal } from "./modal";
import { found, type PaletteEntry, paletteEntries } from "./palette-entries";
import { SignalElement } from "./signal-element";

/** Limit of results: people type another word rather than scroll. */
const MOST_SHOWN = 40;

export function openPalette(): void {
  openModal("palette", t("palette.label"), ({ dialog, close }) => {
    const palette = document.createElement("leitstern-palette") as Palette;
    palette.close = close;
    dialog.append(palette);
  });
}

export class Palette extends SignalElement {
  static override properties = { typed: { state: true }, active: { state: true } };
  declare typed: string;
  declare active: number;

  close: () => void = () => {};
  #shown: readonly PaletteEntry[] = [];

  constructor() {
    super();
    this.typed = "";
    this.active = 0;
  }

  protected override render(): TemplateResult {
    const all = found(paletteEntries(), this.typed);
    this.#shown = all.slice(0, MOST_SHOWN);
    const active = this.#activeEntry();
    return html`<label class="palette__field">${icon("search")}<span class="visually-hidden">${t("palette.label")}</span>
        <input class="input" role="combobox" autocomplete="off" autocapitalize="off" spellcheck="false" enterkeyhint="go"
          placeholder=${t("palette.placeholder")} aria-expanded="true" aria-controls="palette-list" aria-autocomplete="list"
          aria-activedescendant=${active ? optionId(active) : nothing} @input=${this.#onInput} @keydown=${this.#onKey}></label>
      <div class="palette__list" role="listbox" id="palette-list" aria-label=${t("palette.results")} @mousedown=${keepFocus}>
        ${this.#shown.map((entry) => this.#option(entry, entry === active))}
      </div>
      ${this.#rest(all.length)}
      <p class="palette__hint" aria-hidden="true">${t("palette.hint")}</p>`;
  }

  protected override firstUpdated(): void {
    this.querySelector("input")?.focus();
  }

  protected override updated(): void {
    this.querySelector("[data-active]")?.scrollIntoView({ block: "nearest" });
  }

  #option(entry: PaletteEntry, isActive: boolean): TemplateResult {
    return html`<div class="menu__item palette__option" role="option" id=${optionId(entry)} aria-selected=${isActive ? "true" : "false"}
      ?data-active=${isActive} @click=${() => this.#take(entry)}>${icon(entry.icon)}<span class="grow palette__name" translate=${entry.isWritten ? "no" : nothing}>${entry.name}</span>
      ${entry.note ? html`<span class="palette__note">${entry.note}</span>` : nothing}
      ${entry.keys ? html`<kbd class="key">${entry.keys}</kbd>` : nothing}</div>`;
  }

  #rest(count: number): TemplateResult {
    const more = count - this.#shown.length;
    const nothingFound = t("palette.nothing", { words: this.typed.trim() });
    return html`${count === 0 ? html`<p class="palette__nothing">${nothingFound}</p>` : nothing}
      ${more > 0 ? html`<p class="palette__nothing">${t("palette.more", { count: more })}</p>` : nothing}
      <p class="visually-hidden" role="status">${count === 0 ? nothingFound : tn("palette.found", count)}</p>`;
  }

  #activeEntry(): PaletteEntry | undefined {
    return this.#shown[Math.min(this.active, this.#shown.length - 1)];
  }

  #onInput(event: Event): void {
    this.typed = (event.target as HTMLInputElement).value;
    this.active = 0;
  }

  #onKey(event: KeyboardEvent): void {
    if (isImeKey(event)) return;
    const last = this.#shown.length - 1;
    const at = Math.min(this.active, last);
    const entry = this.#activeEntry();
    if (event.key === "ArrowDown") this.active = at >= last ? 0 : at + 1;
    else if (event.key === "ArrowUp") this.active = at <= 0 ? last : at - 1;
    else if (event.key === "Enter" && entry) this.#take(entry);
    else return;
    event.preventDefault();
  }

  /** Closed first, so that the focus that the entry sets is not taken back. */
  #take(entry: PaletteEntry): void {
    this.close();
    entry.run();
  }
}

function optionId(entry: PaletteEntry): string {
  return `palette-${entry.id}`;
}

/** A press on the list must not take the focus out of the field. */
function keepFocus(event: Event): void {
  event.preventDefault();
}

customElements.define("leitstern-palette", Palette);
