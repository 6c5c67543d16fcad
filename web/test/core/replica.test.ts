import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import * as Y from "yjs";
import { openReplica, type Replica } from "../../src/core/replica";
import type { Answer } from "../../src/core/sync/probe";
import { FakeServer } from "../fakes/server";
import { FakeSocket } from "../fakes/socket";

let server: FakeServer;
let replica: Replica;
let probed: Answer | undefined;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", FakeSocket);
  FakeSocket.made = [];
  server = new FakeServer();
  probed = undefined;
  replica = openReplica({
    documentId: "doc_a",
    url: "/sync/doc_a",
    kind: "shared",
    probe: async () => probed,
  });
});

afterEach(async () => {
  await replica.close();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const tick = (ms = 0) => vi.advanceTimersByTimeAsync(ms);

async function connect(role: "editor" | "viewer" = "editor"): Promise<void> {
  await tick();
  server.accept(FakeSocket.last, role);
  await tick();
}

async function lose(code = 1006): Promise<void> {
  FakeSocket.last.end(code);
  await tick();
}

/** Lets this many connection attempts fail. */
async function vainly(attempts: number): Promise<void> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    while (FakeSocket.last.readyState !== FakeSocket.CONNECTING) await tick(100);
    await lose();
  }
}

async function reconnect(): Promise<void> {
  const made = FakeSocket.made.length;
  while (FakeSocket.made.length === made) await tick(100);
  await connect();
}

function write(words: string): void {
  replica.transact(() => replica.doc.getText("title").insert(0, words));
}

const title = () => server.doc.getText("title").toString();

describe("the sync status", () => {
  it(`is "saving" until the answer to the server's step 1 is acknowledged`, async () => {
    expect(replica.status.value).toEqual({ kind: "saving" });
    await connect();
    expect(FakeSocket.last.protocols).toEqual(["leitstern.v1"]);
    expect(server.received).toBe(2);
    expect(replica.status.value).toEqual({ kind: "saving" });
    server.acknowledge(1);
    expect(replica.status.value.kind).toBe("saving");
    server.acknowledge(2);
    expect(replica.status.value).toEqual({ kind: "saved" });
  });

  it('is "saving" until an ACK covers each change', async () => {
    await connect();
    server.acknowledge();
    write("a");
    await tick(50);
    replica.transact(() => replica.doc.getMap("plan").set("currency", "CHF"));
    await tick(50);
    expect(replica.status.value).toEqual({ kind: "saving" });
    server.acknowledge(3);
    expect(replica.status.value).toEqual({ kind: "saving" });
    server.acknowledge(4);
    expect(replica.status.value).toEqual({ kind: "saved" });
  });

  it("sends the transactions of a task as one message, and a burst as few", async () => {
    await connect();
    for (let n = 0; n < 10; n += 1) write("x");
    await tick();
    expect(server.updates).toHaveLength(1);
    for (let ms = 0; ms < 200; ms += 1) {
      write("y");
      await tick(1);
    }
    await tick(30);
    expect(server.updates.length).toBeLessThan(14);
    expect(title()).toBe("y".repeat(200) + "x".repeat(10));
  });

  it("ignores an ACK of the lost connection", async () => {
    await connect();
    server.acknowledge();
    write("a");
    await tick();
    await lose();
    expect(replica.status.value).toEqual({ kind: "offline" });
    await reconnect();
    server.acknowledge(1);
    expect(replica.status.value).toEqual({ kind: "saving" });
    server.acknowledge(2);
    expect(replica.status.value).toEqual({ kind: "saved" });
    expect(title()).toBe("a");
  });

  it('is not "saved" while a second answer is unacknowledged', async () => {
    await connect();
    server.acknowledge();
    server.ask();
    await tick();
    expect(replica.status.value.kind).toBe("saving");
    server.acknowledge();
    expect(replica.status.value.kind).toBe("saved");
  });

  it("ignores messages of a replaced socket", async () => {
    await connect();
    const old = FakeSocket.last;
    const before = FakeSocket.made.length;
    await lose();
    old.say(Uint8Array.of(100, 99, 1));
    expect(replica.status.value.kind).toBe("offline");
    expect(FakeSocket.made).toHaveLength(before);
  });

  it("sends a deletion made offline, which no state vector contains", async () => {
    await connect();
    server.acknowledge();
    write("abc");
    await tick();
    server.acknowledge();
    await lose();
    replica.transact(() => replica.doc.getText("title").delete(1, 1));
    expect(replica.status.value).toEqual({ kind: "offline" });
    await reconnect();
    expect(title()).toBe("ac");
    expect(replica.status.value).toEqual({ kind: "saving" });
    server.acknowledge();
    expect(replica.status.value).toEqual({ kind: "saved" });
  });

  it("holds updates back until step 1 was answered; the answer contains them", async () => {
    await tick();
    FakeSocket.last.open();
    write("early");
    await tick(100);
    expect(FakeSocket.last.sent.filter((frame) => frame[0] === 0 && frame[1] === 2)).toHaveLength(0);
    await connect();
    expect(title()).toBe("early");
    expect(server.updates).toHaveLength(0);
  });

  it("sends an answer larger than a message in parts, and is saved after the last (WIRE-5)", {
    timeout: 60_000,
  }, async () => {
    await connect();
    server.acknowledge();
    await lose();
    for (let page = 0; page < 5; page += 1) write(`${page}ü😀`.repeat(100_000));
    await reconnect();
    for (let parts = 0; replica.status.value.kind !== "saved"; parts += 1) {
      expect(parts).toBeLessThan(20);
      expect(server.doc.store.pendingStructs).toBeNull();
      if (parts === 2) write("meanwhile ");
      server.acknowledge();
      await tick(100);
    }
    expect(title()).toBe(replica.doc.getText("title").toString());
    expect(server.updates.length).toBeGreaterThan(3);
    expect(Math.max(...FakeSocket.last.sent.map((frame) => frame.length))).toBeLessThan(1 << 20);
    write("and goes on ");
    await tick(100);
    server.acknowledge();
    await tick();
    expect(title().startsWith("and goes on meanwhile ")).toBe(true);
    expect(replica.status.value).toEqual({ kind: "saved" });
  });

  it("sends a large paste in parts", async () => {
    await connect();
    server.acknowledge();
    write("😀".repeat(700_000));
    await tick(100);
    for (let parts = 0; replica.status.value.kind !== "saved"; parts += 1) {
      expect(parts).toBeLessThan(20);
      server.acknowledge();
      await tick(100);
    }
    expect(title().length).toBe(1_400_000);
    expect(Math.max(...FakeSocket.last.sent.map((frame) => frame.length))).toBeLessThan(1 << 20);
  });

  it("sends everything again when a part is refused", async () => {
    await connect();
    server.acknowledge();
    server.refusing = "read_only";
    write("😀".repeat(700_000));
    await tick(100);
    server.acknowledge();
    await tick(100);
    expect(replica.refusals.value.map((one) => one.code)).toEqual(["read_only"]);
    expect(replica.status.value).toEqual({ kind: "saving" });
    server.refusing = undefined;
    await tick(6_000);
    for (let parts = 0; parts < 200; parts += 1) {
      server.acknowledge();
      await tick(100);
    }
    expect(replica.status.value).toEqual({ kind: "saved" });
    expect(title().length).toBe(1_400_000);
  });

  it("counts typing in one place as one change while offline", async () => {
    await connect();
    server.acknowledge();
    await lose();
    for (const letter of "Wachstum") write(letter);
    replica.transact(() => replica.doc.getMap("plan").set("currency", "EUR"));
    write("!");
    expect(replica.status.value).toEqual({ kind: "offline" });
  });

  it("answers a later step 1, and only that answer settles earlier changes", async () => {
    await connect();
    server.acknowledge();
    write("a");
    await tick(30);
    server.ask();
    await tick();
    expect(server.received).toBe(4);
    server.acknowledge(4);
    expect(replica.status.value).toEqual({ kind: "saved" });
  });
});

describe("a refused message", () => {
  it('keeps its content, shows the code, is never "saved", and is retried in one answer', async () => {
    await connect();
    server.acknowledge();
    server.refusing = "read_only";
    write("bad");
    await tick();
    expect(replica.refusals.value.map((refusal) => refusal.code)).toEqual(["read_only"]);
    server.acknowledge(3);
    expect(replica.status.value).toEqual({ kind: "saving" });
    write("more ");
    await tick(100);
    expect(server.updates).toHaveLength(1);
    expect(replica.doc.getText("title").toString()).toBe("more bad");
    server.refusing = undefined;
    await tick(5000);
    expect(title()).toBe("more bad");
    server.acknowledge();
    expect(replica.status.value).toEqual({ kind: "saved" });
    expect(replica.refusals.value).toEqual([]);
  });

  it("keeps later messages unsettled although they were acknowledged", async () => {
    await connect();
    server.acknowledge();
    write("refused ");
    await tick(30);
    write("taken ");
    await tick(30);
    server.reject(3, "read_only");
    server.acknowledge(4);
    expect(replica.status.value).toEqual({ kind: "saving" });
    await tick(5000);
    server.acknowledge(5);
    expect(replica.status.value).toEqual({ kind: "saved" });
  });

  it("is sent when a full document gets room again", async () => {
    server.write("all too long");
    await connect();
    write("soon too long, ");
    await tick(30);
    server.isFull = true;
    write("and ");
    await tick(30);
    expect(replica.refusals.value.map((refusal) => refusal.code)).toEqual(["document_full"]);
    replica.transact(() => replica.doc.getText("title").delete(8, 10));
    await reconnect();
    expect(title()).toBe("soon all too long");
    server.acknowledge();
    await tick();
    expect(replica.status.value).toMatchObject({ kind: "saving" });
    server.isFull = false;
    await reconnect();
    server.acknowledge();
    await tick();
    server.acknowledge();
    expect(title()).toBe(replica.doc.getText("title").toString());
    expect(title()).toBe("and soon all too long");
    expect(replica.status.value).toEqual({ kind: "saved" });
    expect(replica.refusals.value).toEqual([]);
  });

  it("is retried ever more slowly", async () => {
    await connect();
    server.acknowledge();
    server.refusing = "too_large";
    write("bad");
    for (let s = 0; s < 120; s += 1) {
      write("x");
      server.ask();
      await tick(1000);
    }
    expect(server.updates.length + server.answers.length).toBeLessThan(9);
    expect(replica.refusals.value).toHaveLength(1);
  });
});

describe("connecting and reconnecting", () => {
  it.each([4400, 4401, 4403, 4404, 4499, 1009])("stops for good on %i", async (code) => {
    await connect();
    write("a");
    await lose(code);
    await tick(600_000);
    expect(FakeSocket.made).toHaveLength(1);
    expect(replica.status.value).toEqual({ kind: "stopped", code });
    expect(replica.mayWrite.value).toBe(false);
  });

  it.each([1006, 1012, 1013, 4500, 4503, 1001])("reconnects after %i", async (code) => {
    await connect();
    await lose(code);
    await tick(31_000);
    expect(FakeSocket.made.length).toBeGreaterThan(1);
  });

  it("backs off after each failed attempt, with jitter, and at most 30 s", async () => {
    vi.spyOn(Math, "random").mockReturnValue(0.999);
    await tick();
    const waits: number[] = [];
    for (let attempt = 0; attempt < 10; attempt += 1) {
      const made = FakeSocket.made.length;
      await lose();
      let waited = 0;
      while (FakeSocket.made.length === made) {
        await tick(100);
        waited += 100;
      }
      waits.push(waited);
    }
    expect(waits.slice(0, 4)).toEqual([500, 1000, 2000, 4000]);
    expect(Math.max(...waits)).toBeLessThanOrEqual(30_000);
  });

  it("resets the backoff only after a proven connection", async () => {
    vi.spyOn(Math, "random").mockReturnValue(0.999);
    await connect();
    await lose();
    await tick(600);
    await connect();
    await lose();
    await tick(600);
    expect(FakeSocket.made).toHaveLength(2);
    await tick(500);
    expect(FakeSocket.made).toHaveLength(3);
    await connect();
    server.acknowledge();
    await lose();
    await tick(600);
    expect(FakeSocket.made).toHaveLength(4);
  });

  it('reconnects after about the time that a draining server names, without the status "offline"', async () => {
    await connect();
    server.drain(4000);
    await lose(1012);
    expect(replica.status.value).toEqual({ kind: "saving" });
    await tick(1900);
    expect(FakeSocket.made).toHaveLength(1);
    await tick(4200);
    expect(FakeSocket.made).toHaveLength(2);
  });

  it("probes the page when the socket cannot be opened, and stops if it is gone", async () => {
    probed = { status: 404 };
    await vainly(3);
    expect(replica.status.value).toEqual({ kind: "stopped", code: 4404 });
  });

  it.each([
    [200, 1013],
    [429, 1013],
    [503, 1012],
    [500, 1006],
  ])("knows from the page's %i that it is no lost network, and goes on", async (status, code) => {
    probed = { status };
    await vainly(4);
    expect(replica.interruption.value).toBe(code);
    await vainly(1);
    expect(replica.interruption.value).toBe(code);
    await reconnect();
    await lose(4503);
    expect(replica.interruption.value).toBe(4503);
  });

  it("uses the close code of a socket, also before it opened", async () => {
    probed = { status: 200 };
    await vainly(3);
    while (FakeSocket.last.readyState !== FakeSocket.CONNECTING) await tick(100);
    await lose(4500);
    expect(replica.interruption.value).toBe(4500);
  });

  it("reconnects when the server said, not before", async () => {
    probed = { status: 429, retryMs: 60_000 };
    await vainly(3);
    const made = FakeSocket.made.length;
    let waited = 0;
    for (; FakeSocket.made.length === made; waited += 500) await tick(500);
    expect(waited).toBeGreaterThanOrEqual(60_000);
    expect(waited).toBeLessThanOrEqual(90_500);
  });

  it("reports a lost network again when the page becomes unreachable", async () => {
    probed = { status: 429 };
    await vainly(3);
    probed = undefined;
    await vainly(1);
    expect(replica.interruption.value).toBe(1006);
  });

  it("keeps reconnecting when the page is unreachable too", async () => {
    await vainly(6);
    expect(replica.status.value.kind).toBe("offline");
  });

  it("replaces a socket that was silent for too long", async () => {
    await connect();
    await tick(60_000);
    expect(replica.status.value.kind).toBe("saving");
    server.isSilent = true;
    await tick(9_000);
    expect(replica.status.value.kind).toBe("saving");
    await tick(6_000);
    expect(replica.status.value.kind === "saving" && FakeSocket.made.length === 1).toBe(false);
  });

  it("reconnects at once when the network returns, and drops the socket when it is lost", async () => {
    vi.spyOn(Math, "random").mockReturnValue(0.999);
    await connect();
    window.dispatchEvent(new Event("offline"));
    expect(replica.status.value.kind).toBe("offline");
    expect(FakeSocket.last.readyState).toBe(FakeSocket.CLOSED);
    window.dispatchEvent(new Event("online"));
    expect(FakeSocket.made).toHaveLength(2);
  });

  it("probes the socket after sleep, and replaces it without an answer", async () => {
    await connect();
    server.isSilent = true;
    window.dispatchEvent(new Event("pageshow"));
    expect(FakeSocket.last.sent.at(-1)).toEqual(Uint8Array.of(3));
    await tick(10_000);
    expect(FakeSocket.made.length > 1 || replica.status.value.kind === "offline").toBe(true);
  });
});

describe("a viewer", () => {
  it("is read-only, does not answer step 1 and cannot write", async () => {
    await connect("viewer");
    server.ask();
    await tick();
    expect(replica.status.value).toEqual({ kind: "readonly" });
    expect(server.received).toBe(1);
    expect(() => write("a")).toThrow(/read-only/);
  });

  it("sends nothing after a demotion; unsent edits follow when the right returns", async () => {
    await connect();
    server.acknowledge();
    server.refusing = "read_only";
    write("late");
    await tick();
    server.welcome("viewer");
    await tick(30_000);
    expect(server.updates.length + server.answers.length).toBe(2);
    expect(replica.status.value).toEqual({ kind: "readonly" });
    server.refusing = undefined;
    server.welcome("editor");
    server.ask();
    await tick(30_000);
    expect(title()).toBe("late");
  });

  it("becomes an editor when WELCOME says so", async () => {
    await connect("viewer");
    server.accept(FakeSocket.last, "editor");
    await tick();
    expect(replica.mayWrite.value).toBe(true);
    expect(server.answers).toHaveLength(1);
  });
});

it("stops when the plan's shape is newer than this page", async () => {
  await tick();
  server.accept(FakeSocket.last, "editor", 99);
  await tick();
  expect(replica.status.value).toEqual({ kind: "stopped", code: 4426 });
  await tick(60_000);
  expect(FakeSocket.made).toHaveLength(1);
});

it("shows the page when no answer can be expected", async () => {
  let isLoaded = false;
  void replica.whenLoaded.then(() => {
    isLoaded = true;
  });
  await tick();
  await lose();
  expect(isLoaded).toBe(false);
  await tick(31_000);
  await lose();
  expect(isLoaded).toBe(true);
});

it("undoes only local edits", async () => {
  await connect();
  write("mine");
  await tick();
  const before = Y.encodeStateVector(server.doc);
  server.doc.getText("title").insert(0, "yours ");
  server.say(Uint8Array.from([0, 2, ...prefixed(Y.encodeStateAsUpdate(server.doc, before))]));
  expect(replica.doc.getText("title").toString()).toBe("yours mine");
  replica.undo.undo();
  expect(replica.doc.getText("title").toString()).toBe("yours ");
});

it("survives any bytes from the network", async () => {
  await connect();
  server.acknowledge();
  for (let n = 0; n < 2000; n += 1) {
    const length = Math.floor(Math.random() * 12);
    const bytes = Uint8Array.from({ length }, () => Math.floor(Math.random() * 256));
    if (bytes[0] === 0 || bytes[0] === 1) bytes[0] = 9;
    FakeSocket.last.say(bytes);
  }
  write("still here");
  await tick(50);
  expect(title()).toBe("still here");
});

function prefixed(bytes: Uint8Array): number[] {
  if (bytes.length > 127) throw new Error("too long for one length byte");
  return [bytes.length, ...bytes];
}
