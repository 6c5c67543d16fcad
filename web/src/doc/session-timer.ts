/*
 * The timer of a session as a pure function of what `record` says and the server's time, in milliseconds. Nothing counts
 * down: a page that slept shows the right time at once. workshop/timer.py is the counterpart.
 */
import { currentPhase, type Phase, type WorkshopSession } from "./workshop-sessions";

const MINUTE = 60_000;

/** What is left of the current phase; negative when it is over its time. */
export function remaining(session: WorkshopSession, now: number): number {
  const phase = currentPhase(session);
  return phase ? allowed(phase) - elapsed(session, phase, now) : 0;
}

/** The share of the current phase's time that has passed, from 0; above 1 when it is over its time. */
export function share(session: WorkshopSession, now: number): number {
  const phase = currentPhase(session);
  return phase ? elapsed(session, phase, now) / allowed(phase) : 0;
}

/** By how much the session ends later than its agenda says; negative when it is ahead. */
export function behind(session: WorkshopSession, now: number): number {
  const toCome = session.phases.filter((phase) => phase.state === "planned");
  const rest = toCome.reduce((sum, phase) => sum + Math.max(0, allowed(phase) - (phase.ran_ms ?? 0)), 0);
  const end = now + Math.max(0, remaining(session, now)) + rest;
  return end - (Date.parse(session.started_at ?? session.starts_at) + plannedMinutes(session) * MINUTE);
}

export function plannedMinutes(session: WorkshopSession): number {
  return session.phases.reduce((sum, phase) => sum + phase.minutes, 0);
}

/** When each phase begins, in milliseconds since 1970, if all before it take their planned minutes. */
export function starts(session: WorkshopSession): readonly number[] {
  let at = Date.parse(session.started_at ?? session.starts_at);
  return session.phases.map((phase) => {
    const begin = at;
    at += phase.minutes * MINUTE;
    return begin;
  });
}

function allowed(phase: Phase): number {
  return (phase.minutes + (phase.extra_minutes ?? 0)) * MINUTE;
}

function elapsed(session: WorkshopSession, phase: Phase, now: number): number {
  const stretch = session.since ? Math.max(0, now - Date.parse(session.since)) : 0;
  return (phase.ran_ms ?? 0) + stretch;
}
