/*
 * The chapter "Workshop": the plan's sessions (the one that runs, those to come, those that were), and preparing a new
 * one from a template or from an earlier session. On a session's own page it shows that session (session-view.ts).
 */

import { html, nothing, type TemplateResult } from "lit";
import { t, tn } from "../core/intl/i18n";
import { today } from "../core/intl/today";
import { plannedMinutes } from "../doc/session-timer";
import { isLive, type WorkshopSession } from "../doc/workshop-sessions";
import { CommandState } from "./command-state";
import { page } from "./context";
import { icon } from "./icon";
import { sessionMoment, sessionName } from "./session-words";
import "./session-view";
import { SignalElement } from "./signal-element";

const TEMPLATES = ["review", "short", "half_day", "day"] as const;
type Template = (typeof TEMPLATES)[number];

export class WorkshopSection extends SignalElement {
  static override properties = { isPreparing: { state: true } };
  declare isPreparing: boolean;
  readonly #command = new CommandState();

  constructor() {
    super();
    this.isPreparing = false;
  }

  protected override render(): TemplateResult {
    const { boot, sessions } = page();
    if (boot.session_id)
      return html`<leitstern-session-view .sessionId=${boot.session_id}></leitstern-session-view>`;
    const all = sessions.all.value;
    const live = all.filter(isLive);
    const planned = all.filter(({ status }) => status === "prepared");
    const over = all.filter(({ status }) => status === "ended").reverse();
    return html`<header class="section-head"><div class="section-head__title"><h2 data-heading tabindex="-1">${t("chapters.workshop")}</h2></div>
      ${this.#mayPrepare() && !this.isPreparing ? html`<button type="button" class="button button--primary" data-prepare @click=${this.#open}>${icon("plus")}${t("workshop.prepare")}</button>` : nothing}</header>
      <p class="section-lead">${t("workshop.lead", { customer: boot.sides.customer, supplier: boot.sides.supplier })}</p>
      ${this.isPreparing ? this.#form(over) : nothing}
      ${all.length === 0 && !this.isPreparing ? html`<div class="empty-state"><p>${t(this.#mayPrepare() ? "workshop.none_host" : "workshop.none", { supplier: boot.sides.supplier })}</p></div>` : nothing}
      ${group(t("workshop.now"), live)}${group(t("workshop.planned"), planned)}${group(t("workshop.over"), over)}`;
  }

  #mayPrepare(): boolean {
    const { boot, shared } = page();
    return boot.me.may_invite && shared.mayWrite.value;
  }

  #form(earlier: readonly WorkshopSession[]): TemplateResult {
    const hint = (template: Template): string => t(`workshop.template_hints.${template}`);
    return html`<form class="session-form" @submit=${this.#create} aria-label=${t("workshop.prepare")}>
      <fieldset class="session-form__templates"><legend class="field__label">${t("workshop.template")}</legend>
        ${TEMPLATES.map(
          (template, index) =>
            html`<label class="session-form__template"><input type="radio" name="template" value=${template} ?checked=${index === 1}><span class="session-form__name">${t(`workshop.templates.${template}`)}</span><span class="muted">${hint(template)}</span></label>`,
        )}
        ${earlier.slice(0, 3).map((one) => html`<label class="session-form__template"><input type="radio" name="template" value=${one.id}><span class="session-form__name">${t("workshop.as_before")}</span><span class="muted">${sessionName(one)}, ${sessionMoment(one)}</span></label>`)}
      </fieldset>
      <div class="session-form__fields">
        <div class="field"><label class="field__label" for="session-title">${t("workshop.title")}</label><input class="input" id="session-title" name="title" maxlength="200" autocomplete="off" placeholder=${t("workshop.title_hint")}></div>
        <div class="field"><label class="field__label" for="session-day">${t("workshop.day")}</label><input class="input" id="session-day" name="day" type="date" required .defaultValue=${today.peek()}></div>
        <div class="field"><label class="field__label" for="session-time">${t("workshop.time")}</label><input class="input" id="session-time" name="time" type="time" required .defaultValue=${"10:00"}><span class="field__hint">${page().boot.time_zone}</span></div>
      </div>
      <div class="cluster"><button class="button button--primary" ?disabled=${this.#command.isPending.value}>${t("workshop.create")}</button>
        <button type="button" class="button" @click=${this.#close}>${t("base.cancel")}</button></div>
      ${this.#command.problem((answer) => goToSession(String(answer.events[0]?.data["session"])))}</form>`;
  }

  readonly #open = async (): Promise<void> => {
    this.isPreparing = true;
    await this.updateComplete;
    this.querySelector<HTMLElement>("input[name=template]:checked")?.focus();
  };

  readonly #close = async (): Promise<void> => {
    this.isPreparing = false;
    await this.updateComplete;
    this.querySelector<HTMLElement>("[data-prepare]")?.focus();
  };

  readonly #create = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget as HTMLFormElement);
    const text = (name: string): string => String(fields.get(name) ?? "").trim();
    const chosen = text("template");
    const isTemplate = (TEMPLATES as readonly string[]).includes(chosen);
    const copied = page().sessions.find(chosen)?.template as Template | undefined;
    const wish = {
      template: isTemplate ? (chosen as Template) : (copied ?? "short"),
      copy_of: isTemplate ? "" : chosen,
      title: text("title"),
      day: text("day"),
      time: text("time").slice(0, 5),
    };
    const answer = await this.#command.run(() => page().sendCommand("session.create", wish));
    if (answer) goToSession(String(answer.events[0]?.data["session"]));
  };
}

function group(title: string, sessions: readonly WorkshopSession[]): TemplateResult | typeof nothing {
  if (sessions.length === 0) return nothing;
  return html`<section class="session-group" aria-label=${title}><h3 class="session-group__title">${title}</h3>
    <ul class="session-list">${sessions.map(row)}</ul></section>`;
}

function row(session: WorkshopSession): TemplateResult {
  return html`<li><a class="session-card" href=${sessionUrl(session.id)} data-session=${session.id}>
    <span class="session-card__name" translate="no">${sessionName(session)}</span>
    <span class="session-card__when">${icon("calendar")}${sessionMoment(session)}</span>
    <span class="session-card__more">${tn("workshop.minutes", plannedMinutes(session))} · ${tn("workshop.phases", session.phases.length)}</span>
    <span class=${`badge ${isLive(session) ? "badge--good" : ""}`}>${t(`workshop.status.${session.status === "cancelled" ? "ended" : session.status}`)}</span></a></li>`;
}

export function sessionUrl(id: string): string {
  return `/plans/${page().boot.plan_id}/sessions/${id}`;
}

function goToSession(id: string): void {
  location.assign(sessionUrl(id));
}

customElements.define("leitstern-workshop", WorkshopSection);
