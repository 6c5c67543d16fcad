"""Measures in Chromium how fast a plan of 500 items opens, and how fast a letter is on another screen.

(a) From the end of the page's response to the first painted cards, and to all 500 mounted and the page idle;
with an empty cache and again with a full one. (b) From a key press to the letter in the other browser's DOM.
A bare page (bare_page.py) does both in turn with Leitstern, so that ratios hold on a busy machine too. Times
come from the pages' own clocks, which share one source on one machine. `make bench` prints the tables.
"""

from __future__ import annotations

import asyncio
import json
import os
import platform
import statistics
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserType, Locator, Page, StorageState, sync_playwright

from bench.plan_of_500 import ITEMS, fill
from bench.wire import running
from tests.browser.chromium import MISSING, find_chromium, launch_arguments
from tests.browser.people import join_as_guest, open_person
from tests.browser.plan_page import PlanPage
from tests.browser.server import DemoServer

OPENINGS = 7
KEYSTROKES = 240
PAUSE_MS = 70
ROUNDS = 4
"""The keys are pressed in so many turns, ours and the bare page's, so that other work meets both."""
CARDS = ".records--opportunities > [data-record]"
ROWS = "ul > li"
OPENING_TIMES = 1.5
KEYSTROKE_TIMES = 2.0
"""What is wanted: at most so many times the bare page's median opening, and its p95 of a keystroke."""

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
ALL_RENDERED = "cards => [...document.querySelectorAll(cards)].every(card => card.textContent.trim() !== '')"
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


@dataclass
class Openings:
    """Milliseconds from the page's response: first visits with empty caches, and second visits."""

    cold_painted: list[float] = field(default_factory=list)
    cold_idle: list[float] = field(default_factory=list)
    warm_painted: list[float] = field(default_factory=list)
    warm_idle: list[float] = field(default_factory=list)


def open_twice(browser: Browser, url: str, rows: str, into: Openings, signed_in: StorageState | None) -> None:
    context = browser.new_context(storage_state=signed_in, viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.add_init_script(f"{NOTE_WHEN_PAINTED}({[rows, ITEMS]!r})")
    for painted, idle in ((into.cold_painted, into.cold_idle), (into.warm_painted, into.warm_idle)):
        page.goto("about:blank")
        page.goto(url)
        page.wait_for_function(OPENED, timeout=30_000)
        times = page.evaluate(SINCE_RESPONSE)
        painted.append(times[0])
        idle.append(times[1])
        page.wait_for_timeout(500)
    context.close()


@dataclass(frozen=True)
class Pair:
    """A field that is written in, and the place in another browser that shows its letters."""

    field: Locator
    shown: str
    reader: Page

    def watch(self) -> None:
        """Call it once, before the first key."""
        self.field.page.evaluate(NOTE_KEYS)
        self.reader.evaluate(NOTE_ARRIVALS, self.shown)

    def press(self, text: str) -> None:
        self.field.page.bring_to_front()
        self.field.focus()
        self.field.press_sequentially(text, delay=PAUSE_MS, timeout=120_000)

    def times(self) -> list[float]:
        """Milliseconds from each key press to its letter in the reader's DOM."""
        pressed: list[float] = self.field.page.evaluate("window.benchKeys")
        self.reader.wait_for_function("count => window.benchArrivals.length >= count", arg=len(pressed))
        arrived: list[float] = self.reader.evaluate("window.benchArrivals")
        return [there - here for here, there in zip(pressed, arrived, strict=True)]


def plan_pair(writer: PlanPage, reader: PlanPage) -> Pair:
    record = writer.order("opportunities")[0]
    shown = f'[data-record="{record}"] [data-field="title"] .value__text'
    reader.page.locator(shown).wait_for()
    return Pair(writer.edit_title(record), shown, reader.page)


def bare_pair(one: Browser, other: Browser, url: str) -> Pair:
    writer, reader = (open_person(browser).page for browser in (one, other))
    for page in (writer, reader):
        page.goto(url)
        page.wait_for_function("socket.readyState === WebSocket.OPEN")
    return Pair(writer.locator("textarea"), "p", reader)


def percentile(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def row(name: str, values: Sequence[float]) -> str:
    numbers = (statistics.median(values), percentile(values, 0.95), max(values))
    return f"| {name:<52} | {len(values):>4} |" + "".join(f" {number:>8.1f} |" for number in numbers)


def table(rows: Sequence[tuple[str, Sequence[float]]]) -> str:
    head = f"| {'milliseconds':<52} | {'n':>4} | {'p50':>8} | {'p95':>8} | {'max':>8} |"
    rule = "|" + "|".join("-" * (len(cell)) for cell in head.strip("|").split("|")) + "|"
    return "\n".join([head, rule, *(row(name, values) for name, values in rows)])


def in_turn(ours: Pair, bare: Pair) -> tuple[list[float], list[float]]:
    text = "Ein Satz ohne Ende "
    text *= KEYSTROKES // ROUNDS // len(text)
    for pair in (ours, bare):
        pair.watch()
    for _ in range(ROUNDS):
        for pair in (ours, bare):
            pair.press(text)
    return ours.times(), bare.times()


@contextmanager
def bare_page(reader: Page) -> Iterator[str]:
    """The address of a bare page with the text of the cards that this page shows."""
    cards: list[str] = reader.eval_on_selector_all(CARDS, "cards => cards.map(card => card.innerText)")
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as rows:
        json.dump([[line for line in card.split("\n") if line.strip()] for card in cards], rows)
        rows.flush()
        with running("bench.bare_page", rows.name) as (_, port):
            yield f"http://127.0.0.1:{port.strip()}/"


def report(ours: Openings, bare: Openings, typed: list[float], bare_typed: list[float]) -> str:
    named = (
        ("response to first cards painted, empty cache", ours.cold_painted, bare.cold_painted),
        (f"response to {ITEMS} items mounted and idle, empty cache", ours.cold_idle, bare.cold_idle),
        ("response to first cards painted, second visit", ours.warm_painted, bare.warm_painted),
        (f"response to {ITEMS} items mounted and idle, second visit", ours.warm_idle, bare.warm_idle),
        ("key press to the other browser's DOM", typed, bare_typed),
    )
    rows = [row for name, mine, floor in named for row in ((name, mine), ("    the bare page", floor))]
    ratios = [
        f"{name}: {statistics.median(mine) / statistics.median(floor):.2f} times the bare page"
        f" (wanted: at most {OPENING_TIMES})"
        for name, mine, floor in named[:-1]
    ]
    late = percentile(typed, 0.95) / percentile(bare_typed, 0.95)
    ratios.append(f"{named[-1][0]}, p95: {late:.2f} times the bare page (wanted: at most {KEYSTROKE_TIMES})")
    return "\n".join([table(rows), "", *ratios])


def measure(chromium: BrowserType, executable: str, server: DemoServer) -> str:
    plan: dict[str, Any] = server.announced["plans"][0]
    url = f"{server.url}/plans/{plan['plan_id']}"
    one, other = (chromium.launch(executable_path=executable, args=launch_arguments()) for _ in range(2))
    people = [open_person(browser) for browser in (one, other)]
    for person, name in zip(people, ("Schreiberin", "Leser"), strict=True):
        join_as_guest(person, plan["guest_link"], name)
    writer, reader = (PlanPage(person, url).open() for person in people)
    ours = plan_pair(writer, reader)
    reader.page.wait_for_function(ALL_RENDERED, arg=CARDS, timeout=60_000)
    with bare_page(reader.page) as bare_url:
        typed, bare_typed = in_turn(ours, bare_pair(one, other, bare_url))
        signed_in = people[1].context.storage_state()
        other.close()
        for context in one.contexts:
            context.close()
        opened, bare_opened = Openings(), Openings()
        for _ in range(OPENINGS):
            open_twice(one, f"{url}#opportunities", CARDS, opened, signed_in)
            open_twice(one, bare_url, ROWS, bare_opened, None)
    one.close()
    return report(opened, bare_opened, typed, bare_typed)


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
                print(f"Opening and a keystroke: {platform.machine()}, {os.cpu_count()} cores\n")
                print(measure(playwright.chromium, executable, server))
        finally:
            server.stop()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
