/*
 * The agenda of a session: each phase with its start, aim and length; what runs and what is done. Facilitators change it
 * here: order, aim, section, length, new phases, and opening a phase again.
 */

import { html, nothing, type TemplateResult } from "lit";
import { t, tn } from "../core/intl/i18n";
import { starts } from "../doc/session-timer";
import type { Phase, WorkshopSession } from "../doc/workshop-sessions";
import type { CommandArguments, CommandKind } from "../generated/commands";
import {
  KIND_VALUES,
  PHASE_AIM_VALUES,
  PHASE_KIND_VALUES,
  type PhaseAim,
  type PhaseKind,
} from "../generated/plan";
import type { Section } from "../generated/presence";
import { CommandState } from "./command-state";
import { page } from "./context";
import { icon } from "./icon";
import { sectionName } from "./record-names";
import { isSection } from "./route";
import { myRole, phaseName, timeOfDay } from "./session-words";
import { SignalElement } from "./signal-element";

const SHOWN: readonly Section[] = ["overview", ...KIND_VALUES, "timeline", "notes", "check"];
const NEW = "new";

export class SessionAgenda extends SignalElement {
  static override properties = { sessionId: { attribute: false }, open: { state: true } };
  declare sessionId: string;
  /** The phase whose form is open, or NEW. */
  declare open: string;
  readonly #command = new CommandState();

  constructor() {
    super();
    this.open = "";
  }

  protected override render(): TemplateResult | typeof nothing {
    const session = page().sessions.find(this.sessionId);
    if (!session) return nothing;
    const times = starts(session);
    const isFacilitator = myRole(session) === "facilitator" && page().shared.mayWrite.value;
    const mayEdit = isFacilitator && session.status !== "ended";
    return html`<ol class="session-agenda">${session.phases.map((phase, index) => this.#row(session, phase, times[index] ?? 0, isFacilitator))}</ol>
      ${mayEdit ? (this.open === NEW ? this.#form(session, undefined) : html`<button type="button" class="button button--small" data-add-phase @click=${() => this.#show(NEW)}>${icon("plus")}${t("workshop.add_phase")}</button>`) : nothing}
      ${this.#command.problem()}`;
  }

  #row(session: WorkshopSession, phase: Phase, begin: number, isFacilitator: boolean): TemplateResult {
    const isCurrent = phase.state === "current";
    const aim = phase.aim ?? "discuss";
    const state = phase.state ?? "planned";
    return html`<li class="session-agenda__item" data-phase=${phase.id} data-state=${state} aria-current=${isCurrent ? "step" : nothing}>
      <span class="session-agenda__time">${timeOfDay(begin)}</span>
      <span class="session-agenda__what"><span class="session-agenda__name"><span translate="no">${phaseName(phase)}</span>${state === "done" ? html`<span class="session-agenda__done">${icon("check")}<span class="visually-hidden">${t("workshop.phase_states.done")}</span></span>` : nothing}${isCurrent ? html`<span class="badge badge--good">${t("workshop.phase_states.current")}</span>` : nothing}</span>
      <span class="session-agenda__note">${phase.kind === "break" ? t("workshop.kinds.break") : t(`workshop.aims.${aim}`)} · ${tn("workshop.minutes", phase.minutes + (phase.extra_minutes ?? 0))}${phase.kind && phase.kind !== "plain" && phase.kind !== "break" ? html` · ${t(`workshop.kinds.${phase.kind}`)}` : nothing}</span></span>
      ${isFacilitator ? html`<span class="session-agenda__acts">${this.#acts(session, phase)}</span>` : nothing}
      ${isFacilitator && this.open === phase.id ? this.#form(session, phase) : nothing}</li>`;
  }

  #acts(session: WorkshopSession, phase: Phase): TemplateResult {
    const name = phaseName(phase);
    const ask = { session_id: session.id, phase_id: phase.id };
    const hasBegun = phase.state !== "planned" || (phase.ran_ms ?? 0) > 0;
    const free = session.phases.filter((one) => one.state === "planned" && !(one.ran_ms ?? 0));
    const at = free.findIndex((one) => one.id === phase.id);
    const tool = (sign: string, label: string, act: () => unknown, name2: string): TemplateResult =>
      html`<button type="button" class="button button--quiet button--icon button--small" data-act=${name2} aria-label=${label} title=${label} ?disabled=${this.#command.isPending.value} @click=${act}>${icon(sign)}</button>`;
    if (session.status === "ended" && !hasBegun) return html``;
    if (hasBegun && phase.state !== "current")
      return tool(
        "rotate-ccw",
        t("workshop.reopen", { phase: name }),
        () => this.#send("session.reopen", ask),
        "reopen",
      );
    const move = (before: string): Promise<void> => this.#send("session.move_phase", { ...ask, before });
    return html`${!hasBegun && at > 0 ? tool("arrow-up", t("workshop.earlier", { phase: name }), () => move(free[at - 1]?.id ?? ""), "up") : nothing}
      ${!hasBegun && at < free.length - 1 ? tool("arrow-down", t("workshop.later", { phase: name }), () => move(free[at + 2]?.id ?? ""), "down") : nothing}
      ${tool("pencil", t("workshop.change_phase", { phase: name }), () => this.#show(this.open === phase.id ? "" : phase.id), "edit")}
      ${!hasBegun && session.phases.length > 1 ? tool("trash-2", t("workshop.remove_phase", { phase: name }), () => this.#send("session.remove_phase", ask), "remove") : nothing}`;
  }

  #form(session: WorkshopSession, phase: Phase | undefined): TemplateResult {
    const hasBegun = phase !== undefined && phase.state !== "planned";
    const option = (value: string, words: string, chosen: string): TemplateResult =>
      html`<option value=${value} ?selected=${value === chosen}>${words}</option>`;
    return html`<form class="session-agenda__form" @submit=${(event: SubmitEvent) => this.#save(event, session, phase)}>
      <label class="field"><span class="field__label">${t("workshop.phase_title")}</span><input class="input" name="title" maxlength="200" autocomplete="off" ?required=${!phase} .defaultValue=${phase ? phaseName(phase) : ""}></label>
      <label class="field"><span class="field__label">${t("workshop.minutes_label")}</span><input class="input" name="minutes" type="number" min="1" max="600" required .defaultValue=${String(phase?.minutes ?? 15)}></label>
      <label class="field"><span class="field__label">${t("workshop.aim")}</span><select class="select" name="aim">${PHASE_AIM_VALUES.map((aim) => option(aim, t(`workshop.aims.${aim}`), phase?.aim ?? "discuss"))}</select></label>
      <label class="field"><span class="field__label">${t("workshop.shows")}</span><select class="select" name="section">${SHOWN.map((section) => option(section, sectionName(section), phase?.section ?? "overview"))}</select></label>
      <label class="field"><span class="field__label">${t("workshop.kind")}</span><select class="select" name="kind" ?disabled=${hasBegun}>${PHASE_KIND_VALUES.map((kind) => option(kind, t(`workshop.kinds.${kind}`), phase?.kind ?? "plain"))}</select></label>
      <div class="cluster"><button class="button button--small button--primary" ?disabled=${this.#command.isPending.value}>${t(phase ? "workshop.save" : "workshop.add_phase")}</button>
      <button type="button" class="button button--small" @click=${() => this.#show("")}>${t("base.cancel")}</button></div></form>`;
  }

  async #show(open: string): Promise<void> {
    const before = this.open;
    this.open = open;
    await this.updateComplete;
    const target = open
      ? this.querySelector<HTMLElement>(".session-agenda__form input")
      : this.querySelector<HTMLElement>(
          before === NEW ? "[data-add-phase]" : `[data-phase="${before}"] [data-act=edit]`,
        );
    target?.focus();
  }

  async #save(event: SubmitEvent, session: WorkshopSession, phase: Phase | undefined): Promise<void> {
    event.preventDefault();
    const fields = new FormData(event.currentTarget as HTMLFormElement);
    const text = (name: string): string => String(fields.get(name) ?? "").trim();
    const title = text("title");
    const section = text("section");
    const wish = {
      session_id: session.id,
      title: phase && title === phaseName(phase) ? (phase.title ?? "") : title,
      minutes: Number(text("minutes")),
      aim: text("aim") as PhaseAim,
      section: isSection(section) ? section : "overview",
      kind: (text("kind") || phase?.kind || "plain") as PhaseKind,
    };
    const last = session.phases.at(-1);
    const before = last?.state === "planned" && last.kind === "sign_off" ? last.id : "";
    const answer = await this.#command.run(() =>
      phase
        ? page().sendCommand("session.change_phase", { ...wish, phase_id: phase.id })
        : page().sendCommand("session.add_phase", { ...wish, before }),
    );
    if (answer) await this.#show("");
  }

  async #send<K extends CommandKind>(kind: K, wish: CommandArguments[K]): Promise<void> {
    await this.#command.run(() => page().sendCommand(kind, wish));
  }
}

customElements.define("leitstern-session-agenda", SessionAgenda);
