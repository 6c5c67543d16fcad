/*
 * Where passing messages appear. A modal dialog covers the page and makes it inert, so while one is open the place stands
 * inside it: messages are seen, read out and can be clicked. Used by both kinds of toast (behaviours/, elements/).
 */

export function toastPlace(): HTMLElement | null {
  const place = document.getElementById("toasts");
  const dialog = [...document.querySelectorAll<HTMLDialogElement>("dialog[open]")].at(-1);
  if (place && dialog && place.parentElement !== dialog) {
    dialog.append(place);
    dialog.addEventListener("close", () => document.body.append(place), { once: true });
  }
  return place;
}
