import { afterEach, expect, test, vi } from "vitest";
import { untilNear, wake } from "../../src/elements/lazy-render";

class Eyes {
  observe(): void {}
  unobserve(): void {}
}

afterEach(() => vi.unstubAllGlobals());

test("an element that is woken before it falls asleep renders at once, others wait until they are woken", async () => {
  vi.stubGlobal("IntersectionObserver", Eyes);
  vi.stubGlobal("requestIdleCallback", () => 0);
  const [named, other] = [document.createElement("div"), document.createElement("div")];
  wake(named);
  await untilNear(named);
  expect(named.hasAttribute("data-asleep")).toBe(false);
  const waits = untilNear(other);
  expect(other.hasAttribute("data-asleep")).toBe(true);
  wake(other);
  await waits;
  expect(other.hasAttribute("data-asleep")).toBe(false);
});
