/*
 * What mending leaves in this browser: a copy without what was refused, and nothing said twice by two tabs.
 */
import "fake-indexeddb/auto";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import * as Y from "yjs";
import { newId } from "../src/core/ids";
import { clearLocal } from "../src/core/offline";
import { openReplica, type Replica } from "../src/core/replica";
import { FakeLocks } from "./fakelocks";
import { FakeServer } from "./fakeserver";
import { FakeSocket } from "./fakesocket";

const DOCUMENT = "doc_m";

let open: Tab[];
let locks: FakeLocks | undefined;
let plan: Y.Doc;
let refused: number | undefined;
let serving: ReturnType<typeof setInterval>;

beforeEach(() => {
  vi.stubGlobal("WebSocket", FakeSocket);
  locks = new FakeLocks();
  vi.spyOn(navigator, "locks", "get").mockImplementation(() => locks as unknown as LockManager);
  localStorage.clear();
  FakeSocket.made = [];
  open = [];
  plan = new Y.Doc();
  refused = undefined;
  serving = setInterval(() => open.forEach(serve), 5);
});

afterEach(async () => {
  clearInterval(serving);
  for (const tab of open.splice(0)) await tab.replica.close();
  await clearLocal();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

interface Tab {
  readonly replica: Replica;
  readonly server: FakeServer;
  /** Of its note and its lock. */
  readonly id: number;
  readonly url: string;
  isOnline: boolean;
}

function tab(isOnline = true): Tab {
  const url = `/sync/${DOCUMENT}?tab=${newId("tab")}`;
  const replica = openReplica({ documentId: DOCUMENT, owner: "ptc_me", url, persistence: true });
  const server = new FakeServer(plan);
  server.judge = judge;
  const opened = { replica, server, id: replica.doc.clientID, url, isOnline };
  open.push(opened);
  return opened;
}

/** Takes this tab's newest connection, and confirms all that came by it. */
function serve({ server, url, isOnline }: Tab): void {
  const socket = FakeSocket.made.findLast((one) => one.url.endsWith(url));
  if (!isOnline || !socket) return;
  if (socket.readyState === FakeSocket.CONNECTING) server.accept(socket);
  if (server.received > 0) server.acknowledge();
}

/** What the first client of all wrote never gets into the plan. */
function judge(update: Uint8Array): string | undefined {
  const clients = Y.decodeUpdate(update).structs.map(({ id }) => id.client);
  refused ??= clients[0];
  return refused !== undefined && clients.includes(refused) ? "reference" : undefined;
}

/** A closed tab, or one that crashed: gone without a goodbye. */
function leave(gone: Tab): void {
  open = open.filter((one) => one !== gone);
  locks?.free(String(gone.id));
}

function write({ replica }: Tab, words: string): void {
  replica.transact(() => replica.doc.getText("title").insert(0, words));
}

const title = (doc: Y.Doc) => doc.getText("title").toString();

const until = (check: () => void | Promise<void>) => vi.waitFor(check, 30_000);
const saved = ({ replica }: Tab) => until(() => expect(replica.status.value).toEqual({ kind: "saved" }));
const refusedFor = ({ replica }: Tab) =>
  until(() => expect(replica.refusals.value.map(({ code }) => code)).toEqual(["reference"]));

/** Goes behind every write to the copy so far, and adds one. */
async function stored(update?: Uint8Array): Promise<void> {
  await until(async () => expect(await indexedDB.databases()).toHaveLength(1));
  const database = await new Promise<IDBDatabase>((resolve) => {
    const request = indexedDB.open(`leitstern:ptc_me:${DOCUMENT}`);
    request.onsuccess = () => resolve(request.result);
  });
  const last = database.transaction("updates", "readwrite");
  if (update) last.objectStore("updates").add(update);
  else last.objectStore("updates").count();
  await new Promise<void>((resolve) => {
    last.oncomplete = () => resolve();
  });
  database.close();
}

/** Writes without connection, and closes. */
async function leaveBehind(words: string): Promise<void> {
  const gone = tab(false);
  await stored();
  write(gone, words);
  await stored();
  leave(gone);
}

describe("after a change was refused for good", () => {
  it("the copy holds what was said anew, once", async () => {
    const before = tab();
    await before.replica.whenSynced;
    write(before, "words ");
    await saved(before);
    expect(title(plan)).toBe("words ");
    leave(before);
    const after = tab();
    await after.replica.whenLoaded;
    expect(title(after.replica.doc)).toBe("words ");
    await saved(after);
    expect(title(plan)).toBe("words ");
  });

  it("there is no copy where it cannot be exchanged, so that nothing is said twice", async () => {
    const before = tab();
    await before.replica.whenSynced;
    vi.spyOn(IDBObjectStore.prototype, "clear").mockImplementation(() => {
      throw new DOMException("no room", "QuotaExceededError");
    });
    write(before, "words ");
    await saved(before);
    write(before, "and ");
    await saved(before);
    leave(before);
    const after = tab();
    await saved(after);
    expect(title(plan)).toBe("and words ");
    expect(title(after.replica.doc)).toBe("and words ");
  });

  it("a tab waits while another has the same words, and says them anew when that is gone", async () => {
    const first = tab(false);
    await stored();
    write(first, "words ");
    await stored();
    const second = tab();
    await until(() => expect(title(second.replica.doc)).toBe("words "));
    await refusedFor(second);
    first.isOnline = true;
    await refusedFor(first);
    leave(first);
    second.replica.reconnect();
    await saved(second);
    expect(title(plan)).toBe("words ");
  });

  it("a tab waits where nobody can tell whether it is alone", async () => {
    locks = undefined;
    const alone = tab();
    await alone.replica.whenSynced;
    write(alone, "words ");
    await refusedFor(alone);
    expect(title(plan)).toBe("");
  });

  it("words of tabs that are gone are said too", async () => {
    await leaveBehind("first ");
    await leaveBehind("second ");
    const last = tab();
    await saved(last);
    expect(title(plan).split(" ").sort()).toEqual(["", "first", "second"]);
  });
});

it("a copy that has lost a part no longer holds back what is written upon it", async () => {
  const writer = new Y.Doc();
  const updates: Uint8Array[] = [];
  writer.on("update", (update) => updates.push(update));
  for (const words of ["lost ", "kept "]) writer.getText("title").insert(0, words);
  const first = tab();
  await saved(first);
  await stored(updates[1]); // Builds on what never comes.
  leave(first);

  const after = tab();
  after.server.judge = () => undefined;
  await saved(after);
  write(after, "new ");
  await saved(after);
  expect(title(plan)).toBe("new ");
  expect(plan.store.pendingStructs).toBeNull();
  expect(after.replica.doc.store.pendingStructs).toBeNull();
});

it("a tab that opens while the copy is exchanged reads it afterwards", async () => {
  const opening = vi.spyOn(indexedDB, "open");
  let leaveIt = () => {};
  void locks?.request(`leitstern:ptc_me:${DOCUMENT}:copy`, () => new Promise<void>((end) => (leaveIt = end)));
  const waiting = tab();
  await new Promise((resolve) => setTimeout(resolve));
  expect(opening).not.toHaveBeenCalled();
  leaveIt();
  await saved(waiting);
  expect(opening).toHaveBeenCalled();
});
