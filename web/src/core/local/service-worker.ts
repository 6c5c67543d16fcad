/*
 * Registers the service worker and tells it which page to keep for a reload without connection. Used by pages.ts and
 * plan-page.ts; what it keeps is decided in sw.ts.
 */
/** Registers /sw.js; does nothing where there are no service workers (plain http, private windows of some browsers). */
export async function registerServiceWorker(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  try {
    await navigator.serviceWorker.register("/sw.js", { scope: "/" });
  } catch {
    // Forbidden by the browser's settings: everything works, but for a reload without connection.
  }
}

/** Keeps the plan page that is open now, with its assets. */
export async function keepThisPage(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  await registerServiceWorker();
  const { active } = await navigator.serviceWorker.ready;
  const loaded = performance.getEntriesByType("resource").map((entry) => entry.name);
  const linked = [...document.querySelectorAll<HTMLLinkElement>("link[href]")].map((link) => link.href);
  const assets = [...loaded, ...linked].filter((address) => address.startsWith(`${location.origin}/static/`));
  active?.postMessage({ kind: "leitstern:keep", page: location.pathname, assets: [...new Set(assets)] });
}
