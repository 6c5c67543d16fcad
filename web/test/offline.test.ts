import "fake-indexeddb/auto";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import * as Y from "yjs";
import { clearLocal, openLocalStore } from "../src/core/offline";
import { openReplica, type Replica } from "../src/core/replica";
import { isAnythingWaiting } from "../src/core/waiting";
import { FakeServer } from "./fakeserver";
import { FakeSocket } from "./fakesocket";
import { PATIENCE_MS, settle } from "./settle";

const open: Replica[] = [];

beforeEach(() => {
  vi.stubGlobal("WebSocket", FakeSocket);
  localStorage.clear();
});

afterEach(async () => {
  for (const replica of open.splice(0)) await replica.close();
  await clearLocal();
  vi.unstubAllGlobals();
});

function page(documentId: string, owner = "ptc_me"): Replica {
  const replica = openReplica({ documentId, owner, url: `/sync/${documentId}`, persistence: true });
  open.push(replica);
  return replica;
}

/** What a reload does: the page is gone without a goodbye, another opens. */
function leave(replica: Replica): void {
  open.splice(open.indexOf(replica), 1);
}

const write = (replica: Replica, words: string) =>
  replica.transact(() => replica.doc.getText("title").insert(0, words));
const title = (replica: Replica) => replica.doc.getText("title").toString();

const lastWords = () => Object.keys(localStorage).filter((key) => key.includes(":last:"));

/** As if the page had been gone before its transactions were. */
async function forgetCopy(name: string): Promise<void> {
  const database = await new Promise<IDBDatabase>((resolve) => {
    const request = indexedDB.open(name);
    request.onsuccess = () => resolve(request.result);
  });
  const transaction = database.transaction("updates", "readwrite");
  transaction.objectStore("updates").clear();
  await new Promise<void>((resolve) => {
    transaction.oncomplete = () => resolve();
  });
  database.close();
}

type Notes = readonly (readonly [string, string])[];

/** The page that opens after one that had noted this when it was gone, with nothing in its copy. */
async function openedAfter(noted: Notes, documentId: string): Promise<Replica> {
  await forgetCopy(`leitstern:ptc_me:${documentId}`);
  for (const [key, value] of noted) localStorage.setItem(key, value);
  const after = page(documentId);
  await after.whenLoaded;
  expect(title(after)).toBe("last ");
  expect(after.waiting.value).toBe(1);
  return after;
}

describe("without connection", () => {
  it("keeps every word and the number of changes over a reload, and merges on return", async () => {
    const before = page("doc_a");
    await settle();
    FakeSocket.last.end(1006);
    write(before, "offline ");
    before.transact(() => before.doc.getMap("plan").set("currency", "CHF"));
    await settle();
    leave(before);

    const after = page("doc_a");
    await after.whenLoaded;
    expect(title(after)).toBe("offline ");
    expect(after.waiting.value).toBe(2);
    const server = new FakeServer();
    server.doc.getText("title").insert(0, "server");
    server.accept(FakeSocket.last);
    await settle();
    expect(after.status.value).toEqual({ kind: "saving", waiting: 2 });
    expect([...title(after)].sort()).toEqual([..."offline server"].sort());
    expect(server.doc.getText("title").toString()).toBe(title(after));
    server.acknowledge();
    expect(after.status.value).toEqual({ kind: "saved" });
    await settle();
    leave(after);
    const last = page("doc_a");
    await last.whenLoaded;
    expect(last.waiting.value).toBe(0);
  });

  it("keeps the words with which a page was left before its copy had them", async () => {
    const before = page("doc_last");
    await settle();
    FakeSocket.last.end(1006);
    write(before, "last ");
    window.dispatchEvent(new Event("pagehide"));
    const noted = Object.entries({ ...localStorage });
    expect(lastWords()).toHaveLength(1);
    await settle();
    expect(lastWords()).toEqual([]);
    leave(before);

    const after = await openedAfter(noted, "doc_last");
    await settle();
    expect(lastWords()).toEqual([]);
    leave(after);
    const again = page("doc_last");
    await again.whenLoaded;
    expect(title(again)).toBe("last ");
  });

  it("keeps a word that was written the moment before the page was killed", async () => {
    const before = page("doc_killed");
    await settle();
    write(before, "last ");
    const noted = Object.entries({ ...localStorage }); // Nothing else got its turn.
    leave(before);
    await vi.waitFor(() => expect(lastWords()).toEqual([]), PATIENCE_MS);
    await openedAfter(noted, "doc_killed");
  });

  it("notes nothing any more for a copy that was taken away", async () => {
    const signedOut = page("doc_gone");
    await settle();
    await clearLocal();
    write(signedOut, "late ");
    expect(isAnythingWaiting()).toBe(true);
    window.dispatchEvent(new Event("pagehide"));
    expect(lastWords()).toEqual([]);
    expect(isAnythingWaiting()).toBe(false);
  });

  it("adds up what several reloads left", async () => {
    for (let reload = 0; reload < 3; reload += 1) {
      const replica = page("doc_b");
      await settle();
      await vi.waitFor(() => expect(replica.waiting.value).toBe(reload), PATIENCE_MS);
      write(replica, "x");
      await settle();
      leave(replica);
    }
    const last = page("doc_b");
    await last.whenLoaded;
    expect([last.waiting.value, title(last)]).toEqual([3, "xxx"]);
  });

  it("does not ask or answer before the local copy was read", async () => {
    const before = page("doc_c");
    await settle();
    write(before, "kept");
    await settle();
    leave(before);
    const after = page("doc_c");
    const server = new FakeServer();
    server.accept(FakeSocket.last);
    expect(server.received).toBe(0);
    await after.whenSynced;
    expect(server.doc.getText("title").toString()).toBe("kept");
  });
});

describe("a copy that is not to be kept", () => {
  it("is dropped, and never merged, when the document was put back to an older state", async () => {
    const before = page("doc_g");
    const server = new FakeServer();
    server.accept(FakeSocket.last);
    await before.whenSynced;
    write(before, "void");
    await settle();
    leave(before);
    const after = page("doc_g");
    await after.whenLoaded;
    const restored = new FakeServer();
    restored.epoch = 2;
    restored.accept(FakeSocket.last);
    await settle();
    expect(after.status.value).toMatchObject({ kind: "stopped", code: 4427 });
    expect(restored.doc.getText("title").toString()).toBe("");
    leave(after);
    const fresh = page("doc_g");
    await settle();
    restored.accept(FakeSocket.last);
    await fresh.whenSynced;
    restored.acknowledge();
    expect([title(fresh), fresh.status.value]).toEqual(["", { kind: "saved" }]);
  });

  it("is dropped when one may not see the plan any more, unless words wait in it", async () => {
    for (const [documentId, words] of [
      ["doc_h", ""],
      ["doc_i", "unsaved"],
    ] as const) {
      const server = new FakeServer();
      server.doc.getText("title").insert(0, "secret ");
      const before = page(documentId);
      server.accept(FakeSocket.last);
      await before.whenSynced;
      server.acknowledge();
      if (words) write(before, words);
      await settle();
      FakeSocket.last.end(4403);
      await settle();
      leave(before);
      const after = page(documentId);
      await settle();
      expect(title(after)).toBe(words ? "unsavedsecret " : "");
    }
  });
});

describe("where storage is forbidden", () => {
  it("a plan opens, is written and is let go of all the same", async () => {
    const forbidden = () => {
      throw new DOMException("forbidden", "SecurityError");
    };
    vi.stubGlobal("localStorage", new Proxy({}, { get: forbidden, ownKeys: forbidden }));
    const replica = page("doc_forbidden");
    const server = new FakeServer();
    server.accept(FakeSocket.last);
    await replica.whenSynced;
    write(replica, "works");
    await vi.waitFor(() => expect(server.doc.getText("title").toString()).toBe("works"), 20_000);
    window.dispatchEvent(new Event("pagehide"));
    await replica.discardLocal();
    await clearLocal();
  });
});

describe("at one browser", () => {
  it("two participants never share a copy", async () => {
    const mine = page("doc_d", "ptc_me");
    await settle();
    write(mine, "mine");
    await settle();
    leave(mine);
    const theirs = page("doc_d", "ptc_other");
    await settle();
    expect([title(theirs), theirs.waiting.value]).toEqual(["", 0]);
  });

  it("nothing is left after sign-out", async () => {
    const doc = new Y.Doc();
    const store = openLocalStore("doc_e", "ptc_me", doc);
    await store.whenLoaded;
    doc.getText("title").insert(0, "secret");
    store.keepWaiting(1);
    await settle();
    await store.close();
    await clearLocal();
    expect(Object.keys(localStorage).filter((key) => key.startsWith("leitstern:"))).toEqual([]);
    const again = new Y.Doc();
    const empty = openLocalStore("doc_e", "ptc_me", again);
    await empty.whenLoaded;
    expect([again.getText("title").toString(), empty.leftBehind]).toEqual(["", 0]);
    await empty.close();
  });

  it("a store that never opens does not keep the plan closed", async () => {
    vi.spyOn(indexedDB, "open").mockReturnValue({} as IDBOpenDBRequest);
    vi.useFakeTimers();
    const replica = page("doc_f");
    const server = new FakeServer();
    server.accept(FakeSocket.last);
    await vi.advanceTimersByTimeAsync(3100);
    await replica.whenSynced;
    write(replica, "works");
    await vi.advanceTimersByTimeAsync(100);
    expect(server.doc.getText("title").toString()).toBe("works");
    leave(replica);
    vi.useRealTimers();
    vi.restoreAllMocks();
  });
});
