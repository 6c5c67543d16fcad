"""Measures, in Chromium, what a person feels: how fast a plan of 500 items opens, and how fast words travel.

(a) from the end of the page's response to the first painted cards, and to all 500 mounted and the page idle,
with an empty cache and again with a full one; (b) from a key's press to the letter in the other one's DOM.
`make bench` prints one table. Times come from the pages' own clocks, which share one source on one machine.
"""

from __future__ import annotations

import asyncio
import os
import platform
import statistics
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserType, StorageState, sync_playwright

from bench.plan_of_500 import ITEMS, fill
from tests.browser.chromium import MISSING, find_chromium, launch_arguments
from tests.browser.people import join_as_guest, open_person
from tests.browser.plan_page import PlanPage
from tests.browser.server import DemoServer

OPENINGS = 7
KEYSTROKES = 240
PAUSE_MS = 70
LIST = ".records--opportunities > [data-record]"

NOTE_WHEN_PAINTED = """
(([list, items]) => {
  const marks = (window.benchMarks = {});
  const later = (name, whenIdle) =>
    requestAnimationFrame(() => setTimeout(() => {
      const note = () => { marks[name] ??= performance.now(); };
      if (whenIdle) requestIdleCallback(note); else note();
    }));
  const look = () => {
    const count = document.querySelectorAll(list).length;
    if (count > 0 && !marks.seen) { marks.seen = 1; later("painted", false); }
    if (count >= items) later("idle", true); else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})
"""
OPENED = "() => window.benchMarks?.idle !== undefined"
SINCE_RESPONSE = """() => {
  const { responseEnd } = performance.getEntriesByType("navigation")[0];
  return [window.benchMarks.painted - responseEnd, window.benchMarks.idle - responseEnd];
}"""

NOTE_KEYS = """() => {
  window.benchKeys = [];
  const note = event => window.benchKeys.push(performance.timeOrigin + event.timeStamp);
  document.addEventListener("keydown", note, true);
}"""
NOTE_ARRIVALS = """selector => {
  const shown = document.querySelector(selector);
  const start = shown.textContent.length;
  window.benchArrivals = [];
  new MutationObserver(() => {
    const now = performance.timeOrigin + performance.now();
    while (window.benchArrivals.length < shown.textContent.length - start) window.benchArrivals.push(now);
  }).observe(shown, { subtree: true, childList: true, characterData: true });
}"""


def open_plan(browser: Browser, url: str, signed_in: StorageState) -> tuple[list[float], list[float]]:
    """(painted, idle) in ms of a first visit with empty caches, and of the visit after it."""
    context = browser.new_context(storage_state=signed_in, viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.add_init_script(f"{NOTE_WHEN_PAINTED}({[LIST, ITEMS]!r})")
    times = []
    for _ in ("cold", "warm"):
        page.goto("about:blank")
        page.goto(f"{url}#opportunities")
        page.wait_for_function(OPENED, timeout=30_000)
        times.append(page.evaluate(SINCE_RESPONSE))
        page.wait_for_timeout(500)
    context.close()
    return times[0], times[1]


def keystrokes(writer: PlanPage, reader: PlanPage) -> list[float]:
    """Milliseconds from each key's press to its letter in the reader's DOM."""
    record = writer.order("opportunities")[0]
    field = writer.edit_title(record)
    shown = f'[data-record="{record}"] [data-field="title"] .value__text'
    reader.page.locator(shown).wait_for()
    writer.page.evaluate(NOTE_KEYS)
    reader.page.evaluate(NOTE_ARRIVALS, shown)
    field.press_sequentially("Ein Satz ohne Ende " * (KEYSTROKES // 19 + 1), delay=PAUSE_MS, timeout=120_000)
    pressed: list[float] = writer.page.evaluate("window.benchKeys")
    reader.page.wait_for_function("count => window.benchArrivals.length >= count", arg=len(pressed))
    arrived: list[float] = reader.page.evaluate("window.benchArrivals")
    return [there - here for here, there in zip(pressed, arrived, strict=True)]


def percentile(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def row(name: str, values: Sequence[float]) -> str:
    numbers = (statistics.median(values), percentile(values, 0.95), max(values))
    return f"| {name:<52} | {len(values):>4} |" + "".join(f" {number:>8.1f} |" for number in numbers)


def table(rows: Sequence[tuple[str, Sequence[float]]]) -> str:
    head = f"| {'milliseconds':<52} | {'n':>4} | {'p50':>8} | {'p95':>8} | {'max':>8} |"
    rule = "|" + "|".join("-" * (len(cell)) for cell in head.strip("|").split("|")) + "|"
    return "\n".join([head, rule, *(row(name, values) for name, values in rows)])


def measure(chromium: BrowserType, executable: str, server: DemoServer) -> str:
    plan: dict[str, Any] = server.announced["plans"][0]
    url = f"{server.url}/plans/{plan['plan_id']}"
    one, other = (chromium.launch(executable_path=executable, args=launch_arguments()) for _ in range(2))
    visitor = open_person(one)
    join_as_guest(visitor, plan["guest_link"], "Besucherin")
    signed_in = visitor.context.storage_state()
    visitor.context.close()
    opened = [open_plan(one, url, signed_in) for _ in range(OPENINGS)]
    people = [open_person(browser) for browser in (one, other)]
    for person, name in zip(people, ("Schreiberin", "Leser"), strict=True):
        join_as_guest(person, plan["guest_link"], name)
    writer, reader = (PlanPage(person, url).open() for person in people)
    typed = keystrokes(writer, reader)
    for browser in (one, other):
        browser.close()
    cold, warm = ([times[visit] for times in opened] for visit in (0, 1))
    return table(
        [
            ("response to first cards painted, empty cache", [painted for painted, _ in cold]),
            (f"response to {ITEMS} items mounted and idle, empty cache", [idle for _, idle in cold]),
            ("response to first cards painted, second visit", [painted for painted, _ in warm]),
            (f"response to {ITEMS} items mounted and idle, second visit", [idle for _, idle in warm]),
            ("key press to the other browser's DOM", typed),
        ]
    )


def main() -> int:
    executable = find_chromium()
    if executable is None:
        print(MISSING)
        return 1
    with tempfile.TemporaryDirectory() as data:
        server = DemoServer(Path(data), "--plans", "1")
        server.start()
        try:
            asyncio.run(fill(server.announced["plans"][0]["guest_link"]))
            with sync_playwright() as playwright:
                print(f"Opening a plan and a key's way: {platform.machine()}, {os.cpu_count()} cores\n")
                print(measure(playwright.chromium, executable, server))
        finally:
            server.stop()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
