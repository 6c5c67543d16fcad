"""Days follow the plan's time zone, wherever a reader is; a page that stays open over midnight follows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPerson
from tests.browser.people import enter_as_member, join_as_guest
from tests.browser.plan_page import PlanPage
from tests.browser.server import DemoServer
from tests.browser.words import word
from tests.injections.clock import MovableClock, clocked_server

EVENING = datetime(2027, 3, 2, 6, 0, tzinfo=UTC)
"""1 March, 22:00 in Los Angeles; already 2 March in Berlin and Tokyo."""
MIDNIGHT = datetime(2027, 3, 2, 8, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def clocked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[DemoServer, MovableClock]]:
    with clocked_server(tmp_path_factory.mktemp("clocked"), EVENING) as made:
        yield made


def _choose_zone(page: Page, server: DemoServer, zone: str) -> None:
    """As a member does it on the account's page."""
    page.goto(server.plan_url)
    account = page.locator('a[href^="/accounts/"]').first.get_attribute("href")
    page.goto(f"{server.url}{account}")
    page.get_by_label(word("account.time_zone_label")).select_option(zone)
    page.get_by_role("button", name=word("account.time_zone_save")).click()
    expect(page.get_by_label(word("account.time_zone_label"))).to_have_value(zone)


_DAYS_AFTER = """([action, days]) => {
  const find = (selector) => document.querySelector(`leitstern-timeline ${selector}`);
  const from = (selector) => Number(getComputedStyle(find(selector)).getPropertyValue("--from"));
  return from(".timeline__today") - from(`[data-record="${action}"] .bar`) === days;
}"""


def _expect_today(plan: PlanPage, action: str, days: int) -> None:
    """Waits until the timeline draws today so many days after the start of the action."""
    plan.go_to("timeline")
    expect(plan.page.locator(f'leitstern-timeline [data-record="{action}"] .bar')).to_be_attached()
    expect(plan.page.locator(".timeline__today")).to_be_attached()
    plan.page.wait_for_function(_DAYS_AFTER, arg=[action, days])


def _mark_of_today(plan: PlanPage) -> Locator:
    return plan.page.locator(".picture__drawing--wide .picture__today").first


def test_readers_in_other_zones_see_the_plans_day_until_its_midnight(
    clocked: tuple[DemoServer, MovableClock], person: OpenPerson
):
    server, clock = clocked
    anna, julia = person(time_zone="Europe/Berlin"), person(time_zone="Asia/Tokyo", locale="de-DE")
    clock.follow(anna.page)
    clock.follow(julia.page)
    enter_as_member(anna, server.member_link)
    _choose_zone(anna.page, server, "America/Los_Angeles")
    join_as_guest(julia, server.customer_link, "Julia Brandt")
    member, guest = PlanPage(anna, server.plan_url).open(), PlanPage(julia, server.plan_url, "de").open()
    action = member.add("actions", "Am Stichtag")
    member.set_value(action, "start", "1 Mar 2027")
    member.set_value(action, "due", "1 Mar 2027")
    member.expect_saved()
    for one in (member, guest):
        expect(one.go_to("actions").card(action)).to_contain_text("Am Stichtag")
        expect(one.card(action)).not_to_contain_text(_late(one))
        _expect_today(one, action, 0)
    before = _where(_mark_of_today(member.go_to("overview")))

    clock.pass_until(MIDNIGHT + timedelta(seconds=1))
    expect(_mark_of_today(member)).not_to_have_attribute("d", before)
    for one in (member, guest):
        expect(one.go_to("actions").card(action)).to_contain_text(_late(one))
        _expect_today(one, action, 1)


def test_a_page_that_slept_for_days_shows_the_day_on_which_it_wakes(
    clocked: tuple[DemoServer, MovableClock], person: OpenPerson
):
    server, clock = clocked
    anna = person(time_zone="America/Los_Angeles")
    clock.follow(anna.page)
    enter_as_member(anna, server.member_link)
    member = PlanPage(anna, server.plan_url).open()
    action = member.add("actions", "Schläft")
    member.set_value(action, "due", "today")
    member.expect_saved()
    expect(member.card(action)).not_to_contain_text(word("flag.late.one", count=1))
    clock.pass_over(timedelta(days=3))
    expect(member.card(action)).to_contain_text(word("flag.late.other", count=3))
    member.expect_saved()


def _late(plan: PlanPage) -> str:
    return word("flag.late.one", plan.locale, count=1)


def _where(mark: Locator) -> str:
    expect(mark).to_be_attached()
    return mark.get_attribute("d") or ""
