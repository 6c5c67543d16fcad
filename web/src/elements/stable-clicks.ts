/*
 * Makes a click count when the layout moves between pointer down and pointer up: flags and remote edits arrive at any
 * moment, and a field that loses the focus collapses. The browser would then see two targets and fire no click.
 * Dragging off the button cancels the click.
 */

const SLIP_PX = 8;

export function stabilizeClicks(content: Element): void {
  content.addEventListener("pointerdown", (event) => {
    const { pointerId, clientX, clientY, target } = event as PointerEvent;
    const button = (target as Element).closest("button");
    if (!button || button.hasPointerCapture(pointerId)) return;
    button.setPointerCapture(pointerId);
    const slip = (next: PointerEvent): void => {
      if (Math.hypot(next.clientX - clientX, next.clientY - clientY) > SLIP_PX)
        button.releasePointerCapture(pointerId);
    };
    button.addEventListener("pointermove", slip);
    button.addEventListener("lostpointercapture", () => button.removeEventListener("pointermove", slip), {
      once: true,
    });
  });
}

/** For `pointerdown`: the press of a button leaves the focus in the field. */
export function keepFocus(event: Event): void {
  event.preventDefault();
}
