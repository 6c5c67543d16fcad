import { describe, expect, it } from "vitest";
import { monthsFrom, weeksOf } from "../../src/elements/calendar";

describe("the calendar of a month", () => {
  it("has six weeks from Monday to Sunday with every day of the month", () => {
    for (let month = 1; month <= 12; month += 1) {
      const iso = `2027-${String(month).padStart(2, "0")}-15`;
      const weeks = weeksOf(iso);
      expect(weeks).toHaveLength(6);
      const days = weeks.flat();
      expect(new Date(`${days[0]}T00:00:00Z`).getUTCDay()).toBe(1);
      expect(new Set(days).size).toBe(42);
      expect(days.filter((day) => day.startsWith(iso.slice(0, 7)))).toHaveLength(
        new Date(2027, month, 0).getDate(),
      );
    }
  });

  it("uses the last day of a shorter month", () => {
    expect(monthsFrom("2027-01-31", 1)).toBe("2027-02-28");
    expect(monthsFrom("2027-03-31", -1)).toBe("2027-02-28");
    expect(monthsFrom("2026-12-15", 1)).toBe("2027-01-15");
  });
});
