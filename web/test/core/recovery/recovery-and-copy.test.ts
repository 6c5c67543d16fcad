/*
 * What recovery leaves in this browser: a copy without what was refused, no word of any tab lost, and none carried twice.
 */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import * as Y from "yjs";
import { clearLocal } from "../../../src/core/local/copy-deletion";
import { hasPendingChanges } from "../../../src/core/local/pending";
import { newId } from "../../../src/core/records/ids";
import { openReplica, type Replica } from "../../../src/core/replica";
import { healStorage, storageFaults } from "../../fakes/faulty-storage";
import { FakeLocks } from "../../fakes/locks";
import { FakeServer } from "../../fakes/server";
import { FakeSocket } from "../../fakes/socket";

const DOCUMENT = "doc_m";
const OWNER = { participant: "ptc_me", name: "Me", cameBy: "inv_a" };

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
  /** The name of its journal and its lock. */
  readonly id: number;
  readonly url: string;
  isOnline: boolean;
}

function tab(isOnline = true): Tab {
  const url = `/sync/${DOCUMENT}?tab=${newId("tab")}`;
  const replica = openReplica({ documentId: DOCUMENT, kind: "shared", owner: OWNER, url });
  const server = new FakeServer(plan);
  server.judge = judge;
  const opened = { replica, server, id: replica.doc.clientID, url, isOnline };
  open.push(opened);
  return opened;
}

/** Accepts this tab's newest connection, and acknowledges all its messages. */
function serve({ server, url, isOnline }: Tab): void {
  const socket = FakeSocket.made.findLast((one) => one.url.endsWith(url));
  if (!isOnline || !socket) return;
  if (socket.readyState === FakeSocket.CONNECTING) server.accept(socket);
  if (server.received > 0) server.acknowledge();
}

/** The server never accepts the updates of the very first client. */
function judge(update: Uint8Array): string | undefined {
  const clients = Y.decodeUpdate(update).structs.map(({ id }) => id.client);
  refused ??= clients[0];
  return refused !== undefined && clients.includes(refused) ? "reference" : undefined;
}

/** Simulates a closed or crashed tab: it disappears without cleanup. */
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
/** Waits for every write to the copy so far, and adds one. */
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

/** Writes offline, and closes. */
async function leaveBehind(words: string): Promise<void> {
  const gone = tab(false);
  await stored();
  write(gone, words);
  await stored();
  leave(gone);
}

describe("after a permanently refused change", () => {
  it("the copy contains the rebased edits once", async () => {
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

  it("a page closed before the new copy was written finds its edits in the old one", async () => {
    const before = tab();
    await before.replica.whenSynced;
    await stored();
    storageFaults.write = "QuotaExceededError";
    write(before, "words ");
    await until(() => expect(storageFaults.count).toBeGreaterThan(0));
    healStorage();
    await saved(before);
    leave(before);
    const after = tab();
    await saved(after);
    expect(title(plan)).toBe("words ");
    expect(title(after.replica.doc)).toBe("words ");
  });

  it("two tabs carry over their own edits, none twice", async () => {
    const first = tab(false);
    await stored();
    write(first, "first ");
    await stored();
    refused = first.id;
    const second = tab(false);
    await until(() => expect(title(second.replica.doc)).toBe("first "));
    write(second, "second ");
    second.isOnline = true;
    await saved(second);
    expect(title(plan)).toBe("second ");
    first.isOnline = true;
    await saved(first);
    expect(title(plan).split(" ").sort()).toEqual(["", "first", "second"]);
    expect(title(first.replica.doc)).toBe(title(plan));
  });

  it("edits of a tab that closed during recovery are carried over by the next page", async () => {
    const first = tab(false);
    await stored();
    write(first, "first ");
    await stored();
    refused = first.id;
    const second = tab(false);
    await until(() => expect(title(second.replica.doc)).toBe("first "));
    write(second, "second ");
    second.isOnline = true;
    await saved(second);
    leave(first);
    leave(second);
    const last = tab();
    await until(() => expect(title(plan).split(" ").sort()).toEqual(["", "first", "second"]));
    await saved(last);
    expect(hasPendingChanges()).toBe(false);
  });

  it("a tab that cannot detect other tabs carries over only its own edits", async () => {
    locks = undefined;
    const alone = tab();
    await alone.replica.whenSynced;
    write(alone, "words ");
    await saved(alone);
    expect(title(plan)).toBe("words ");
  });

  it("changes of closed tabs are included", async () => {
    await leaveBehind("first ");
    await leaveBehind("second ");
    const last = tab();
    await saved(last);
    expect(title(plan).split(" ").sort()).toEqual(["", "first", "second"]);
  });
});

it("a copy with a missing update does not block later edits", async () => {
  const writer = new Y.Doc();
  const updates: Uint8Array[] = [];
  writer.on("update", (update) => updates.push(update));
  for (const words of ["lost ", "kept "]) writer.getText("title").insert(0, words);
  const first = tab();
  await saved(first);
  await stored(updates[1]); // Depends on a missing update.
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
