/*
 * Shows one section at a time: mounts its island when it comes into sight, takes it out when it leaves, marks the
 * navigation and keeps the counts in it. The frames (`<section data-section>`) and links stand in plan.html.
 */

import { effect } from "@preact/signals-core";
import type { RecordKind } from "../doc/plan";
import { page } from "./context";
import { type Route, route, type Section } from "./route";

const ISLANDS: Readonly<Record<Section, () => HTMLElement | undefined>> = {
  overview: () => undefined,
  opportunities: () => recordSection("opportunities"),
  goals: () => recordSection("goals"),
  actions: () => recordSection("actions"),
  timeline: () => document.createElement("leitstern-timeline"),
  people: () => recordSection("people"),
  notes: () => document.createElement("leitstern-notes"),
  private: () => document.createElement("leitstern-private-room"),
};

function recordSection(kind: RecordKind): HTMLElement {
  const element = document.createElement("leitstern-record-section");
  element.setAttribute("kind", kind);
  return element;
}

export function showSections(): void {
  let shown: Section | undefined;
  effect(() => {
    const next = route.value;
    if (next.section === shown) return;
    const isFirst = shown === undefined;
    shown = next.section;
    change(next, isFirst);
  });
  effect(markCounts);
  effect(showTitle);
}

function change(next: Route, isFirst: boolean): void {
  for (const frame of document.querySelectorAll<HTMLElement>("[data-section]")) {
    const isShown = frame.dataset["section"] === next.section;
    frame.hidden = !isShown;
    if (isShown) mount(frame, next.section);
    else frame.querySelector(":scope > [data-island]")?.remove();
  }
  const heading = document.querySelector<HTMLElement>("[data-but-overview]");
  if (heading) heading.hidden = next.section === "overview";
  markNavigation(next.section);
  if (isFirst) return;
  scrollTo({ top: 0 });
  if (!next.record) requestAnimationFrame(() => focusHeading(next.section));
}

function mount(frame: HTMLElement, section: Section): void {
  if (frame.querySelector(":scope > [data-island]")) return;
  const island = ISLANDS[section]();
  if (!island) return;
  island.dataset["island"] = "";
  island.setAttribute("hx-morph-skip", "");
  frame.querySelector(":scope > [data-placeholder]")?.remove();
  frame.append(island);
}

function focusHeading(section: Section): void {
  document
    .querySelector<HTMLElement>(`[data-section="${section}"] [data-heading]`)
    ?.focus({ preventScroll: true });
}

function markNavigation(section: Section): void {
  const at = section === "timeline" ? "actions" : section;
  for (const link of document.querySelectorAll<HTMLElement>("[data-goes-to]")) {
    if (link.dataset["goesTo"] === at) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  const more = document.querySelector<HTMLDetailsElement>("[data-more]");
  if (!more) return;
  more.open = false;
  more.toggleAttribute("data-current", more.querySelector("[aria-current]") !== null);
}

function markCounts(): void {
  const { plan } = page();
  for (const kind of ["opportunities", "goals", "actions", "people"] as const) {
    const count = plan[kind].ids.value.length;
    for (const mark of document.querySelectorAll(`[data-count="${kind}"]`)) mark.textContent = String(count);
  }
}

/** The title is written in the overview; the top bar, the tab and the other sections follow. */
function showTitle(): void {
  const { plan, boot } = page();
  const title = plan.titleValue.value.trim() || boot.title;
  document.title = `${title} · Leitstern`;
  for (const mark of document.querySelectorAll("[data-plan-title]")) mark.textContent = title;
}
