import { beforeEach, describe, expect, it } from "vitest";
import * as Y from "yjs";
import { contentHash } from "../src/core/contenthash";
import { openReplica, type Replica } from "../src/core/replica";
import * as wire from "../src/core/wire";
import { FakeServer } from "./fakeserver";
import { FakeSocket } from "./fakesocket";
import { onFakeTime, tick } from "./faketime";

const DIFFERS = 105;

let server: FakeServer;
let replica: Replica;

onFakeTime(() => replica);

beforeEach(async () => {
  server = new FakeServer();
  server.doc.getText("title").insert(0, "Größe 😀");
  server.doc.getMap("goals").set("gol_1", new Y.Map([["n", 0.1]]));
  replica = openReplica({ documentId: "doc_a", url: "/sync/doc_a", persistence: false });
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

describe("a browser that is saved", () => {
  it("tells its hash after a change, and hears nothing when the server holds the same (HASH-1)", async () => {
    await rest(200_000);
    expect(server.hashes).toEqual([{ insists: false, isSame: true }]);
    await write("x");
    await rest(200_000);
    expect(server.hashes).toEqual(Array(2).fill({ insists: false, isSame: true }));
    expect(replica.status.value).toEqual({ kind: "saved" });
  });

  it("does not ask while changes wait", async () => {
    await rest(200_000);
    replica.transact(() => replica.doc.getText("title").insert(0, "waits"));
    await rest(200_000);
    expect(server.hashes).toHaveLength(1);
  });

  it("gets what it had lost and goes on (HASH-2)", async () => {
    server.holdsBack = true;
    server.write("unheard ");
    await write("a");
    server.holdsBack = false;
    await rest(100_000);
    expect(server.hashes.slice(0, 2).map((one) => one.insists)).toEqual([false, true]);
    expect(server.hashes.slice(2).every((one) => one.isSame)).toBe(true); // what it got is a change, asked about again
    expect(replica.doc.getText("title").toString()).toBe(server.doc.getText("title").toString());
    await write("b");
    await rest(100_000);
    expect(server.hashes.at(-1)).toEqual({ insists: false, isSame: true });
  });

  it("throws away a copy that is bad in itself, and says so (HASH-3)", async () => {
    const [letter] = replica.doc.store.clients.get(server.doc.clientID) as Y.Item[];
    (letter as Y.Item).content = new Y.ContentString("Grösse 😀");
    await write("x");
    await rest(100_000);
    expect(server.hashes.map((one) => one.insists)).toEqual([false, true]);
    expect(replica.status.value).toEqual({ kind: "stopped", code: 4428, waiting: 0 });
  });

  it("calls no copy bad to which a word was added while the document came", async () => {
    const { onsent } = FakeSocket.last;
    FakeSocket.last.onsent = (frame) => {
      if (frame[0] === DIFFERS) replica.transact(() => replica.doc.getText("title").insert(0, "typed "));
      onsent(frame);
    };
    server.holdsBack = true;
    server.write("unheard ");
    await write("a");
    server.holdsBack = false;
    await rest(100_000);
    server.acknowledge();
    expect(replica.status.value).toEqual({ kind: "saved" });
    expect(server.doc.getText("title").toString()).toContain("typed ");
    expect(replica.doc.getText("title").toString()).toBe(server.doc.getText("title").toString());
  });

  it("keeps its copy when it is the libraries that disagree (HASH-3)", async () => {
    server.hashOf = () => new Uint8Array(32);
    await write("x");
    await rest(100_000);
    expect(server.hashes.map((one) => one.insists)).toEqual([false, true]);
    expect(replica.status.value).toEqual({ kind: "saved" });
    await rest(1_000_000);
    expect(server.hashes).toHaveLength(2);
  });

  it("does not compare when something was written before the answer came", async () => {
    server.hashOf = () => new Uint8Array(32);
    server.isMute = true;
    await write("x");
    await rest(100_000);
    replica.transact(() => replica.doc.getText("title").insert(0, "waits"));
    server.isMute = false;
    server.tellHash();
    await tick();
    expect(server.hashes.map((one) => one.insists)).toEqual([false]);
  });
});

describe("the hash", () => {
  it("is the one of the server's tests (HASH-4)", () => {
    const doc = new Y.Doc();
    doc.getText("title").insert(0, "Größe 😀");
    doc.getMap("goals").set("\uffee", [1, -0, 0.1, 3e9, 1e21, true, false, null, "x"]);
    doc.getMap("goals").set("\u{1f600}", new Y.Map([["t", new Y.Text("in")]]));
    doc.getArray("empty");
    const hash = contentHash(doc) as Uint8Array;
    expect([...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("")).toBe(
      "afc29907095a7c6882f074485cf2f31aedac1495a08518e17dc62dadff731ea7",
    );
  });

  it("does not count a root that the schema knows no more (HASH-4)", () => {
    const doc = new Y.Doc();
    doc.getText("title").insert(0, "Plan");
    const hash = contentHash(doc);
    doc.getMap("of earlier days").set("a", 1);
    expect(contentHash(doc)).toEqual(hash);
    const reader = new Y.Doc();
    reader.getText("title");
    Y.applyUpdate(reader, Y.encodeStateAsUpdate(doc));
    expect(contentHash(reader)).toEqual(hash);
  });

  it("cannot be told of a root that nobody opened", () => {
    const doc = new Y.Doc();
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(server.doc));
    expect(contentHash(doc)).toBeUndefined();
  });
});
