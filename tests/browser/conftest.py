"""Fixtures of the browser tests: one Chromium and one real server per module, and people who join by link.

Without Chromium the tests are skipped; in CI (variable CI) a missing Chromium is a failure. The scope is the
module, because a running Playwright keeps an event loop that prevents asynchronous tests.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.chromium import MISSING, find_chromium, launch_arguments
from tests.browser.people import Person, enter_as_member, join_as_guest, open_person
from tests.browser.plan_page import PlanPage
from tests.browser.server import DemoServer
from tests.patience import PATIENCE_MS

expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    executable = find_chromium()
    if executable is None:
        if os.environ.get("CI"):
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=launch_arguments())
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DemoServer]:
    """A test that kills or stops this server needs a module of its own."""
    running = DemoServer(tmp_path_factory.mktemp("data"))
    running.start()
    yield running
    running.stop()


OpenPerson = Callable[..., Person]


@pytest.fixture
def person(browser: Browser) -> Iterator[OpenPerson]:
    """Opens a separate browser context for a person; fails at the end if its page reported an error."""
    opened: list[Person] = []

    def open_one(**options: object) -> Person:
        opened.append(open_person(browser, **options))  # type: ignore[arg-type]
        return opened[-1]

    yield open_one
    complaints = [complaint for one in opened for complaint in one.complaints]
    for one in opened:
        one.context.close()
    assert complaints == []


@pytest.fixture
def member(person: OpenPerson, server: DemoServer) -> PlanPage:
    """The plan page of the key account manager in the demo plan."""
    anna = person()
    enter_as_member(anna, server.member_link)
    return PlanPage(anna, server.plan_url).open()


@pytest.fixture
def guest(person: OpenPerson, server: DemoServer) -> PlanPage:
    """The plan page of a customer guest in the same plan."""
    julia = person()
    join_as_guest(julia, server.customer_link, "Julia Brandt")
    return PlanPage(julia, server.plan_url).open()
