/*
 * Where this browser looks: a section of the plan and, perhaps, one record in it, kept in the address's hash so that
 * the back button and shared links work. `#goals`, `#goals/goal_x` and `#goal_x` are understood; any other
 * hash (the skip link's `#main`) leads nowhere new. Holds no document.
 */

import { type ReadonlySignal, signal } from "@preact/signals-core";

export const SECTIONS = [
  "overview",
  "opportunities",
  "goals",
  "actions",
  "timeline",
  "people",
  "notes",
  "private",
] as const;
export type Section = (typeof SECTIONS)[number];

export interface Route {
  readonly section: Section;
  readonly record?: string;
}

/** Which section shows a record whose id starts so (plan/ids.py names the prefixes). */
const SECTION_OF_PREFIX = new Map<string, Section>(
  Object.entries({
    opp: "opportunities",
    goal: "goals",
    gol: "goals",
    act: "actions",
    per: "people",
    person: "people",
  }),
);

export function readRoute(hash: string): Route | undefined {
  const [head = "", record] = hash.replace(/^#\/?/, "").split("/");
  if (isSection(head)) return record ? { section: head, record } : { section: head };
  const section = SECTION_OF_PREFIX.get(head.split("_")[0] ?? "");
  if (section) return { section, record: head };
  return head === "" ? { section: "overview" } : undefined;
}

function isSection(word: string): word is Section {
  return (SECTIONS as readonly string[]).includes(word);
}

const current = signal<Route>(readRoute(location.hash) ?? { section: "overview" });

export const route: ReadonlySignal<Route> = current;

export function followHash(): void {
  window.addEventListener("hashchange", () => {
    current.value = readRoute(location.hash) ?? current.peek();
  });
}

export function goTo(section: Section, record?: string): void {
  const hash = record ? `#${section}/${record}` : `#${section}`;
  if (location.hash === hash) current.value = record ? { section, record } : { section };
  else location.hash = hash;
}
