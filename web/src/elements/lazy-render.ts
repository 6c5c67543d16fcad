/*
 * Delays the rendering of cards. Hundreds of cards are in the page at once, but a card renders only when it comes onto
 * the screen or, in the frames after, near it; when it is requested, when the page is printed, or in an idle moment. So
 * the first screenful appears at once, and the browser's search and screen readers find the rest a little later. Until
 * then a card has a minimum height (plan-record.css).
 */

/** How far outside the screen counts as near. */
const NEAR = "900px 0px";
/** How many cards that are near render in one frame. */
const A_FRAME = 4;
/** Remaining idle time that is needed to render one more card, in ms. */
const A_CARD_TAKES = 4;
const PAUSE_MS = 16;

/** Elements that were woken before they fell asleep: a link opened a section whose cards are only just there. */
const wanted = new WeakSet<Element>();
const sleepers = new Map<Element, () => void>();
const near = new Set<Element>();
let isNearAsked = false;
let isIdleAsked = false;
let eyes: IntersectionObserver | undefined;

function observer(): IntersectionObserver {
  if (eyes) return eyes;
  eyes = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting, boundingClientRect: at } of entries) {
        near.delete(target);
        if (!isIntersecting) continue;
        if (at.bottom >= 0 && at.top <= innerHeight) wake(target);
        else near.add(target);
      }
      askForNear();
    },
    { rootMargin: NEAR },
  );
  addEventListener("beforeprint", () => [...sleepers.keys()].forEach(wake));
  return eyes;
}

/** Resolves when it is time for the element to render. */
export function untilNear(element: Element): Promise<void> {
  if (typeof IntersectionObserver === "undefined" || sleepers.has(element)) return Promise.resolve();
  if (wanted.delete(element)) return Promise.resolve();
  element.toggleAttribute("data-asleep", true);
  observer().observe(element);
  askForIdle();
  return new Promise((resolve) => sleepers.set(element, resolve));
}

export function wake(element: Element): void {
  const resolve = sleepers.get(element);
  if (!resolve) {
    wanted.add(element);
    return;
  }
  forget(element);
  element.toggleAttribute("data-asleep", false);
  resolve();
}

/** A few at a time, each time after what is on the screen was painted. */
function askForNear(): void {
  if (isNearAsked || near.size === 0) return;
  isNearAsked = true;
  requestAnimationFrame(() =>
    setTimeout(() => {
      isNearAsked = false;
      for (const element of [...near].slice(0, A_FRAME)) wake(element);
      askForNear();
    }),
  );
}

function askForIdle(): void {
  if (isIdleAsked) return;
  isIdleAsked = true;
  whenIdle((remaining) => {
    isIdleAsked = false;
    // The cards render after this callback, so their number is decided beforehand.
    const cards = Math.floor(remaining / A_CARD_TAKES);
    for (const element of [...sleepers.keys()].slice(0, cards)) {
      if (element.isConnected) wake(element);
      else forget(element);
    }
    if (sleepers.size > 0) askForIdle();
  });
}

/** Safari has no idle callback: there one card renders after a pause, in which the page can react to input. */
function whenIdle(work: (remainingMs: number) => void): void {
  if (typeof requestIdleCallback === "undefined") setTimeout(work, PAUSE_MS, A_CARD_TAKES);
  else requestIdleCallback((deadline) => work(deadline.timeRemaining()));
}

function forget(element: Element): void {
  sleepers.delete(element);
  near.delete(element);
  eyes?.unobserve(element);
}
