/*
 * A session's own page: before it starts a lobby (when, who is here, what is planned), then what happens now, the agenda,
 * who is here by company and whose hand is up. Facilitators start it here, change its date and give roles.
 */

import { html, nothing, type TemplateResult } from "lit";
import { t, tn } from "../core/intl/i18n";
import { dayIn } from "../core/intl/today";
import {
  currentPhase,
  hands,
  isLive,
  nextPhase,
  type Phase,
  type WorkshopSession,
} from "../doc/workshop-sessions";
import type { CommandArguments, CommandKind } from "../generated/commands";
import { SEAT_ROLE_VALUES, type SeatRole, type Side } from "../generated/plan";
import { avatar } from "./avatar";
import { CommandState } from "./command-state";
import { page } from "./context";
import { icon } from "./icon";
import { panelOf } from "./phase-panels";
import { sectionName } from "./record-names";
import { isSection } from "./route";
import { clock, holdClock } from "./session-clock";
import { isFocused } from "./session-focus";
import {
  myRole,
  pace,
  phaseName,
  presentBySide,
  roleIn,
  sessionMoment,
  sessionName,
  timeOfDay,
  timerState,
  timerText,
} from "./session-words";
import "./derived-panel";
import "./session-agenda";
import "./session-closing";
import "./session-decisions";
import "./session-results";
import "./topic-list";
import { SignalElement } from "./signal-element";

const SIDES: readonly Side[] = ["customer", "supplier"];

export class SessionView extends SignalElement {
  static override properties = { sessionId: { attribute: false }, isChanging: { state: true } };
  declare sessionId: string;
  declare isChanging: boolean;
  readonly #command = new CommandState();

  constructor() {
    super();
    this.isChanging = false;
  }

  protected override appeared(): void {
    this.onDisconnect(holdClock());
  }

  protected override render(): TemplateResult {
    const session = page().sessions.find(this.sessionId);
    if (!session) return html`<p class="plan__opening">${t("plan.opening")}</p>`;
    const phase = currentPhase(session);
    return html`<header class="session-head"><div><p class="session-head__when">${icon("calendar")}${sessionMoment(session)}</p>
        <h2 class="session-head__name" data-heading tabindex="-1" translate="no">${sessionName(session)}</h2></div>
        <div class="cluster">${this.#headActs(session)}</div></header>
      ${this.isChanging ? this.#changeForm(session) : nothing}${this.#command.problem()}
      ${phase && isLive(session) ? this.#now(session, phase) : this.#lobby(session)}
      <div class="session-columns"><section aria-label=${t("workshop.agenda")}>${
        isFocused.value
          ? nothing
          : html`<h3 class="session-group__title">${t("workshop.agenda")}</h3>
        <leitstern-session-agenda .sessionId=${session.id}></leitstern-session-agenda>`
      }
        <leitstern-session-decisions .session=${session}></leitstern-session-decisions></section>
        <aside class="session-aside">${this.#hands(session)}${isFocused.value ? nothing : this.#people(session)}
        <leitstern-topic-list .item=${""} .sessionId=${session.id} .mayWrite=${myRole(session) !== "observer"}></leitstern-topic-list></aside></div>`;
  }

  #headActs(session: WorkshopSession): TemplateResult {
    const { boot } = page();
    const isFacilitator = myRole(session) === "facilitator";
    const url = `/plans/${boot.plan_id}/sessions/${session.id}`;
    const isHost = boot.me.may_invite && page().shared.mayWrite.value;
    return html`${isFacilitator && session.status === "prepared" ? html`<button type="button" class="button button--small" data-change @click=${() => this.#toggle()}>${icon("pencil")}${t("workshop.change")}</button>` : nothing}
      ${(isHost || isFacilitator) && session.status !== "ended" ? html`<a class="button button--small" href=${`${url}/screen`} target="_blank" data-screen>${icon("presentation")}${t("workshop.screen")}</a>` : nothing}
      ${isHost && session.lead !== boot.me.participant_id && session.status !== "ended" ? html`<button type="button" class="button button--small" data-take-over @click=${() => this.#send("session.take_over", { session_id: session.id })}>${icon("user-check")}${t("workshop.take_over")}</button>` : nothing}
      ${isFacilitator && session.status === "prepared" ? html`<button type="button" class="button button--primary" data-start ?disabled=${this.#command.isPending.value} @click=${() => this.#send("session.start", { session_id: session.id })}>${icon("play")}${t("workshop.start")}</button>` : nothing}
      ${isFacilitator && isLive(session) ? html`<button type="button" class="button button--small" data-end @click=${() => this.#send("session.end", { session_id: session.id })}>${icon("flag")}${t("workshop.end")}</button>` : nothing}`;
  }

  #lobby(session: WorkshopSession): TemplateResult {
    const lead = page().participants.find(session.lead ?? "");
    if (session.status === "ended")
      return html`<section class="session-now session-now--quiet"><p class="session-now__name">${t("workshop.ended_at", { time: timeOfDay(Date.parse(session.ended_at ?? session.starts_at)) })}</p>
        <p class="muted">${t("workshop.ended_text")}</p>
        <p><a class="button" href=${`/plans/${page().boot.plan_id}/sessions/${session.id}/summary`} data-summary>${icon("message-square-text")}${t("workshop.summary")}</a></p>
        <leitstern-session-closing .session=${session}></leitstern-session-closing></section>
        <leitstern-session-results .session=${session}></leitstern-session-results>`;
    return html`<section class="session-now session-now--quiet" aria-label=${t("workshop.lobby")}><p class="session-now__name">${t("workshop.lobby_title")}</p>
      <p>${t("workshop.lobby_text", { name: lead?.name ?? t("workshop.facilitator") })}</p>
      ${this.#attend(session)}
      <p class="muted">${t("workshop.asks")}</p>
      <p class="cluster"><a class="button" href="#claims">${icon("pencil")}${t("plan.welcome_correct")}</a><a class="button" href="#opportunities">${icon("star")}${t("plan.welcome_choose")}</a><a class="button" href="#actions">${icon("handshake")}${t("plan.welcome_commit")}</a></p></section>
      <leitstern-derived-panel data-panel=${`pre-work/${session.id}`} data-version=${said(session)}></leitstern-derived-panel>`;
  }

  /** Early guests say that they will be there. */
  #attend(session: WorkshopSession): TemplateResult {
    const me = page().boot.me.participant_id;
    const attending = session.seats.find((seat) => seat.participant === me)?.attends === true;
    const wish = { session_id: session.id, attending: !attending };
    return html`<p><button type="button" class="button button--small" data-attend aria-pressed=${attending} ?disabled=${this.#command.isPending.value} @click=${() => this.#send("session.attend", wish)}>${icon(attending ? "circle-check" : "circle")}${t("first.attend")}</button></p>`;
  }

  #now(session: WorkshopSession, phase: Phase): TemplateResult {
    const next = nextPhase(session);
    const section = phase.section && isSection(phase.section) ? phase.section : undefined;
    const aim = phase.aim ?? "discuss";
    return html`<section class="session-now" data-state=${session.status === "paused" ? "paused" : timerState(session, clock.value)} aria-label=${t("workshop.now")}>
      <div class="split"><div><p class="session-now__aim">${phase.kind === "break" ? t("workshop.kinds.break") : t(`workshop.aims.${aim}`)}</p>
        <p class="session-now__name" translate="no">${phaseName(phase)}</p></div>
        <p class="session-now__time"><span class="session-now__timer" role="timer" aria-label=${t("workshop.time_left")}>${timerText(session, clock.value)}</span>
        <span class="muted">${session.status === "paused" ? t("workshop.status.paused") : pace(session, clock.value)}</span></p></div>
      ${panelOf(session, phase) ?? (phase.topic === "check_in" ? html`<p class="session-now__question">${t("workshop.check_in_question")}</p>` : nothing)}
      <div class="split"><p class="muted">${next ? t("workshop.then", { phase: phaseName(next) }) : t("workshop.last")}</p>
      ${section && section !== "overview" ? html`<a class="button button--small" href=${`#${section}`}>${t("workshop.to_section", { section: sectionName(section) })}${icon("arrow-right")}</a>` : nothing}</div></section>`;
  }

  #hands(session: WorkshopSession): TemplateResult | typeof nothing {
    const raised = hands(session).filter((seat) => isHere(seat.participant));
    if (raised.length === 0) return nothing;
    const isFacilitator = myRole(session) === "facilitator";
    return html`<section aria-label=${t("workshop.hands")}><h3 class="session-group__title">${t("workshop.hands")}</h3><ol class="session-people">${raised.map(
      (seat) =>
        html`<li class="session-person" data-hand-of=${seat.participant}>${icon("hand")}<span translate="no">${nameOf(seat.participant)}</span>${isFacilitator ? html`<button type="button" class="button button--quiet button--small" @click=${() => this.#send("session.lower_hand", { session_id: session.id, participant_id: seat.participant })}>${t("workshop.spoken")}</button>` : nothing}</li>`,
    )}</ol></section>`;
  }

  /** Who takes part, by company: here or not yet, and the role. */
  #people(session: WorkshopSession): TemplateResult {
    const { participants, boot, shared } = page();
    const online = new Set([boot.me.participant_id, ...shared.presence.others.value.map(({ id }) => id)]);
    const present = presentBySide(session);
    return html`<section aria-label=${t("workshop.people")}><h3 class="session-group__title">${t("workshop.people")}</h3>${SIDES.map(
      (side) => {
        const people = participants.present.value.filter((one) => one.side === side);
        if (people.length === 0) return nothing;
        const sorted = [
          ...people.filter(({ id }) => online.has(id)),
          ...people.filter(({ id }) => !online.has(id)),
        ];
        return html`<p class="session-people__company"><span translate="no">${boot.sides[side]}</span> <span class="muted" data-here=${side}>${tn("workshop.here", present[side].length)}</span></p>
        <ul class="session-people">${sorted.map(
          (one) =>
            html`<li class="session-person" data-away=${online.has(one.id) ? nothing : ""}>${avatar(one.name, one.side)}<span class="session-person__name" translate="no">${one.name}</span>${attendance(session, one.id)}${this.#role(session, one.id)}</li>`,
        )}</ul>`;
      },
    )}</section>`;
  }

  #role(session: WorkshopSession, id: string): TemplateResult {
    const role = roleIn(session, id);
    const isFixed = page().participants.find(id)?.role !== "editor" || id === session.lead;
    if (myRole(session) !== "facilitator" || isFixed || session.status === "ended")
      return html`<span class="muted">${id === session.lead ? t("workshop.leads") : t(`workshop.roles.${role}`)}</span>`;
    const label = t("workshop.role_of", { name: nameOf(id) });
    return html`<select class="select session-person__role" aria-label=${label} @change=${(event: Event) => this.#giveRole(session, id, (event.currentTarget as HTMLSelectElement).value as SeatRole)}>${SEAT_ROLE_VALUES.map((one) => html`<option value=${one} .selected=${one === role}>${t(`workshop.roles.${one}`)}</option>`)}</select>`;
  }

  #giveRole(session: WorkshopSession, id: string, role: SeatRole): Promise<void> {
    return this.#send("session.give_role", { session_id: session.id, participant_id: id, role });
  }

  #changeForm(session: WorkshopSession): TemplateResult {
    const at = Date.parse(session.starts_at);
    return html`<form class="session-form" @submit=${(event: SubmitEvent) => this.#change(event, session)}><div class="session-form__fields">
      <label class="field"><span class="field__label">${t("workshop.title")}</span><input class="input" name="title" maxlength="200" autocomplete="off" .defaultValue=${session.title ?? ""} placeholder=${sessionName(session)}></label>
      <label class="field"><span class="field__label">${t("workshop.day")}</span><input class="input" name="day" type="date" required .defaultValue=${dayIn(page().boot.time_zone, at)}></label>
      <label class="field"><span class="field__label">${t("workshop.time")}</span><input class="input" name="time" type="time" required .defaultValue=${timeOfDay(at)}></label></div>
      <div class="cluster"><button class="button button--small button--primary" ?disabled=${this.#command.isPending.value}>${t("workshop.save")}</button>
        <button type="button" class="button button--small" @click=${() => this.#toggle()}>${t("base.cancel")}</button>
        <button type="button" class="button button--small button--danger" @click=${() => this.#cancel(session)}>${t("workshop.cancel")}</button></div></form>`;
  }

  async #change(event: SubmitEvent, session: WorkshopSession): Promise<void> {
    event.preventDefault();
    const fields = new FormData(event.currentTarget as HTMLFormElement);
    const text = (name: string): string => String(fields.get(name) ?? "").trim();
    const wish = {
      session_id: session.id,
      title: text("title"),
      day: text("day"),
      time: text("time").slice(0, 5),
    };
    const answer = await this.#command.run(() => page().sendCommand("session.change", wish));
    if (answer) await this.#toggle();
  }

  async #cancel(session: WorkshopSession): Promise<void> {
    const answer = await this.#command.run(() =>
      page().sendCommand("session.cancel", { session_id: session.id }),
    );
    if (answer) location.assign(`/plans/${page().boot.plan_id}#workshop`);
  }

  async #toggle(): Promise<void> {
    this.isChanging = !this.isChanging;
    await this.updateComplete;
    this.querySelector<HTMLElement>(this.isChanging ? ".session-form input" : "[data-change]")?.focus();
  }

  async #send<K extends CommandKind>(kind: K, wish: CommandArguments[K]): Promise<void> {
    await this.#command.run(() => page().sendCommand(kind, wish));
  }
}

function nameOf(id: string): string {
  return page().participants.find(id)?.name ?? page().boot.me.name;
}

/** Changes whenever somebody says that they will be there. */
function said(session: WorkshopSession): string {
  return session.seats.map((seat) => `${seat.participant}${seat.attends ?? ""}`).join();
}

/** What somebody said beforehand about being there. */
function attendance(session: WorkshopSession, id: string): TemplateResult | typeof nothing {
  const said = session.seats.find((seat) => seat.participant === id)?.attends;
  if (session.status !== "prepared" || said === undefined) return nothing;
  return html`<span class=${`badge ${said ? "badge--good" : ""}`} data-attends=${said}>${t(said ? "workshop.attending" : "workshop.not_attending")}</span>`;
}

function isHere(id: string): boolean {
  return page().participants.find(id)?.removed !== true;
}

customElements.define("leitstern-session-view", SessionView);
