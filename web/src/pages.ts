/**
 * What every page runs: htmx for partial updates, a handful of small behaviours bound by data attributes, and the
 * service worker. Pages work without any of it; nothing here knows a plan. The plan's islands are in workshop.ts.
 */
import "./behaviours/partials";
import { askBeforeSubmitting } from "./behaviours/confirm";
import { offerCopying } from "./behaviours/copying";
import { serveDialogs } from "./behaviours/dialogs";
import { serveMenus } from "./behaviours/menus";
import { switchThemeAtOnce } from "./behaviours/theme";

askBeforeSubmitting();
offerCopying();
serveDialogs();
serveMenus();
switchThemeAtOnce();

if ("serviceWorker" in navigator) {
  // A page works without it (private windows refuse it), so a refusal is no news for the visitor.
  navigator.serviceWorker.register("/sw.js").catch(() => undefined);
}
