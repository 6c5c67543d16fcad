"""The slider through a plan's history, by keyboard and on a phone: off at first; then who changed what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Error, Locator, Page, Route, expect

from tests.browser.conftest import OpenPerson
from tests.browser.people import PHONE, enter_as_member, join_as_guest
from tests.browser.plan_page import PlanPage
from tests.browser.server import DemoServer
from tests.browser.test_accessibility import violations
from tests.browser.words import any_word, word
from tests.injections.clock import MovableClock, clocked_server

MORNING = datetime(2027, 3, 1, 8, 0, tzinfo=UTC)
SITTING = timedelta(hours=2)
FIRST, THEN = "Drehöfen abschalten", "Drehöfen nachts abschalten"


@pytest.fixture(scope="module")
def clocked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[DemoServer, MovableClock]]:
    with clocked_server(tmp_path_factory.mktemp("clocked"), MORNING) as made:
        yield made


@pytest.fixture
def server(clocked: tuple[DemoServer, MovableClock]) -> DemoServer:
    return clocked[0]


def switch(page: Page, server: DemoServer, words: str) -> None:
    """As an admin does it on the page of members."""
    page.goto(f"{server.url}/members")
    setting = page.get_by_role("region", name=word("plan_history.title"))
    setting.get_by_role("button", name=word(words)).click()
    expect(setting.get_by_role("button", name=word(words))).to_have_count(0)


def slider(page: Page, locale: str) -> Locator:
    return page.get_by_role("slider", name=word("plan_history.slider", locale))


def expect_stop(page: Page, number: int, of: int, locale: str) -> None:
    """What the slider says, what stands below it, and where the keyboard is."""
    expect(page.locator(".plan-history__moment")).to_contain_text(
        word("plan_history.stop", locale, number=number, all=of)
    )
    expect(slider(page, locale)).to_have_js_property("value", str(number - 1))
    expect(slider(page, locale)).to_be_focused()
    moment = page.locator(".plan-history__moment strong").inner_text()
    expect(slider(page, locale)).to_have_attribute("aria-valuetext", moment)


def hurry_to_the_end(page: Page, stops: int) -> None:
    """Key after key, while the answer to the first one is still on its way."""
    held: list[Route] = []
    page.route("**/look-back?*", lambda route: route.fallback() if held else held.append(route))
    page.keyboard.press("ArrowRight")
    while not held:  # the page asks a moment after the key
        page.wait_for_timeout(10)
    for _ in range(stops - 1):
        page.keyboard.press("ArrowRight")
    with suppress(Error):  # the page may have given it up
        held[0].continue_()
    page.unroute("**/look-back?*")


def test_looking_back_is_refused_while_it_is_off_and_shows_who_changed_what_when_it_is_on(
    clocked: tuple[DemoServer, MovableClock], server: DemoServer, person: OpenPerson
):
    _, clock = clocked
    anna, julia = person(), person(size=PHONE, is_phone=True, locale="de-DE")
    enter_as_member(anna, server.member_link)
    join_as_guest(julia, server.customer_link, "Julia Brandt")
    phone, address = julia.page, f"{server.plan_url}/look-back"
    off = phone.get_by_text(any_word("plan_history.off", "de"))
    refused = phone.goto(address)
    assert refused and refused.status == 404
    expect(off).to_be_visible()
    phone.get_by_role("link", name=word("plan_history.back", "de")).click()
    guest = PlanPage(julia, server.plan_url, "de")
    guest.expect_saved()
    guest.go_to("overview")
    expect(phone.locator("#news-panel")).to_be_visible()
    expect(phone.locator("[data-look-back]")).to_have_count(0)

    member = PlanPage(anna, server.plan_url).open()
    clock.pass_over(SITTING)
    record = member.add("opportunities", FIRST)
    member.expect_saved()
    clock.pass_over(SITTING)
    guest.open("opportunities")
    guest.edit_title(record).fill(THEN)
    phone.keyboard.press("Enter")
    guest.expect_saved()
    clock.pass_over(SITTING)
    member.add("goals", "Weniger Stillstand")
    member.expect_saved()
    switch(anna.page, server, "plan_history.switch_on")

    guest.open("overview")
    phone.locator("[data-look-back]").click()
    slider(phone, "de").focus()
    stops = int(slider(phone, "de").get_attribute("max") or "") + 1
    changes = phone.locator(".plan-history__changes")
    expect_stop(phone, stops, stops, "de")
    expect(changes).to_contain_text("Weniger Stillstand")
    expect(changes).to_contain_text("Anna Berg")
    phone.keyboard.press("ArrowLeft")
    expect_stop(phone, stops - 1, stops, "de")
    expect(changes).to_contain_text("Julia Brandt")
    expect(changes.locator(".news__before").first).to_contain_text(FIRST)
    expect(changes.locator(".news__after").first).to_contain_text(THEN)
    phone.keyboard.press("ArrowLeft")
    expect_stop(phone, stops - 2, stops, "de")
    expect(changes).to_contain_text(FIRST)
    expect(changes).not_to_contain_text(THEN)
    expect(phone.locator(".plan-history__moment")).to_contain_text(re.compile(r"01\.03\.2027, 1[12]:"))
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations(phone) == []
    phone.keyboard.press("Home")
    expect_stop(phone, 1, stops, "de")
    hurry_to_the_end(phone, stops)
    expect_stop(phone, stops, stops, "de")
    expect(changes).to_contain_text("Weniger Stillstand")

    switch(anna.page, server, "plan_history.switch_off")
    phone.keyboard.press("ArrowLeft")
    expect(off).to_be_visible()
    expect(slider(phone, "de")).to_have_count(0)
    expect(changes).to_have_count(0)
