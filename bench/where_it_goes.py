"""Says what the main thread of the plan page does until the first cards are painted, and at each key.

Processor time by Chromium's own trace, which other work on the machine changes little, unlike the wall
clock. The plan is that of open_and_keystroke.py. `python -m bench.where_it_goes` prints both tables; it is no
part of `make bench`.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, StorageState, sync_playwright

from bench.open_and_keystroke import ALL_RENDERED, CARDS, NOTE_WHEN_PAINTED, OPENED, plan_pair
from bench.plan_of_500 import ITEMS, fill
from tests.browser.chromium import MISSING, find_chromium, launch_arguments
from tests.browser.people import join_as_guest, open_person
from tests.browser.plan_page import PlanPage
from tests.browser.server import DemoServer

OPENINGS = 5
KEYS = 40
CATEGORIES = ["-*", "devtools.timeline", "disabled-by-default-devtools.timeline", "blink.user_timing"]
HERE, PAINTED = "bench-here", "bench-painted"
TELL_PAINTED = f"""const told = setInterval(() => {{
  if (!window.benchMarks?.painted) return;
  clearInterval(told);
  performance.mark("{PAINTED}");
}}, 5);"""
WORK = {
    "scripts: compiled and evaluated": ("v8.", "EvaluateScript"),
    "scripts: events, timers, rendering": (
        "FunctionCall",
        "RunMicrotasks",
        "TimerFire",
        "EventDispatch",
        "Fire",
    ),
    "garbage collection": ("V8.GC", "MinorGC", "MajorGC"),
    "HTML and style sheets read": ("ParseHTML", "ParseAuthorStyleSheet"),
    "styles and layout": ("UpdateLayoutTree", "Layout"),
    "painting": ("Paint", "PrePaint", "Layerize", "Commit", "Layer"),
}
"""Kinds of work by the beginning of an event's name; the first that fits."""
OTHER = "other"

Event = Mapping[str, Any]


def own_times(events: Sequence[Event], until: float) -> Counter[str]:
    """Milliseconds of processor time by kind of work, each without what ran inside of it."""
    found: Counter[str] = Counter()
    around: list[tuple[str, float]] = []
    for event in sorted(events, key=lambda one: (one["ts"], -one.get("dur", 0))):
        if event["ts"] >= until:
            break
        while around and around[-1][1] <= event["ts"]:
            around.pop()
        spent = event.get("tdur", 0) / 1000
        if around:
            found[around[-1][0]] -= spent
        kind = next((kind for kind, names in WORK.items() if event["name"].startswith(names)), OTHER)
        found[kind] += spent
        around.append((kind, event["ts"] + event.get("dur", 0)))
    return found


def main_thread(trace: bytes) -> tuple[list[Event], float]:
    """The events of the thread that the page's mark is on, and when the first cards were painted there."""
    events: list[Event] = json.loads(trace)["traceEvents"]
    thread = next((one["pid"], one["tid"]) for one in events if one["name"] in (HERE, PAINTED))
    mine = [one for one in events if (one["pid"], one["tid"]) == thread]
    painted = [one["ts"] for one in mine if one["name"] == PAINTED]
    return [one for one in mine if one.get("ph") == "X"], min(painted, default=float("inf"))


def opened(browser: Browser, page: Page, url: str) -> Counter[str]:
    page.goto("about:blank")
    browser.start_tracing(page=page, categories=CATEGORIES)
    page.goto(url)
    page.wait_for_function(OPENED, timeout=60_000)
    trace = browser.stop_tracing()
    page.wait_for_timeout(500)
    return own_times(*main_thread(trace))


def openings(browser: Browser, url: str, signed_in: StorageState) -> dict[str, list[Counter[str]]]:
    found: dict[str, list[Counter[str]]] = {"empty cache": [], "second visit": []}
    for _ in range(OPENINGS):
        context = browser.new_context(storage_state=signed_in, viewport={"width": 1280, "height": 800})
        page = context.new_page()
        page.add_init_script(f"{NOTE_WHEN_PAINTED}({[CARDS, ITEMS]!r});{TELL_PAINTED}")
        for visit in found.values():
            visit.append(opened(browser, page, url))
        context.close()
    return found


def keys(browsers: Sequence[Browser], pages: Sequence[PlanPage]) -> dict[str, list[Counter[str]]]:
    pair = plan_pair(*pages)
    for one in pages:
        one.page.wait_for_function(ALL_RENDERED, arg=CARDS, timeout=60_000)
    pair.watch()
    pair.press("Ein ")
    for browser, one in zip(browsers, pages, strict=True):
        browser.start_tracing(page=one.page, categories=CATEGORIES)
        one.page.evaluate("name => performance.mark(name)", HERE)
    pair.press("Satz" * (KEYS // 4))
    pair.times()
    traces = [main_thread(browser.stop_tracing()) for browser in browsers]
    spent = [own_times(*trace) for trace in traces]
    return {
        who: [Counter({kind: ms / KEYS for kind, ms in one.items()})]
        for who, one in zip(("writer", "reader"), spent, strict=True)
    }


def table(title: str, columns: Mapping[str, Sequence[Counter[str]]]) -> str:
    def median(all_of_it: Sequence[Counter[str]], kind: str) -> float:
        return statistics.median(one[kind] for one in all_of_it)

    def line(name: str, numbers: Sequence[float]) -> str:
        return f"{name:<40}" + "".join(f" {number:>14.1f}" for number in numbers)

    kinds = [*WORK, OTHER]
    head = f"{title:<40}" + "".join(f" {name:>14}" for name in columns)
    rows = [line(kind, [median(one, kind) for one in columns.values()]) for kind in kinds]
    whole = [statistics.median(one.total() for one in column) for column in columns.values()]
    return "\n".join([head, *rows, line("all", whole)])


def main() -> int:
    executable = find_chromium()
    if executable is None:
        print(MISSING)
        return 1
    with tempfile.TemporaryDirectory() as data:
        server = DemoServer(Path(data), "--plans", "1")
        server.start()
        try:
            plan: dict[str, Any] = server.announced["plans"][0]
            asyncio.run(fill(plan["guest_link"]))
            url = f"{server.url}/plans/{plan['plan_id']}"
            with sync_playwright() as playwright:
                launch = playwright.chromium.launch
                browsers = [launch(executable_path=executable, args=launch_arguments()) for _ in range(2)]
                people = [open_person(browser) for browser in browsers]
                for person, name in zip(people, ("Schreiberin", "Leser"), strict=True):
                    join_as_guest(person, plan["guest_link"], name)
                pages = [PlanPage(person, url).open() for person in people]
                print(table("main thread, ms of processor time a key", keys(browsers, pages)), "\n")
                signed_in = people[1].context.storage_state()
                for person in people:
                    person.context.close()
                visits = openings(browsers[0], f"{url}#opportunities", signed_in)
                print(table("main thread to the first cards, ms", visits))
        finally:
            server.stop()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
