/*
 * Keeps the line that a person writes in at its place on the screen: when others make the page above it grow, shrink
 * or change order, the page is scrolled by the same distance before it is painted. Browsers anchor to the first
 * visible element, not to the focused field.
 */

const FIELD = "textarea, input, select";

let field: Element | undefined;
/** The field's position on the screen after this person's last own action. */
let top = 0;

export function anchorFocusedField(content: Element): void {
  document.addEventListener("focusin", (event) => {
    const target = event.target as Element;
    field = target.matches(FIELD) ? target : undefined;
    remember();
  });
  document.addEventListener("focusout", () => {
    field = undefined;
  });
  document.addEventListener("scroll", remember, { passive: true });
  new ResizeObserver(keepAnchor).observe(content);
}

/** Call it when something moved without a change of the page's height. */
export function keepAnchor(): void {
  if (!field?.isConnected) return;
  const moved = field.getBoundingClientRect().top - top;
  if (Math.abs(moved) >= 1) scrollBy({ top: moved, behavior: "instant" });
  remember();
}

function remember(): void {
  if (field?.isConnected) top = field.getBoundingClientRect().top;
}
