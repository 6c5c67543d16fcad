/*
 * The field that mounts in place of an amount, share, number, date or short word. It commits on Enter, change and
 * leaving; Escape takes back what was typed. What cannot be read keeps standing with a message at the field, and
 * nothing is written. Dates are the browser's own date field.
 */

import { html, nothing } from "lit";
import type { Format, Parsed } from "../core/format";
import { t } from "../core/i18n";
import type { Ending } from "./text-editor";
import { WatchingElement } from "./watching";

export type ValueKind = "money" | "percent" | "number" | "year" | "date" | "word";

export interface Bounds {
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
}

const EARLIEST = "1950-01-01";
const LATEST = "2199-12-31";
let serial = 0;

/** While a year is typed, date fields report years such as 0002. */
function isPlausible(iso: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(iso) && iso >= EARLIEST && iso <= LATEST;
}

export class ValueEditor extends WatchingElement {
  static override properties = {
    label: { attribute: false },
    unit: { attribute: false },
    problem: { state: true },
  };
  declare label: string;
  declare unit: string | undefined;
  declare problem: string | undefined;

  kind: ValueKind = "number";
  bounds: Bounds = {};
  value: unknown;
  format: Format | undefined;
  /** Says what is wrong with a readable value, or undefined. */
  check: (value: number | string | undefined) => string | undefined = () => undefined;
  commit: (value: number | string | undefined) => void = () => {};
  ended: (how: Ending) => void = () => {};

  readonly #id = `value-editor-${serial++}`;
  #initial = "";

  protected override render(): unknown {
    return html`<div class="value-editor">
      <label class="value__label" for=${this.#id}>${this.label}${this.unit ? html` <span class="muted">(${this.unit})</span>` : nothing}</label>
      <input class="input value-editor__input" id=${this.#id} autocomplete="off" enterkeyhint="done"
        type=${this.kind === "date" ? "date" : "text"}
        inputmode=${this.kind === "word" || this.kind === "date" ? nothing : "decimal"}
        min=${this.kind === "date" ? EARLIEST : nothing} max=${this.kind === "date" ? LATEST : nothing}
        aria-invalid=${this.problem ? "true" : nothing} aria-describedby=${this.problem ? `${this.#id}-problem` : nothing}
        @keydown=${this.#onKey} @blur=${this.#onBlur} @change=${this.#onChange} @input=${this.#onInput} />
      ${this.problem ? html`<p class="field__error" id=${`${this.#id}-problem`} role="alert">${this.problem}</p>` : nothing}
    </div>`;
  }

  protected override firstUpdated(): void {
    const input = this.#input();
    if (!input) return;
    this.#initial = this.#written();
    input.value = this.#initial;
    input.focus();
    if (this.kind !== "date") input.select();
  }

  #input(): HTMLInputElement | null {
    return this.querySelector("input");
  }

  #written(): string {
    const { value, format, kind } = this;
    if (typeof value === "string") return value;
    if (typeof value !== "number" || !format) return "";
    if (kind === "year") return String(value);
    return kind === "percent" ? format.editPercent(value) : format.editNumber(value);
  }

  #onKey(event: KeyboardEvent): void {
    if (event.isComposing) return;
    if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      event.stopPropagation();
      if (this.#settle()) this.ended("enter");
    } else if (event.key === "Escape") {
      event.stopPropagation();
      const input = this.#input();
      if (input) input.value = this.#initial;
      this.ended("escape");
    }
  }

  #onChange(): void {
    const input = this.#input();
    if (this.kind === "date" && input && (input.value === "" || isPlausible(input.value))) this.#settle();
  }

  #onInput(): void {
    if (this.problem) this.problem = undefined;
  }

  #onBlur(): void {
    if (document.activeElement === this.#input() || !this.isConnected) return;
    if (this.#settle()) this.ended("blur");
  }

  /** Writes what was typed; false, with a message at the field, when it cannot be read. */
  #settle(): boolean {
    const input = this.#input();
    if (!input) return true;
    if (input.value === this.#initial && !input.validity.badInput) return true;
    const read = input.validity.badInput ? ({ kind: "invalid" } as const) : this.#read(input.value);
    const value = read.kind === "value" ? read.value : undefined;
    const problem =
      read.kind === "invalid" ? this.#unreadable() : (this.#outOfBounds(value) ?? this.check(value));
    this.problem = problem;
    if (problem) return false;
    this.#initial = input.value;
    this.commit(value);
    return true;
  }

  #read(typed: string): Parsed<number> | Parsed<string> {
    const text = typed.trim();
    if (text === "") return { kind: "empty" };
    if (this.kind === "date") return isPlausible(text) ? { kind: "value", value: text } : { kind: "invalid" };
    if (this.kind === "word") return { kind: "value", value: text };
    if (this.kind === "year")
      return /^\d{4}$/.test(text) ? { kind: "value", value: Number(text) } : { kind: "invalid" };
    const parsed = this.kind === "percent" ? this.format?.parsePercent(text) : this.format?.parseNumber(text);
    return parsed ?? { kind: "invalid" };
  }

  #unreadable(): string {
    if (this.kind === "date") return t("plan.invalid_date");
    if (this.kind === "year") return t("plan.invalid_year");
    return this.kind === "percent"
      ? t("plan.invalid_percent")
      : t("plan.invalid_number", { example: this.#example() });
  }

  #example(): string {
    return this.format?.number(1234.5, 1) ?? "1234";
  }

  #outOfBounds(value: number | string | undefined): string | undefined {
    const { minimum, maximum, exclusiveMinimum, maxLength, pattern } = this.bounds;
    if (typeof value === "string") {
      if (maxLength !== undefined && [...value].length > maxLength)
        return t("plan.too_long", { limit: maxLength });
      return pattern && !new RegExp(pattern).test(value) ? t("plan.invalid_value") : undefined;
    }
    if (value === undefined) return undefined;
    if (exclusiveMinimum !== undefined && value <= exclusiveMinimum) {
      return t("plan.too_small_exclusive", { limit: this.#shown(exclusiveMinimum) });
    }
    if (minimum !== undefined && value < minimum) return t("plan.too_small", { limit: this.#shown(minimum) });
    if (maximum !== undefined && value > maximum) return t("plan.too_large", { limit: this.#shown(maximum) });
    return undefined;
  }

  #shown(limit: number): string {
    if (this.kind === "year") return String(limit);
    return (
      (this.kind === "percent" ? this.format?.percent(limit) : this.format?.number(limit)) ?? String(limit)
    );
  }
}

customElements.define("leitstern-value-editor", ValueEditor);
