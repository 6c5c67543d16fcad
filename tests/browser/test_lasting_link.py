"""One's own lasting link to "my side's page", made from the plan's panel of people."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPerson
from tests.browser.people import PHONE, enter_as_member, invite, join_as_guest
from tests.browser.plan_page import PlanPage
from tests.browser.server import DemoServer
from tests.browser.test_people_in_plan import panel_of
from tests.browser.words import word


def opened(page: Page, locale: str = "en") -> Locator:
    """The dialog, by keyboard."""
    panel_of(page, locale).get_by_role("link", name=word("promises.link_title", locale)).focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name=word("promises.link_title", locale))
    expect(dialog.locator("#side-link-panel")).to_be_visible()
    return dialog


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


@pytest.mark.parametrize(("locale", "language"), [("de", "de-DE"), ("en", "en-GB")])
def test_a_member_makes_copies_replaces_and_ends_their_link_over_the_plan(
    person: OpenPerson, server: DemoServer, locale: str, language: str
):
    anna = person(size=PHONE, locale=language, is_phone=True)
    enter_as_member(anna, server.member_link)
    anna.context.grant_permissions(["clipboard-read", "clipboard-write"])
    anna.context.add_cookies([{"name": "leitstern_locale", "value": locale, "url": server.url}])
    page = anna.page
    page.goto(server.plan_url)
    PlanPage(anna, server.plan_url, locale).expect_saved()
    dialog = opened(page, locale)
    make = dialog.get_by_role("button", name=word("promises.make", locale))
    expect(make).to_be_focused()
    page.keyboard.press("Enter")
    link = dialog.get_by_role("textbox", name=word("promises.link_title", locale))
    expect(link).to_be_focused()
    assert fits(page)
    dialog.get_by_role("button", name=word("invitations.copy", locale)).click()
    expect(page.locator("#toasts")).to_contain_text(word("base.copied", locale))
    first = link.input_value()
    assert page.evaluate("navigator.clipboard.readText()") == first

    phone = person(size=PHONE, is_phone=True)
    phone.page.goto(first)
    expect(phone.page.locator("[data-side=ours]")).to_be_visible()
    assert not phone.context.cookies()
    dialog.get_by_role("button", name=word("promises.again", locale)).click()
    expect(link).not_to_have_value(first)
    second = link.input_value()
    assert status(phone.page, first) == 404 and status(phone.page, second) == 200

    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.locator("leitstern-presence-bar button")).to_be_focused()
    expect(opened(page, locale).get_by_role("textbox")).to_have_value(second)
    dialog.get_by_role("button", name=word("promises.end", locale), exact=True).click()
    expect(make).to_be_focused()
    assert status(phone.page, second) == 404


def status(page: Page, address: str) -> int:
    answer = page.goto(address)
    assert answer
    return answer.status


def test_a_guest_has_one_too_and_the_host_ends_it_where_links_are_ended(
    person: OpenPerson, server: DemoServer, member: PlanPage
):
    vera = person()
    join_as_guest(vera, invite(member.page, server.plan_url, "Vera Stein"), "Vera Stein")
    PlanPage(vera, server.plan_url).open()
    dialog = opened(vera.page)
    dialog.get_by_role("button", name=word("promises.make")).click()
    link = dialog.locator("#side-link").input_value()
    stranger = person()
    assert status(stranger.page, link) == 200
    member.page.goto(f"{server.plan_url}/invitations")
    member.page.get_by_role("button", name=f"{word('promises.end_of')}: Vera Stein").click()
    expect(member.page.get_by_role("button", name=f"{word('promises.end_of')}: Vera Stein")).to_have_count(0)
    assert status(stranger.page, link) == 404
    vera.page.goto(f"{server.plan_url}/side-page")
    expect(vera.page.get_by_role("button", name=word("promises.make"))).to_be_visible()
