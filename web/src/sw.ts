/*
 * The service worker: lets a plan open without connection. Assets with a hash in their name come from the cache;
 * plan pages come from the network, or from the cached page if that fails. Nothing else is cached: no other page,
 * no answer to a form. Signing out deletes all of it (Clear-Site-Data, and `leitstern:forget` from core/local/copy-deletion.ts).
 * Imports nothing, so that it stays one plain script at /sw.js.
 */

interface Extendable extends Event {
  waitUntil(work: Promise<unknown>): void;
}

interface Fetching extends Extendable {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}

interface Told extends Extendable {
  readonly data: unknown;
}

interface Worker {
  readonly location: Location;
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(kind: "install" | "activate", hear: (event: Extendable) => void): void;
  addEventListener(kind: "fetch", hear: (event: Fetching) => void): void;
  addEventListener(kind: "message", hear: (event: Told) => void): void;
}

const worker = self as unknown as Worker;

const PREFIX = "leitstern-";
const ASSETS = `${PREFIX}assets-1`;
const PAGES = `${PREFIX}pages-1`;
/** After this time the cached page is shown; the saved line says that there is no connection. */
const PATIENCE_MS = 4000;
const KEPT_ASSETS = 200;
const HASHED = /^\/static\/assets\/.+-[\w-]{8}\.\w+$/;
const PLAN_PAGE = /^\/plans\/[\w-]+$/;

/** How often everything was deleted: a page that was requested before is not kept after. */
let deletions = 0;

worker.addEventListener("install", (event) => event.waitUntil(worker.skipWaiting()));

worker.addEventListener("activate", (event) => {
  event.waitUntil(dropOldCaches().then(() => worker.clients.claim()));
});

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== worker.location.origin) return;
  if (HASHED.test(url.pathname)) event.respondWith(fromCacheFirst(request));
  else if (url.pathname.startsWith("/static/")) event.respondWith(fromNetworkFirst(request, ASSETS));
  else if (request.mode === "navigate" && PLAN_PAGE.test(url.pathname)) {
    event.respondWith(fromNetworkFirst(request, PAGES));
  }
});

worker.addEventListener("message", (event) => {
  const message = event.data as { kind?: string; page?: string; assets?: string[] } | null;
  if (message?.kind === "leitstern:keep") event.waitUntil(keep(message.page ?? "", message.assets ?? []));
  if (message?.kind === "leitstern:forget") {
    deletions++;
    event.waitUntil(dropAllCaches());
  }
});

async function fromCacheFirst(request: Request): Promise<Response> {
  const cache = await caches.open(ASSETS);
  const kept = await cache.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await put(cache, request, answer);
  return answer;
}

/** If storage is full or forbidden, the response is used without being cached. */
async function put(cache: Cache, request: Request | string, answer: Response): Promise<void> {
  try {
    await cache.put(request, answer.clone());
  } catch {
    // The next visit needs the network.
  }
}

async function fromNetworkFirst(request: Request, store: string): Promise<Response> {
  const since = deletions;
  const cache = await caches.open(store);
  const fresh = fetch(request).then((answer) => settle(cache, request, answer, since));
  const kept = await cache.match(request, { ignoreVary: true });
  if (!kept) return fresh;
  const fallback = fresh.catch(() => kept);
  return Promise.race([fallback, later(PATIENCE_MS).then(() => kept)]);
}

/** Caches a good response, and deletes the cached page if this person may no longer see it. */
async function settle(cache: Cache, request: Request, answer: Response, since: number): Promise<Response> {
  if (answer.ok && !answer.redirected && answer.type === "basic") await put(cache, request, answer);
  else if (answer.status < 500) await cache.delete(request, { ignoreVary: true });
  if (since !== deletions) await dropAllCaches();
  return answer;
}

/** On the first visit the worker starts after the page: the page sends its assets' addresses, and the worker fetches them. */
async function keep(page: string, assets: readonly string[]): Promise<void> {
  const url = new URL(page, worker.location.origin);
  if (url.origin !== worker.location.origin || !PLAN_PAGE.test(url.pathname)) return;
  const since = deletions;
  const request = new Request(url.pathname, { credentials: "same-origin" });
  await settle(await caches.open(PAGES), request, await fetch(request), since);
  if (since !== deletions) return;
  const cache = await caches.open(ASSETS);
  for (const asset of assets.slice(0, KEPT_ASSETS)) await keepAsset(cache, asset);
  await trim(cache);
}

async function keepAsset(cache: Cache, address: string): Promise<void> {
  const url = new URL(address, worker.location.origin);
  if (url.origin !== worker.location.origin || !url.pathname.startsWith("/static/")) return;
  if (await cache.match(url.pathname)) return;
  const answer = await fetch(url.pathname);
  if (answer.ok) await put(cache, url.pathname, answer);
}

/** The oldest assets go first: `keys` are in the order of insertion. */
async function trim(cache: Cache): Promise<void> {
  const keys = await cache.keys();
  for (const key of keys.slice(0, Math.max(0, keys.length - KEPT_ASSETS))) await cache.delete(key);
}

async function dropOldCaches(): Promise<void> {
  for (const name of await caches.keys()) {
    if (name.startsWith(PREFIX) && name !== ASSETS && name !== PAGES) await caches.delete(name);
  }
}

async function dropAllCaches(): Promise<void> {
  for (const name of await caches.keys()) if (name.startsWith(PREFIX)) await caches.delete(name);
}

function later(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
