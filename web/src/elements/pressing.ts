/*
 * A press counts, although the page moves between pressing and letting go: flags and other people's words arrive at any
 * moment, and a field that is left becomes words again. The browser would see a press here and a release there, and no
 * click. Who slides away with the pointer has thought better of it, as everywhere.
 */

const SLIP_PX = 8;

export function keepPressesSteady(content: Element): void {
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
