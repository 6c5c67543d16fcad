/*
 * On a session's page every screen follows: when a phase begins, to what it shows; when the facilitator brings everyone
 * somewhere, to that section and record. People may leave at any time; the bar leads them back. Started by plan-page.ts.
 */

import { effect } from "@preact/signals-core";
import { t } from "../core/intl/i18n";
import { currentPhase, type Phase, type WorkshopSession } from "../doc/workshop-sessions";
import { announce } from "./announcer";
import { page } from "./context";
import { hasPanel } from "./phase-panels";
import { goTo, isSection } from "./route";
import { hasLeft, mayFocus } from "./session-focus";
import { phaseName } from "./session-words";

export function followSession(sessionId: string): void {
  let phaseId: string | undefined;
  let count: number | undefined;
  effect(() => {
    const session = page().sessions.find(sessionId);
    if (!session) return;
    const phase = currentPhase(session);
    const places = session.place_count ?? 0;
    const isAlong = !hasLeft.peek() || !mayFocus.peek();
    if (phaseId !== undefined && phase && phase.id !== phaseId) {
      announce(t("workshop.phase_begins", { phase: phaseName(phase) }));
      if (isAlong) showPhase(phase);
    }
    if (count !== undefined && places > count && isAlong) showPlace(session);
    phaseId = phase?.id ?? "";
    count = places;
  });
}

/** To where the others are now: what the phase shows. */
export function goToOthers(session: WorkshopSession): void {
  const phase = currentPhase(session);
  if (phase) showPhase(phase);
}

function showPlace(session: WorkshopSession): void {
  const { place_section: section, place_record: record } = session;
  if (section && isSection(section)) goTo(section, record || undefined);
}

/** A phase with something to do, a break, and one about the whole plan are on the session's own page. */
function showPhase(phase: Phase): void {
  const { section } = phase;
  const isAtHome = hasPanel(phase) || !section || section === "overview" || !isSection(section);
  goTo(isAtHome ? "workshop" : section);
  if (isAtHome) showNow();
}

/** What happens now stands at the top of the session's page; whoever writes in a field stays with it. */
export function showNow(): void {
  if (document.activeElement?.matches("input, textarea, select, [contenteditable]")) return;
  scrollTo({ top: 0, behavior: "instant" });
}
