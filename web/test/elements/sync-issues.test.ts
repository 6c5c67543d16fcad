/* Which sync issue is shown, and when: never a short interruption, and never again one that was dismissed. */
import { type Signal, signal } from "@preact/signals-core";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Refusal, SyncStatus } from "../../src/core/replica";
import { SyncIssues } from "../../src/elements/sync-issues";

let status: Signal<SyncStatus>;
let refusals: Signal<readonly Refusal[]>;
let interruption: Signal<number | undefined>;
let isWaiting: Signal<boolean>;
let seq: Signal<number>;
let issues: SyncIssues;

beforeEach(() => {
  vi.useFakeTimers();
  status = signal<SyncStatus>({ kind: "saved" });
  refusals = signal<readonly Refusal[]>([]);
  interruption = signal<number | undefined>(undefined);
  isWaiting = signal(false);
  seq = signal(1);
  issues = new SyncIssues({ status, refusals, interruption, isWaiting, seq });
});

afterEach(() => vi.useRealTimers());

function refuse(code: string): void {
  refusals.value = [{ code, detail: "", at: 0 }];
}

test("shows a long interruption, not a short one", () => {
  interruption.value = 1006;
  vi.advanceTimersByTime(3_000);
  expect(issues.current.value).toBeUndefined();
  vi.advanceTimersByTime(2_000);
  expect(issues.current.value).toEqual({ kind: "interrupted", code: 1006 });
  interruption.value = undefined;
  expect(issues.current.value).toBeUndefined();
  interruption.value = 1006;
  expect(issues.current.value).toBeUndefined();
});

test("further attempts do not restart the wait; the last reason is shown", () => {
  interruption.value = 1006;
  vi.advanceTimersByTime(3_000);
  interruption.value = 4503;
  vi.advanceTimersByTime(1_500);
  expect(issues.current.value).toEqual({ kind: "interrupted", code: 4503 });
});

test("reports slow saving when nothing is confirmed for long, however much is typed", () => {
  for (let second = 1; second <= 11; second += 1) {
    status.value = { kind: "saving" };
    isWaiting.value = true;
    vi.advanceTimersByTime(1_000);
  }
  expect(issues.current.value).toEqual({ kind: "slow" });
  seq.value = 2;
  expect(issues.current.value).toBeUndefined();
});

test("shows nothing during continuous typing with regular acks", () => {
  for (let second = 1; second <= 60; second += 1) {
    status.value = { kind: "saving" };
    isWaiting.value = true;
    seq.value = second;
    vi.advanceTimersByTime(1_000);
  }
  expect(issues.current.value).toBeUndefined();
});

test("does not report slow saving while the plan opens", () => {
  status.value = { kind: "saving" };
  vi.advanceTimersByTime(60_000);
  expect(issues.current.value).toBeUndefined();
});

test("a dismissed refusal stays hidden while it is retried, until another one arrives", () => {
  refuse("content");
  expect(issues.shown.value).toEqual({ kind: "refused", code: "content" });
  issues.understood();
  refuse("content");
  expect(issues.shown.value).toBeUndefined();
  expect(issues.current.value).toEqual({ kind: "refused", code: "content" });
  issues.recall();
  expect(issues.shown.value).toEqual({ kind: "refused", code: "content" });
  issues.understood();
  refuse("document_full");
  expect(issues.shown.value).toEqual({ kind: "refused", code: "document_full" });
});

test("a dismissed issue is shown again when it ended and returned", () => {
  refuse("content");
  issues.understood();
  refusals.value = [];
  refuse("content");
  expect(issues.shown.value).toEqual({ kind: "refused", code: "content" });
});

test("a final close has priority over all other issues", () => {
  refuse("content");
  interruption.value = 1006;
  status.value = { kind: "stopped", code: 4403 };
  expect(issues.current.value).toEqual({ kind: "stopped", code: 4403 });
});

test("a demoted editor is told about their unsent words", () => {
  status.value = { kind: "readonly" };
  expect(issues.current.value).toBeUndefined();
  isWaiting.value = true;
  expect(issues.current.value).toEqual({ kind: "refused", code: "read_only" });
});
