/* A permanently refused change: the work is rebased and sent once, and only when no other tab could send it too. */
import "fake-indexeddb/auto";
import { beforeEach, describe, expect, it } from "vitest";
import * as Y from "yjs";
import { openReplica, type Replica } from "../../../src/core/replica";
import * as wire from "../../../src/core/sync/wire";
import { FakeServer } from "../../fakes/server";
import { FakeSocket } from "../../fakes/socket";
import { onFakeTime, tick } from "../../fakes/time";

const SKULL = "☠";

let server: FakeServer;
let replica: Replica;

onFakeTime(() => replica);

beforeEach(async () => {
  server = new FakeServer();
  replica = openReplica({ documentId: "doc_m", url: "/sync/doc_m", kind: "shared" });
  await connect();
  server.acknowledge();
});

async function connect(): Promise<void> {
  await tick();
  server.accept(FakeSocket.last);
  await tick();
}

/** Advances time, accepts each new socket and acknowledges all messages, until nothing happens any more. */
async function settle(): Promise<void> {
  for (let round = 0; round < 40; round += 1) {
    if (FakeSocket.last.readyState === FakeSocket.CONNECTING) await connect();
    await tick(50);
    server.acknowledge();
  }
}

/** Longer than the delay after a refusal. */
async function later(): Promise<void> {
  for (let half = 0; half < 20; half += 1) {
    await tick(30_000);
    await settle();
  }
}

function write(words: string, at = 0): void {
  replica.transact(() => replica.doc.getText("title").insert(at, words));
}

const title = (doc: Y.Doc) => doc.getText("title").toString();

const structsOf = (update: Uint8Array) =>
  Y.decodeUpdate(update).structs.filter((struct) => struct instanceof Y.Item);

/** The server never accepts the struct that first contained these words, like one with contradictory references. */
function refuseFirst(words: string, code = "reference"): void {
  let refused: Y.ID | undefined;
  server.judge = (update) => {
    const structs = structsOf(update);
    refused ??= structs.find(
      ({ content }) => content instanceof Y.ContentString && content.str.includes(words),
    )?.id;
    const isIn = structs.some(
      ({ id, length }) =>
        id.client === refused?.client && id.clock <= refused.clock && refused.clock < id.clock + length,
    );
    return isIn ? code : undefined;
  };
}

/** The server accepts these words from nobody. */
function refuseAlways(words: string): void {
  server.judge = (update) =>
    structsOf(update).some(({ content }) => content instanceof Y.ContentString && content.str.includes(words))
      ? "content"
      : undefined;
}

describe("a permanently refused change", () => {
  it.each(["malformed", "shape", "reference", "client_id", "content", "root", "unicode", "damaging"])(
    "is said anew: %s",
    async (code) => {
      refuseFirst(SKULL, code);
      write("before ");
      await settle();
      write(SKULL, 7);
      await tick(30);
      write(" after", 8);
      expect(replica.refusals.value).toEqual([]);
      expect(replica.status.value.kind).toBe("saving");
      await settle();
      expect(title(server.doc)).toBe(`before ${SKULL} after`);
      expect(title(replica.doc)).toBe(title(server.doc));
      expect(replica.status.value).toEqual({ kind: "saved" });
      expect(replica.refusals.value).toEqual([]);
    },
  );

  it("leaves the document with others' edits and those made meanwhile", async () => {
    refuseFirst(SKULL);
    write(SKULL);
    await tick();
    write("meanwhile ");
    server.write("others ");
    await settle();
    write(" later");
    await settle();
    expect(title(server.doc)).toBe(title(replica.doc));
    for (const words of [SKULL, "meanwhile ", "others ", " later"])
      expect(title(server.doc).split(words)).toHaveLength(2);
    expect(replica.status.value).toEqual({ kind: "saved" });
  });

  it("is not resolved by an unsolicited partial update", async () => {
    server.write("long since known ");
    const known = Y.encodeStateVector(server.doc);
    refuseFirst(SKULL);
    write(SKULL);
    server.say(wire.step2(Y.encodeStateAsUpdate(server.doc, known)));
    await tick();
    server.say(wire.step2(Y.encodeStateAsUpdate(server.doc, known)));
    await settle();
    expect(title(server.doc)).toBe(`${SKULL}long since known `);
    expect(title(replica.doc)).toBe(title(server.doc));
  });

  it("clears undo, which then covers later edits", async () => {
    refuseFirst(SKULL);
    write(SKULL);
    await settle();
    expect(replica.undo.undo()).toBeNull();
    write("x");
    replica.undo.undo();
    await settle();
    expect(title(server.doc)).toBe(SKULL);
  });

  it("is retried by the next connection when this one closes during recovery", async () => {
    refuseFirst(SKULL);
    write(SKULL);
    server.isDeaf = true;
    await tick();
    FakeSocket.last.end(1006);
    server.isDeaf = false;
    await tick(1000);
    await settle();
    expect(title(server.doc)).toBe(SKULL);
    expect(replica.status.value).toEqual({ kind: "saved" });
  });

  it("can be recovered again after everything was saved", async () => {
    for (const words of ["one", "two"]) {
      refuseFirst(words);
      write(words);
      await settle();
    }
    expect(title(server.doc)).toBe("twoone");
  });
});

describe("a document that was restored to an older state", () => {
  it("replaces the local content and gets only the unsent edits, however often the connection breaks", async () => {
    write("saved, and lost by the restoration ");
    await settle();
    FakeSocket.last.end(1006);
    replica.transact(() => replica.doc.getText("purpose").insert(0, "unsent"));
    server = new FakeServer();
    server.epoch = 2;
    server.doc.getText("title").insert(0, "older");
    for (let attempt = 0; attempt < 3; attempt += 1) {
      replica.reconnect();
      server.isDeaf = attempt < 2; // The connection ends before the document came.
      await connect();
      if (server.isDeaf) FakeSocket.last.end(1006);
    }
    await settle();
    for (const doc of [server.doc, replica.doc])
      expect([title(doc), doc.getText("purpose").toString()]).toEqual(["older", "unsent"]);
    expect(replica.restorations.value).toBe(1);
    expect(replica.status.value).toEqual({ kind: "saved" });
  });
});

describe("a change that is refused again after the rebase", () => {
  it("waits for the person's decision, and blocks no other text or record", async () => {
    refuseAlways(SKULL);
    write(SKULL);
    replica.transact(() => replica.doc.getMap("plan").set("currency", "CHF"));
    await settle();
    expect(replica.refusals.value.map(({ code }) => code)).toEqual(["content"]);
    expect(replica.status.value).toEqual({ kind: "saving" });
    expect(server.doc.getMap("plan").get("currency")).toBe("CHF");
    expect(title(server.doc)).toBe("");
    expect(title(replica.doc)).toBe(SKULL);
    await later();
    expect(server.questions.filter((vector) => vector.length === 1)).toHaveLength(2);
    expect(replica.refusals.value).toHaveLength(1);
    server.judge = () => undefined;
    await later();
    expect(title(server.doc)).toBe(SKULL);
    expect(replica.status.value).toEqual({ kind: "saved" });
    expect(replica.refusals.value).toEqual([]);
  });

  it.each(["document_full", "read_only"])("a temporary refusal is not recovered from: %s", async (code) => {
    const sockets = FakeSocket.made.length;
    server.refusing = code;
    write("x");
    await tick();
    expect(replica.refusals.value.map((refusal) => refusal.code)).toEqual([code]);
    expect(FakeSocket.made).toHaveLength(sockets);
  });
});
