/*
 * Shows one section of the plan page at a time: mounts its island when the section opens, removes it when it closes,
 * and updates the navigation with its counts. The frames (`<section data-section>`) and links are in plan.html.
 */

import { effect } from "@preact/signals-core";
import { tn } from "../core/intl/i18n";
import type { Kind } from "../generated/plan";
import type { Section } from "../generated/presence";
import { openQuestions } from "./claim-standing";
import { page } from "./context";
import { showKeptPanel } from "./kept-panel";
import { isKind } from "./record-names";
import type { RecordSection } from "./record-section";
import { chapterOf, type Route, route } from "./route";

function islandOf(section: Section): HTMLElement | undefined {
  if (isKind(section)) return recordSection(section);
  switch (section) {
    case "overview":
      return undefined;
    case "timeline":
      return document.createElement("leitstern-timeline");
    case "notes":
      return document.createElement("leitstern-notes");
    case "workshop":
      return document.createElement("leitstern-workshop");
    case "check":
      return document.createElement("leitstern-check-section");
    case "private":
      return document.createElement("leitstern-private-room");
  }
}

/** Kinds whose section is more than a list of cards. */
const OWN_ISLANDS: Partial<Record<Kind, string>> = {
  claims: "leitstern-claims-section",
  financials: "leitstern-financials-section",
  criteria: "leitstern-supplier-view",
  figures: "leitstern-figures-section",
  values: "leitstern-values-section",
  white_spaces: "leitstern-white-space-section",
};

function recordSection(kind: Kind): HTMLElement {
  const own = OWN_ISLANDS[kind];
  if (own) return document.createElement(own);
  const element = document.createElement("leitstern-record-section") as RecordSection;
  element.view = page().shared;
  element.kind = kind;
  return element;
}

/** The scroll position of each section, restored when it opens again. */
const COMING_BACK_FRAMES = 6;
const tops = new Map<Section, number>();
let top = 0;

export function showSections(): void {
  window.addEventListener("scroll", () => (top = scrollY), { passive: true });
  let shown: Section | undefined;
  effect(() => {
    const next = route.value;
    if (next.section === shown) return;
    const isFirst = shown === undefined;
    if (shown) tops.set(shown, top);
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
  document.documentElement.dataset["shown"] = next.section;
  const heading = document.querySelector<HTMLElement>("[data-but-overview]");
  if (heading) heading.hidden = next.section === "overview";
  markNavigation(next.section);
  if (isFirst) return;
  comeBackTo(next);
  if (!next.record) requestAnimationFrame(() => focusHeading(next.section));
}

/** Retries for some frames, because the page may still be too short. */
function comeBackTo({ section, record }: Route): void {
  const wanted = (!record && tops.get(section)) || 0;
  scrollTo({ top: wanted });
  if (!wanted) return;
  const again = (frames: number): void => {
    if (route.peek().section !== section || frames === 0) return;
    if (Math.abs(scrollY - wanted) > 1) scrollTo({ top: wanted });
    requestAnimationFrame(() => again(frames - 1));
  };
  requestAnimationFrame(() => again(COMING_BACK_FRAMES));
}

function mount(frame: HTMLElement, section: Section): void {
  if (section === "overview") return showKeptPanel();
  if (frame.querySelector(":scope > [data-island]")) return;
  const island = islandOf(section);
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
  const chapter = chapterOf(section);
  for (const link of document.querySelectorAll<HTMLElement>("[data-chapter]"))
    mark(link, link.dataset["chapter"] === chapter);
  for (const link of document.querySelectorAll<HTMLElement>("[data-goes-to]"))
    mark(link, link.dataset["goesTo"] === section);
  for (const tabs of document.querySelectorAll<HTMLElement>("[data-tabs]"))
    tabs.hidden = tabs.dataset["tabs"] !== chapter;
  // Its width is read when the page is laid out anyway, with the section that is about to appear.
  for (const marked of document.querySelectorAll<HTMLElement>("[data-chapter], [data-goes-to]"))
    if (marked.hasAttribute("aria-current")) requestAnimationFrame(() => bringIntoSight(marked));
}

/** Scrolls a bar that is wider than the screen sideways to the current link, and nothing else. */
function bringIntoSight(link: HTMLElement): void {
  const bar = link.closest<HTMLElement>(".tabs, .rail__list");
  if (!bar || bar.scrollWidth <= bar.clientWidth) return;
  const place = link.closest<HTMLElement>("li") ?? link;
  bar.scrollLeft = place.offsetLeft - (bar.clientWidth - place.offsetWidth) / 2;
}

function mark(link: HTMLElement, isCurrent: boolean): void {
  if (isCurrent) link.setAttribute("aria-current", "page");
  else link.removeAttribute("aria-current");
}

function markCounts(): void {
  const { plan } = page().shared;
  for (const kind of plan.kinds) {
    const count = plan.any(kind).ids.value.length;
    for (const mark of document.querySelectorAll(`[data-count="${kind}"]`)) mark.textContent = String(count);
  }
  markOpenQuestions(openQuestions());
}

/** Open questions stand on their chapter: a good plan shows its question marks. */
function markOpenQuestions(count: number): void {
  for (const mark of document.querySelectorAll<HTMLElement>("[data-open-questions]")) {
    mark.hidden = count === 0;
    mark.textContent = count === 0 ? "" : `${count}?`;
    mark.title = tn("claims.open_questions", count);
  }
}

/** Copies the title, which is edited in the overview, to the top bar, the tab and the other sections. */
function showTitle(): void {
  const { shared, boot } = page();
  const title = shared.plan.textValue("title").value.trim() || boot.title;
  document.title = `${title} · Leitstern`;
  for (const mark of document.querySelectorAll("[data-plan-title]")) mark.textContent = title;
}
