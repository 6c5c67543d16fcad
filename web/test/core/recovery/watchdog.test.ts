/*
 * A listener that throws in the wrong moment stops Yjs halfway through a transaction. The page notices, does not call anything
 * saved that was not sent, and goes on.
 */
import { beforeEach, expect, it, vi } from "vitest";
import { openReplica, type Replica } from "../../../src/core/replica";
import { FakeServer } from "../../fakes/server";
import { FakeSocket } from "../../fakes/socket";
import { onFakeTime, tick } from "../../fakes/time";

let server: FakeServer;
let replica: Replica;

onFakeTime(() => replica);

beforeEach(async () => {
  vi.stubGlobal("reportError", vi.fn());
  server = new FakeServer();
  replica = openReplica({ documentId: "doc_a", url: "/sync/doc_a", kind: "shared" });
  await tick();
  server.accept(FakeSocket.last);
  await tick();
  server.acknowledge();
});

const title = ({ doc }: Pick<Replica, "doc">) => doc.getText("title").toString();

function write(words: string): void {
  replica.transact(() => replica.doc.getText("title").insert(title(replica).length, words));
}

const EVENTS = ["update", "afterTransactionCleanup", "beforeAllTransactions", "beforeTransaction"] as const;

/** Throws while `isFaulty`, before anybody else hears of the event. */
function faultyListener(event: (typeof EVENTS)[number], isFaulty: () => boolean): void {
  const others = [...(replica.doc._observers.get(event) ?? [])];
  const throwing = () => {
    if (isFaulty()) throw new Error("a listener of somebody else's");
  };
  replica.doc._observers.set(event, new Set([throwing, ...others] as never));
}

it.each(EVENTS)(
  "one listener of %s throws once: every word is sent, received and truly saved",
  async (event) => {
    let isFaulty = true;
    faultyListener(event, () => isFaulty);
    const seen: string[] = [];
    replica.doc.getText("title").observe(() => seen.push(title(replica)));
    expect(() => write("one ")).toThrow();
    isFaulty = false;
    if (title(replica) === "") write("one "); // It threw before anything was written.
    await tick();
    expect(replica.status.value).toEqual({ kind: "saving" });
    await tick(50);
    server.acknowledge();
    expect(title(server)).toBe("one ");
    expect(replica.status.value).toEqual({ kind: "saved" });
    write("two");
    expect(replica.status.value).toEqual({ kind: "saving" });
    await tick(50);
    server.acknowledge();
    server.write("theirs ");
    expect(title(server)).toBe("theirs one two");
    expect(title(replica)).toBe(title(server));
    expect(seen.at(-1)).toBe(title(server));
    expect(replica.status.value).toEqual({ kind: "saved" });
  },
);

it('a deletion that no listener received is not "saved", and is sent later', async () => {
  write("one two");
  await tick(50);
  server.acknowledge();
  let isFaulty = true;
  faultyListener("update", () => isFaulty);
  expect(() => replica.transact(() => replica.doc.getText("title").delete(0, 4))).toThrow();
  isFaulty = false;
  await tick(50);
  expect(title(server)).toBe("two");
  server.acknowledge();
  expect(replica.status.value).toEqual({ kind: "saved" });
});

it("a remote change that makes a listener throw does not stop the connection", async () => {
  let isFaulty = true;
  faultyListener("update", () => isFaulty);
  server.write("theirs ");
  isFaulty = false;
  await tick(50);
  expect(title(replica)).toBe("theirs ");
  write("ours");
  await tick(50);
  expect(title(server)).toBe("theirs ours");
});

it('a repeatedly stuck document is given up and never "saved"', async () => {
  faultyListener("update", () => true);
  for (let attempt = 0; attempt < 6; attempt += 1) {
    try {
      write("x");
    } catch {
      // The listener's error, or the page's: it takes nothing any more.
    }
    await tick(6_000);
    expect(replica.status.value.kind).not.toBe("saved");
  }
  expect(replica.status.value).toEqual({ kind: "stopped", code: 4427 });
});

it("a local change that no listener received is found by the document's clock", async () => {
  const { Text } = await import("yjs").then((Y) => ({ Text: Y.Text }));
  const listeners = replica.doc._observers.get("update");
  replica.doc._observers.delete("update");
  replica.doc.transact(() =>
    (replica.doc.get("title", Text) as InstanceType<typeof Text>).insert(0, "silent "),
  );
  if (listeners) replica.doc._observers.set("update", listeners);
  await tick(6_000);
  expect(title(server)).toBe("silent ");
  expect(replica.status.value.kind).not.toBe("saved");
  server.acknowledge();
  expect(replica.status.value).toEqual({ kind: "saved" });
});
