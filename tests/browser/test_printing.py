"""The whole plan on paper."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import OpenPerson
from tests.browser.people import PHONE, enter_as_member
from tests.browser.plan_page import PlanPage
from tests.browser.server import DemoServer
from tests.browser.test_accessibility import violations
from tests.browser.words import word


def test_the_print_view_has_every_kind_the_map_and_bars_that_need_no_background(member: PlanPage):
    page = member.page
    labelled = page.locator(".records--opportunities h3").all_text_contents()
    titles = [text.partition(": ")[2].strip() for text in labelled if text.strip()]
    assert titles
    page.locator("details.menu summary").first.click()
    page.get_by_role("link", name=word("print.open")).click()
    for kind in ("opportunities", "goals", "actions", "people"):
        expect(page.get_by_role("heading", name=word(f"kinds.{kind}.other"), exact=True)).to_be_visible()
    assert violations(page) == []
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name=word("print.now"))).to_be_hidden()
    expect(page.locator("[data-picture=growth-map] svg:visible")).to_have_count(1)
    bar = page.locator(".printed__done").first
    expect(bar).to_be_visible()
    assert bar.evaluate("bar => getComputedStyle(bar).fill") not in ("none", "rgb(255, 255, 255)")
    for title in titles:
        expect(page.locator("main")).to_contain_text(title)


def test_it_fits_a_phone(server: DemoServer, person: OpenPerson):
    anna = person(size=PHONE, is_phone=True)
    enter_as_member(anna, server.member_link)
    anna.page.goto(f"{server.plan_url}/print")
    assert anna.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
