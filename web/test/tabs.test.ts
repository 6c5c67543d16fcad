/*
 * Tabs of one person share one local copy. What a tab that is gone left there is another's to send, and a copy that is
 * slow, or taken away, costs no word.
 */
import "fake-indexeddb/auto";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { clearLocal } from "../src/core/offline";
import { openReplica, type Replica } from "../src/core/replica";
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
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

interface Tab {
  readonly replica: Replica;
  readonly socket: FakeSocket;
}

function tab(documentId: string): Tab {
  const replica = openReplica({ documentId, owner: "ptc_me", url: `/sync/${documentId}`, persistence: true });
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

/** What closing a tab does: the page is gone without a goodbye. */
function leave({ replica }: Tab): void {
  open.splice(open.indexOf(replica), 1);
}

const write = ({ replica }: Tab, words: string) =>
  replica.transact(() => replica.doc.getText("title").insert(0, words));
const title = ({ replica }: Tab) => replica.doc.getText("title").toString();
const onServer = (server: FakeServer) => server.doc.getText("title").toString();

/** localStorage tells the other tabs of each change; this environment has one window only. */
function tellOfStorage(): void {
  for (const key of Object.keys(localStorage))
    window.dispatchEvent(new StorageEvent("storage", { key, newValue: localStorage.getItem(key) }));
}

describe("what another tab left", () => {
  it("goes out with the next connection, and is not called saved before", async () => {
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

  it("goes out by a connection that stands", async () => {
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
  it("that is slow is read and sent when it comes, and keeps what is written meanwhile", async () => {
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

  it("that another tab took away does not disturb who goes on writing", async () => {
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

/** A request whose database comes when `passed` does. */
function slow(
  opening: IDBFactory["open"],
  passed: Promise<void>,
  name: string,
  version?: number,
): IDBOpenDBRequest {
  const request = { error: null } as unknown as IDBOpenDBRequest;
  void passed.then(() => {
    const real = opening(name, version);
    for (const event of ["success", "error", "upgradeneeded", "blocked"] as const)
      real.addEventListener(event, (happened) => request[`on${event}`]?.(happened as never));
  });
  return request;
}
