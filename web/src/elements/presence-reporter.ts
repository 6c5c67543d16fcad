/*
 * Publishes this browser's place to the others in a document: the open section, and the record and field that have the
 * focus, read from the page (`data-record`, `data-field`). While the private room is open, the shared document gets no
 * place, and vice versa. Inside what is private on a shared section (`data-own`) the shared document gets the section alone.
 */

import { effect } from "@preact/signals-core";
import type { PresencePlace } from "../core/presence/presence";
import type { DocumentView } from "./document-view";
import { isOwn } from "./own-side";
import { route } from "./route";

export function reportPresence(view: DocumentView): void {
  let last = "";
  const tell = (): void => {
    const place = placeIn(view);
    const key = JSON.stringify(place);
    if (key === last) return;
    last = key;
    view.replica.presence.place(place);
  };
  document.addEventListener("focusin", tell);
  document.addEventListener("focusout", () => requestAnimationFrame(tell));
  effect(() => {
    void route.value;
    tell();
  });
}

function placeIn(view: DocumentView): PresencePlace | null {
  const focused = document.activeElement;
  const { section } = route.peek();
  if (section === "private") return view.isShared ? null : placeOf(focused);
  if (isOwn(focused)) return view.isShared ? { section } : placeOf(focused);
  return view.isShared ? placeOf(focused) : null;
}

function placeOf(focused: Element | null): PresencePlace {
  const record = focused?.closest<HTMLElement>("[data-record]")?.dataset["record"];
  const field = focused?.closest<HTMLElement>("[data-field]")?.dataset["field"];
  const place: PresencePlace = { section: route.peek().section };
  if (record) place.record = record;
  if (field) place.field = field;
  return place;
}
