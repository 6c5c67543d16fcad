/*
 * Tabs of one person share one local copy. Another tab sends the unsaved changes of a closed tab, and a slow or deleted
 * copy loses no edits.
 */
import "fake-indexeddb/auto";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { clearLocal } from "../../../src/core/local/copy-deletion";
import { openReplica, type Replica } from "../../../src/core/replica";
import { FakeServer } from "../../fakes/server";
import { PATIENCE_MS, settle } from "../../fakes/settle";
import { FakeSocket } from "../../fakes/socket";

const OWNER = { participant: "ptc_me", name: "Me", cameBy: "inv_a" };
const open: Replica[] = [];

beforeEach(() => {
  vi.stubGlobal("WebSocket", FakeSocket);
  localStorage.clear();
});

afterEach(async () => {
  for (const replica of open.splice(0)) await replica.close();
  await clearLocal();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

interface Tab {
  readonly replica: Replica;
  readonly socket: FakeSocket;
}

function tab(documentId: string): Tab {
  const replica = openReplica({ documentId, kind: "shared", owner: OWNER, url: `/sync/${documentId}` });
  open.push(replica);
  return { replica, socket: FakeSocket.last };
}

async function connected(documentId: string, server: FakeServer): Promise<Tab> {
  const opened = tab(documentId);
  server.accept(opened.socket);
  await opened.replica.whenSynced;
  server.acknowledge();
  expect(opened.replica.status.value).toEqual({ kind: "saved" });
  return opened;
}

/** Simulates closing a tab: the page disappears without cleanup. */
function leave({ replica }: Tab): void {
  open.splice(open.indexOf(replica), 1);
}

const write = ({ replica }: Tab, words: string) =>
  replica.transact(() => replica.doc.getText("title").insert(0, words));
const title = ({ replica }: Tab) => replica.doc.getText("title").toString();
const onServer = (server: FakeServer) => server.doc.getText("title").toString();

/** Dispatches the storage event that other tabs would receive; this environment has only one window. */
function tellOfStorage(): void {
  for (const key of Object.keys(localStorage))
    window.dispatchEvent(new StorageEvent("storage", { key, newValue: localStorage.getItem(key) }));
}

describe("unsaved changes of a closed tab", () => {
  it("are sent with the next connection, and are not shown as saved before", async () => {
    const server = new FakeServer();
    const first = await connected("doc_a", server);
    first.socket.end(1006);
    const second = tab("doc_a");
    await settle();
    write(second, "from the other tab");
    await settle();
    leave(second);

    await vi.waitFor(() => expect(FakeSocket.last).not.toBe(second.socket), PATIENCE_MS);
    server.accept(FakeSocket.last);
    await settle();
    expect(onServer(server)).toBe("from the other tab");
    expect(title(first)).toBe("from the other tab");
    expect(first.replica.status.value.kind).toBe("saving");
    server.acknowledge();
    expect(first.replica.status.value).toEqual({ kind: "saved" });
  });

  it("are sent on an open connection", async () => {
    const server = new FakeServer();
    const first = await connected("doc_b", server);
    const second = tab("doc_b");
    await settle();
    write(second, "said in the last moment");
    await settle();
    leave(second);
    tellOfStorage();
    await vi.waitFor(() => expect(onServer(server)).toBe("said in the last moment"), PATIENCE_MS);
    server.acknowledge();
    expect(first.replica.status.value).toEqual({ kind: "saved" });
  });
});

describe("a local copy", () => {
  it("that loads slowly is sent when it is loaded, and keeps edits made meanwhile", async () => {
    const before = tab("doc_c");
    await settle();
    write(before, "kept ");
    await settle();
    leave(before);

    const opening = indexedDB.open.bind(indexedDB);
    let letThrough = () => {};
    const passed = new Promise<void>((resolve) => {
      letThrough = resolve;
    });
    vi.spyOn(indexedDB, "open").mockImplementation((name, version) => slow(opening, passed, name, version));
    const server = new FakeServer();
    const after = tab("doc_c");
    server.accept(after.socket);
    await vi.waitFor(() => expect(server.received).toBeGreaterThan(0), PATIENCE_MS);
    write(after, "meanwhile ");
    letThrough();
    await vi.waitFor(
      () => expect([...onServer(server)].sort()).toEqual([..."kept meanwhile "].sort()),
      PATIENCE_MS,
    );
    server.acknowledge();
    expect(after.replica.status.value).toEqual({ kind: "saved" });
    after.socket.end(1006);
    write(after, "offline ");
    await settle();
    leave(after);
    vi.restoreAllMocks();
    const last = tab("doc_c");
    await last.replica.whenLoaded;
    expect(title(last)).toContain("offline");
    expect(title(last)).toContain("kept");
  });

  it("that another tab deleted does not disturb further edits", async () => {
    const server = new FakeServer();
    const first = await connected("doc_d", server);
    const second = tab("doc_d");
    await settle();
    await second.replica.discardLocal();
    leave(second);
    await settle();
    expect(() => write(first, "on and on")).not.toThrow();
    await settle();
    expect(onServer(server)).toBe("on and on");
  });
});

/** A request whose database opens when `passed` resolves. */
function slow(
  opening: IDBFactory["open"],
  passed: Promise<void>,
  name: string,
  version?: number,
): IDBOpenDBRequest {
  const request = { error: null } as unknown as IDBOpenDBRequest;
  void passed.then(() => {
    const real = opening(name, version);
    Object.defineProperty(request, "result", { get: () => real.result });
    for (const event of ["success", "error", "upgradeneeded", "blocked"] as const)
      real.addEventListener(event, (happened) => request[`on${event}`]?.(happened as never));
  });
  return request;
}
