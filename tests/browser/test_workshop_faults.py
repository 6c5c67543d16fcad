"""A session while things fail: the server is killed, a laptop sleeps, a guest's invitation ends."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPerson
from tests.browser.people import enter_as_member, invite, join_as_guest
from tests.browser.server import DemoServer
from tests.browser.test_workshop import control, phase, timer, topic
from tests.browser.words import word

END_OF_PHASE = """() => {
  const [minutes, seconds] = document.querySelector("[role=timer]").textContent.split(":").map(Number);
  return Date.now() / 1000 + minutes * 60 + seconds;
}"""
"""The moment at which the phase ends, as this screen shows it. It stays while the timer runs."""
GAP_MS = 6000
LAG = 3
"""Seconds by which a screen on a slow machine may be behind."""


def end_of_phase(page: Page) -> float:
    return float(page.evaluate(END_OF_PHASE))


def test_a_session_survives_its_server_its_people_and_their_laptops(person: OpenPerson, server: DemoServer):
    anna, julia, felix = person(), person(), person()
    enter_as_member(anna, server.member_link)
    join_as_guest(julia, server.customer_link, "Julia Brandt")
    join_as_guest(felix, invite(anna.page, server.plan_url, "Felix Amari"), "Felix Amari")
    for one in (anna, julia, felix):
        one.page.goto(server.session_url)
    anna.page.locator("[data-start]").click()
    for one in (anna, julia, felix):
        expect(phase(one.page)).to_have_text(topic("check_in"))
        one.page.locator("[data-hand]").click()
    expect(anna.page.locator("[data-hand-of]")).to_have_count(3)

    # Killed in the phase: the timer counts on over the gap, hands keep their order, nothing doubles.
    before = end_of_phase(julia.page)
    server.kill()
    julia.page.wait_for_timeout(GAP_MS)
    server.start()
    julia.page.reload()
    expect(phase(julia.page)).to_have_text(topic("check_in"))
    assert abs(end_of_phase(julia.page) - before) <= LAG
    expect(julia.page.locator("[data-hand-of]")).to_have_count(3)
    control(anna.page, "extend").click()
    expect(timer(julia.page)).to_have_text(re.compile(r"^5:\d\d$"))

    # A guest whose invitation ends is out; the session goes on.
    host = anna.watch(anna.context.new_page())
    host.goto(f"{server.plan_url}/invitations")
    link = host.get_by_role("article", name="Felix Amari")
    link.get_by_role("link", name=word("invitations.revoke")).click()
    host.get_by_role("button", name=word("invitations.revoke")).click()
    expect(felix.page.get_by_role("heading", name=word("error_page.access_ended.title"))).to_be_visible()
    expect(anna.page.locator("[data-hand-of]")).to_have_count(2)
    host.close()

    # A laptop sleeps through two phases and wakes into the right one.
    julia.context.set_offline(True)
    for section in ("claims", "opportunities"):
        control(anna.page, "next").click()
        expect(anna.page).to_have_url(re.compile(f"#{section}$"))
    julia.context.set_offline(False)
    expect(julia.page).to_have_url(re.compile("#opportunities$"))
    expect(julia.page.locator(".session-bar__phase")).to_have_text(topic("opportunities"))
    expect(timer(julia.page)).to_have_text(re.compile(r"^2[45]:\d\d$"))

    # The facilitator's browser is gone: the session goes on, and another one leads it.
    anna.page.close()
    again = anna.watch(anna.context.new_page())
    again.goto(server.session_url)
    control(again, "next").click()
    expect(julia.page.locator(".session-bar__phase")).to_have_text(topic("goals"))
