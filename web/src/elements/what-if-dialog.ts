/*
 * "What if …?": tries other values of one opportunity, action or joint project, and shows what they would move. Nothing is
 * written until the person keeps them; closing throws them away. Works by keyboard and on a phone, where no bar is dragged.
 */

import { html, nothing, type TemplateResult } from "lit";
import { renderInto } from "../core/dom/render-into";
import { t } from "../core/intl/i18n";
import type { Kind } from "../generated/plan";
import { page } from "./context";
import type { DocumentView } from "./document-view";
import { labelOf, startAfterDue, unitOf } from "./field-words";
import { icon } from "./icon";
import { openModal } from "./modal";
import { nameOf } from "./record-names";
import { dayOf, isoOf } from "./timeline-scale";
import { showToast } from "./toast";
import type { Change } from "./what-if";
import "./what-if";

const FIELDS: Partial<Record<Kind, readonly string[]>> = {
  opportunities: ["probability", "benefit_customer", "benefit_supplier", "effort", "time_horizon"],
  actions: ["start", "due"],
  projects: ["start", "due"],
};
const STEPS = [
  ["month_back", -30],
  ["week_back", -7],
  ["week", 7],
  ["month", 30],
] as const;
const PERCENT = 100;

const NOTHING: readonly Change[] = [];

type Value = number | string | undefined;

/** Whether other values of such a record can be tried: only what both sides see has effects. */
export function mayTry(view: DocumentView, kind: Kind): boolean {
  return view.isShared && FIELDS[kind] !== undefined;
}

export function openWhatIf(view: DocumentView, kind: Kind, id: string): void {
  const name = nameOf(view, id) || t("plan.untitled");
  openModal("what-if-dialog", t("what_if.title", { name }), ({ dialog, close }) => {
    const trial = new Trial(view, kind, id);
    const draw = (): void => {
      renderInto(content(trial, name, draw, close), dialog);
    };
    draw();
  });
}

/** The values that are tried, beside those that stand in the plan. */
class Trial {
  readonly #tried = new Map<string, Value>();
  /** The same array until a value changes: drawing again asks nothing. */
  #changes: readonly Change[] = [];

  readonly view: DocumentView;
  readonly kind: Kind;
  readonly id: string;

  constructor(view: DocumentView, kind: Kind, id: string) {
    this.view = view;
    this.kind = kind;
    this.id = id;
  }

  get fields(): readonly string[] {
    return (FIELDS[this.kind] ?? []).filter((name) => this.view.plan.fields(this.kind)[name]);
  }

  value(name: string): Value {
    return this.#tried.has(name) ? this.#tried.get(name) : this.now(name);
  }

  now(name: string): Value {
    return this.view.plan.any(this.kind).field(this.id, name).peek() as Value;
  }

  try(name: string, value: Value): void {
    if (value === this.now(name)) this.#tried.delete(name);
    else this.#tried.set(name, value);
    this.#changes = [...this.#tried].map(([field, tried]) => ({ record: this.id, field, value: tried }));
  }

  changes(): readonly Change[] {
    return this.problem() === undefined ? this.#changes : NOTHING;
  }

  /** What the plan would not take. */
  problem(): string | undefined {
    if (this.kind !== "opportunities") {
      const order = startAfterDue(this.value("start"), this.value("due"));
      if (order) return order;
    }
    return [...this.#tried].some(([name, value]) => !this.#isPossible(name, value))
      ? t("what_if.refused")
      : undefined;
  }

  #isPossible(name: string, value: Value): boolean {
    const shape = this.view.plan.fields(this.kind)[name];
    if (typeof value !== "number" || !shape) return true;
    const { minimum = -Infinity, maximum = Infinity, exclusiveMinimum = -Infinity } = shape;
    return value >= minimum && value <= maximum && value > exclusiveMinimum;
  }

  keep(): void {
    this.view.plan.any(this.kind).update(this.id, Object.fromEntries(this.#tried));
  }
}

function content(trial: Trial, name: string, draw: () => void, close: () => void): TemplateResult {
  const [problem, changes] = [trial.problem(), trial.changes()];
  const keep = (event: Event): void => {
    event.preventDefault();
    if (changes.length === 0) return;
    trial.keep();
    close();
    showToast(t("what_if.kept", { name }));
  };
  return html`<form class="what-if" @submit=${keep}><h2 class="dialog__title">${t("what_if.title", { name })}</h2>
    <p class="muted">${t("what_if.lead")}</p>
    <div class="what-if__fields">${trial.fields.map((field) => control(trial, field, draw))}</div>
    ${problem ? html`<p class="field__error" role="alert">${problem}</p>` : nothing}
    <div class="what-if__foot"><section class="what-if__effects" tabindex="0" aria-label=${t("what_if.effects")}><h3 class="what-if__head">${t("what_if.effects")}</h3>
      <leitstern-what-if .changes=${changes}></leitstern-what-if></section>
    <div class="dialog__actions"><button type="button" class="button" data-throw-away @click=${close}>${t("what_if.throw_away")}</button>
      ${trial.view.mayWrite.peek() ? html`<button class="button button--primary" data-keep ?disabled=${changes.length === 0}>${icon("check")}${t("what_if.keep")}</button>` : nothing}</div></div></form>`;
}

function control(trial: Trial, name: string, draw: () => void): TemplateResult {
  const shape = trial.view.plan.fields(trial.kind)[name];
  if (!shape) return html``;
  const label = labelOf({ view: trial.view, kind: trial.kind, name, shape });
  const typed = (value: Value): void => {
    trial.try(name, value);
    draw();
  };
  if (shape.display === "percent") return slider(trial, name, label, typed);
  if (shape.format === "date") return dateField(trial, name, label, typed);
  return numberField(trial, name, label, typed);
}

function slider(trial: Trial, name: string, label: string, typed: (value: Value) => void): TemplateResult {
  const value = Number(trial.value(name) ?? 0);
  const percent = page().format.percent(value);
  return html`<label class="field what-if__field"><span class="field__label">${label} <strong translate="no">${trial.value(name) === undefined ? "–" : percent}</strong></span>
    <input class="what-if__slider" type="range" min="0" max="100" step="5" data-try=${name} aria-valuetext=${percent} .value=${String(Math.round(value * PERCENT))}
      @input=${(event: Event) => typed(Number((event.target as HTMLInputElement).value) / PERCENT)}></label>`;
}

function numberField(
  trial: Trial,
  name: string,
  label: string,
  typed: (value: Value) => void,
): TemplateResult {
  const read = (event: Event): void => {
    const { value, valueAsNumber } = event.target as HTMLInputElement;
    typed(value === "" || Number.isNaN(valueAsNumber) ? undefined : valueAsNumber);
  };
  const shape = trial.view.plan.fields(trial.kind)[name];
  const unit = shape && unitOf({ view: trial.view, kind: trial.kind, name, shape });
  return html`<label class="field what-if__field"><span class="field__label">${label}${unit ? html` <span class="muted">${unit}</span>` : nothing}</span>
    <input class="input" type="number" step="any" inputmode="decimal" data-try=${name} .defaultValue=${String(trial.now(name) ?? "")} @input=${read}></label>`;
}

function dateField(trial: Trial, name: string, label: string, typed: (value: Value) => void): TemplateResult {
  const value = String(trial.value(name) ?? "");
  const at = dayOf(value);
  const steps =
    at === undefined || name === "start"
      ? nothing
      : html`<span class="what-if__steps">${STEPS.map(
          ([key, days]) =>
            html`<button type="button" class="button button--small" data-step=${days} @click=${() => typed(isoOf(at + days))}>${t(`what_if.${key}`)}</button>`,
        )}</span>`;
  return html`<div class="field what-if__field"><label class="field"><span class="field__label">${label}</span>
    <input class="input" type="date" min="1950-01-01" max="2199-12-31" data-try=${name} .value=${value}
      @change=${(event: Event) => typed((event.target as HTMLInputElement).value || undefined)}></label>${steps}</div>`;
}
