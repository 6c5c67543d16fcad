/*
 * The bar of a session above every section: what runs now and how much time is left, raise hand, ready; for facilitators
 * the controls. On the plan's ordinary page it is one line that leads to the session that runs.
 */

import { html, nothing, type TemplateResult } from "lit";
import { t } from "../core/intl/i18n";
import { share } from "../doc/session-timer";
import {
  currentPhase,
  hands,
  isLive,
  nextPhase,
  type Phase,
  type WorkshopSession,
} from "../doc/workshop-sessions";
import type { CommandArguments, CommandKind } from "../generated/commands";
import type { Side } from "../generated/plan";
import { CommandState } from "./command-state";
import { page } from "./context";
import { icon } from "./icon";
import { SIDES } from "./round-words";
import { goTo, isSection, route } from "./route";
import { clock, holdClock } from "./session-clock";
import { isFocused, leaveSession, mayFocus, returnToSession } from "./session-focus";
import { goToOthers } from "./session-following";
import { myRole, pace, phaseName, presentBySide, sessionName, timerState, timerText } from "./session-words";
import { SignalElement } from "./signal-element";
import { sessionUrl } from "./workshop-section";

export class SessionBar extends SignalElement {
  readonly #command = new CommandState();

  protected override appeared(): void {
    this.onDisconnect(holdClock());
  }

  protected override render(): TemplateResult | typeof nothing {
    const { boot, sessions } = page();
    const live = sessions.live.value;
    if (!boot.session_id) return live ? invitation(live) : nothing;
    const session = sessions.find(boot.session_id);
    const phase = session && currentPhase(session);
    if (!session || !phase || !isLive(session)) return nothing;
    const role = myRole(session);
    return html`<section class="session-bar" data-state=${session.status === "paused" ? "paused" : timerState(session, clock.value)} aria-label=${sessionName(session)}>
      ${route.value.section === "workshop" ? nothing : nowLine(session, phase)}
      <progress class="session-bar__share" max="1" .value=${Math.min(1, share(session, clock.value))} aria-hidden="true"></progress>
      <div class="session-bar__acts">${role === "observer" ? html`<span class="muted">${t("workshop.observing")}</span>` : this.#own(session, phase)}
      ${this.#place(session)}${mayFocus.value ? this.#focus(session) : nothing}</div>
      ${role === "facilitator" ? this.#controls(session, phase) : nothing}
      ${this.#command.problem()}</section>`;
  }

  #own(session: WorkshopSession, phase: Phase): TemplateResult {
    const seat = session.seats.find((one) => one.participant === page().boot.me.participant_id);
    const isUp = Boolean(seat?.hand_at);
    const isReady = seat?.ready_for === phase.id;
    const ask = { session_id: session.id };
    return html`<button type="button" class="button button--small" data-move-on aria-pressed=${isReady} @click=${() => this.#send("session.ready", { ...ask, phase_id: phase.id, ready: !isReady })}>${icon(isReady ? "circle-check" : "circle")}${t("workshop.ready")}${readyBySide(session, phase)}</button>
      <button type="button" class="button button--small" data-hand aria-pressed=${isUp} @click=${() => this.#send(isUp ? "session.lower_hand" : "session.raise_hand", ask)}>${icon("hand")}${t(isUp ? "workshop.lower_hand" : "workshop.raise_hand")}${hands(session).length > 0 ? html`<span class="session-bar__count" translate="no">${hands(session).length}</span>` : nothing}</button>`;
  }

  /** A guest leaves to the plan, and returns. */
  #focus(session: WorkshopSession): TemplateResult {
    const comeBack = (): void => {
      returnToSession();
      goToOthers(session);
    };
    return isFocused.value
      ? html`<button type="button" class="button button--small button--quiet" data-leave @click=${leaveSession}>${icon("external-link")}${t("workshop.to_plan")}</button>`
      : html`<button type="button" class="button button--small button--primary" data-come-back @click=${comeBack}>${icon("corner-down-right")}${t("workshop.to_session")}</button>`;
  }

  /** Back to where everyone was brought, for those who went elsewhere. */
  #place(session: WorkshopSession): TemplateResult | typeof nothing {
    const { place_section: section, place_record: record } = session;
    if (!section || !isSection(section)) return nothing;
    const at = route.value;
    if (at.section === section && (!record || at.record === record)) return nothing;
    return html`<button type="button" class="button button--small button--quiet" data-return @click=${() => goTo(section, record || undefined)}>${icon("corner-down-right")}${t("workshop.return")}</button>`;
  }

  #controls(session: WorkshopSession, phase: Phase): TemplateResult {
    const ask = { session_id: session.id };
    const here = { ...ask, phase_id: phase.id };
    const next = nextPhase(session);
    const isPaused = session.status === "paused";
    const { section, record } = route.value;
    const isBusy = this.#command.isPending.value;
    const button = <K extends CommandKind>(
      name: string,
      sign: string,
      words: string,
      kind: K,
      wish: CommandArguments[K],
    ): TemplateResult =>
      html`<button type="button" class="button button--small" data-control=${name} ?disabled=${isBusy} @click=${() => this.#send(kind, wish)}>${icon(sign)}${words}</button>`;
    return html`<div class="session-bar__controls" role="group" aria-label=${t("workshop.facilitator")}>
      ${phase.position > 0 ? button("back", "arrow-left", t("workshop.back"), "session.back", here) : nothing}
      ${isPaused ? button("resume", "play", t("workshop.resume"), "session.resume", ask) : button("pause", "pause", t("workshop.pause"), "session.pause", ask)}
      ${button("extend", "plus", t("workshop.extend"), "session.extend", { ...here, minutes: 1 })}
      ${section !== "workshop" && section !== "private" ? button("bring", "users", t("workshop.bring"), "session.bring", { ...ask, section, record: record ?? "" }) : nothing}
      ${
        next
          ? html`<button type="button" class="button button--small button--primary" data-control="next" ?disabled=${isBusy} @click=${() => this.#send("session.next", here)}>${t("workshop.next", { phase: phaseName(next) })}${icon("arrow-right")}</button>`
          : button("end", "flag", t("workshop.end"), "session.end", ask)
      }</div>`;
  }

  #send<K extends CommandKind>(kind: K, wish: CommandArguments[K]): Promise<unknown> {
    return this.#command.run(() => page().sendCommand(kind, wish));
  }
}

/** Where the session's own card is not in sight. */
function nowLine(session: WorkshopSession, phase: Phase): TemplateResult {
  return html`<div class="session-bar__now"><a class="session-bar__phase" href="#workshop"><span translate="no">${phaseName(phase)}</span></a>
    <span class="session-bar__timer" role="timer" aria-label=${t("workshop.time_left")}>${timerText(session, clock.value)}</span>
    <span class="session-bar__pace">${session.status === "paused" ? t("workshop.status.paused") : pace(session, clock.value)}</span></div>`;
}

/** How many of a side who are here are ready to leave the phase, of how many. */
export function readyCounts(session: WorkshopSession, phase: Phase, side: Side): readonly [number, number] {
  const here = presentBySide(session)[side];
  const ready = session.seats.filter(
    (seat) => seat.ready_for === phase.id && here.includes(seat.participant),
  );
  return [ready.length, here.length];
}

/** "1/3" for each company, by its mark. */
function readyBySide(session: WorkshopSession, phase: Phase): readonly TemplateResult[] {
  return SIDES.map((side) => {
    const [ready, all] = readyCounts(session, phase, side);
    const words = t("workshop.ready_of", { company: page().boot.sides[side], ready, all });
    return html`<span class="session-bar__count" data-ready=${side} translate="no" title=${words}><span class=${`round__mark round__mark--${side}`} aria-hidden="true"></span><span aria-hidden="true">${ready}/${all}</span><span class="visually-hidden">${words}</span></span>`;
  });
}

function invitation(live: WorkshopSession): TemplateResult {
  return html`<a class="session-bar session-bar--line" href=${sessionUrl(live.id)}>${icon("presentation")}<span>${t("workshop.runs_now", { name: sessionName(live) })}</span><strong>${t("workshop.join")}</strong></a>`;
}

customElements.define("leitstern-session-bar", SessionBar);
