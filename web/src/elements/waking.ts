/*
 * Hundreds of cards stand in the page at once, but a card renders only when it comes near the screen, when somebody
 * asks it to, when the page is printed, or in an idle moment: the first screenful is there at once, and search in the page and screen readers
 * find the rest a little later. Until then it keeps its place by its least height (plan-record.css).
 */

/** How far outside the screen counts as near. */
const NEAR = "900px 0px";
/** What has to be left of an idle moment to render one more card in it, in ms. */
const A_CARD_TAKES = 4;

const sleepers = new Map<Element, () => void>();
let isIdleAsked = false;
let eyes: IntersectionObserver | undefined;

function observer(): IntersectionObserver {
  if (eyes) return eyes;
  eyes = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) if (entry.isIntersecting) wake(entry.target);
    },
    { rootMargin: NEAR },
  );
  addEventListener("beforeprint", () => [...sleepers.keys()].forEach(wake));
  return eyes;
}

/** Resolves when it is time for the element to render. */
export function untilNear(element: Element): Promise<void> {
  if (typeof IntersectionObserver === "undefined" || sleepers.has(element)) return Promise.resolve();
  element.toggleAttribute("data-asleep", true);
  observer().observe(element);
  askForIdle();
  return new Promise((resolve) => sleepers.set(element, resolve));
}

export function wake(element: Element): void {
  const resolve = sleepers.get(element);
  if (!resolve) return;
  sleepers.delete(element);
  eyes?.unobserve(element);
  element.toggleAttribute("data-asleep", false);
  resolve();
}

function askForIdle(): void {
  if (isIdleAsked || typeof requestIdleCallback === "undefined") return;
  isIdleAsked = true;
  requestIdleCallback((deadline) => {
    isIdleAsked = false;
    // Woken cards render after this callback, so the moment is shared out beforehand.
    const cards = Math.floor(deadline.timeRemaining() / A_CARD_TAKES);
    for (const element of [...sleepers.keys()].slice(0, cards)) {
      if (element.isConnected) wake(element);
      else forget(element);
    }
    if (sleepers.size > 0) askForIdle();
  });
}

function forget(element: Element): void {
  sleepers.delete(element);
  eyes?.unobserve(element);
}
