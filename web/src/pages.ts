/**
 * What every page runs: htmx for partial updates, a handful of small behaviours bound by data attributes, and the
 * service worker. Pages work without any of it; nothing here knows a plan. The plan's islands are in plan-page.ts.
 */
import "./behaviours/partials";
import { clearWhereAccessEnded } from "./behaviours/access-ended";
import { openClusters } from "./behaviours/clusters";
import { askBeforeSubmitting } from "./behaviours/confirm";
import { sayWhereCookiesAreBlocked } from "./behaviours/cookies";
import { offerCopying } from "./behaviours/copying";
import { openDialogsOverThePlan } from "./behaviours/dialog-over-plan";
import { showFieldMessages } from "./behaviours/field-messages";
import { readImportedFiles } from "./behaviours/import-file";
import { serveInvitation } from "./behaviours/invitation";
import { keepPlaceOverLanguages } from "./behaviours/keep-place";
import { serveMenus } from "./behaviours/menus";
import { dropBreakOfPastedCells } from "./behaviours/pasted-cell";
import { offerPresentation } from "./behaviours/presentation";
import { offerPrinting } from "./behaviours/printing";
import { switchThemeAtOnce } from "./behaviours/theme";
import { tellTimeZone } from "./behaviours/time-zone";
import { askBeforeDiscarding } from "./behaviours/unsaved";
import { letWelcomeGo } from "./behaviours/welcome";
import { ignoreResizeLoops } from "./core/dom/resize-loop";
import { registerServiceWorker } from "./core/local/service-worker";

const AFTER_OPENING_MS = 1000;

ignoreResizeLoops();
askBeforeDiscarding();
askBeforeSubmitting();
offerCopying();
dropBreakOfPastedCells();
readImportedFiles();
openClusters();
openDialogsOverThePlan();
offerPresentation();
serveInvitation();
showFieldMessages();
serveMenus();
keepPlaceOverLanguages();
switchThemeAtOnce();
offerPrinting();
tellTimeZone();
letWelcomeGo();
void clearWhereAccessEnded(async (copies) =>
  (await import("./elements/copies-as-text")).saveCopiesAsText(copies),
);

// Neither is needed for the page to be seen, and a new worker would compete with the page that opens.
setTimeout(() => {
  sayWhereCookiesAreBlocked();
  void registerServiceWorker();
}, AFTER_OPENING_MS);
