/**
 * An invitation in a browser: tells the server that a person sees it, which no mail scanner does. Without script this is
 * left out, and joining works.
 */
const SEEN_MS = 800;

export function serveInvitation(): void {
  const page = document.querySelector<HTMLElement>("[data-opened]");
  if (!page) return;
  const address = page.dataset["opened"] ?? "";
  whenSeen(() => void fetch(address, { method: "POST", keepalive: true }).catch(() => {}));
}

/** A page that is shown for a moment; one that was opened behind others counts when it comes to the front. */
function whenSeen(tell: () => void): void {
  setTimeout(() => {
    if (!document.hidden) tell();
    else document.addEventListener("visibilitychange", () => whenSeen(tell), { once: true });
  }, SEEN_MS);
}
