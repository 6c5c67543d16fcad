/*
 * The projector's view of a session: large, without controls. What happens now and how long still, what comes next, who is
 * here by company, raised hands in order; for late comers the code of the plan's group link, which the page carries.
 */

import { html, nothing, type TemplateResult } from "lit";
import { t, tn } from "../core/intl/i18n";
import { share } from "../doc/session-timer";
import {
  currentPhase,
  hands,
  isLive,
  nextPhase,
  type Phase,
  type WorkshopSession,
} from "../doc/workshop-sessions";
import type { Side } from "../generated/plan";
import { page } from "./context";
import { keepFitting } from "./fitting";
import { icon } from "./icon";
import { type PhasePanel, panelOf } from "./phase-panels";
import { readyCounts } from "./session-bar";
import { clock, holdClock } from "./session-clock";
import {
  pace,
  phaseName,
  presentBySide,
  sessionMoment,
  sessionName,
  timerState,
  timerText,
} from "./session-words";
import { SignalElement } from "./signal-element";

const SIDES: readonly Side[] = ["customer", "supplier"];

export class SessionScreen extends SignalElement {
  protected override appeared(): void {
    this.onDisconnect(holdClock());
    this.onDisconnect(keepFitting(this));
  }

  protected override render(): TemplateResult {
    const { boot, sessions } = page();
    const session = sessions.find(boot.session_id ?? "");
    if (!session) return html`<p class="plan__opening">${t("plan.opening")}</p>`;
    const phase = currentPhase(session);
    const panel = phase && isLive(session) ? panelOf(session, phase) : undefined;
    const state = session.status === "paused" ? "paused" : timerState(session, clock.value);
    return html`<div class="screen" data-state=${isLive(session) ? state : "quiet"} data-panel=${panel ? "" : nothing}>
      <header class="screen__head"><p><span translate="no">${boot.sides.customer}</span> · <span translate="no">${boot.sides.supplier}</span></p><h1 translate="no">${sessionName(session)}</h1></header>
      ${phase && isLive(session) ? now(session, phase, panel) : waiting(session)}
      <footer class="screen__foot">${SIDES.map((side) => html`<p class="screen__side" data-here=${side}><span class=${`badge badge--${side}`} translate="no">${boot.sides[side]}</span> ${tn("workshop.here", presentBySide(session)[side].length)}${phase && isLive(session) ? ready(session, phase, side) : nothing}</p>`)}
        </footer></div>`;
  }
}

/** Nothing while nobody of the side is. */
function ready(session: WorkshopSession, phase: Phase, side: Side): TemplateResult | typeof nothing {
  const [count] = readyCounts(session, phase, side);
  return count > 0 ? html`<span data-ready=${side}>· ${tn("workshop.ready_count", count)}</span>` : nothing;
}

function now(session: WorkshopSession, phase: Phase, panel: PhasePanel | undefined): TemplateResult {
  const next = nextPhase(session);
  const raised = hands(session);
  return html`<div class="screen__now"><p class="screen__aim">${phase.kind === "break" ? t("workshop.kinds.break") : t(`workshop.aims.${phase.aim ?? "discuss"}`)}</p>
      <h2 class="screen__phase" translate="no">${phaseName(phase)}</h2>
      ${phase.topic === "check_in" ? html`<p class="screen__question">${t("workshop.check_in_question")}</p>` : nothing}</div>
    <p class="screen__timer" role="timer" aria-label=${t("workshop.time_left")}>${timerText(session, clock.value)}</p>
    ${panel ? html`<div class="screen__panel"><div class="screen__fit">${panel}</div></div>` : nothing}
    <progress class="screen__share" max="1" .value=${Math.min(1, share(session, clock.value))} aria-hidden="true"></progress>
    <p class="screen__next">${session.status === "paused" ? t("workshop.status.paused") : pace(session, clock.value)} · ${next ? t("workshop.then", { phase: phaseName(next) }) : t("workshop.last")}</p>
    ${raised.length > 0 ? html`<ol class="screen__hands" aria-label=${t("workshop.hands")}>${raised.map((seat) => html`<li>${icon("hand")}<span translate="no">${page().participants.find(seat.participant)?.name ?? ""}</span></li>`)}</ol>` : nothing}`;
}

function waiting(session: WorkshopSession): TemplateResult {
  return html`<div class="screen__now"><p class="screen__aim">${session.status === "ended" ? t("workshop.status.ended") : sessionMoment(session)}</p>
    <h2 class="screen__phase">${session.status === "ended" ? t("workshop.screen_ended") : t("workshop.screen_waiting")}</h2></div>`;
}

customElements.define("leitstern-session-screen", SessionScreen);
