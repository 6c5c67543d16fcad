"""The news panel beside the growth map: changes since the last visit, and the reader's own tasks."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import OpenPerson
from tests.browser.people import join_as_guest
from tests.browser.plan_page import PlanPage
from tests.browser.server import DemoServer
from tests.browser.words import word


def test_the_making_of_the_demo_is_no_news(member: PlanPage):
    """Before anybody changes something: the first test of this module."""
    news = member.go_to("overview").page.locator("#news-panel")
    expect(news).to_contain_text(word("news.nothing_changed"))


def test_my_late_action_is_listed_as_expected_and_a_change_is_news_until_seen(
    person: OpenPerson, server: DemoServer, member: PlanPage
):
    martin = person()
    join_as_guest(martin, server.customer_link, "Martin Okafor")
    plan = PlanPage(martin, server.plan_url).open("overview")
    news = martin.page.locator("#news-panel")
    expect(news.locator("[aria-labelledby=news-expected]").get_by_role("link").first).to_be_visible()
    expect(news).to_contain_text(word("news.nothing_changed"))
    record = member.add("opportunities", "Neue Öfen")
    member.set_value(record, "benefit_customer", "120000")
    member.expect_saved()
    expect(news).to_contain_text("Neue Öfen")
    expect(news).to_contain_text("Anna Berg")
    news.get_by_role("button", name=word("news.seen")).click()
    expect(news).to_contain_text(word("news.nothing_changed"))
    member.set_value(record, "benefit_customer", "150000")
    expect(news).to_contain_text("€120,000")
    expect(news).to_contain_text("€150,000")
    news.get_by_role("link", name="Neue Öfen").click()
    expect(plan.card(record)).to_be_visible()
