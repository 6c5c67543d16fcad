/*
 * The field that replaces an amount, share, number, date or short text while it is edited. Enter and blur commit;
 * Escape discards. Input that cannot be read stays in the field with a message, and nothing is written. A date also
 * has a calendar. value-reading.ts parses the input.
 */

import { html, nothing, type PropertyValues } from "lit";
import { isImeKey } from "../core/dom/ime-key";
import { renderInto } from "../core/dom/render-into";
import { createFormat, type Format } from "../core/intl/format";
import { t } from "../core/intl/i18n";
import { today } from "../core/intl/today";
import type { Draft } from "../doc/drafts";
import { openCalendar } from "./calendar";
import { conflictMessage } from "./conflict-message";
import { icon } from "./icon";
import { showBeside } from "./popup";
import { SignalElement } from "./signal-element";
import { keepFocus } from "./stable-clicks";
import type { Ending } from "./text-editor";
import {
  type Bounds,
  type Field,
  type Reading,
  readValue,
  type ValueKind,
  writtenValue,
} from "./value-reading";

export type { Bounds, ValueKind };

let serial = 0;

export class ValueEditor extends SignalElement {
  static override properties = {
    label: { attribute: false },
    unit: { attribute: false },
    value: { attribute: false },
    reading: { state: true },
  };
  declare label: string;
  declare unit: string | undefined;
  /** The document's value, also while the field is open. */
  declare value: unknown;
  /** What stands in the way of writing what was typed. */
  declare reading: Reading | undefined;

  kind: ValueKind = "number";
  bounds: Bounds = {};
  format: Format = createFormat("en");
  /** The plan's currency, for amounts of money. */
  currency: string | undefined;
  check: Field["check"] = () => undefined;
  /** The value as the card shows it, for the question whose value counts. */
  shown: (value: unknown) => string = String;
  /** Who wrote the document's value. */
  author: () => string | undefined = () => undefined;
  /** What was typed before a reload. */
  draft: Draft | undefined;
  /** Keeps what is typed and not entered yet; undefined when there is nothing to keep. */
  keep: (draft: Draft | undefined) => void = () => {};
  /** Brought back after a reload, it does not take the focus. */
  takesFocus = true;
  commit: (value: number | string | undefined) => void = () => {};
  ended: (how: Ending) => void = () => {};
  /** Called while somebody types, with the value as far as it can be read. */
  typed: (value: number | string | undefined) => void = () => {};

  readonly #id = `value-editor-${serial++}`;
  #initial = "";
  /** The value that the typed one is to replace. */
  #base: unknown;
  #closeMessage: (() => void) | undefined;
  #closeCalendar: (() => void) | undefined;

  protected override render(): unknown {
    const isWrong = this.reading !== undefined;
    return html`<div class="value-editor">
      <label class="value__label" for=${this.#id}>${this.label}${this.unit ? html` <span class="muted">(${this.unit})</span>` : nothing}</label>
      <span class="value-editor__line">
        <input class="input value-editor__input" id=${this.#id} autocomplete="off" enterkeyhint="done" type="text"
          inputmode=${this.kind === "word" || this.kind === "date" ? nothing : "decimal"}
          aria-invalid=${isWrong ? "true" : nothing} aria-describedby=${isWrong ? `${this.#id}-message` : nothing}
          @keydown=${this.#onKey} @blur=${this.#onBlur} @input=${this.#onInput} />
        ${this.kind === "date" ? this.#calendarButton() : nothing}
      </span>
    </div>`;
  }

  #calendarButton(): unknown {
    return html`<button type="button" class="button button--quiet button--icon button--small" aria-label=${t("value.calendar")}
      aria-haspopup="dialog" @pointerdown=${keepFocus} @click=${this.#toggleCalendar}>${icon("calendar")}</button>`;
  }

  protected override firstUpdated(): void {
    const input = this.#input();
    if (!input) return;
    this.#base = this.draft ? (this.draft.base ?? undefined) : this.value;
    this.#initial = writtenValue(this.#base, this);
    input.value = this.draft?.typed ?? this.#initial;
    if (this.#isOutdated()) this.#follow(input);
    if (!this.takesFocus) return;
    input.focus();
    input.select();
  }

  protected override updated(changed: PropertyValues<this>): void {
    const input = this.#input();
    if (changed.has("value") && input && this.#isOutdated()) this.#follow(input);
    if (!changed.has("reading")) return;
    this.#closeMessage?.();
    this.#closeMessage = this.reading ? this.#showMessage(this.reading) : undefined;
  }

  /** Whether somebody changed the value while it was edited here. */
  #isOutdated(): boolean {
    return this.#base !== this.value;
  }

  /** An untouched field shows the new value; a typed one keeps standing, with the question. */
  #follow(input: HTMLInputElement): void {
    const written = writtenValue(this.value, this);
    if (input.value !== this.#initial && input.value !== written) {
      this.reading = this.#conflict();
      return;
    }
    this.#base = this.value;
    this.#initial = written;
    input.value = written;
    if (document.activeElement === input) input.select();
    this.reading = undefined;
    this.keep(undefined);
  }

  #conflict(): Reading {
    return { kind: "conflict", theirs: this.value };
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#closeMessage?.();
    this.#closeCalendar?.();
  }

  #input(): HTMLInputElement | null {
    return this.querySelector("input");
  }

  #onKey(event: KeyboardEvent): void {
    if (isImeKey(event)) return;
    if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      event.stopPropagation();
      if (this.#settle()) this.ended("enter");
    } else if (event.key === "Escape") {
      event.stopPropagation();
      const input = this.#input();
      if (input) input.value = this.#initial;
      this.keep(undefined);
      this.ended("escape");
    } else if (this.kind === "date" && event.key === "ArrowDown") {
      event.preventDefault();
      this.#toggleCalendar();
    }
  }

  #onInput(): void {
    const typed = this.#input()?.value ?? "";
    this.keep(typed === this.#initial ? undefined : { typed, base: this.#base ?? null });
    if (this.reading?.kind !== "conflict") this.reading = undefined;
    this.typed(this.#typedValue());
  }

  /** The typed value as long as it can be read. */
  #typedValue(): number | string | undefined {
    const { kind, bounds, format, currency, check } = this;
    const typed = this.#input()?.value ?? "";
    const reading = readValue(typed, { kind, bounds, format, currency, check, today: today.peek() });
    return reading.kind === "value" ? reading.value : undefined;
  }

  #onBlur(event: FocusEvent): void {
    if (event.relatedTarget instanceof Node && this.contains(event.relatedTarget)) return;
    if (document.activeElement === this.#input() || !this.isConnected || this.#closeCalendar) return;
    if (this.#settle()) this.ended("blur");
  }

  /** Writes what was typed; false, with a message at the field, when it cannot be written. */
  #settle(): boolean {
    const input = this.#input();
    if (!input || input.value === this.#initial) return true;
    if (this.#isOutdated()) {
      this.reading = this.#conflict();
      return false;
    }
    const { kind, bounds, format, currency, check } = this;
    const reading = readValue(input.value, { kind, bounds, format, currency, check, today: today.peek() });
    this.reading = reading.kind === "value" ? undefined : reading;
    if (reading.kind !== "value") return false;
    this.#initial = input.value;
    this.#base = reading.value;
    this.keep(undefined);
    this.commit(reading.value);
    return true;
  }

  #take(typed: string): void {
    const input = this.#input();
    if (!input) return;
    input.value = typed;
    if (this.#settle()) this.ended("enter");
  }

  /** The message floats: a narrow column neither squeezes it nor grows by it. */
  #showMessage(reading: Reading): () => void {
    const message = document.createElement("div");
    message.className = "value-message floating";
    message.id = `${this.#id}-message`;
    message.popover = "manual";
    message.setAttribute("role", "alert");
    this.append(message);
    renderInto(this.#message(reading), message);
    const close = showBeside(message, this.#input() ?? this);
    return () => {
      close();
      message.remove();
    };
  }

  #message(reading: Reading): unknown {
    if (reading.kind === "problem") return html`<p class="field__error">${reading.problem}</p>`;
    if (reading.kind === "value") return nothing;
    if (reading.kind === "conflict") return this.#conflictMessage(reading.theirs);
    return html`<p>${reading.question}</p><p class="value-message__choices">${reading.choices.map(
      ({ label, typed }) =>
        html`<button type="button" class="button button--small" @pointerdown=${keepFocus} @click=${() => this.#take(typed)}>${label}</button>`,
    )}</p>`;
  }

  #conflictMessage(theirs: unknown): unknown {
    return conflictMessage({
      question: "value.changed_by",
      who: this.author(),
      mine: this.#input()?.value ?? "",
      theirs: theirs === undefined ? "" : this.shown(theirs),
      keepMine: () => {
        this.#base = theirs;
        if (this.#settle()) this.ended("enter");
      },
      takeTheirs: () => {
        this.#base = theirs;
        this.#initial = writtenValue(theirs, this);
        this.keep(undefined);
        this.#take(this.#initial);
      },
    });
  }

  #toggleCalendar(): void {
    if (this.#closeCalendar) return this.#closeCalendar();
    const input = this.#input();
    if (!input) return;
    const typed = this.format.parseDate(input.value, today.peek());
    this.#closeCalendar = () => {}; // The field loses the focus while the calendar opens.
    this.#closeCalendar = openCalendar(input, {
      format: this.format,
      chosen: typed.kind === "value" ? typed.value : undefined,
      today: today.peek(),
      choose: (iso) => this.#take(this.format.editDate(iso)),
      closed: () => {
        this.#closeCalendar = undefined;
        if (this.isConnected && document.activeElement === document.body) input.focus();
      },
    });
  }
}

customElements.define("leitstern-value-editor", ValueEditor);
