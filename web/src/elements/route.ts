/*
 * The place that this browser shows: a section of the plan page and perhaps one record in it. It is in the address's
 * hash, so the back button and shared links work. `#growth`, `#goals`, `#goals/goal_x` and `#goal_x` are understood;
 * any other hash (the skip link's `#main`) changes nothing. Holds no document.
 */

import { type ReadonlySignal, signal } from "@preact/signals-core";
import { SHARED_KINDS, shapeOf } from "../doc/plan-document";
import { KIND_VALUES, type Kind } from "../generated/plan";
import { SECTION_VALUES, type Section } from "../generated/presence";

/** In place of a record's id: `#opportunities/new` creates a record. */
export const NEW_RECORD = "new";

export interface Route {
  readonly section: Section;
  readonly record?: string;
}

export function readRoute(hash: string): Route | undefined {
  const [named = "", record] = hash.replace(/^#\/?/, "").split("/");
  const head = firstSectionOf(named) ?? named;
  if (isSection(head)) return record ? { section: head, record } : { section: head };
  const kind = kindOfPrefix(head.split("_")[0] ?? "");
  if (kind) return { section: SHARED_KINDS.includes(kind) ? kind : "private", record: head };
  return head === "" ? { section: "overview" } : undefined;
}

/** Chapters of the sections that are no kind of record; a kind names its chapter in its schema. */
const CHAPTER_OF: Readonly<Record<Exclude<Section, Kind>, string>> = {
  overview: "star",
  timeline: "roadmap",
  notes: "roadmap",
  workshop: "workshop",
  check: "workshop",
  private: "room",
};

/** The chapter of a section: the rail marks it and its tabs are shown. */
export function chapterOf(section: Section): string {
  return KIND_VALUES.includes(section as Kind)
    ? shapeOf(section as Kind).chapter
    : CHAPTER_OF[section as Exclude<Section, Kind>];
}

/** A chapter's address opens its first section. */
function firstSectionOf(chapter: string): Section | undefined {
  if (isSection(chapter)) return undefined;
  const inOrder = [...SHARED_KINDS, ...SECTION_VALUES.filter((section) => !isPrivateKind(section))];
  return inOrder.find((section) => chapterOf(section) === chapter);
}

/** The kind by an id's prefix, including former prefixes. */
function kindOfPrefix(prefix: string): Kind | undefined {
  return KIND_VALUES.find((kind) => {
    const shape = shapeOf(kind);
    return shape.prefix === prefix || shape.formerPrefixes.includes(prefix);
  });
}

/** False for a section that only a newer version knows, and for kinds that have no section of their own. */
export function isSection(word: string): word is Section {
  return (SECTION_VALUES as readonly string[]).includes(word) && !isPrivateKind(word);
}

function isPrivateKind(word: string): boolean {
  return (KIND_VALUES as readonly string[]).includes(word) && !SHARED_KINDS.includes(word as Kind);
}

const current = signal<Route>(readRoute(location.hash) ?? { section: "overview" });

export const route: ReadonlySignal<Route> = current;

export function followHash(): void {
  window.addEventListener("hashchange", () => {
    current.value = readRoute(location.hash) ?? current.peek();
  });
}

export function goTo(section: Section, record?: string): void {
  goToAddress(record ? `${section}/${record}` : section);
}

/** Opens an address such as `goals/goal_x`, even if it is the current one. */
export function goToAddress(address: string): void {
  const hash = `#${address}`;
  if (location.hash === hash) current.value = readRoute(hash) ?? current.peek();
  else location.hash = hash;
}
