import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { dayIn, followDays, setTimeZone, today } from "../../../src/core/intl/today";

/** 30 November, 22:00 in Los Angeles; already the morning of 1 December in Berlin. */
const NIGHT = Date.parse("2026-12-01T06:00:00Z");

describe("the plan's day", () => {
  it.each([
    ["America/Los_Angeles", "2026-11-30"],
    ["Europe/Berlin", "2026-12-01"],
    ["Pacific/Kiritimati", "2026-12-01"],
    ["UTC", "2026-12-01"],
    ["Nowhere/Land", "2026-12-01"],
  ])("in %s is %s", (zone, expected) => {
    expect(dayIn(zone, NIGHT)).toBe(expected);
  });
});

describe("a page that stays open", () => {
  let now = NIGHT;

  beforeEach(() => {
    vi.useFakeTimers();
    now = NIGHT;
    followDays("America/Los_Angeles", () => now);
  });

  afterEach(() => vi.useRealTimers());

  it("shows the new day at the plan's midnight", () => {
    expect(today.peek()).toBe("2026-11-30");
    now = Date.parse("2026-12-01T07:59:59Z");
    vi.advanceTimersByTime(20_000);
    expect(today.peek()).toBe("2026-11-30");
    now += 1000;
    vi.advanceTimersByTime(20_000);
    expect(today.peek()).toBe("2026-12-01");
  });

  it("shows the new day after sleep without timers", () => {
    now = Date.parse("2026-12-04T12:00:00Z");
    dispatchEvent(new Event("focus"));
    expect(today.peek()).toBe("2026-12-04");
  });

  it("follows a change of the plan's time zone at once", () => {
    setTimeZone("Europe/Berlin");
    expect(today.peek()).toBe("2026-12-01");
  });
});
