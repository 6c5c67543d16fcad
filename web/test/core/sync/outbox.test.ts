import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import * as Y from "yjs";
import { Outbox } from "../../../src/core/sync/outbox";
import * as wire from "../../../src/core/sync/wire";

/** The server's largest message (docs/protocol.md WIRE-5). */
const MESSAGE_BYTES = 1024 * 1024;

/** A server that takes what it is sent, and acknowledges it later. */
class Server {
  readonly doc = new Y.Doc();
  readonly frames: Uint8Array[] = [];
  readonly bufferedAmount = 0;
  #n = 0;
  acknowledge = (_n: number) => {};

  renew(): void {}

  send(frame: Uint8Array): void {
    this.frames.push(frame);
    this.#n += 1;
    const n = this.#n;
    const said = wire.readFrame(frame);
    if (said.kind === "update" || said.kind === "step2") Y.applyUpdate(this.doc, said.update);
    setTimeout(() => this.acknowledge(n), 10);
  }
}

function connected(doc: Y.Doc, server: Server): Outbox {
  const outbox = new Outbox(doc, server);
  server.acknowledge = (n) => outbox.acknowledged(n);
  outbox.begin();
  outbox.asked(Y.encodeStateVector(server.doc));
  return outbox;
}

describe("an update too large for one message", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("is sent in parts, deletions included, and saved with the last one (WIRE-5, ACK-1)", async () => {
    const doc = new Y.Doc();
    const notes = doc.getText("notes");
    notes.insert(0, "some words ".repeat(150_000));
    doc.transact(() => {
      for (let at = 20_000; at > 0; at -= 1) notes.delete(at * 50, 1 + (at % 3));
    });
    const server = new Server();
    const outbox = connected(doc, server);
    await vi.advanceTimersByTimeAsync(1000);
    expect(server.frames.length).toBeGreaterThan(3);
    expect(Math.max(...server.frames.map((frame) => frame.length))).toBeLessThan(MESSAGE_BYTES);
    expect(server.doc.getText("notes").length).toBe(notes.length);
    expect(outbox.figures.peek().isSaved).toBe(true);
  });

  it("is reported and not sent if it is one value; after its removal all else is saved", async () => {
    const doc = new Y.Doc();
    const server = new Server();
    const outbox = connected(doc, server);
    await vi.advanceTimersByTimeAsync(100);
    doc.getMap("goals").set("a", "x".repeat(1_200_000));
    doc.getText("notes").insert(0, "words");
    await vi.advanceTimersByTimeAsync(60_000);
    expect(outbox.refusals.peek().map((refusal) => refusal.code)).toEqual(["content"]);
    expect(outbox.figures.peek().isSaved).toBe(false);
    expect(Math.max(...server.frames.map((frame) => frame.length))).toBeLessThan(MESSAGE_BYTES);
    doc.getMap("goals").delete("a");
    await vi.advanceTimersByTimeAsync(600_000);
    expect(server.doc.getText("notes").toString()).toBe("words");
    expect(outbox.figures.peek()).toMatchObject({ isWaiting: false, isSaved: true });
    expect(outbox.refusals.peek()).toEqual([]);
  });
});

describe("a letter that is in a hurry", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  async function ready() {
    const doc = new Y.Doc();
    const server = new Server();
    const outbox = connected(doc, server);
    await vi.advanceTimersByTimeAsync(100);
    return { server, outbox, notes: doc.getText("notes"), sent: server.frames.length };
  }

  it("is sent within the task that wrote it, and not once more", async () => {
    const { server, outbox, notes, sent } = await ready();
    notes.insert(0, "a");
    outbox.hurry();
    expect(server.doc.getText("notes").toString()).toBe("a");
    await vi.advanceTimersByTimeAsync(100);
    expect(server.frames.length - sent).toBe(1);
    expect(outbox.figures.peek().isSaved).toBe(true);
  });

  it("waits for its turn behind another: not more messages than the server allows", async () => {
    const { server, outbox, notes, sent } = await ready();
    for (let key = 0; key < 10; key += 1) {
      notes.insert(0, "a");
      outbox.hurry();
    }
    expect(server.frames.length - sent).toBe(1);
    await vi.advanceTimersByTimeAsync(100);
    expect(server.frames.length - sent).toBe(2);
    expect(server.doc.getText("notes").toString()).toBe("a".repeat(10));
    expect(outbox.figures.peek().isSaved).toBe(true);
  });
});
