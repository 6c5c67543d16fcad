/*
 * Announcements for screen readers: one polite live region for moves, additions and deletions. Others' keystrokes and
 * carets are never announced. The region is in plan.html.
 */

let clearing: ReturnType<typeof setTimeout> | undefined;

export function announce(text: string): void {
  const region = document.getElementById("announcer");
  if (!region) return;
  clearTimeout(clearing);
  region.textContent = "";
  requestAnimationFrame(() => {
    region.textContent = text;
    clearing = setTimeout(() => {
      region.textContent = "";
    }, 8000);
  });
}
