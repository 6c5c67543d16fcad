/*
 * A change that the server refuses for good: what was done is said anew and gets there; once, and only where no other tab
 * could say it too.
 */
import "fake-indexeddb/auto";
import { beforeEach, describe, expect, it } from "vitest";
import * as Y from "yjs";
import { openReplica, type Replica } from "../src/core/replica";
import * as wire from "../src/core/wire";
import { FakeServer } from "./fakeserver";
import { FakeSocket } from "./fakesocket";
import { onFakeTime, tick } from "./faketime";

const SKULL = "☠";

let server: FakeServer;
let replica: Replica;

onFakeTime(() => replica);

beforeEach(async () => {
  server = new FakeServer();
  replica = openReplica({ documentId: "doc_m", url: "/sync/doc_m", persistence: false });
  await connect();
  server.acknowledge();
});

async function connect(): Promise<void> {
  await tick();
  server.accept(FakeSocket.last);
  await tick();
}

/** Lets time pass, accepts each new socket and confirms all that comes, until nothing happens any more. */
async function settle(): Promise<void> {
  for (let round = 0; round < 40; round += 1) {
    if (FakeSocket.last.readyState === FakeSocket.CONNECTING) await connect();
    await tick(50);
    server.acknowledge();
  }
}

/** Longer than a refusal is waited after. */
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

/** The server never takes the struct that first brought these words, as one whose references contradict each other. */
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

/** The server takes these words from nobody. */
function refuseAlways(words: string): void {
  server.judge = (update) =>
    structsOf(update).some(({ content }) => content instanceof Y.ContentString && content.str.includes(words))
      ? "content"
      : undefined;
}

describe("a change that is refused for good", () => {
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

  it("goes on with the words of others and with those written meanwhile", async () => {
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

  it("takes no difference that comes unasked for the whole document", async () => {
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

  it("begins undo anew, which then undoes what comes", async () => {
    refuseFirst(SKULL);
    write(SKULL);
    await settle();
    expect(replica.undo.undo()).toBeNull();
    write("x");
    replica.undo.undo();
    await settle();
    expect(title(server.doc)).toBe(SKULL);
  });

  it("is tried again by the next connection when this one ends in between", async () => {
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

  it("can be mended again once all was saved", async () => {
    for (const words of ["one", "two"]) {
      refuseFirst(words);
      write(words);
      await settle();
    }
    expect(title(server.doc)).toBe("twoone");
  });
});

describe("a change that is refused in other words too", () => {
  it("waits until the person decides, and holds back no other text or record", async () => {
    refuseAlways(SKULL);
    write(SKULL);
    replica.transact(() => replica.doc.getMap("plan").set("currency", "CHF"));
    await settle();
    expect(replica.refusals.value.map(({ code }) => code)).toEqual(["content"]);
    expect(replica.status.value).toEqual({ kind: "saving", waiting: 2 });
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

  it.each(["document_full", "read_only"])("nor is what may pass: %s", async (code) => {
    const sockets = FakeSocket.made.length;
    server.refusing = code;
    write("x");
    await tick();
    expect(replica.refusals.value.map((refusal) => refusal.code)).toEqual([code]);
    expect(FakeSocket.made).toHaveLength(sockets);
  });
});
