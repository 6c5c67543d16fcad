import { beforeEach, describe, expect, it, vi } from "vitest";

type Hear = (event: Record<string, unknown>) => void;

const ORIGIN = "http://localhost:3000";
let hears: Map<string, Hear>;
let stores: Map<string, Map<string, Response>>;
let network: (request: Request) => Promise<Response>;
let asked: string[];

beforeEach(async () => {
  hears = new Map();
  stores = new Map();
  asked = [];
  network = async () => new Response("fresh");
  vi.stubGlobal("self", {
    location: new URL(ORIGIN),
    clients: { claim: async () => {} },
    skipWaiting: async () => {},
    addEventListener: (kind: string, hear: Hear) => hears.set(kind, hear),
  });
  vi.stubGlobal("caches", {
    open: async (name: string) => cacheOver(stores.get(name) ?? added(name)),
    keys: async () => [...stores.keys()],
    delete: async (name: string) => stores.delete(name),
  });
  vi.stubGlobal("fetch", async (input: Request | string) => {
    const request = typeof input === "string" ? new Request(new URL(input, ORIGIN)) : input;
    asked.push(new URL(request.url).pathname);
    return basic(await network(request));
  });
  vi.resetModules();
  await import("../src/sw");
});

function added(name: string): Map<string, Response> {
  const store = new Map<string, Response>();
  stores.set(name, store);
  return store;
}

const keyOf = (request: Request | string) =>
  new URL(typeof request === "string" ? request : request.url, ORIGIN).pathname;

function cacheOver(store: Map<string, Response>): object {
  return {
    match: async (request: Request | string) => store.get(keyOf(request))?.clone(),
    put: async (request: Request | string, answer: Response) => void store.set(keyOf(request), answer),
    delete: async (request: Request | string) => store.delete(keyOf(request)),
    keys: async () => [...store.keys()].map((path) => new Request(ORIGIN + path)),
  };
}

/** What fetch gives for an answer of one's own origin; happy-dom leaves the type out. */
function basic(answer: Response): Response {
  if (!answer.type || answer.type === "default") Object.defineProperty(answer, "type", { value: "basic" });
  return answer;
}

/** The page asks; undefined when the worker leaves it to the browser. */
async function ask(
  path: string,
  options: { method?: string; mode?: string } = {},
): Promise<Response | undefined> {
  let answer: Promise<Response> | undefined;
  const request = new Request(ORIGIN + path, { method: options.method ?? "GET" });
  Object.defineProperty(request, "mode", { value: options.mode ?? "no-cors" });
  hears.get("fetch")?.({ request, respondWith: (given: Promise<Response>) => (answer = given) });
  return answer;
}

async function tell(data: object): Promise<void> {
  const work: Promise<unknown>[] = [];
  hears.get("message")?.({ data, waitUntil: (given: Promise<unknown>) => work.push(given) });
  await Promise.all(work);
}

const visit = (path: string) => ask(path, { mode: "navigate" });
const kept = () => [...stores.values()].flatMap((store) => [...store.keys()]).sort();
const offline = async () => {
  throw new TypeError("Failed to fetch");
};

describe("the service worker", () => {
  it("shows a plan offline as it was last seen", async () => {
    await visit("/plans/pln_1");
    network = offline;
    expect(await (await visit("/plans/pln_1"))?.text()).toBe("fresh");
    await expect(visit("/plans/pln_2")).rejects.toThrow("Failed to fetch");
  });

  it("prefers the network, with a time limit", async () => {
    vi.useFakeTimers();
    await visit("/plans/pln_1");
    network = async () => new Response("newer");
    expect(await (await visit("/plans/pln_1"))?.text()).toBe("newer");
    network = () => new Promise(() => {});
    const answer = visit("/plans/pln_1");
    await vi.advanceTimersByTimeAsync(4100);
    expect(await (await answer)?.text()).toBe("newer");
    vi.useRealTimers();
  });

  it("loads an asset from the cache when the server hangs", async () => {
    vi.useFakeTimers();
    await ask("/static/icons.svg");
    network = () => new Promise(() => {});
    const answer = ask("/static/icons.svg");
    await vi.advanceTimersByTimeAsync(4100);
    expect(await Promise.race([answer, "nothing"])).toBeInstanceOf(Response);
    vi.useRealTimers();
  });

  it("caches no other page, no partial, no other method and no other origin", async () => {
    for (const path of [
      "/",
      "/login",
      "/accounts",
      "/join/token",
      "/plans/pln_1/invitations",
      "/sync/doc_1",
    ]) {
      expect(await visit(path)).toBeUndefined();
    }
    expect(await ask("/plans/pln_1/measures")).toBeUndefined();
    expect(await ask("/plans/pln_1")).toBeUndefined();
    expect(await ask("/plans/pln_1", { method: "POST", mode: "navigate" })).toBeUndefined();
    expect(await ask("/plans/pln_1", { method: "HEAD", mode: "navigate" })).toBeUndefined();
    expect(kept()).toEqual([]);
  });

  it("serves hashed assets from the cache and fetches all others", async () => {
    await ask("/static/assets/plan-page-AbCd1234.js");
    await ask("/static/assets/plan-page-AbCd1234.js");
    await ask("/static/icons.svg");
    await ask("/static/icons.svg");
    expect(asked).toEqual(["/static/assets/plan-page-AbCd1234.js", "/static/icons.svg", "/static/icons.svg"]);
  });

  it("keeps nothing that was requested before everything was deleted", async () => {
    const page = Promise.withResolvers<Response>();
    network = () => page.promise;
    const visiting = visit("/plans/pln_1");
    const keeping = tell({
      kind: "leitstern:keep",
      page: "/plans/pln_1",
      assets: ["/static/assets/plan-page-AbCd1234.js"],
    });
    await tell({ kind: "leitstern:forget" });
    page.resolve(new Response("late"));
    await Promise.all([visiting, keeping]);
    expect(kept()).toEqual([]);
  });

  it("deletes its copy of a plan when access ended, but not on a server error", async () => {
    await visit("/plans/pln_1");
    network = async () => new Response("oops", { status: 503 });
    await visit("/plans/pln_1");
    expect(kept()).toEqual(["/plans/pln_1"]);
    network = async () => new Response("gone", { status: 404 });
    await visit("/plans/pln_1");
    expect(kept()).toEqual([]);
  });

  it("caches what the page names, but only plans and assets", async () => {
    await tell({
      kind: "leitstern:keep",
      page: "/plans/pln_1",
      assets: ["/static/assets/a-AbCd1234.js", "/accounts", "https://elsewhere.example/static/x.js"],
    });
    expect(kept()).toEqual(["/plans/pln_1", "/static/assets/a-AbCd1234.js"]);
    await tell({ kind: "leitstern:keep", page: "/login", assets: ["/static/assets/b-AbCd1234.js"] });
    expect(kept()).toHaveLength(2);
  });

  it("deletes everything at sign-out", async () => {
    await visit("/plans/pln_1");
    await ask("/static/icons.svg");
    await tell({ kind: "leitstern:forget" });
    expect(kept()).toEqual([]);
  });

  it("returns the response even if the cache is full", async () => {
    vi.stubGlobal("caches", {
      open: async () => ({
        ...cacheOver(new Map()),
        put: async () => {
          throw new DOMException("no room", "QuotaExceededError");
        },
      }),
    });
    expect(await (await visit("/plans/pln_1"))?.text()).toBe("fresh");
    expect(await (await ask("/static/assets/plan-page-a1b2c3d4.js"))?.text()).toBe("fresh");
  });
});
