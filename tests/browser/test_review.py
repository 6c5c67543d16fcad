"""A review from the live plan: lobby with pre-work, a guest's focused screen, its phases on the wall."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPerson
from tests.browser.people import PHONE, invite, join_as_guest
from tests.browser.plan_page import PlanPage
from tests.browser.server import DemoServer
from tests.browser.test_rounds import send
from tests.browser.words import word


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_a_guest_in_a_review_sees_what_the_phase_needs_and_may_leave_and_return(
    person: OpenPerson, server: DemoServer, member: PlanPage
):
    anna = member.page
    rosa = person(size=PHONE, is_phone=True)
    join_as_guest(rosa, invite(anna, member.url, "Rosa Klein"), "Rosa Klein")
    phone = rosa.page
    anna.goto(server.plan_url)
    session_id = send(anna, "session.create", template="review", day="2031-05-06", time="09:00")[0]["session"]
    url = f"{server.plan_url}/sessions/{session_id}"
    anna.goto(url)
    phone.goto(url)
    mine = phone.locator("[data-pre-work=customer]")
    expect(mine).to_contain_text("Rosa Klein")
    expect(anna.locator("[data-pre-work=supplier]")).not_to_contain_text("Rosa Klein")
    phone.locator("[data-attend]").tap()
    expect(anna.locator("[data-attends=true]")).to_be_visible()
    expect(mine.locator("[data-task=attend]")).not_to_contain_text("Rosa Klein")

    wall = member.person.watch(member.person.context.new_page())
    wall.set_viewport_size({"width": 1920, "height": 1080})
    wall.goto(f"{url}/screen")
    anna.locator("[data-start]").click()
    expect(phone.locator(".session-now__name")).to_have_text(word("workshop.topics.check_in"))
    expect(phone.locator("nav.rail")).to_be_hidden()
    expect(phone.locator("[data-phase]")).to_have_count(0)
    expect(anna.locator("nav.rail")).to_be_visible()
    to_next = anna.locator('.session-bar [data-control="next"]')
    to_next.click()
    for page in (phone, anna, wall):
        expect(page.locator("[data-review=since-last] [data-confirmed=customer]")).to_be_visible()
    assert fits(phone)

    phone.locator("[data-leave]").tap()
    expect(phone.locator("nav.rail")).to_be_visible()
    phone.evaluate("() => { location.hash = 'people' }")
    to_next.click()
    expect(wall.locator("[data-review=goals]")).to_be_visible()
    to_next.click()
    expect(wall.locator("[data-review=actions]")).to_be_visible()
    expect(phone.locator(".session-bar__phase")).to_have_text(word("workshop.topics.actions"))
    expect(phone).to_have_url(re.compile("#people$"))
    phone.locator("[data-come-back]").tap()
    expect(phone).to_have_url(re.compile("#actions$"))
    expect(phone.locator("nav.rail")).to_be_hidden()

    send(anna, "session.end", session_id=session_id)
    expect(phone.locator("nav.rail")).to_be_visible()
