/**
 * Says one sentence in the corner of the page, politely announced; the words come translated from base.html.
 * Called by the other behaviours.
 */
const STAYS_MS = 5000;

/** A sentence that base.html carries as data-* on the place for toasts. */
export function spoken(name: "copied" | "copyFailed" | "requestFailed"): string {
  return document.getElementById("toasts")?.dataset[name] ?? "";
}

export function say(text: string): void {
  const place = document.getElementById("toasts");
  if (!place || !text) return;
  const toast = document.createElement("p");
  toast.className = "toast";
  toast.textContent = text;
  place.replaceChildren(toast);
  setTimeout(() => toast.remove(), STAYS_MS);
}
