"""The server shuts down (SIGTERM) while somebody types: the browser reconnects by itself."""

from __future__ import annotations

import threading

from playwright.sync_api import expect

from tests.browser.conftest import OpenPerson
from tests.browser.people import join_as_guest
from tests.browser.plan_page import PlanPage
from tests.browser.server import DemoServer

STOPS_AFTER = 0.3


def test_typing_through_a_restart_loses_nothing(member: PlanPage, server: DemoServer, person: OpenPerson):
    record = member.add("opportunities", "Restart:")
    field = member.edit_title(record)
    stop = threading.Timer(STOPS_AFTER, server.stop)
    stop.start()
    typed = "Restart:"
    for number in range(12):
        field.press_sequentially(f" {number}", delay=20)
        typed += f" {number}"
    stop.join()
    field.press_sequentially(" away", delay=20)
    server.start()
    member.expect_saved()
    expect(field).to_have_value(f"{typed} away")
    newcomer = person()
    join_as_guest(newcomer, server.customer_link, "Tomasz Wolf")
    expect(PlanPage(newcomer, server.plan_url).open().title(record)).to_contain_text(f"{typed} away")
