/*
 * Tells the others where this browser is: which section is open, which record and field has the focus. One listener
 * for the page reads it off the document (`data-record`, `data-field`); cards need not care. In the private room the
 * shared plan is told nothing.
 */

import { effect } from "@preact/signals-core";
import type { PresencePlace } from "../core/presence";
import type { Replica } from "../core/replica";
import { route } from "./route";

export function tellWhereabouts(replica: Replica): void {
  let last = "";
  const tell = (): void => {
    const place = currentPlace();
    const key = JSON.stringify(place);
    if (key === last) return;
    last = key;
    replica.presence.place(place);
  };
  document.addEventListener("focusin", tell);
  document.addEventListener("focusout", () => requestAnimationFrame(tell));
  effect(() => {
    void route.value;
    tell();
  });
}

function currentPlace(): PresencePlace | null {
  const { section } = route.peek();
  if (section === "private") return null;
  const focused = document.activeElement;
  const record = focused?.closest<HTMLElement>("[data-record]")?.dataset["record"];
  const field = focused?.closest<HTMLElement>("[data-field]")?.dataset["field"];
  const place: PresencePlace = { section: section === "notes" ? "overview" : section };
  if (record) place.record = record;
  if (field) place.field = field;
  return place;
}
