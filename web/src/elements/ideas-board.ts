/*
 * Revealed ideas: each is a record of the plan with its link. People put them into groups and merge those that mean the
 * same; whose an idea was, as far as the round tells it, stays beside it, also where it was merged into another one.
 */

import { html, nothing, type TemplateResult } from "lit";
import { t, tn } from "../core/intl/i18n";
import type { Round } from "../doc/rounds";
import type { Kind, Side } from "../generated/plan";
import { CommandState } from "./command-state";
import { page } from "./context";
import { nameOf, participantName } from "./record-names";
import { SignalElement } from "./signal-element";

export interface Idea {
  readonly id: string;
  readonly text: string;
  readonly by?: string;
  readonly side?: Side;
}

const NEW_GROUP = "+";
const INTO = ">";

export class IdeasBoard extends SignalElement {
  static override properties = {
    roundId: { attribute: false },
    ideas: { attribute: false },
    mayWrite: { attribute: false },
    naming: { state: true },
  };
  declare roundId: string;
  declare ideas: readonly Idea[];
  declare mayWrite: boolean;
  /** The idea for which a new group is being named. */
  declare naming: string;
  readonly #command = new CommandState();

  protected override render(): TemplateResult | typeof nothing {
    const round = page().rounds.find(this.roundId);
    if (!round) return nothing;
    const kind = kindOf(round);
    const present = this.ideas.filter((idea) => nameOf(page().shared, idea.id) !== undefined);
    const groups = byGroup(present, mapOf(round.groups));
    const gone = this.ideas.length - present.length - this.#merged(round, present).length;
    return html`<p class="muted">${tn("ideas.revealed", this.ideas.length)} ${t("ideas.now_items", { kind: t(`kinds.${kind}.other`) })}</p>
      ${[...groups].map(
        ([
          name,
          ideas,
        ]) => html`<section class="ideas__group" data-group=${name}>${name || groups.size > 1 ? html`<h4 class="round__group" translate="no">${name || t("ideas.no_group")}</h4>` : nothing}
        <ul class="ideas__board">${ideas.map((idea) => this.#card(round, idea, present))}</ul></section>`,
      )}
      ${gone > 0 ? html`<p class="muted">${tn("ideas.gone", gone)}</p>` : nothing}${this.#command.problem()}`;
  }

  /** Merged ideas whose record is gone, with one that is still there. */
  #merged(round: Round, present: readonly Idea[]): readonly Idea[] {
    const into = mapOf(round.merged);
    const there = new Set(present.map(({ id }) => id));
    return this.ideas.filter((idea) => !there.has(idea.id) && there.has(into[idea.id] ?? ""));
  }

  #card(round: Round, idea: Idea, all: readonly Idea[]): TemplateResult {
    const into = mapOf(round.merged);
    const merged = this.#merged(round, all).filter((one) => into[one.id] === idea.id);
    const kind = kindOf(round);
    return html`<li class="ideas__card" data-idea=${idea.id}><a href=${`#${kind}/${idea.id}`} translate="no">${nameOf(page().shared, idea.id)}</a>
      ${originOf(idea)}${merged.map((one) => html`<p class="ideas__merged"><q translate="no">${one.text}</q> ${originOf(one)}</p>`)}
      ${this.mayWrite && page().shared.mayWrite.value ? this.#sorting(round, idea, all) : nothing}</li>`;
  }

  #sorting(round: Round, idea: Idea, all: readonly Idea[]): TemplateResult {
    if (this.naming === idea.id) return this.#newGroup(idea);
    const groups = mapOf(round.groups);
    const names = [...new Set(Object.values(groups))].sort();
    const id = `sort-${idea.id}`;
    const others = all.filter((one) => one.id !== idea.id);
    return html`<label class="visually-hidden" for=${id}>${t("ideas.sort_label", { idea: idea.text })}</label><select class="select select--small" id=${id} data-sort @change=${(event: Event) => this.#chosen(round, idea, event)}>
      <option value="">${t("ideas.sort")}</option>
      <optgroup label=${t("ideas.group")}>${names.map((name) => html`<option value=${`=${name}`} ?disabled=${groups[idea.id] === name}>${name}</option>`)}<option value=${NEW_GROUP}>${t("ideas.new_group")}</option>${groups[idea.id] ? html`<option value="=">${t("ideas.no_group")}</option>` : nothing}</optgroup>
      ${others.length > 0 ? html`<optgroup label=${t("ideas.merge")}>${others.map((one) => html`<option value=${`${INTO}${one.id}`}>${nameOf(page().shared, one.id)}</option>`)}</optgroup>` : nothing}</select>`;
  }

  #newGroup(idea: Idea): TemplateResult {
    return html`<form class="ideas__new" @submit=${(event: SubmitEvent) => this.#name(idea, event)}><input class="input" name="group" maxlength="60" required autocomplete="off" aria-label=${t("ideas.new_group")} placeholder=${t("ideas.group_name")}><button class="button">${t("workshop.save")}</button></form>`;
  }

  async #chosen(round: Round, idea: Idea, event: Event): Promise<void> {
    const select = event.currentTarget as HTMLSelectElement;
    const choice = select.value;
    select.value = "";
    if (choice.startsWith("=")) await this.#sort({ idea_id: idea.id, group: choice.slice(1) });
    if (choice.startsWith(INTO)) await this.#merge(round, idea, choice.slice(1));
    if (choice !== NEW_GROUP) return;
    this.naming = idea.id;
    await this.updateComplete;
    this.querySelector<HTMLInputElement>("input[name=group]")?.focus();
  }

  async #name(idea: Idea, event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const fields = new FormData(event.currentTarget as HTMLFormElement);
    const group = String(fields.get("group") ?? "").trim();
    this.naming = "";
    if (group) await this.#sort({ idea_id: idea.id, group });
  }

  #sort(wish: {
    readonly idea_id: string;
    readonly group?: string;
    readonly into?: string;
  }): Promise<unknown> {
    const whole = { round_id: this.roundId, group: "", into: "", ...wish };
    return this.#command.run(() => page().sendCommand("ideas.sort", whole));
  }

  /** First the note whose it was, then the words: both stay in one record, the other lies in the bin and can be undone. */
  async #merge(round: Round, idea: Idea, into: string): Promise<void> {
    const { plan } = page().shared;
    const kind = kindOf(round);
    const text = plan.any(kind).text(into, kind === "claims" ? "text" : "title");
    if (!text || !(await this.#sort({ idea_id: idea.id, into }))) return;
    const words = nameOf(page().shared, idea.id) ?? idea.text;
    plan.remove(kind, idea.id, () => text.insert(text.length, ` / ${words}`));
  }
}

function kindOf(round: Round): Kind {
  return (round.target ?? "opportunities") as Kind;
}

function originOf(idea: Idea): TemplateResult | typeof nothing {
  const origin = idea.by ? participantName(idea.by) : idea.side ? page().boot.sides[idea.side] : undefined;
  return origin ? html`<span class="muted" translate="no">${origin}</span>` : nothing;
}

/** Named groups by name, those without one last. */
function byGroup(
  ideas: readonly Idea[],
  groups: Readonly<Record<string, string>>,
): ReadonlyMap<string, readonly Idea[]> {
  const names = [...new Set(ideas.map(({ id }) => groups[id] ?? ""))];
  names.sort((a, b) => (a === "" ? 1 : b === "" ? -1 : a.localeCompare(b)));
  return new Map(names.map((name) => [name, ideas.filter(({ id }) => (groups[id] ?? "") === name)]));
}

function mapOf(text: string | undefined): Readonly<Record<string, string>> {
  try {
    return text ? (JSON.parse(text) as Record<string, string>) : {};
  } catch {
    return {};
  }
}

customElements.define("leitstern-ideas-board", IdeasBoard);
