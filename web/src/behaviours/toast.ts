/**
 * Says one sentence in the corner of the page, politely announced; the words come translated from base.html.
 * Called by the other behaviours.
 */
import { toastPlace } from "../core/dom/toast-place";

const STAYS_MS = 5000;

type Spoken =
  | "copied"
  | "copyFailed"
  | "requestFailed"
  | "required"
  | "passwordShort"
  | "email"
  | "wholeNumber";

/** A sentence that base.html carries as data-* on the place for toasts. */
export function spoken(name: Spoken): string {
  return document.getElementById("toasts")?.dataset[name] ?? "";
}

export function say(text: string): void {
  const place = toastPlace();
  if (!place || !text) return;
  const toast = document.createElement("p");
  toast.className = "toast";
  toast.textContent = text;
  place.replaceChildren(toast);
  setTimeout(() => toast.remove(), STAYS_MS);
}
