"""Home and the first minutes of a plan, in a browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPerson
from tests.browser.people import PHONE, enter_as_member
from tests.browser.plan_page import PlanPage
from tests.browser.server import DemoServer
from tests.browser.test_accessibility import violations
from tests.browser.words import word


@pytest.mark.parametrize("is_phone", [False, True])
def test_home_shows_the_plan_with_its_map_and_links_to_it(
    server: DemoServer, person: OpenPerson, is_phone: bool
):
    anna = person(size=PHONE, is_phone=True) if is_phone else person()
    enter_as_member(anna, server.member_link)
    page = anna.page
    page.goto(f"{server.url}/")
    expect(page.get_by_role("heading", name=word("home.title"), exact=True)).to_be_visible()
    expect(page.locator(".little-map").first).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator(".plan-card__link").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/plans/**")


def test_an_empty_plan_links_to_its_first_opportunity(server: DemoServer, person: OpenPerson):
    anna = person()
    enter_as_member(anna, server.member_link)
    page = anna.page
    page.goto(f"{server.url}/accounts")
    page.get_by_role("heading", level=2).get_by_role("link").first.click()
    page.locator('input[name="title"]').fill("Ganz von vorn")
    page.get_by_role("button", name=word("account.create_plan")).click()
    page.wait_for_url("**/plans/**")
    plan = PlanPage(anna, page.url.split("#")[0])
    plan.expect_saved()
    page.get_by_role("link", name=word("growth.invite")).click()
    field = page.locator("textarea:focus")
    expect(field).to_have_count(1)
    field.press_sequentially("Der erste Stern")
    field.press("Escape")
    expect(plan.cards("opportunities").first).to_contain_text("Der erste Stern")
    assert page.url.endswith("#opportunities"), "a reload makes no second one"
    page.go_back()
    page.go_forward()
    expect(plan.cards("opportunities")).to_have_count(1)
