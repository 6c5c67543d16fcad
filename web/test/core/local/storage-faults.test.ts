/*
 * Whatever storage does, people go on: what they write is shown, sent and received, "Saved" is said only of what the server
 * has, and a copy is kept again as soon as the browser takes one.
 */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { clearLocal } from "../../../src/core/local/copy-deletion";
import { openReplica, type Replica } from "../../../src/core/replica";
import { type Fault, healStorage, storageFaults } from "../../fakes/faulty-storage";
import { FakeServer } from "../../fakes/server";
import { PATIENCE_MS, settle } from "../../fakes/settle";
import { FakeSocket } from "../../fakes/socket";

const FAULTS: readonly (readonly [Fault, string])[] = [
  ["transaction", "InvalidStateError"],
  ["transaction", "UnknownError"],
  ["write", "QuotaExceededError"],
  ["open", "UnknownError"],
  ["getter", "SecurityError"],
];

let open: Replica[] = [];
let server: FakeServer;

beforeEach(() => {
  vi.stubGlobal("WebSocket", FakeSocket);
  localStorage.clear();
  server = new FakeServer();
});

afterEach(async () => {
  healStorage();
  for (const replica of open.splice(0)) await replica.close();
  await clearLocal();
  vi.unstubAllGlobals();
});

function page(documentId: string): Replica {
  const owner = { participant: "ptc_me", name: "Me", cameBy: "inv_a" };
  const replica = openReplica({ documentId, kind: "shared", owner, url: `/sync/${documentId}` });
  open.push(replica);
  return replica;
}

async function connect(replica: Replica): Promise<void> {
  server.accept(FakeSocket.last);
  await replica.whenSynced;
  server.acknowledge();
}

/** What a reload does: the page is gone without a goodbye. */
function leave(replica: Replica): void {
  open = open.filter((one) => one !== replica);
}

const write = (replica: Replica, words: string) =>
  replica.transact(() => replica.doc.getText("title").insert(replica.doc.getText("title").length, words));
const title = ({ doc }: Pick<Replica, "doc">) => doc.getText("title").toString();
const until = (check: () => void) => vi.waitFor(check, PATIENCE_MS);

describe.each(FAULTS)("%s fails with %s", (where, name) => {
  it('during work: editing, sending and receiving continue, and "saved" is true', async () => {
    const replica = page(`doc_${where}_${name}`);
    await connect(replica);
    storageFaults[where] = name;
    for (const words of ["one ", "two ", "three "]) write(replica, words);
    expect(replica.status.value).toEqual({ kind: "saving" });
    await until(() => expect(title(server)).toBe("one two three "));
    server.acknowledge();
    expect(replica.status.value).toEqual({ kind: "saved" });
    server.write("theirs ");
    expect(title(replica)).toBe("theirs one two three ");
    write(replica, "four");
    expect(replica.status.value).toEqual({ kind: "saving" });
    await until(() => expect(title(server)).toBe("theirs one two three four"));
  });

  it("from the start: the plan opens and can be edited", async () => {
    storageFaults[where] = name;
    const replica = page(`doc_start_${where}_${name}`);
    await connect(replica);
    write(replica, "words");
    await until(() => expect(title(server)).toBe("words"));
    server.acknowledge();
    expect(replica.status.value).toEqual({ kind: "saved" });
  });
});

it.each(FAULTS.filter(([where]) => where === "transaction" || where === "write"))(
  "a copy is kept again once %s does not fail any more (%s)",
  async (where, name) => {
    const documentId = `doc_heals_${where}_${name}`;
    const replica = page(documentId);
    await settle();
    storageFaults[where] = name;
    write(replica, "kept in the end");
    await until(() => expect(replica.isKept.value).toBe(false));
    expect(storageFaults.count).toBeGreaterThan(1);
    healStorage();
    await until(() => expect(replica.isKept.value).toBe(true));
    leave(replica);
    const after = page(documentId);
    await after.whenLoaded;
    expect(title(after)).toBe("kept in the end");
    await until(() => expect(after.isWaiting.value).toBe(true));
  },
);

it("edits that no copy stored survive a page close in the journal, if it fits", async () => {
  storageFaults.open = "UnknownError";
  const replica = page("doc_note");
  await settle();
  write(replica, "only a note");
  await settle();
  window.dispatchEvent(new Event("pagehide"));
  leave(replica);
  const after = page("doc_note");
  await after.whenLoaded;
  await until(() => expect(title(after)).toBe("only a note"));
  await until(() => expect(after.isWaiting.value).toBe(true));
});
