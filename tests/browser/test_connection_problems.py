"""What the page says about connection and server problems: the cause, the state of unsaved changes, the next
step.

Each problem is announced once, also to screen readers; nothing is announced while all is well.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPerson
from tests.browser.people import DESKTOP, PHONE, join_as_guest
from tests.browser.plan_page import PlanPage
from tests.browser.server import DemoServer
from tests.browser.test_accessibility import violations
from tests.browser.wire_proxy import WireProxy
from tests.browser.words import word

Opened = tuple[PlanPage, WireProxy]


@pytest.fixture
def opened(person: OpenPerson, server: DemoServer) -> Callable[..., Opened]:
    """A guest in the plan, and the proxy between the page and the server."""

    numbers = itertools.count(time.monotonic_ns())

    def open_one(locale: str = "en", **options: Any) -> Opened:
        someone = person(locale={"en": "en-GB", "de": "de-DE"}[locale], **options)
        proxy = WireProxy(someone.page)
        join_as_guest(someone, server.customer_link, f"Gast {next(numbers)}")
        choice = {"name": "leitstern_locale", "value": locale, "url": server.url}
        someone.context.add_cookies([choice])  # type: ignore[list-item]
        return PlanPage(someone, server.plan_url, locale).open(), proxy

    return open_one


def issue_notice(page: Page) -> Locator:
    return page.locator("leitstern-sync-issue .plan-notice")


def write(plan: PlanPage, words: str = "x") -> None:
    plan.edit_title(plan.order("opportunities")[0]).press_sequentially(words)


def come_back(plan: PlanPage, proxy: WireProxy) -> None:
    """Lets connections in again and retries at once."""
    issue_notice(plan.page).get_by_role("button", name=word("plan.try_now", plan.locale)).focus()
    proxy.let_in()
    plan.page.keyboard.press("Enter")
    plan.expect_saved()


def listen(page: Page) -> Callable[[], list[str]]:
    """Records polite screen reader announcements from now on."""
    page.evaluate(
        """() => {
          window.said = [];
          const region = document.getElementById("announcer");
          new MutationObserver(() => region.textContent && window.said.push(region.textContent))
            .observe(region, { childList: true, characterData: true, subtree: true });
        }"""
    )

    def said() -> list[str]:
        heard: list[str] = page.evaluate("() => window.said")
        return heard

    return said


@pytest.mark.parametrize("locale", ["en", "de"])
def test_the_page_names_the_reason_while_it_waits_for_the_server(opened, locale: str):
    plan, proxy = opened(locale)
    notice = issue_notice(plan.page)
    proxy.close(4500, again=True)
    for code in (4500, 4503, 1013):
        proxy.closes_with = code
        expect(notice).to_contain_text(word(f"errors.close.{code}", locale))
    assert violations(plan.page) == []
    proxy.let_in()
    plan.expect_saved()
    expect(issue_notice(plan.page)).to_have_count(0)


def test_edits_during_a_restart_are_kept_and_the_restart_is_named(opened):
    plan, proxy = opened()
    proxy.drain(500)
    expect(plan.status()).to_have_text(word("plan.returning"))
    write(plan, "während des Neustarts")
    expect(issue_notice(plan.page)).to_contain_text(word("errors.close.1012"))
    come_back(plan, proxy)


def test_a_lost_network_is_announced_once_during_typing(opened):
    plan, _ = opened()
    said = listen(plan.page)
    plan.person.context.set_offline(True)
    write(plan, "Viele Worte")
    expect(issue_notice(plan.page)).to_contain_text(word("plan.interrupted"))
    plan.page.keyboard.type("und noch mehr davon", delay=20)
    plan.expect_waiting()
    assert said() == [word("plan.interrupted")]
    plan.person.context.set_offline(False)
    plan.expect_saved()
    plan.page.wait_for_function("() => window.said.length > 1")
    assert said() == [word("plan.interrupted"), word("plan.back")]


def test_retry_works_by_keyboard(opened):
    plan, proxy = opened()
    proxy.close(4500, again=True)
    again = issue_notice(plan.page).get_by_role("button", name=word("plan.try_now"))
    expect(again).to_be_visible()
    plan.tab_to(again, back=True)
    proxy.let_in()
    plan.page.keyboard.press("Enter")
    plan.expect_saved()


def test_slow_saving_is_reported(opened):
    plan, proxy = opened()
    proxy.holds_confirmations = True
    write(plan)
    expect(plan.status()).to_have_text(word("plan.saving"))
    expect(issue_notice(plan.page)).to_contain_text(word("plan.slow"))
    proxy.confirm()
    plan.expect_saved()
    expect(issue_notice(plan.page)).to_have_count(0)


@pytest.mark.parametrize("locale", ["en", "de"])
def test_the_notice_of_a_refused_change_is_closed_and_reopened_by_keyboard(opened, locale: str):
    plan, proxy = opened(locale)
    proxy.refuses_with = "document_full"
    write(plan)
    notice = issue_notice(plan.page)
    expect(notice).to_contain_text(word("errors.refused.document_full", locale))
    expect(notice).to_have_attribute("role", "alert")
    expect(plan.status()).to_have_text(word("plan.not_accepted", locale))
    assert violations(plan.page) == []
    notice.get_by_role("button", name=word("plan.understood", locale)).press("Enter")
    expect(notice).to_have_count(0)
    back = plan.status().get_by_role("button")
    expect(back).to_be_focused()
    plan.page.keyboard.press("Enter")
    expect(notice).to_be_focused()
    proxy.refuses_with = ""
    plan.expect_saved()
    expect(notice).to_have_count(0)


def test_discarding_pending_changes_asks_for_confirmation(opened):
    plan, proxy = opened()
    record = plan.order("opportunities")[0]
    before = plan.title(record).inner_text()
    proxy.refuses_with = "content"
    write(plan, " verworfen")
    discard = issue_notice(plan.page).get_by_role("button", name=word("plan.discard_waiting"))
    discard.press("Enter")
    dialog = plan.page.get_by_role("dialog")
    expect(dialog).to_contain_text(word("plan.discard_question"))
    plan.page.keyboard.press("Escape")
    expect(plan.title(record)).to_contain_text("verworfen")
    discard.press("Enter")
    proxy.refuses_with = ""
    with plan.page.expect_navigation():
        dialog.get_by_role("button", name=word("plan.discard")).press("Enter")
    plan.expect_saved()
    expect(plan.title(record)).to_have_text(before)


@pytest.mark.parametrize(
    ("code", "locale", "way_out"), [(1009, "en", True), (4401, "de", False), (4403, "de", False)]
)
def test_a_final_close_is_explained_and_closes_open_fields(opened, code: int, locale: str, way_out: bool):
    plan, proxy = opened(locale)
    write(plan, "Letzte Worte")
    plan.expect_saved()
    proxy.close(code)
    notice = issue_notice(plan.page)
    expect(notice).to_contain_text(word(f"errors.close.{code}", locale))
    expect(notice.get_by_role("button", name=word("plan.save_text", locale))).to_have_count(0)
    expect(notice).to_have_attribute("role", "alert")
    expect(plan.status()).to_have_text(word("plan.stopped", locale))
    expect(plan.page.locator("textarea:focus")).to_have_count(0)
    expect(plan.cards("opportunities").first).to_contain_text("Letzte Worte")
    expect(notice.get_by_role("button", name=word("plan.reload", locale))).to_have_count(int(way_out))
    plan.page.keyboard.type("ins Leere")
    assert violations(plan.page) == []


def test_a_removed_guest_with_unsent_words_is_told_that_they_are_kept(opened):
    plan, proxy = opened("de")
    proxy.holds_confirmations = True
    write(plan, "Letzte Worte")
    expect(plan.status()).not_to_have_text(word("plan.saved", "de"))
    proxy.close(4403)
    expect(issue_notice(plan.page)).to_contain_text(word("plan.kept_as_text", "de"))
    with plan.page.expect_download() as saved:
        issue_notice(plan.page).get_by_role("button", name=word("plan.save_text", "de")).click()
    assert "Letzte Worte" in saved.value.path().read_text(encoding="utf-8")
    expect(plan.cards("opportunities").first).to_contain_text("Letzte Worte")


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_notice_is_visible_during_an_edit(opened, size: tuple[int, int]):
    plan, proxy = opened("de", size=size, is_phone=size == PHONE)
    plan.edit_title(plan.order("opportunities")[4])
    plan.page.keyboard.type("x")
    proxy.close(4503, again=True)
    notice = issue_notice(plan.page)
    expect(notice).to_be_in_viewport(ratio=1)
    expect(plan.page.locator("textarea:focus")).to_be_in_viewport(ratio=0.5)
    assert plan.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_a_change_to_read_only_is_announced(opened, member: PlanPage):
    plan, _ = opened()
    name = str(plan.boot()["me"]["name"])
    member.page.goto(f"{member.url}/invitations")
    row = member.page.get_by_role("row").filter(has_text=name)

    def change(label: str, *, keeps_link: bool = False) -> None:
        row.get_by_role("link", name=label).click()
        if keeps_link:  # the other tests of this server join by it
            member.page.get_by_role("radio", name=word("participant.link_keep")).check()
        member.page.get_by_role("button", name=label).click()

    change(word("invitations.make.viewer"), keeps_link=True)
    expect(plan.page.locator("#toasts")).to_contain_text(word("plan.now_viewer"))
    expect(plan.status()).to_have_text(word("plan.readonly"))
    change(word("invitations.make.editor"))
    expect(plan.page.locator("#toasts")).to_contain_text(word("plan.now_editor"))
    plan.expect_saved()


def test_the_private_room_reports_its_own_refusals(opened):
    plan, proxy = opened()
    plan.go_to("private")
    room = plan.page.locator("leitstern-private-room")
    expect(room).to_contain_text(word("plan.saved"))
    proxy.refuses_with = "document_full"
    room.get_by_role("textbox").press_sequentially("Nur für uns")
    expect(room.get_by_role("alert")).to_contain_text(word("errors.refused.document_full"))
    expect(room.locator(".private__saved")).to_have_text(word("plan.not_accepted"))
    plan.expect_saved()


# ---- who else is here ----


CROWD = (
    *("Julia Adler", "Dr. Felix Aumann", "Konstantin-Alexander von Hohenlohe-Waldenburg", "Martin Okafor"),
    *("Pavel Novák", "Ines Hartmann", "Aylin Öztürk", "Li Wei", "Jean-Luc Béranger", "Ruth Meyer"),
    *("Claudia Wendelin", "Sofia Brandt"),
)


def _state(name: str, side: str) -> dict[str, Any]:
    user = {"id": f"par_{name}", "name": name, "side": side, "role": "editor"}
    return {"user": user, "at": {"section": "goals"}}


@pytest.mark.parametrize(("size", "rest"), [(PHONE, "+11"), (DESKTOP, "+8")], ids=["phone", "desktop"])
def test_the_presence_bar_fits_twelve_people_and_counts_each_once(opened, size: tuple[int, int], rest: str):
    plan, proxy = opened("de", size=size, is_phone=size == PHONE)
    crowd = [_state(name, "customer" if number % 3 else "supplier") for number, name in enumerate(CROWD)]
    proxy.bring([*crowd, crowd[0]])
    here = plan.page.get_by_role("button", name=word("plan.others_here.other", "de", count=12))
    expect(here).to_contain_text(rest)
    title = plan.page.locator(".plan-page-title__name").bounding_box()
    assert title and title["width"] >= 80
    here.press("Enter")
    panel = plan.page.get_by_role("dialog").and_(plan.page.locator(".people-in-plan"))
    expect(panel).to_contain_text(str(plan.boot()["sides"]["supplier"]))
    shown = panel.locator(".person-row__name").all_inner_texts()
    assert set(CROWD) <= set(shown)
    assert violations(plan.page) == []


def test_two_tabs_of_one_person_are_one_person(opened, member: PlanPage, person: OpenPerson):
    plan, _ = opened()
    second = plan.second_tab("goals")
    expect(member.page.locator(".presence")).to_contain_text(word("plan.others_here.one", count=1))
    second.page.close()
    expect(member.page.locator(".presence")).to_contain_text(word("plan.others_here.one", count=1))
