/*
 * What people do in a phase, by its kind: the element that the session's page shows under the timer. A kind registers its
 * element here; a phase whose kind has none shows where in the plan the talk is. The element gets `session` and `phase`.
 */

import type { Phase, WorkshopSession } from "../doc/workshop-sessions";
import type { PhaseKind } from "../generated/plan";

export interface PhasePanel extends HTMLElement {
  session: WorkshopSession;
  phase: Phase;
}

const panels = new Map<PhaseKind, string>();

/** `tag` is the name of a custom element. */
export function registerPhasePanel(kind: PhaseKind, tag: string): void {
  panels.set(kind, tag);
}

export function hasPanel(phase: Phase): boolean {
  return panels.has(phase.kind ?? "plain");
}

const shown = new Map<string, PhasePanel>();

/** The same element for the same phase, so that nothing that somebody types is lost when the page renders again. */
export function panelOf(session: WorkshopSession, phase: Phase): PhasePanel | undefined {
  const tag = panels.get(phase.kind ?? "plain");
  if (!tag) return undefined;
  let panel = shown.get(phase.id);
  if (!panel) {
    panel = document.createElement(tag) as PhasePanel;
    shown.set(phase.id, panel);
  }
  panel.session = session;
  panel.phase = phase;
  return panel;
}
