import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Heartbeat } from "../../../src/core/sync/heartbeat";

const SERVER_MS = 5_000;
const STEP_MS = 100;

let heartbeat: Heartbeat;
const woke = vi.fn(() => heartbeat.expectAnswer());
const silent = vi.fn();

let clock = 0;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "setInterval", "clearTimeout", "clearInterval"] });
  vi.spyOn(Date, "now").mockImplementation(() => clock);
  vi.spyOn(performance, "now").mockImplementation(() => clock);
  woke.mockClear();
  silent.mockClear();
  heartbeat = new Heartbeat({ isOpen: () => true, woke, silent });
  heartbeat.begin();
});

afterEach(() => {
  heartbeat.end();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

function pass(ms: number): void {
  for (let passed = 0; passed < ms; passed += STEP_MS) {
    clock += STEP_MS;
    vi.advanceTimersByTime(STEP_MS);
  }
}

/** Time passes and no timer runs: a starved machine, a sleeping computer, a tab in the background. */
function pause(ms: number): void {
  clock += ms;
}

describe("a socket", () => {
  test("that is heard every few seconds stays", () => {
    for (let heard = 0; heard < 20; heard += 1) {
      pass(SERVER_MS);
      heartbeat.heard();
    }
    expect(silent).not.toHaveBeenCalled();
  });

  test("that says nothing is given up within 15 s", () => {
    pass(15_000);
    expect(silent).toHaveBeenCalled();
  });

  test("is not given up when the page was paused and frames wait to be delivered", () => {
    heartbeat.heard();
    pause(60_000);
    pass(2_000);
    expect(woke).toHaveBeenCalledOnce();
    heartbeat.heard();
    pass(SERVER_MS);
    expect(silent).not.toHaveBeenCalled();
  });

  test("that does not answer after a pause is given up", () => {
    pause(60_000);
    pass(10_000);
    expect(woke).toHaveBeenCalledOnce();
    expect(silent).toHaveBeenCalled();
  });

  test("that is dead is given up in a tab whose timers run once a minute", () => {
    for (let minute = 0; minute < 3; minute += 1) {
      pause(60_000);
      pass(2_000);
    }
    pass(1_000);
    expect(silent).toHaveBeenCalled();
  });
});
