/* Why there is no connection to rely on: kept until the next one proved itself, not only until it opened. */
import { beforeEach, expect, it } from "vitest";
import { openReplica, type Replica } from "../src/core/replica";
import { FakeServer } from "./fakeserver";
import { FakeSocket } from "./fakesocket";
import { onFakeTime, tick } from "./faketime";

let server: FakeServer;
let replica: Replica;

onFakeTime(() => replica);

beforeEach(async () => {
  server = new FakeServer();
  replica = openReplica({
    documentId: "doc_a",
    url: "/sync/doc_a",
    persistence: false,
    probe: async () => undefined,
  });
  await tick();
  server.accept(FakeSocket.last);
  server.acknowledge();
});

async function again(): Promise<void> {
  const made = FakeSocket.made.length;
  while (FakeSocket.made.length === made) await tick(100);
  server.accept(FakeSocket.last);
  await tick();
}

it("is nothing while the connection stands", () => {
  expect(replica.interruption.value).toBeUndefined();
});

it("keeps the code through a connection that opens and confirms nothing", async () => {
  FakeSocket.last.end(4503);
  expect(replica.interruption.value).toBe(4503);
  await again();
  expect(replica.interruption.value).toBe(4503);
  server.acknowledge();
  expect(replica.interruption.value).toBeUndefined();
});

it("calls a planned end a restart, however the socket went", async () => {
  server.drain(1_000);
  FakeSocket.last.end(1006);
  expect(replica.interruption.value).toBe(1012);
});
