/*
 * Tests in which time passes only when they say so, and every socket is a fake. Call `onFakeTime` before the file's own
 * `beforeEach`; what it gives is closed after each test.
 */
import { afterEach, beforeEach, vi } from "vitest";
import { FakeSocket } from "./socket";

export const tick = (ms = 0) => vi.advanceTimersByTimeAsync(ms);

export function onFakeTime(opened: () => { close(): Promise<void> }): void {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal("WebSocket", FakeSocket);
    FakeSocket.made = [];
  });
  afterEach(async () => {
    await opened().close();
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });
}
