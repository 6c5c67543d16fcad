"""A line that is dead without anybody being told is noticed within 15 seconds."""

from __future__ import annotations

import time

from playwright.sync_api import expect

from tests.browser.conftest import OpenPerson
from tests.browser.people import join_as_guest
from tests.browser.plan_page import PlanPage
from tests.browser.server import DemoServer
from tests.browser.words import word
from tests.injections.dead_network import between

NOTICED_SECONDS = 15
SLACK_SECONDS = 10
"""For a busy machine; it was 48 s before."""


def test_a_connection_that_delivers_nothing_is_replaced(server: DemoServer, person: OpenPerson):
    with between(server.url) as network:
        guest = person()
        join_as_guest(guest, network.reached(server.customer_link), "Dora Tunnel")
        plan = PlanPage(guest, network.reached(server.plan_url)).open()
        network.freeze()
        began = time.monotonic()
        expect(plan.status()).not_to_have_text(word("plan.saved"))
        assert time.monotonic() - began < NOTICED_SECONDS + SLACK_SECONDS
        network.mend()
        plan.expect_saved()
