/*
 * The computer's clock is set while the plan is open (by the network, by hand, after sleep): words go on at their pace,
 * and a connection is judged by what it does, not by what the clock says.
 */
import { beforeEach, expect, it, vi } from "vitest";
import { openReplica, type Replica } from "../../../src/core/replica";
import { clockOffset, serverNow, setServerTime } from "../../../src/core/sync/server-clock";
import { FakeServer } from "../../fakes/server";
import { FakeSocket } from "../../fakes/socket";
import { onFakeTime, tick } from "../../fakes/time";

const TEN_MINUTES = 600_000;

let server: FakeServer;
let replica: Replica;

onFakeTime(() => replica);

beforeEach(async () => {
  server = new FakeServer();
  replica = openReplica({ documentId: "doc_a", url: "/sync/doc_a", kind: "shared" });
  await tick();
  server.accept(FakeSocket.last);
  await write("a");
  server.acknowledge();
  await tick();
});

async function write(words: string): Promise<void> {
  replica.transact(() => replica.doc.getText("title").insert(0, words));
  await tick();
}

function setClock(difference: number): void {
  vi.setSystemTime(Date.now() + difference);
}

it.each([-TEN_MINUTES, TEN_MINUTES])(
  "what is written after a jump of %i ms goes out at once",
  async (jump) => {
    await write("b");
    await tick(25);
    setClock(jump);
    await write("c");
    await tick(100);
    expect(server.doc.getText("title").toString()).toBe("cba");
    server.acknowledge();
    expect(replica.status.value).toEqual({ kind: "saved" });
  },
);

it("a silent socket is closed in time, also when the clock was set back", async () => {
  server.isSilent = true;
  setClock(-TEN_MINUTES);
  await tick(15_000);
  expect(replica.status.value.kind).not.toBe("saved");
});

it("an active socket is kept, whatever the clock does", async () => {
  setClock(TEN_MINUTES);
  server.ask();
  await tick(10_000);
  server.acknowledge();
  expect(FakeSocket.made).toHaveLength(1);
  expect(replica.status.value).toEqual({ kind: "saved" });
});

it("takes the server's time from WELCOME, on every connection", async () => {
  expect(clockOffset.value).toBe(5000);
  vi.setSystemTime(Date.now() - TEN_MINUTES);
  FakeSocket.last.end(1006);
  await tick(30_000);
  server.accept(FakeSocket.last);
  expect(clockOffset.value).toBe(5000);
  expect(serverNow()).toBe(Date.now() + 5000);
});

it("ignores an invalid time", () => {
  setServerTime(Date.now() + 5000);
  setServerTime(Number.NaN);
  expect(serverNow()).toBe(Date.now() + 5000);
});
