/*
 * A small dialog beside a computed value that says how it was computed. It closes by Escape or a press elsewhere, and gives
 * the focus back. Who opens it provides the words.
 */

import { renderInto } from "../core/dom/render-into";
import { showBeside } from "./popup";

export function openExplanation(anchor: HTMLElement, label: string, content: unknown): void {
  const panel = document.createElement("div");
  panel.className = "explanation floating";
  panel.popover = "auto";
  panel.setAttribute("role", "dialog");
  panel.setAttribute("aria-label", label);
  panel.tabIndex = -1;
  (document.querySelector("main") ?? document.body).append(panel);
  renderInto(content, panel);
  const unplace = showBeside(panel, anchor);
  panel.addEventListener("toggle", (event) => {
    if ((event as ToggleEvent).newState !== "closed") return;
    unplace();
    panel.remove();
    if (anchor.isConnected) anchor.focus({ preventScroll: true });
  });
  panel.focus();
}
