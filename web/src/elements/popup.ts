/*
 * Places an element in the browser's top layer beside its anchor: menus and pickers are in cards with `contain:
 * content`, which would clip them. Positions are set through the style object (the Content Security Policy forbids
 * `style` attributes). Contains only geometry.
 */

const EDGE = 8;
const GAP = 4;
/** The default is below the anchor; above only when less than this space is left below. */
const ENOUGH = 220;

/**
 * Shows `popup` (it has the `popover` attribute) below `anchor`, or above when more space is there, and keeps it
 * placed.
 */
export function showBeside(popup: HTMLElement, anchor: HTMLElement): () => void {
  if (!popup.matches(":popover-open")) popup.showPopover();
  const settle = (): void => place(popup, anchor.getBoundingClientRect());
  settle();
  addEventListener("scroll", settle, { capture: true, passive: true });
  addEventListener("resize", settle, { passive: true });
  window.visualViewport?.addEventListener("resize", settle, { passive: true });
  return () => {
    removeEventListener("scroll", settle, { capture: true });
    removeEventListener("resize", settle);
    window.visualViewport?.removeEventListener("resize", settle);
    if (popup.isConnected && popup.matches(":popover-open")) popup.hidePopover();
  };
}

/** Without the part of the page that a phone's keyboard covers. */
function heightAboveKeyboard(): number {
  const { visualViewport: seen } = window;
  return seen ? seen.offsetTop + seen.height : window.innerHeight;
}

function place(popup: HTMLElement, anchor: DOMRect): void {
  const width = document.documentElement.clientWidth;
  const height = heightAboveKeyboard();
  popup.style.setProperty("--popup-least", `${Math.round(anchor.width)}px`);
  const size = { width: popup.offsetWidth, height: popup.offsetHeight };
  const below = height - anchor.bottom - GAP - EDGE;
  const above = anchor.top - GAP - EDGE;
  const isBelow = size.height <= below || below >= Math.min(above, ENOUGH);
  popup.style.setProperty("--popup-most", `${Math.max(120, Math.round(isBelow ? below : above))}px`);
  // A calendar does not shrink: where it does not fit it covers its anchor rather than leave the screen.
  const fitting = Math.max(EDGE, height - EDGE - popup.offsetHeight);
  const top = isBelow
    ? Math.min(anchor.bottom + GAP, fitting)
    : Math.max(EDGE, anchor.top - GAP - popup.offsetHeight);
  const isLeftAligned = anchor.left + size.width + EDGE <= width;
  const left = isLeftAligned
    ? anchor.left
    : Math.max(EDGE, Math.min(anchor.right, width - EDGE) - size.width);
  popup.style.setProperty("left", `${Math.round(left)}px`);
  popup.style.setProperty("top", `${Math.round(top)}px`);
}
