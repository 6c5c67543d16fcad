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

const topics = new Map<string, { readonly tag: string; readonly template: string }>();

/** What a phase of talk shows, by its topic; with `template` only in sessions that were made from it. */
export function registerTopicPanel(topic: string, tag: string, template = ""): void {
  topics.set(topic, { tag, template });
}

/** Whether people stay on the session's page for it. A topic that has a section of the plan too is talked about there. */
export function hasPanel(phase: Phase): boolean {
  return panels.has(phase.kind ?? "plain") || topics.get(phase.topic ?? "")?.template === "";
}

function tagOf(session: WorkshopSession, phase: Phase): string | undefined {
  const tag = panels.get(phase.kind ?? "plain");
  const topic = topics.get(phase.topic ?? "");
  if (tag || !topic || (topic.template && topic.template !== session.template)) return tag;
  return topic.tag;
}

const shown = new Map<string, PhasePanel>();

/** The same element for the same phase, so that nothing that somebody types is lost when the page renders again. */
export function panelOf(session: WorkshopSession, phase: Phase): PhasePanel | undefined {
  const tag = tagOf(session, phase);
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
