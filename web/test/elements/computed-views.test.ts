import { signal } from "@preact/signals-core";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import * as Y from "yjs";
import { setTimeZone } from "../../src/core/intl/today";
import type { Replica, SyncStatus } from "../../src/core/replica";
import { Measures } from "../../src/doc/measures";
import { ComputedViews } from "../../src/elements/computed-views";

const LONG_MS = 10_000;

function replica() {
  return {
    doc: new Y.Doc(),
    status: signal<SyncStatus>({ kind: "saved" } as SyncStatus),
    seq: signal(7),
  };
}

function answer(value: number, etag: string): Response {
  return Response.json(
    { measures: { opp_1: { priority: { value, text: String(value) } } }, time_zone: "Europe/Berlin" },
    { headers: { ETag: etag } },
  );
}

describe("values that the server computes", () => {
  const asked: (string | null)[] = [];
  let answers: (() => Promise<Response>)[] = [];

  beforeEach(() => {
    vi.useFakeTimers();
    setTimeZone("Europe/Berlin"); // as the answers say: late in the evening it is another day there
    asked.length = 0;
    vi.stubGlobal("fetch", (_url: string, options: RequestInit) => {
      asked.push(new Headers(options.headers).get("If-None-Match"));
      return (answers.shift() as () => Promise<Response>)();
    });
  });

  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  function follow(...given: (() => Promise<Response>)[]) {
    answers = given;
    const { doc, status, seq } = replica();
    const measures = new Measures();
    new ComputedViews({ doc, status, seq } as unknown as Replica, measures, "/plans/p/measures").follow();
    return { doc, status, seq, priority: measures.of("opp_1", "priority") };
  }

  const edit = (doc: Y.Doc) => doc.getText("notes").insert(0, "a");

  it("are fetched with the ETag of the shown ones and stay after a 304", async () => {
    const { doc, priority } = follow(
      async () => answer(1, '"one"'),
      async () => new Response(null, { status: 304 }),
      async () => answer(2, '"two"'),
    );
    await vi.advanceTimersByTimeAsync(LONG_MS);
    expect(priority.value?.value).toBe(1);
    edit(doc);
    await vi.advanceTimersByTimeAsync(LONG_MS);
    expect(priority.value?.value).toBe(1);
    edit(doc);
    await vi.advanceTimersByTimeAsync(LONG_MS);
    expect(priority.value?.value).toBe(2);
    expect(asked).toEqual([null, '"one"', '"one"']);
  });

  it("are fetched again if the document changed before the answer arrived", async () => {
    const slow = Promise.withResolvers<Response>();
    const { doc, priority } = follow(
      () => slow.promise,
      async () => answer(2, '"two"'),
    );
    await vi.advanceTimersByTimeAsync(LONG_MS);
    edit(doc);
    await vi.advanceTimersByTimeAsync(LONG_MS);
    expect(asked).toHaveLength(1);
    slow.resolve(answer(1, '"one"'));
    await vi.advanceTimersByTimeAsync(LONG_MS);
    expect([asked.length, priority.value?.value]).toEqual([2, 2]);
  });

  it("are fetched again if the server's seq is lower than before, as after a restore", async () => {
    const { seq, priority } = follow(
      async () => answer(5, '"newer"'),
      async () => answer(3, '"restored"'),
    );
    await vi.advanceTimersByTimeAsync(LONG_MS);
    seq.value = 2;
    await vi.advanceTimersByTimeAsync(LONG_MS);
    expect(priority.value?.value).toBe(3);
  });

  it("are not fetched while a change is unconfirmed, nor in a loop when the server refuses", async () => {
    const { doc, status } = follow(
      async () => new Response(null, { status: 404 }),
      async () => answer(1, '"one"'),
    );
    await vi.advanceTimersByTimeAsync(LONG_MS);
    expect(asked).toHaveLength(1);
    status.value = { kind: "saving" } as SyncStatus;
    edit(doc);
    await vi.advanceTimersByTimeAsync(LONG_MS);
    expect(asked).toHaveLength(1);
    status.value = { kind: "saved" } as SyncStatus;
    await vi.advanceTimersByTimeAsync(LONG_MS);
    expect(asked).toHaveLength(2);
  });

  it("wait for a pause while somebody types, but not for ever, and not once a value changed", async () => {
    const { doc } = follow(
      async () => answer(1, '"one"'),
      async () => answer(2, '"two"'),
      async () => answer(3, '"three"'),
      async () => answer(4, '"four"'),
      async () => answer(5, '"five"'),
    );
    await vi.advanceTimersByTimeAsync(LONG_MS);
    edit(doc);
    await vi.advanceTimersByTimeAsync(800);
    expect(asked).toHaveLength(2);
    const type = async (keys: number) => {
      for (let key = 0; key < keys; key += 1) {
        edit(doc);
        await vi.advanceTimersByTimeAsync(100);
      }
    };
    await type(30);
    expect(asked).toHaveLength(2);
    await type(50);
    expect(asked).toHaveLength(3);
    await type(15);
    doc.getMap("opportunities").set("opp_1", 300_000);
    await type(3);
    expect(asked).toHaveLength(4);
    await type(5);
    await vi.advanceTimersByTimeAsync(LONG_MS);
    expect(asked).toHaveLength(5);
  });
});
