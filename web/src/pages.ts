/**
 * What every page runs: htmx for partial updates, a handful of small behaviours bound by data attributes, and the
 * service worker. Pages work without any of it; nothing here knows a plan. The plan's islands are in workshop.ts.
 */
import "./behaviours/partials";
import { askBeforeSubmitting } from "./behaviours/confirm";
import { offerCopying } from "./behaviours/copying";
import { serveMenus } from "./behaviours/menus";
import { switchThemeAtOnce } from "./behaviours/theme";
import { askBeforeDiscarding } from "./behaviours/unsaved";
import { registerServiceWorker } from "./core/serviceworker";

askBeforeDiscarding();
askBeforeSubmitting();
offerCopying();
serveMenus();
switchThemeAtOnce();

void registerServiceWorker();
