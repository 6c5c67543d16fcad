"""Fixtures of the engine tests: one session per engine and module, a real server, and Chromium beside it.

A missing engine skips its tests; in CI (variable CI) it is a failure.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.browser.conftest import server as server
from tests.browser.kept import KEPT
from tests.browser.people import enter_as_member
from tests.browser.plan_page import PlanPage
from tests.browser.server import DemoServer
from tests.engines.drivers import ENGINES, driving, missing
from tests.engines.tab import EngineTab
from tests.injections.dead_network import DeadNetwork, between


@pytest.fixture(scope="module")
def network(server: DemoServer) -> Iterator[DeadNetwork]:
    """The network between the engine and the server; Chromium connects directly."""
    with between(server.url) as made:
        yield made


@pytest.fixture(scope="module", params=ENGINES)
def tab(request: pytest.FixtureRequest, server: DemoServer, network: DeadNetwork) -> Iterator[EngineTab]:
    """A customer guest in this engine, who has joined the demo plan."""
    lacking = missing(request.param)
    if lacking is not None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(lacking)
    with driving(request.param) as driver:
        made = EngineTab(driver, network.reached(server.plan_url))
        made.join(network.reached(server.customer_link), f"Julia {request.param}")
        yield made
        network.mend()


@pytest.fixture(scope="module")
def chromium(server: DemoServer) -> Iterator[PlanPage]:
    """The key account manager in Chromium, in the same plan."""
    anna = KEPT.contexts.open_person()
    enter_as_member(anna, server.member_link)
    yield PlanPage(anna, server.plan_url).open()
    KEPT.contexts.release(anna, server.url)
    assert anna.complaints == []


@pytest.fixture(autouse=True)
def _nobody_complains(tab: EngineTab) -> Iterator[None]:
    yield
    assert tab.complaints() == []
