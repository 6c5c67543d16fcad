/*
 * Whoever writes keeps their line where it is: when others make the page above grow, shrink or change its order, it is
 * scrolled by as much before anything is painted. Browsers anchor by the first thing on the screen, not by the field
 * that has the focus.
 */

const FIELD = "textarea, input, select";

let field: Element | undefined;
/** Where the field stood on the screen when this person last saw it move by their own doing. */
let top = 0;

export function keepFieldSteady(content: Element): void {
  document.addEventListener("focusin", (event) => {
    const target = event.target as Element;
    field = target.matches(FIELD) ? target : undefined;
    remember();
  });
  document.addEventListener("focusout", () => {
    field = undefined;
  });
  document.addEventListener("scroll", remember, { passive: true });
  new ResizeObserver(steady).observe(content);
}

/** To be called when something was moved without the page changing its height. */
export function steady(): void {
  if (!field?.isConnected) return;
  const moved = field.getBoundingClientRect().top - top;
  if (Math.abs(moved) >= 1) scrollBy({ top: moved, behavior: "instant" });
  remember();
}

function remember(): void {
  if (field?.isConnected) top = field.getBoundingClientRect().top;
}
