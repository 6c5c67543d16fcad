/* Why there is no connection to rely on: kept until the next one proved itself, not only until it opened. */
import { beforeEach, expect, it } from "vitest";
import { openReplica, type Replica } from "../../../src/core/replica";
import { FakeServer } from "../../fakes/server";
import { FakeSocket } from "../../fakes/socket";
import { onFakeTime, tick } from "../../fakes/time";

let server: FakeServer;
let replica: Replica;

onFakeTime(() => replica);

beforeEach(async () => {
  server = new FakeServer();
  replica = openReplica({
    documentId: "doc_a",
    url: "/sync/doc_a",
    kind: "shared",
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

it("is undefined while connected", () => {
  expect(replica.interruption.value).toBeUndefined();
});

it("keeps the code during a connection that opens but confirms nothing", async () => {
  FakeSocket.last.end(4503);
  expect(replica.interruption.value).toBe(4503);
  await again();
  expect(replica.interruption.value).toBe(4503);
  server.acknowledge();
  expect(replica.interruption.value).toBeUndefined();
});

it("reports a planned shutdown as a restart, whatever the close code", async () => {
  server.drain(1_000);
  FakeSocket.last.end(1006);
  expect(replica.interruption.value).toBe(1012);
});
