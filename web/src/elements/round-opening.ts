/*
 * The form by which a round is opened: the question; for a vote or an estimate the items of the plan and the dots; for a
 * sealed number the unit and whose number is the minimum. Fires `opened`.
 */

import { html, nothing, type TemplateResult } from "lit";
import type { Outcome } from "../core/commands/send-command";
import { t } from "../core/intl/i18n";
import type { Authorship, Kind, RoundKind, Side } from "../generated/plan";
import { CommandState } from "./command-state";
import { page } from "./context";
import { itemName } from "./round-words";
import { SignalElement } from "./signal-element";

const CHOICES = ["opportunities", "goals", "claims", "actions"] as const;
type Target = (typeof CHOICES)[number];
const AUTHORSHIPS: readonly Authorship[] = ["named", "side", "anonymous"];
const DOTS = [1, 2, 3, 5, 8] as const;
const USUAL_DOTS = 3;
const MOST_ITEMS = 60;

export class RoundOpening extends SignalElement {
  static override properties = {
    kind: { attribute: false },
    sessionId: { attribute: false },
    chosenKind: { state: true },
  };
  declare kind: Exclude<RoundKind, "check">;
  declare sessionId: string;
  declare chosenKind: Kind;
  readonly #command = new CommandState();

  constructor() {
    super();
    this.chosenKind = "opportunities";
  }

  protected override render(): TemplateResult {
    const isNumber = this.kind === "number";
    return html`<form class="round__form round__opening" @submit=${this.#open} aria-label=${t(`round.opening.${this.kind}`)}>
      <label class="field"><span class="field__label">${t("round.question")}</span><input class="input" name="question" maxlength="200" required autocomplete="off" .defaultValue=${this.#usualQuestion()} placeholder=${isNumber ? t("number.example") : nothing}></label>
      ${this.#fields()}
      <div class="cluster"><button class="button button--primary" data-open-round ?disabled=${this.#command.isPending.value}>${t(`round.opening.${this.kind}`)}</button></div>
      ${this.#command.problem(() => this.dispatchEvent(new Event("opened")))}</form>`;
  }

  #usualQuestion(): string {
    return this.kind === "number" ? "" : t(`round.usual.${this.kind}`);
  }

  #fields(): TemplateResult | typeof nothing {
    switch (this.kind) {
      case "number":
        return this.#numberFields();
      case "ideas":
        return this.#ideaFields();
      case "drafts":
        return nothing;
      default:
        return this.#items();
    }
  }

  /** Authorship is fixed before anybody writes. */
  #ideaFields(): TemplateResult {
    return html`<fieldset class="round__choices"><legend class="field__label">${t("ideas.who")}</legend>${AUTHORSHIPS.map(
      (one, at) =>
        html`<label class="round__choice"><input type="radio" name="authorship" value=${one} ?checked=${at === 0}><span>${t(`ideas.choice.${one}`)}</span></label>`,
    )}</fieldset><label class="field round__dot-count"><span class="field__label">${t("ideas.become")}</span><select class="select" name="target">${CHOICES.map((kind) => html`<option value=${kind}>${t(`kinds.${kind}.other`)}</option>`)}</select></label>`;
  }

  #items(): TemplateResult {
    const { shared } = page();
    const ids = shared.plan.any(this.chosenKind).ids.value.slice(0, MOST_ITEMS);
    return html`<fieldset class="round__choices"><legend class="field__label">${t("round.about")}</legend>
      <select class="select" aria-label=${t("round.kind")} @change=${(event: Event) => {
        this.chosenKind = (event.currentTarget as HTMLSelectElement).value as Kind;
      }}>${CHOICES.map((kind) => html`<option value=${kind} .selected=${kind === this.chosenKind}>${t(`kinds.${kind}.other`)}</option>`)}</select>
      ${ids.length === 0 ? html`<p class="muted">${t("round.no_items")}</p>` : nothing}
      ${ids.map((id) => html`<label class="round__choice"><input type="checkbox" name="item" value=${id} checked><span translate="no">${itemName(id)}</span></label>`)}</fieldset>
      ${this.kind === "vote" ? html`<label class="field round__dot-count"><span class="field__label">${t("round.dots_each")}</span><select class="select" name="dots">${DOTS.map((count) => html`<option value=${count} ?selected=${count === USUAL_DOTS}>${count}</option>`)}</select></label>` : nothing}`;
  }

  #numberFields(): TemplateResult {
    const { boot } = page();
    const sides: readonly Side[] = ["supplier", "customer"];
    return html`<label class="field"><span class="field__label">${t("number.unit")}</span><input class="input" name="unit" maxlength="40" autocomplete="off" placeholder="EUR"></label>
      <fieldset class="round__choices"><legend class="field__label">${t("number.who_minimum")}</legend>${sides.map(
        (side) =>
          html`<label class="round__choice"><input type="radio" name="floor_side" value=${side} ?checked=${side === "supplier"}><span>${t("number.minimum_of", { company: boot.sides[side] })}</span></label>`,
      )}</fieldset>`;
  }

  readonly #open = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget as HTMLFormElement);
    const answer = await this.#command.run(() => this.#send(fields));
    if (answer) this.dispatchEvent(new Event("opened"));
  };

  #send(fields: FormData): Promise<Outcome> {
    const text = (name: string): string => String(fields.get(name) ?? "").trim();
    const common = { question: text("question"), session_id: this.sessionId };
    const items = fields.getAll("item").map(String);
    if (this.kind === "number")
      return page().sendCommand("number.propose", {
        ...common,
        unit: text("unit"),
        floor_side: text("floor_side") as Side,
      });
    if (this.kind === "ideas")
      return page().sendCommand("ideas.open", {
        ...common,
        authorship: text("authorship") as Authorship,
        target: text("target") as Target,
      });
    if (this.kind === "drafts") return page().sendCommand("drafts.open", common);
    if (this.kind === "estimate") return page().sendCommand("estimate.open", { ...common, items });
    return page().sendCommand("vote.open", { ...common, items, dots: Number(text("dots")) });
  }
}

customElements.define("leitstern-round-opening", RoundOpening);
