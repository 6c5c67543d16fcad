/*
 * Making an action on the timeline: at the day and under the opportunity where somebody clicked, or behind the bar that has
 * the focus. It is named in a small panel at its bar; left without a name it goes away again. An action without dates gets
 * them by a click on its own row.
 */

import { today } from "../core/intl/today";
import { openDates } from "./dates-popup";
import type { DocumentView } from "./document-view";
import { addRecord } from "./record-commands";
import type { Dates } from "./timeline-scale";
import { datesFrom, dayOf, isoOf } from "./timeline-scale";

export interface Place {
  readonly view: DocumentView;
  /** The opportunity that the action contributes to; empty for none. */
  readonly opportunity: string;
  readonly dates: Dates;
  /** The action behind which it stands in the list. */
  readonly after?: string | undefined;
  readonly rows: HTMLElement;
}

export function addAction({ view, opportunity, dates, after, rows }: Place): void {
  const values = { ...dates, ...(opportunity ? { serves: [opportunity] } : {}) };
  const id = addRecord(view, "actions", values, after ? { after } : "last");
  whenDrawn(rows, id, (bar) =>
    openDates(bar, view, id, () => {
      const { plan } = view;
      if (plan.any("actions").has(id) && plan.wordsOf("actions", id) === "") plan.remove("actions", id);
    }),
  );
}

/** From today on, in a group or in none. */
export function addToday(view: DocumentView, opportunity: string, rows: HTMLElement): void {
  const day = dayOf(today.peek());
  if (day !== undefined) addAction({ view, opportunity, dates: datesFrom(day), rows });
}

/** The day at a place of a lane, by the width of a day there. */
export function dayAt(lane: HTMLElement, clientX: number, first: number): number {
  const perDay = Number.parseFloat(getComputedStyle(lane).getPropertyValue("--day")) || 1;
  return first + Math.floor((clientX - lane.getBoundingClientRect().left) / perDay);
}

/** Gives an action that has no dates some, from this day on. */
export function scheduleAt(view: DocumentView, id: string, day: number): void {
  const { undo } = view.replica;
  undo.stopCapturing();
  view.plan.records("actions").update(id, { start: isoOf(day), due: datesFrom(day).due });
  undo.stopCapturing();
}

const FRAMES = 30;

function whenDrawn(rows: HTMLElement, id: string, run: (bar: HTMLElement) => void, left = FRAMES): void {
  const bar = rows.querySelector<HTMLElement>(`[data-record="${CSS.escape(id)}"] .bar__body`);
  if (bar) {
    bar.scrollIntoView({ block: "nearest", inline: "nearest" });
    run(bar);
  } else if (left > 0) requestAnimationFrame(() => whenDrawn(rows, id, run, left - 1));
}
