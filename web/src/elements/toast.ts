/*
 * A temporary message with one action (such as undoing a deletion). It stays while it has the pointer or the focus, and
 * is announced politely. Its container is in plan.html.
 */

import { html, nothing } from "lit";
import { renderInto } from "../core/dom/render-into";
import { toastPlace } from "../core/dom/toast-place";

export interface ToastOffer {
  readonly label: string;
  readonly run: () => void;
}

const STAYS_MS = 12_000;

export function showToast(text: string, offer?: ToastOffer): () => void {
  const place = toastPlace();
  if (!place) return () => {};
  place.replaceChildren();
  const toast = document.createElement("div");
  toast.className = "toast";
  place.append(toast);
  const leave = (): void => toast.remove();
  const accept = (): void => {
    leave();
    offer?.run();
  };
  renderInto(
    html`<span>${text}</span>${
      offer
        ? html`<button type="button" class="button button--small" @click=${accept}>${offer.label}</button>`
        : nothing
    }`,
    toast,
  );
  leaveLater(toast, leave);
  return leave;
}

function leaveLater(toast: HTMLElement, leave: () => void): void {
  let timer = setTimeout(leave, STAYS_MS);
  const wait = (): void => clearTimeout(timer);
  const resume = (): void => {
    clearTimeout(timer);
    timer = setTimeout(leave, STAYS_MS / 2);
  };
  for (const type of ["pointerenter", "focusin"]) toast.addEventListener(type, wait);
  for (const type of ["pointerleave", "focusout"]) toast.addEventListener(type, resume);
}
