/*
 * The promise of the line "Saved", against a server that crashes: what it acknowledged it still has after a restart,
 * everything later it may have lost. Whenever the replica says saved, all that stands in it is durable.
 */
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import * as Y from "yjs";
import { openReplica, type Replica } from "../../../src/core/replica";
import { type Random, randomFrom } from "../../fakes/random";
import { FakeServer } from "../../fakes/server";
import { FakeSocket } from "../../fakes/socket";

let replica: Replica;
let server: FakeServer;
let durable: Uint8Array;
let saved = 0;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", FakeSocket);
  FakeSocket.made = [];
  server = new FakeServer();
  durable = Y.encodeStateAsUpdate(server.doc);
  replica = openReplica({
    documentId: "doc_a",
    url: "/sync/doc_a",
    kind: "shared",
    probe: async () => undefined,
  });
});

afterEach(async () => {
  await replica.close();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const json = (doc: Y.Doc) =>
  JSON.stringify([doc.getText("title").toString(), sorted(doc.getMap("plan").toJSON())]);
const sorted = (fields: object) => Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1));

function docOf(state: Uint8Array): Y.Doc {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, state);
  return doc;
}

/** Everything that the replica holds is in the durable state: merging it changes nothing. */
function isDurable(): boolean {
  const doc = docOf(durable);
  const before = json(doc);
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(replica.doc));
  return json(doc) === before;
}

/** Commits a part of what was received, as a group commit does, and acknowledges it. */
function commit(random: Random, history: readonly Uint8Array[]): void {
  const n = random.below(2) ? server.received : random.below(server.received + 1);
  const state = history[n];
  if (!state) return;
  durable = Y.encodeStateAsUpdate(merged(durable, state));
  server.acknowledge(n);
}

function merged(...states: readonly Uint8Array[]): Y.Doc {
  const doc = new Y.Doc();
  for (const state of states) Y.applyUpdate(doc, state);
  return doc;
}

function edit(random: Random): void {
  const text = replica.doc.getText("title");
  replica.transact(() => {
    if (random.below(3) === 0 && text.length > 0) text.delete(random.below(text.length), 1);
    else if (random.below(3) === 0) replica.doc.getMap("plan").set(random.one(["a", "b"]), random.below(100));
    else text.insert(random.below(text.length + 1), random.one(["a", "ü", "wort"]));
  });
}

it.each(Array.from({ length: 40 }, (_, seed) => seed))(
  "saved is true through crashes (seed %i)",
  async (seed) => {
    const random = randomFrom(seed);
    vi.spyOn(Math, "random").mockImplementation(() => random.below(1000) / 1000);
    replica.doc.clientID = seed + 1;
    let history: Uint8Array[] = [];
    const connect = () => {
      server.accept(FakeSocket.last);
      FakeSocket.last.onsent = remembering(FakeSocket.last.onsent);
      history = remembered();
    };
    const remembering = (take: (frame: Uint8Array) => void) => (frame: Uint8Array) => {
      take(frame);
      history[server.received] = Y.encodeStateAsUpdate(server.doc);
    };
    const remembered = () =>
      Array.from({ length: server.received + 1 }, () => Y.encodeStateAsUpdate(server.doc));
    await vi.advanceTimersByTimeAsync(0);
    connect();
    for (let step = 0; step < 150; step += 1) {
      const chance = random.below(20);
      const isOpen = FakeSocket.last.readyState === FakeSocket.OPEN;
      if (chance < 9) edit(random);
      else if (chance < 15 && isOpen) commit(random, history);
      else if (chance === 15 && isOpen) server.ask();
      else if (chance === 16 && isOpen) {
        FakeSocket.last.end(random.one([1006, 1012, 4503]));
        server = new FakeServer();
        Y.applyUpdate(server.doc, durable);
      } else if (FakeSocket.last.readyState === FakeSocket.CONNECTING) connect();
      await vi.advanceTimersByTimeAsync(random.one([0, 5, 30, 2000]));
      if (replica.status.value.kind === "saved") {
        saved += 1;
        expect(isDurable()).toBe(true);
      }
    }
    while (FakeSocket.last.readyState !== FakeSocket.OPEN) {
      await vi.advanceTimersByTimeAsync(1000);
      if (FakeSocket.last.readyState === FakeSocket.CONNECTING) connect();
    }
    await vi.advanceTimersByTimeAsync(100);
    durable = Y.encodeStateAsUpdate(server.doc);
    server.acknowledge();
    expect(replica.status.value).toEqual({ kind: "saved" });
    expect(json(server.doc)).toBe(json(replica.doc));
  },
);

it("was saved often enough for the test to be meaningful", () => {
  expect(saved).toBeGreaterThan(200);
});
