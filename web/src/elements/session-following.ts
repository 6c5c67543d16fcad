/*
 * On a session's page every screen follows: when a phase begins, to what it shows; when the facilitator brings everyone
 * somewhere, to that section and record. People may leave at any time; the bar leads them back. Started by plan-page.ts.
 */

import { effect } from "@preact/signals-core";
import { t } from "../core/intl/i18n";
import { currentPhase, type Phase } from "../doc/workshop-sessions";
import { announce } from "./announcer";
import { page } from "./context";
import { hasPanel } from "./phase-panels";
import { goTo, isSection } from "./route";
import { phaseName } from "./session-words";

export function followSession(sessionId: string): void {
  let phaseId: string | undefined;
  let count: number | undefined;
  effect(() => {
    const session = page().sessions.find(sessionId);
    if (!session) return;
    const phase = currentPhase(session);
    const places = session.place_count ?? 0;
    if (phaseId !== undefined && phase && phase.id !== phaseId) show(phase);
    if (count !== undefined && places > count && session.place_section && isSection(session.place_section))
      goTo(session.place_section, session.place_record || undefined);
    phaseId = phase?.id ?? "";
    count = places;
  });
}

/** A phase with something to do, a break, and one about the whole plan are on the session's own page. */
function show(phase: Phase): void {
  announce(t("workshop.phase_begins", { phase: phaseName(phase) }));
  const { section } = phase;
  const isAtHome = hasPanel(phase) || !section || section === "overview" || !isSection(section);
  goTo(isAtHome ? "workshop" : section);
}
