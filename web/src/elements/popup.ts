/*
 * Places something in the browser's top layer beside its anchor: menus and pickers stand in cards with
 * `contain: content`, which would cut them off. Positions are set through the style object (no `style` attributes
 * under our Content Security Policy). Knows only geometry.
 */

const EDGE = 8;
const GAP = 4;
/** Below is where people look; above only where there would be less than this below. */
const ENOUGH = 220;

/** Shows `popup` (it carries `popover`) under `anchor`, or above where there is more room, and keeps it there. */
export function showBeside(popup: HTMLElement, anchor: HTMLElement): () => void {
  if (!popup.matches(":popover-open")) popup.showPopover();
  const settle = (): void => place(popup, anchor.getBoundingClientRect());
  settle();
  addEventListener("scroll", settle, { capture: true, passive: true });
  addEventListener("resize", settle, { passive: true });
  return () => {
    removeEventListener("scroll", settle, { capture: true });
    removeEventListener("resize", settle);
    if (popup.isConnected && popup.matches(":popover-open")) popup.hidePopover();
  };
}

function place(popup: HTMLElement, anchor: DOMRect): void {
  const width = document.documentElement.clientWidth;
  const height = window.innerHeight;
  popup.style.setProperty("--popup-least", `${Math.round(anchor.width)}px`);
  const size = { width: popup.offsetWidth, height: popup.offsetHeight };
  const below = height - anchor.bottom - GAP - EDGE;
  const above = anchor.top - GAP - EDGE;
  const isBelow = size.height <= below || below >= Math.min(above, ENOUGH);
  popup.style.setProperty("--popup-most", `${Math.max(120, Math.round(isBelow ? below : above))}px`);
  const top = isBelow ? anchor.bottom + GAP : Math.max(EDGE, anchor.top - GAP - Math.min(size.height, above));
  const isLeftAligned = anchor.left + size.width + EDGE <= width;
  const left = isLeftAligned
    ? anchor.left
    : Math.max(EDGE, Math.min(anchor.right, width - EDGE) - size.width);
  popup.style.setProperty("left", `${Math.round(left)}px`);
  popup.style.setProperty("top", `${Math.round(top)}px`);
}
