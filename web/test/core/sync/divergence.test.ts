import { beforeEach, describe, expect, it } from "vitest";
import * as Y from "yjs";
import { openReplica, type Replica } from "../../../src/core/replica";
import { contentHash } from "../../../src/core/sync/content-hash";
import * as wire from "../../../src/core/sync/wire";
import { ROOTS } from "../../../src/generated/plan";
import { FakeServer } from "../../fakes/server";
import { FakeSocket } from "../../fakes/socket";
import { onFakeTime, tick } from "../../fakes/time";

let server: FakeServer;
let replica: Replica;

onFakeTime(() => replica);

beforeEach(async () => {
  server = new FakeServer();
  server.doc.getText("title").insert(0, "Größe 😀");
  server.doc.getMap("goals").set("gol_1", new Y.Map([["n", 0.1]]));
  replica = openReplica({ documentId: "doc_a", url: "/sync/doc_a", kind: "shared" });
  for (const doc of [server.doc, replica.doc]) {
    doc.getText("title");
    doc.getMap("goals");
  }
  await tick();
  server.accept(FakeSocket.last);
  await tick();
  server.acknowledge();
  await tick();
});

/** Time passes, and the server says something now and then, as it does. */
async function rest(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 20_000) {
    server.say(wire.awareness(Uint8Array.of(0)));
    await tick(20_000);
  }
}

async function write(words: string): Promise<void> {
  replica.transact(() => replica.doc.getText("title").insert(0, words));
  await tick(25);
  server.acknowledge();
  await tick();
}

/** Takes the connection on which the whole document is asked for. */
async function rebuild(): Promise<void> {
  replica.reconnect(); // Nobody took the connection while time passed.
  server.accept(FakeSocket.last);
  await tick();
  server.acknowledge();
  await tick();
}

const title = (doc: Y.Doc) => doc.getText("title").toString();

describe("a browser with everything saved", () => {
  it("sends its hash after a change and gets no answer if the server agrees (HASH-1)", async () => {
    await rest(200_000);
    expect(server.hashes).toEqual([true]);
    await write("x");
    await rest(200_000);
    expect(server.hashes).toEqual([true, true]);
    expect(replica.status.value).toEqual({ kind: "saved" });
  });

  it("sends no hash while changes are unsent", async () => {
    await rest(200_000);
    replica.transact(() => replica.doc.getText("title").insert(0, "waits"));
    await rest(200_000);
    expect(server.hashes).toHaveLength(1);
  });

  it("gets content that it lost, and continues (HASH-2)", async () => {
    server.holdsBack = true;
    server.write("unheard ");
    await write("a");
    server.holdsBack = false;
    await rest(100_000);
    await rebuild();
    expect(title(replica.doc)).toBe(title(server.doc));
    expect(replica.status.value).toEqual({ kind: "saved" });
    await write("b");
    expect(title(server.doc)).toContain("unheard ");
    expect(title(replica.doc)).toBe(title(server.doc));
  });

  it("replaces a corrupt document by the server's (HASH-2)", async () => {
    const [letter] = replica.doc.store.clients.get(server.doc.clientID) as Y.Item[];
    (letter as Y.Item).content = new Y.ContentString("Grösse 😀");
    await write("x");
    await rest(100_000);
    await rebuild();
    expect(title(replica.doc)).toBe("xGröße 😀");
    expect(title(server.doc)).toBe("xGröße 😀");
    expect(replica.status.value).toEqual({ kind: "saved" });
  });

  it("keeps an edit made while the document is loading", async () => {
    server.holdsBack = true;
    server.write("unheard ");
    await write("a");
    server.holdsBack = false;
    await rest(100_000);
    replica.transact(() => replica.doc.getText("title").insert(0, "typed "));
    await rebuild();
    await tick(100);
    server.acknowledge();
    expect(replica.status.value).toEqual({ kind: "saved" });
    expect(title(server.doc)).toContain("typed ");
    expect(title(server.doc)).toContain("unheard ");
    expect(title(replica.doc)).toBe(title(server.doc));
  });

  it("rebuilds only once if the libraries disagree (HASH-2)", async () => {
    server.hashOf = () => new Uint8Array(32);
    await write("x");
    await rest(100_000);
    await rebuild();
    expect(replica.status.value).toEqual({ kind: "saved" });
    await write("y");
    const sockets = FakeSocket.made.length;
    await rest(1_000_000);
    expect(server.hashes.length).toBeGreaterThan(1);
    expect(FakeSocket.made).toHaveLength(sockets);
    expect(replica.status.value).toEqual({ kind: "saved" });
  });

  it("does not compare if something was written before the answer arrived", async () => {
    server.hashOf = () => new Uint8Array(32);
    server.isMute = true;
    await write("x");
    await rest(100_000);
    const sockets = FakeSocket.made.length;
    replica.transact(() => replica.doc.getText("title").insert(0, "waits"));
    server.isMute = false;
    server.tellHash();
    await tick();
    expect(FakeSocket.made).toHaveLength(sockets);
  });
});

describe("the content hash", () => {
  it("equals that of the server's tests (HASH-3)", () => {
    const doc = new Y.Doc();
    doc.getText("title").insert(0, "Größe 😀");
    doc.getMap("goals").set("\uffee", [1, -0, 0.1, 3e9, 1e21, true, false, null, "x"]);
    doc.getMap("goals").set("\u{1f600}", new Y.Map([["t", new Y.Text("in")]]));
    doc.getArray("empty");
    const hash = contentHash(doc, ROOTS.shared) as Uint8Array;
    expect([...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("")).toBe(
      "afc29907095a7c6882f074485cf2f31aedac1495a08518e17dc62dadff731ea7",
    );
  });

  it("ignores a root that the schema no longer has (HASH-3)", () => {
    const doc = new Y.Doc();
    doc.getText("title").insert(0, "Plan");
    const hash = contentHash(doc, ROOTS.shared);
    doc.getMap("of earlier days").set("a", 1);
    expect(contentHash(doc, ROOTS.shared)).toEqual(hash);
    const reader = new Y.Doc();
    reader.getText("title");
    Y.applyUpdate(reader, Y.encodeStateAsUpdate(doc));
    expect(contentHash(reader, ROOTS.shared)).toEqual(hash);
  });

  it("includes only the roots of the document's kind", () => {
    const doc = new Y.Doc();
    doc.getText("notes").insert(0, "ours");
    const hash = contentHash(doc, ROOTS.supplier);
    doc.getText("title").insert(0, "a root of the shared plan");
    expect(contentHash(doc, ROOTS.supplier)).toEqual(hash);
    expect(contentHash(doc, ROOTS.shared)).not.toEqual(hash);
  });

  it("is undefined for a root that was never opened with its type", () => {
    const doc = new Y.Doc();
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(server.doc));
    expect(contentHash(doc, ROOTS.shared)).toBeUndefined();
  });
});
