"""Measures a plan of 500 statements, 300 people, 500 opportunities and 1,000 actions.

Panels: processor time of each derived view right after an edit, and again from the cache, over ASGI in this
process; the wall clock of a shared machine would measure its neighbours too. Opening: from the end of the
page's response to the first painted cards of each section, in Chromium. Keystroke: from a key press to the
letter on another person's screen. `python -m bench.large_plan [panels|opening|keystroke]` prints the tables.
"""

from __future__ import annotations

import asyncio
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import httpx
from playwright.sync_api import Browser, StorageState, sync_playwright
from pycrdt import Doc

from bench.open_and_keystroke import percentile, plan_pair
from leitstern import client
from leitstern.app import create_app
from leitstern.clock import utc_now
from leitstern.demo import Demo, seed
from leitstern.http_support.services import Services
from leitstern.plan import edits
from leitstern.plan.generated import LEVEL_VALUES, RELATIONSHIP_VALUES, TOPIC_VALUES
from leitstern.plan.order import key_between
from leitstern.settings import Settings
from tests.browser.chromium import MISSING, find_chromium, launch_arguments
from tests.browser.people import join_as_guest, open_person
from tests.browser.plan_page import PlanPage
from tests.browser.server import DemoServer

CLAIMS, PEOPLE, OPPORTUNITIES, ACTIONS = 500, 300, 500, 1000
A_BATCH = 50
ROUNDS = 7
START = date(2027, 1, 1)
PANELS = (
    "measures",
    "own-measures",
    "overview",
    "news",
    "check",
    "panels/values",
    "panels/figures",
    "panels/win-win",
)
OPENED = {
    "opportunities": ".records--opportunities > [data-record] article",
    "claims": ".records--claims > [data-record] article",
    "people": ".records--people > [data-record] article",
    "actions": ".records--actions > [data-record] article",
}
NOTE_WHEN_SEEN = """
(selector => {
  const look = () => {
    if (!document.querySelector(selector)) return requestAnimationFrame(look);
    requestAnimationFrame(() => setTimeout(() => { window.benchPainted = performance.now(); }));
  };
  requestAnimationFrame(look);
})
"""
SINCE_RESPONSE = """() => window.benchPainted - performance.getEntriesByType("navigation")[0].responseEnd"""


def changes(chance: random.Random) -> Iterator[Callable[[Doc[Any]], None]]:
    """One change for each record of the shared document; links lead to what was added before."""

    last: dict[str, str] = {}

    def add(kind: str, values: dict[str, Any], key: str) -> Callable[[Doc[Any]], None]:
        last[kind] = order = key_between(last.get(kind, "b00"), None)
        return lambda doc: void(edits.add_record(doc, kind, values, key, order=order))

    for n in range(PEOPLE):
        side = "customer" if n % 3 else "supplier"
        values: dict[str, Any] = {"name": f"Person {n}", "side": side, "level": chance.choice(LEVEL_VALUES)}
        values |= {"title": "Head of something", "unit": f"Unit {n % 9}", "region": f"Site {n % 5}"}
        values |= {"reports_to": f"per_b{n // 6 * 3 + n % 3}" if n > 9 else None}
        values |= {"contact": f"per_b{(n * 7) % PEOPLE}"}
        yield add("people", values, f"per_b{n}")
    for n in range(OPPORTUNITIES):
        values = {
            "title": f"Opportunity {n}",
            "description": "What both companies gain by it, in a sentence.",
        }
        values |= {f"benefit_{s}": chance.randrange(10_000, 900_000) for s in ("customer", "supplier")}
        values |= {"probability": chance.randrange(5, 100) / 100, "effort": chance.randrange(5, 200)}
        values |= {"time_horizon": START + timedelta(days=chance.randrange(900)), "stage": "qualified"}
        yield add("opportunities", values, f"opp_b{n}")
    for n in range(CLAIMS):
        values = {"text": f"Statement {n} about the customer, in one sentence.", "source": "Interview"}
        values |= {"topic": chance.choice(TOPIC_VALUES), "standing": "open" if n % 10 == 0 else "assumed"}
        values |= {"follows": [f"clm_b{n - 1}"] if n % 4 else [], "as_of": START - timedelta(days=n)}
        yield add("claims", values, f"clm_b{n}")
    for n in range(ACTIONS):
        values = {"title": f"Action {n}", "owner": f"per_b{n % PEOPLE}", "serves": [f"opp_b{n // 2}"]}
        values |= {"start": START + timedelta(days=n % 300), "due": START + timedelta(days=n % 300 + 30)}
        yield add("actions", values, f"act_b{n}")


def void(_: object) -> None:
    return None


def fill(doc: Doc[Any]) -> None:
    for change in changes(random.Random(500)):
        change(doc)


def fill_own(doc: Doc[Any]) -> None:
    """What the supplier's side thinks of all people of the customer."""
    chance = random.Random(300)
    order = "a0"
    for n in range(PEOPLE):
        order = key_between(order, None)
        values: dict[str, Any] = {"person": f"per_b{n}", "relationship": chance.choice(RELATIONSHIP_VALUES)}
        values |= {"wanted": "adviser", "influence": 1 + n % 5, "attitude": n % 5 - 2}
        values |= {"last_contact": START - timedelta(days=n)}
        edits.add_record(doc, "assessments", values, document="supplier", order=order)


async def panels() -> str:
    demos: list[Demo] = []

    async def prepare(services: Services) -> None:
        demos.append(await seed(services.database, services.rooms, services.keys, now=utc_now()))

    with tempfile.TemporaryDirectory() as data:
        settings = Settings.model_validate({"data": Path(data), "rate_limit": "off"})
        app = create_app(settings, on_start=prepare)
        async with app.router.lifespan_context(app):
            demo = demos[0]
            rooms, documents = app.services.rooms, demo.plan.documents
            await rooms.edit(documents["shared"], "server", fill)
            await rooms.edit(documents["supplier"], "server", fill_own)
            transport = httpx.ASGITransport(app)
            async with httpx.AsyncClient(transport=transport, base_url="http://bench", timeout=60) as browser:
                await enter(browser, demo.member_path)
                page = f"/plans/{demo.plan.plan_id}"
                await browser.get(page)
                rows = []
                for panel in ("", *PANELS):
                    path = f"{page}/{panel}" if panel else page
                    if (await browser.get(path)).status_code != 200:
                        continue
                    fresh, kept = [], []
                    for turn in range(ROUNDS):
                        await rooms.edit(documents["shared"], "server", touched(turn))
                        fresh.append(await timed(browser, path))
                        kept.append(await timed(browser, path))
                    rows.append((panel or "the page", statistics.median(fresh), statistics.median(kept)))
    head = f"{'processor time, milliseconds (median)':<40} {'after an edit':>14} {'cached':>8}\n"
    return head + "\n".join(f"{name:<40} {fresh:>14.1f} {kept:>8.1f}" for name, fresh, kept in rows)


def touched(turn: int) -> Callable[[Doc[Any]], None]:
    return lambda doc: edits.set_field(doc, "opportunities", "opp_b0", "effort", 10 + turn)


async def enter(browser: httpx.AsyncClient, path: str) -> None:
    answer = await browser.get(path)
    token = answer.text.split('name="form_token" value="')[1].split('"')[0]
    await browser.post(path, data={"form_token": token}, headers={"Origin": "http://bench"})


async def timed(browser: httpx.AsyncClient, path: str) -> float:
    start = time.process_time()
    answer = await browser.get(path)
    answer.raise_for_status()
    return 1000 * (time.process_time() - start)


async def fill_by_client(link: str) -> None:
    async with await client.join(link, name="Import") as plan:
        for number, change in enumerate(changes(random.Random(500))):
            change(plan.doc)
            if number % A_BATCH == 0:
                await plan.saved()
        await plan.saved()


def in_chromium(measure: Callable[[Browser, str, StorageState], str]) -> str:
    """Measures on a plan that was filled by a client, as a guest who has joined."""
    executable = find_chromium()
    if executable is None:
        return MISSING
    with tempfile.TemporaryDirectory() as data:
        server = DemoServer(Path(data), "--plans", "1")
        server.start()
        try:
            plan: dict[str, Any] = server.announced["plans"][0]
            asyncio.run(fill_by_client(plan["guest_link"]))
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=executable, args=launch_arguments())
                person = open_person(browser)
                join_as_guest(person, plan["guest_link"], "Leser")
                signed_in = person.context.storage_state()
                return measure(browser, f"{server.url}/plans/{plan['plan_id']}", signed_in)
        finally:
            server.stop()


def opening(browser: Browser, url: str, signed_in: StorageState) -> str:
    rows = [opened(browser, f"{url}#{name}", name, signed_in) for name in OPENED]
    head = f"{'response to first cards painted, milliseconds':<48} {'median':>8} {'most':>8}\n"
    return head + "\n".join(rows)


def keystroke(browser: Browser, url: str, signed_in: StorageState) -> str:
    """Both people look at the opportunities, in two contexts of one browser."""
    people = [open_person(browser) for _ in range(2)]
    for person in people:
        person.context.add_cookies(cast("list[Any]", signed_in["cookies"]))
    writer, reader = (PlanPage(person, url).open() for person in people)
    reader.page.locator(OPENED["opportunities"]).first.wait_for()
    pair = plan_pair(writer, reader)
    pair.watch()
    pair.press("Ein Satz ohne Ende " * 8)
    times = pair.times()
    head = f"{'key press to the letter on the other screen, ms':<48} {'median':>8} {'p95':>8}\n"
    return (
        head + f"{len(times)} keys{'':<42} {statistics.median(times):>8.1f} {percentile(times, 0.95):>8.1f}"
    )


def opened(browser: Browser, url: str, section: str, signed_in: StorageState) -> str:
    times = []
    for _ in range(ROUNDS):
        context = browser.new_context(storage_state=signed_in, viewport={"width": 1280, "height": 800})
        page = context.new_page()
        page.add_init_script(f"{NOTE_WHEN_SEEN}({OPENED[section]!r})")
        page.goto(url)
        page.wait_for_function("() => window.benchPainted !== undefined", timeout=60_000)
        times.append(page.evaluate(SINCE_RESPONSE))
        context.close()
    return f"{section:<48} {statistics.median(times):>8.0f} {max(times):>8.0f}"


def main() -> int:
    wanted = sys.argv[1:] or ["panels", "opening", "keystroke"]
    print(f"{CLAIMS} statements, {PEOPLE} people, {OPPORTUNITIES} opportunities, {ACTIONS} actions")
    print(f"{datetime.now().astimezone():%Y-%m-%d %H:%M}\n")
    if "panels" in wanted:
        print(asyncio.run(panels()), "\n")
    if "opening" in wanted:
        print(in_chromium(opening), "\n")
    if "keystroke" in wanted:
        print(in_chromium(keystroke))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
