import "fake-indexeddb/auto";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import * as Y from "yjs";
import { clearAcknowledged, clearLocal } from "../../../src/core/local/copy-deletion";
import type { UnsentCopy } from "../../../src/core/local/copy-notes";
import { openLocalStore } from "../../../src/core/local/offline-copy";
import { hasPendingChanges } from "../../../src/core/local/pending";
import { offeredCopies } from "../../../src/core/local/set-aside";
import { carry, lackingIn } from "../../../src/core/recovery/unsent-words";
import { openReplica, type Replica } from "../../../src/core/replica";
import { ROOTS } from "../../../src/generated/plan";
import { FakeServer } from "../../fakes/server";
import { PATIENCE_MS, settle } from "../../fakes/settle";
import { FakeSocket } from "../../fakes/socket";

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

const ownerOf = (participant: string) => ({ participant, name: participant, cameBy: "inv_a" });

function page(documentId: string, participant = "ptc_me"): Replica {
  const owner = ownerOf(participant);
  const replica = openReplica({ documentId, kind: "shared", owner, url: `/sync/${documentId}` });
  open.push(replica);
  return replica;
}

/** Simulates a reload: the page disappears without cleanup, another one opens. */
function leave(replica: Replica): void {
  open.splice(open.indexOf(replica), 1);
}

const write = (replica: Replica, words: string) =>
  replica.transact(() => replica.doc.getText("title").insert(0, words));
const title = ({ doc }: Pick<Replica, "doc">) => doc.getText("title").toString();

const lastWords = () => Object.keys(localStorage).filter((key) => key.includes(":unload:"));

/** Simulates a page that ended before its transactions ran. */
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

/** A page that opens after one that wrote this journal and stored nothing in its copy. */
async function openedAfter(noted: Notes, documentId: string): Promise<Replica> {
  await forgetCopy(`leitstern:ptc_me:${documentId}`);
  for (const [key, value] of noted) localStorage.setItem(key, value);
  const after = page(documentId);
  await after.whenLoaded;
  expect(title(after)).toBe("last ");
  expect(after.isWaiting.value).toBe(true);
  return after;
}

describe("without connection", () => {
  it("keeps all edits over a reload as unsent, and merges them after a reconnect", async () => {
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
    expect(after.isWaiting.value).toBe(true);
    const server = new FakeServer();
    server.doc.getText("title").insert(0, "server");
    server.accept(FakeSocket.last);
    await settle();
    expect(after.status.value).toEqual({ kind: "saving" });
    expect([...title(after)].sort()).toEqual([..."offline server"].sort());
    expect(server.doc.getText("title").toString()).toBe(title(after));
    server.acknowledge();
    expect(after.status.value).toEqual({ kind: "saved" });
    await settle();
    leave(after);
    const last = page("doc_a");
    await last.whenLoaded;
    expect(last.isWaiting.value).toBe(false);
  });

  it("keeps edits made just before unload that are not in the copy yet", async () => {
    const before = page("doc_last");
    await settle();
    FakeSocket.last.end(1006);
    write(before, "last ");
    window.dispatchEvent(new Event("pagehide"));
    const noted = Object.entries({ ...localStorage });
    expect(lastWords()).toHaveLength(1);
    await settle();
    leave(before);

    const after = await openedAfter(noted, "doc_last");
    await settle();
    expect(lastWords()).toEqual([]);
    leave(after);
    const again = page("doc_last");
    await again.whenLoaded;
    expect(title(again)).toBe("last ");
  });

  it("writes no journal if everything is stored when the page is hidden", async () => {
    const shown = page("doc_hidden");
    await settle();
    write(shown, "stored ");
    await settle();
    document.dispatchEvent(new Event("visibilitychange"));
    expect(lastWords()).toEqual([]);
  });

  it("writes no journal for a deleted copy", async () => {
    const signedOut = page("doc_gone");
    await settle();
    await clearLocal();
    write(signedOut, "late ");
    expect(hasPendingChanges()).toBe(true);
    window.dispatchEvent(new Event("pagehide"));
    expect(lastWords()).toEqual([]);
    expect(hasPendingChanges()).toBe(false);
  });

  it("keeps the unsent edits of several reloads", async () => {
    for (let reload = 0; reload < 3; reload += 1) {
      const replica = page("doc_b");
      await settle();
      await vi.waitFor(() => expect(replica.isWaiting.value).toBe(reload > 0), PATIENCE_MS);
      write(replica, "x");
      await settle();
      leave(replica);
    }
    const last = page("doc_b");
    await last.whenLoaded;
    await vi.waitFor(() => expect(last.isWaiting.value).toBe(true), PATIENCE_MS);
    expect(title(last)).toBe("xxx");
    const server = new FakeServer();
    server.accept(FakeSocket.last);
    await last.whenSynced;
    server.acknowledge();
    expect(title(server)).toBe("xxx");
    expect(hasPendingChanges()).toBe(false);
  });

  it("does not sync before the local copy is loaded", async () => {
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

describe("a copy that is no longer open", () => {
  it("is set aside and offered when the document was restored to an older state", async () => {
    const before = page("doc_g");
    const server = new FakeServer();
    server.accept(FakeSocket.last);
    await before.whenSynced;
    write(before, "saved ");
    await settle();
    server.acknowledge();
    FakeSocket.last.end(1006);
    before.transact(() => before.doc.getText("purpose").insert(0, "unsent"));
    await settle();
    leave(before);
    await before.close();
    const after = page("doc_g");
    await after.whenLoaded;
    await settle();
    const restored = new FakeServer();
    restored.epoch = 2;
    restored.doc.getText("title").insert(0, "older");
    restored.accept(FakeSocket.last);
    await vi.waitFor(() => expect(FakeSocket.last.readyState).toBe(FakeSocket.CONNECTING), PATIENCE_MS);
    restored.accept(FakeSocket.last);
    await vi.waitFor(() => {
      restored.acknowledge();
      expect(after.status.value).toEqual({ kind: "saved" });
    }, PATIENCE_MS);
    expect(after.restorations.value).toBe(1);
    for (const doc of [after.doc, restored.doc])
      expect([title({ doc }), doc.getText("purpose").toString()]).toEqual(["older", ""]);

    const [left] = offeredCopies("doc_g", "ptc_me", "inv_a");
    const lacking = (await lackingIn(left as UnsentCopy, after.doc)) as UnsentCopy;
    await carry(lacking, after, ROOTS.shared);
    expect([...title(after)].sort()).toEqual([...("older" + "saved ")].sort());
    expect(after.doc.getText("purpose").toString()).toBe("unsent");
    expect(offeredCopies("doc_g", "ptc_me", "inv_a")).toEqual([]);
    await settle();
    leave(after);
    await after.close();
    const again = page("doc_g");
    await again.whenLoaded;
    expect(again.doc.getText("purpose").toString()).toBe("unsent");
  });

  it("is kept for the same invitation when the server signs the person out", async () => {
    const server = new FakeServer();
    server.doc.getText("title").insert(0, "theirs ");
    const before = page("doc_r");
    server.accept(FakeSocket.last);
    await before.whenSynced;
    write(before, "mine ");
    await settle();
    server.acknowledge();
    FakeSocket.last.end(4401);
    await settle();
    leave(before);
    await before.close();

    expect(offeredCopies("doc_r", "ptc_other", "inv_b")).toEqual([]);
    const other = page("doc_r", "ptc_other");
    const restored = new FakeServer();
    restored.accept(FakeSocket.last);
    await other.whenSynced;
    expect(title(other)).toBe("");
    const [left] = offeredCopies("doc_r", "ptc_other", "inv_a");
    const lacking = (await lackingIn(left as UnsentCopy, other.doc)) as UnsentCopy;
    await carry(lacking, other, ROOTS.shared);
    await vi.waitFor(() => expect(title({ doc: restored.doc })).toBe("mine "), PATIENCE_MS);
  });

  it("is not offered if the server has everything", async () => {
    const server = new FakeServer();
    const before = page("doc_s");
    server.accept(FakeSocket.last);
    await before.whenSynced;
    write(before, "saved ");
    await settle();
    server.acknowledge();
    FakeSocket.last.end(4401);
    await settle();
    leave(before);
    await before.close();
    const [left] = offeredCopies("doc_s", "ptc_other", "inv_a");
    expect(await lackingIn(left as UnsentCopy, server.doc)).toBeUndefined();
  });

  it("is deleted when access to the plan ends, unless it has unsaved changes", async () => {
    for (const [documentId, words] of [
      ["doc_h", ""],
      ["doc_i", "unsaved"],
    ] as const) {
      const server = new FakeServer();
      server.doc.getText("title").insert(0, "secret ");
      const before = page(documentId);
      const socket = FakeSocket.last; // Pages that were left go on opening others.
      server.accept(socket);
      await before.whenSynced;
      server.acknowledge();
      if (words) write(before, words);
      await settle();
      socket.end(4403);
      await settle();
      leave(before);
      const after = page(documentId);
      await settle();
      expect(title(after)).toBe(words ? "unsavedsecret " : "");
    }
  });
});

describe("without storage", () => {
  it("a plan can be opened, edited and closed", async () => {
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

describe("in one browser", () => {
  it("two participants never share a copy", async () => {
    const mine = page("doc_d", "ptc_me");
    await settle();
    write(mine, "mine");
    await settle();
    leave(mine);
    await mine.close();
    const theirs = page("doc_d", "ptc_other");
    await settle();
    expect([title(theirs), theirs.isWaiting.value]).toEqual(["", false]);
  });

  it("sign-out deletes all local data", async () => {
    const doc = new Y.Doc();
    const store = openLocalStore("doc_e", ownerOf("ptc_me"), doc);
    await store.whenLoaded;
    doc.getText("title").insert(0, "secret");
    store.keepPending(new Map([[doc.clientID, 0]]));
    await settle();
    await store.close();
    await clearLocal();
    expect(Object.keys(localStorage).filter((key) => key.startsWith("leitstern:"))).toEqual([]);
    const again = new Y.Doc();
    const empty = openLocalStore("doc_e", ownerOf("ptc_me"), again);
    await empty.whenLoaded;
    expect([again.getText("title").toString(), (await empty.takeOver()).size]).toEqual(["", 0]);
    await empty.close();
  });

  it("only unsent edits are kept after access ended", async () => {
    const [saved, unsent] = [page("doc_saved"), page("doc_unsent")];
    await settle();
    const server = new FakeServer();
    server.accept(FakeSocket.made.at(-2) as FakeSocket);
    await saved.whenSynced;
    write(saved, "the server has this");
    await vi.waitFor(() => expect(title(server)).not.toBe(""), PATIENCE_MS);
    server.acknowledge();
    write(unsent, "the server lacks this");
    await settle();
    for (const replica of [saved, unsent]) {
      leave(replica);
      await replica.close();
    }
    expect(await clearAcknowledged()).toBe(true);
    const [again, kept] = [page("doc_saved"), page("doc_unsent")];
    await kept.whenLoaded;
    await settle();
    expect([title(again), title(kept)]).toEqual(["", "the server lacks this"]);
  });

  it("a store that never opens does not prevent the plan from opening", async () => {
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
