/*
 * How sessions and their phases are called on the screen: titles or the words of their template, dates and times in the
 * plan's time zone, and the timer. Reads signals, writes nothing.
 */

import { t, tKnown, tn } from "../core/intl/i18n";
import { dayIn } from "../core/intl/today";
import { behind, remaining, share } from "../doc/session-timer";
import type { Phase, WorkshopSession } from "../doc/workshop-sessions";
import type { SeatRole, Side } from "../generated/plan";
import { page } from "./context";

const MINUTE_MS = 60_000;
/** Of a phase's time: from here on the timer is amber. */
const LATE_SHARE = 0.8;

export function sessionName(session: WorkshopSession): string {
  return session.title || tKnown(`workshop.templates.${session.template}`) || t("plan.untitled");
}

export function phaseName(phase: Phase): string {
  return phase.title || tKnown(`workshop.topics.${phase.topic}`) || t("plan.untitled");
}

/** `Mo, 2. November 2026, 10:00` in the plan's zone. */
export function sessionMoment(session: WorkshopSession): string {
  const { format, boot } = page();
  const at = Date.parse(session.starts_at);
  const day = dayIn(boot.time_zone, at);
  return `${format.weekday(day)}, ${format.longDate(day)}, ${timeOfDay(at)}`;
}

/** `10:05` in the plan's zone. */
export function timeOfDay(ms: number): string {
  const options = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  try {
    return new Intl.DateTimeFormat("en-GB", { ...options, timeZone: page().boot.time_zone }).format(ms);
  } catch {
    return new Intl.DateTimeFormat("en-GB", { ...options, timeZone: "UTC" }).format(ms);
  }
}

/** `4:05`, or `−1:30` when the phase is over its time. */
export function timerText(session: WorkshopSession, now: number): string {
  const left = remaining(session, now);
  const seconds = left >= 0 ? Math.ceil(left / 1000) : Math.floor(-left / 1000);
  const words = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  return left < 0 && seconds > 0 ? `−${words}` : words;
}

/** How urgent it is: the word stands beside the colour for those who see none. */
export function timerState(session: WorkshopSession, now: number): "good" | "warn" | "bad" {
  const passed = share(session, now);
  return passed > 1 ? "bad" : passed >= LATE_SHARE ? "warn" : "good";
}

/** "2 minutes behind", "on time". */
export function pace(session: WorkshopSession, now: number): string {
  const minutes = Math.round(behind(session, now) / MINUTE_MS);
  if (minutes === 0) return t("workshop.on_time");
  return minutes > 0 ? tn("workshop.behind", minutes) : tn("workshop.ahead", -minutes);
}

/** A person's role in the session: what was given, else by their rights in the plan. */
export function roleIn(session: WorkshopSession, participantId: string): SeatRole {
  const { participants, boot } = page();
  const isMe = participantId === boot.me.participant_id;
  const role = participants.find(participantId)?.role ?? (isMe ? boot.me.role : "viewer");
  if (role !== "editor") return "observer";
  return session.seats.find((seat) => seat.participant === participantId)?.role ?? "participant";
}

export function myRole(session: WorkshopSession): SeatRole {
  return roleIn(session, page().boot.me.participant_id);
}

/** Everybody who has the plan open now and is no observer, by side: the counts that people see. */
export function presentBySide(session: WorkshopSession): Readonly<Record<Side, readonly string[]>> {
  const { boot, shared } = page();
  const me = { id: boot.me.participant_id, side: boot.me.side };
  const here = [me, ...shared.presence.others.value].filter(({ id }) => roleIn(session, id) !== "observer");
  const of = (side: Side): readonly string[] => here.filter((one) => one.side === side).map(({ id }) => id);
  return { customer: of("customer"), supplier: of("supplier") };
}
