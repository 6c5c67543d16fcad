/* Which trouble is told, and when: never a short interruption, and never again what somebody said they know. */
import { type Signal, signal } from "@preact/signals-core";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Refusal, SyncStatus } from "../../src/core/replica";
import { Troubles } from "../../src/elements/trouble";

let status: Signal<SyncStatus>;
let refusals: Signal<readonly Refusal[]>;
let interruption: Signal<number | undefined>;
let waiting: Signal<number>;
let seq: Signal<number>;
let troubles: Troubles;

beforeEach(() => {
  vi.useFakeTimers();
  status = signal<SyncStatus>({ kind: "saved" });
  refusals = signal<readonly Refusal[]>([]);
  interruption = signal<number | undefined>(undefined);
  waiting = signal(0);
  seq = signal(1);
  troubles = new Troubles({ status, refusals, interruption, waiting, seq });
});

afterEach(() => vi.useRealTimers());

function refuse(code: string): void {
  refusals.value = [{ code, detail: "", at: 0 }];
}

test("an interruption is told when it lasts, and not before", () => {
  interruption.value = 1006;
  vi.advanceTimersByTime(3_000);
  expect(troubles.current.value).toBeUndefined();
  vi.advanceTimersByTime(2_000);
  expect(troubles.current.value).toEqual({ kind: "interrupted", code: 1006 });
  interruption.value = undefined;
  expect(troubles.current.value).toBeUndefined();
  interruption.value = 1006;
  expect(troubles.current.value).toBeUndefined();
});

test("further attempts do not begin the wait anew, and the last reason counts", () => {
  interruption.value = 1006;
  vi.advanceTimersByTime(3_000);
  interruption.value = 4503;
  vi.advanceTimersByTime(1_500);
  expect(troubles.current.value).toEqual({ kind: "interrupted", code: 4503 });
});

test("saving is slow when nothing is confirmed for long, however much is typed", () => {
  for (let second = 1; second <= 11; second += 1) {
    status.value = { kind: "saving", waiting: second };
    waiting.value = second;
    vi.advanceTimersByTime(1_000);
  }
  expect(troubles.current.value).toEqual({ kind: "slow" });
  seq.value = 2;
  expect(troubles.current.value).toBeUndefined();
});

test("who types without a pause while it is confirmed is told nothing", () => {
  for (let second = 1; second <= 60; second += 1) {
    status.value = { kind: "saving", waiting: 1 };
    waiting.value = 1;
    seq.value = second;
    vi.advanceTimersByTime(1_000);
  }
  expect(troubles.current.value).toBeUndefined();
});

test("opening the plan is not slow saving: nothing waits", () => {
  status.value = { kind: "saving", waiting: 0 };
  vi.advanceTimersByTime(60_000);
  expect(troubles.current.value).toBeUndefined();
});

test("a refusal that was understood stays put away while it is offered again, until another comes", () => {
  refuse("content");
  expect(troubles.shown.value).toEqual({ kind: "refused", code: "content" });
  troubles.understood();
  refuse("content");
  expect(troubles.shown.value).toBeUndefined();
  expect(troubles.current.value).toEqual({ kind: "refused", code: "content" });
  troubles.recall();
  expect(troubles.shown.value).toEqual({ kind: "refused", code: "content" });
  troubles.understood();
  refuse("document_full");
  expect(troubles.shown.value).toEqual({ kind: "refused", code: "document_full" });
});

test("what was understood is told again when it is over and comes back", () => {
  refuse("content");
  troubles.understood();
  refusals.value = [];
  refuse("content");
  expect(troubles.shown.value).toEqual({ kind: "refused", code: "content" });
});

test("an end for good comes before everything else", () => {
  refuse("content");
  interruption.value = 1006;
  status.value = { kind: "stopped", code: 4403, waiting: 1 };
  expect(troubles.current.value).toEqual({ kind: "stopped", code: 4403 });
});

test("who may only read any more learns what became of the words that still waited", () => {
  status.value = { kind: "readonly" };
  expect(troubles.current.value).toBeUndefined();
  waiting.value = 2;
  expect(troubles.current.value).toEqual({ kind: "refused", code: "read_only" });
});
