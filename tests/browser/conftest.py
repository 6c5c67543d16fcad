"""Fixtures of the browser tests: the worker's Chromium, a server per module, people who join by link.

Without Chromium the tests are skipped; in CI (variable CI) a missing Chromium is a failure.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.chromium import MISSING, find_chromium
from tests.browser.kept import KEPT
from tests.browser.people import Person, enter_as_member, join_as_guest
from tests.browser.plan_page import PlanPage
from tests.browser.server import DemoServer
from tests.patience import PATIENCE_MS

expect.set_options(timeout=PATIENCE_MS)

FAILED = pytest.StashKey[bool]()


@pytest.fixture
def browser() -> Browser:
    """Runs on after the test; what a test opens in it, the test closes."""
    if find_chromium() is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(MISSING)
    return KEPT.contexts.browser


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A failed test may leave Playwright or a page unusable: the next test gets a new Chromium."""
    report = yield
    item.stash[FAILED] = report.failed or item.stash.get(FAILED, False)
    if report.when == "teardown" and item.stash[FAILED]:
        KEPT.close()
    return report


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoServer]:
    """A test that kills or stops this server needs a module of its own."""
    running = KEPT.demo(tmp_path_factory.mktemp("data"))
    running.start()
    yield running
    running.stop()


OpenPerson = Callable[..., Person]


@pytest.fixture
def person(browser: Browser, server: DemoServer) -> Iterator[OpenPerson]:
    """Opens a separate browser context for a person; fails at the end if its page reported an error."""
    opened: list[Person] = []

    def open_one(**options: Any) -> Person:
        opened.append(KEPT.contexts.open_person(**options))
        return opened[-1]

    yield open_one
    complaints = [complaint for one in opened for complaint in one.complaints]
    for one in opened:
        KEPT.contexts.release(one, server.url)
    assert complaints == []


@pytest.fixture
def member(person: OpenPerson, server: DemoServer) -> PlanPage:
    """The plan page of the key account manager in the demo plan."""
    anna = person()
    _enter_once(anna, server, "Anna", lambda: enter_as_member(anna, server.member_link))
    return PlanPage(anna, server.plan_url).open()


@pytest.fixture
def guest(person: OpenPerson, server: DemoServer) -> PlanPage:
    """The plan page of a customer guest in the same plan, the same one in all tests of a module."""
    julia = person()
    _enter_once(julia, server, "Julia", lambda: join_as_guest(julia, server.customer_link, "Julia Brandt"))
    return PlanPage(julia, server.plan_url).open()


def _enter_once(someone: Person, server: DemoServer, name: str, enter: Callable[[], None]) -> None:
    """Opens the plan with the session of an earlier test, unless there is none or it has ended.

    An earlier test may have chosen another language for the person: the browser's choice goes before it.
    """
    if known := server.sessions.get(name):
        english: Any = {"name": "leitstern_locale", "value": "en", "url": server.url}
        someone.context.add_cookies([*known, english])
        answer = someone.page.goto(server.plan_url)
        if answer and answer.ok and someone.page.url.startswith(server.plan_url):
            return
        someone.context.clear_cookies()
    enter()
    server.sessions[name] = [
        {"name": one["name"], "value": one["value"], "url": server.url}
        for one in someone.context.cookies()
        if one["name"] == "leitstern"
    ]
