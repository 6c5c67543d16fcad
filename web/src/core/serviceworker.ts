/*
 * Registers the service worker and tells it which page to keep for a reload without connection. Used by pages.ts and
 * workshop.ts.
 */
/** Registers /sw.js; does nothing where there are no service workers. */
export declare function registerServiceWorker(): Promise<void>;
/** Keeps the page that is open now, with its assets. */
export declare function keepThisPage(): Promise<void>;
