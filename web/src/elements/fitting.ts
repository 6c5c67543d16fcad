/*
 * On the wall nobody scrolls: what a phase shows is drawn as large as it fits into its box, and smaller when it grows. On
 * narrow screens, where the page scrolls, it keeps its size. Used by session-screen.ts.
 */

const LARGEST = 2.2;
const SMALLEST = 0.7;
const STEP = 0.1;
/** Width of a wall in pixels at which its texts have twice their size on a desk. */
const WALL = 960;
const WIDE = "(min-width: 60rem)";

/** Fits `.screen__fit` into `.screen__panel` whenever one of both changes its size; returns what ends it. */
export function keepFitting(host: HTMLElement): () => void {
  let frame: number | undefined;
  const later = (): void => {
    frame ??= requestAnimationFrame(() => {
      frame = undefined;
      watch();
      enlarge(host);
    });
  };
  const sizes = new ResizeObserver(later);
  const watch = (): void => {
    for (const part of host.querySelectorAll(".screen__panel, .screen__fit")) sizes.observe(part);
  };
  const children = new MutationObserver(later);
  children.observe(host, { childList: true, subtree: true });
  later();
  return () => {
    sizes.disconnect();
    children.disconnect();
    if (frame !== undefined) cancelAnimationFrame(frame);
  };
}

function enlarge(host: HTMLElement): void {
  const box = host.querySelector<HTMLElement>(".screen__panel");
  const inner = host.querySelector<HTMLElement>(".screen__fit");
  if (!box || !inner) return;
  const isWide = matchMedia(WIDE).matches;
  let zoom = isWide ? Math.min(LARGEST, Math.max(1, innerWidth / WALL)) : 1;
  const draw = (): void => inner.style.setProperty("zoom", zoom.toFixed(2));
  draw();
  while (isWide && zoom > SMALLEST && isCut(box)) {
    zoom -= STEP;
    draw();
  }
}

function isCut(box: HTMLElement): boolean {
  return box.scrollHeight > box.clientHeight + 1 || box.scrollWidth > box.clientWidth + 1;
}
