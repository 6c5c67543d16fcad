import { signal } from "@preact/signals-core";
import { expect, it, vi } from "vitest";
import * as Y from "yjs";
import { followDays } from "../../src/core/intl/today";
import type { Replica } from "../../src/core/replica";
import { Measures } from "../../src/doc/measures";
import { ComputedViews } from "../../src/elements/computed-views";

it("fetches the values again when the plan's day changes in an open page", async () => {
  vi.useFakeTimers({ now: new Date("2026-11-30T22:59:00Z") });
  followDays("Europe/Berlin", Date.now);
  let lateness = 0;
  vi.stubGlobal("fetch", async () => {
    const late = { value: lateness, text: String(lateness) };
    return Response.json({ measures: { act_1: { late } }, time_zone: "Europe/Berlin" });
  });
  const replica = { doc: new Y.Doc(), status: signal({ kind: "saved" }), seq: signal(1) };
  const measures = new Measures();
  new ComputedViews(replica as unknown as Replica, measures, "/plans/p/measures").follow();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(measures.of("act_1", "late").value?.value).toBe(0);
  lateness = 1;
  await vi.advanceTimersByTimeAsync(30_000);
  expect(measures.of("act_1", "late").value?.value, "still the same day").toBe(0);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(measures.of("act_1", "late").value?.value).toBe(1);
  vi.useRealTimers();
  vi.unstubAllGlobals();
});
