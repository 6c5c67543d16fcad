"""What the page says when server or connection are in trouble: what it is, what becomes of words, what to do.

Told once, also to a screen reader, and never while nothing is wrong.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.between import Between
from tests.browser.conftest import OpenPerson
from tests.browser.people import DESKTOP, PHONE, join_as_guest
from tests.browser.plan_page import PlanPage
from tests.browser.server import DemoServer
from tests.browser.test_accessibility import violations
from tests.browser.words import any_word, word

Opened = tuple[PlanPage, Between]


@pytest.fixture
def opened(person: OpenPerson, server: DemoServer) -> Callable[..., Opened]:
    """A guest in the plan, and who stands between them and the server."""

    numbers = itertools.count(time.monotonic_ns())

    def open_one(locale: str = "en", **options: Any) -> Opened:
        someone = person(locale={"en": "en-GB", "de": "de-DE"}[locale], **options)
        between = Between(someone.page)
        join_as_guest(someone, server.customer_link, f"Gast {next(numbers)}")
        choice = {"name": "leitstern_locale", "value": locale, "url": server.url}
        someone.context.add_cookies([choice])  # type: ignore[list-item]
        return PlanPage(someone, server.plan_url, locale).open(), between

    return open_one


def trouble(page: Page) -> Locator:
    return page.locator("leitstern-trouble .trouble")


def write(plan: PlanPage, words: str = "x") -> None:
    plan.edit_title(plan.order("opportunities")[0]).press_sequentially(words)


def come_back(plan: PlanPage, between: Between) -> None:
    """The server takes connections again, and the page does not wait for its next attempt."""
    trouble(plan.page).get_by_role("button", name=word("plan.try_now", plan.locale)).focus()
    between.let_in()
    plan.page.keyboard.press("Enter")
    plan.expect_saved()


def listen(page: Page) -> Callable[[], list[str]]:
    """From now on keeps what the page says to a screen reader politely."""
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
def test_a_server_that_comes_back_is_waited_for_with_a_reason(opened, locale: str):
    plan, between = opened(locale)
    notice = trouble(plan.page)
    between.close(4500, again=True)
    for code in (4500, 4503, 1013):
        between.closes_with = code
        expect(notice).to_contain_text(word(f"errors.close.{code}", locale))
    assert violations(plan.page) == []
    between.let_in()
    plan.expect_saved()
    expect(trouble(plan.page)).to_have_count(0)


def test_a_server_that_is_restarted_says_so_and_keeps_what_is_written_meanwhile(opened):
    plan, between = opened()
    between.drain(500)
    expect(plan.status()).to_have_text(word("plan.returning"))
    write(plan, "während des Neustarts")
    expect(trouble(plan.page)).to_contain_text(word("errors.close.1012"))
    come_back(plan, between)


def test_without_a_network_it_is_said_once_however_much_is_typed(opened):
    plan, _ = opened()
    said = listen(plan.page)
    plan.person.context.set_offline(True)
    write(plan, "Viele Worte")
    expect(trouble(plan.page)).to_contain_text(word("plan.interrupted"))
    plan.page.keyboard.type("und noch mehr davon", delay=20)
    plan.expect_waiting()
    assert said() == [word("plan.interrupted")]
    plan.person.context.set_offline(False)
    plan.expect_saved()
    plan.page.wait_for_function("() => window.said.length > 1")
    assert said() == [word("plan.interrupted"), word("plan.back")]


def test_trying_now_needs_no_pointer(opened):
    plan, between = opened()
    between.close(4500, again=True)
    again = trouble(plan.page).get_by_role("button", name=word("plan.try_now"))
    expect(again).to_be_visible()
    plan.tab_to(again, back=True)
    between.let_in()
    plan.page.keyboard.press("Enter")
    plan.expect_saved()


def test_saving_that_takes_long_is_owned_up_to(opened):
    plan, between = opened()
    between.holds_confirmations = True
    write(plan)
    expect(plan.status()).to_have_text(word("plan.saving"))
    expect(trouble(plan.page)).to_contain_text(word("plan.slow"))
    between.confirm()
    plan.expect_saved()
    expect(trouble(plan.page)).to_have_count(0)


@pytest.mark.parametrize("locale", ["en", "de"])
def test_a_refused_change_is_explained_put_away_and_brought_back_by_keyboard(opened, locale: str):
    plan, between = opened(locale)
    between.refuses_with = "document_full"
    write(plan)
    notice = trouble(plan.page)
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
    between.refuses_with = ""
    plan.expect_saved()
    expect(notice).to_have_count(0)


def test_waiting_changes_are_discarded_only_after_a_question(opened):
    plan, between = opened()
    record = plan.order("opportunities")[0]
    before = plan.title(record).inner_text()
    between.refuses_with = "content"
    write(plan, " verworfen")
    discard = trouble(plan.page).get_by_role("button", name=word("plan.discard_waiting"))
    discard.press("Enter")
    dialog = plan.page.get_by_role("dialog")
    expect(dialog).to_contain_text(any_word("plan.discard_question.other"))
    plan.page.keyboard.press("Escape")
    expect(plan.title(record)).to_contain_text("verworfen")
    discard.press("Enter")
    between.refuses_with = ""
    with plan.page.expect_navigation():
        dialog.get_by_role("button", name=word("plan.discard")).press("Enter")
    plan.expect_saved()
    expect(plan.title(record)).to_have_text(before)


@pytest.mark.parametrize(
    ("code", "locale", "way_out"), [(1009, "en", True), (4401, "de", False), (4403, "de", False)]
)
def test_an_end_for_good_is_explained_and_leaves_no_field_open(opened, code: int, locale: str, way_out: bool):
    plan, between = opened(locale)
    write(plan, "Letzte Worte")
    plan.expect_saved()
    between.close(code)
    notice = trouble(plan.page)
    expect(notice).to_contain_text(word(f"errors.close.{code}", locale))
    expect(notice).not_to_contain_text(word("plan.copy_words", locale))
    expect(notice).to_have_attribute("role", "alert")
    expect(plan.status()).to_have_text(word("plan.stopped", locale))
    expect(plan.page.locator("textarea:focus")).to_have_count(0)
    expect(plan.cards("opportunities").first).to_contain_text("Letzte Worte")
    expect(notice.get_by_role("button", name=word("plan.reload", locale))).to_have_count(int(way_out))
    plan.page.keyboard.type("ins Leere")
    assert violations(plan.page) == []


def test_whoever_is_put_out_while_words_wait_is_told_to_copy_them(opened):
    plan, between = opened("de")
    between.holds_confirmations = True
    write(plan, "Letzte Worte")
    expect(plan.status()).not_to_have_text(word("plan.saved", "de"))
    between.close(4403)
    expect(trouble(plan.page)).to_contain_text(word("plan.copy_words", "de"))
    expect(plan.cards("opportunities").first).to_contain_text("Letzte Worte")


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_notice_is_in_sight_over_what_is_being_written(opened, size: tuple[int, int]):
    plan, between = opened("de", size=size, is_phone=size == PHONE)
    plan.edit_title(plan.order("opportunities")[4])
    plan.page.keyboard.type("x")
    between.close(4503, again=True)
    notice = trouble(plan.page)
    expect(notice).to_be_in_viewport(ratio=1)
    expect(plan.page.locator("textarea:focus")).to_be_in_viewport(ratio=0.5)
    assert plan.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_whoever_may_only_read_from_now_on_is_told(opened, member: PlanPage):
    plan, _ = opened()
    name = str(plan.boot()["me"]["name"])
    member.page.goto(f"{member.url}/invitations")
    row = member.page.get_by_role("row").filter(has_text=name)
    row.get_by_role("button", name=word("invitations.make.viewer")).click()
    expect(plan.page.locator("#toasts")).to_contain_text(word("plan.now_viewer"))
    expect(plan.status()).to_have_text(word("plan.readonly"))
    row.get_by_role("button", name=word("invitations.make.editor")).click()
    expect(plan.page.locator("#toasts")).to_contain_text(word("plan.now_editor"))
    plan.expect_saved()


def test_our_room_tells_of_its_own_refusals(opened):
    plan, between = opened()
    plan.go_to("private")
    room = plan.page.locator("leitstern-private-room")
    expect(room).to_contain_text(word("plan.saved"))
    between.refuses_with = "document_full"
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
def test_twelve_people_fit_the_bar_and_each_is_one_whatever_their_tabs(
    opened, size: tuple[int, int], rest: str
):
    plan, between = opened("de", size=size, is_phone=size == PHONE)
    crowd = [_state(name, "customer" if number % 3 else "supplier") for number, name in enumerate(CROWD)]
    between.bring([*crowd, crowd[0]])
    here = plan.page.get_by_role("button", name=word("plan.others_here.other", "de", count=12))
    expect(here).to_contain_text(rest)
    title = plan.page.locator(".workshop-title__name").bounding_box()
    assert title and title["width"] >= 80
    here.press("Enter")
    items = plan.page.get_by_role("menuitem")
    assert {item.split("\n")[-2] for item in items.all_inner_texts()} == set(CROWD)
    expect(plan.page.get_by_role("menu")).to_contain_text(str(plan.boot()["sides"]["supplier"]))
    assert violations(plan.page) == []


def test_two_tabs_of_one_person_are_one_person(opened, member: PlanPage, person: OpenPerson):
    plan, _ = opened()
    second = plan.second_tab("goals")
    expect(member.page.locator(".presence")).to_contain_text(word("plan.others_here.one", count=1))
    second.page.close()
    expect(member.page.locator(".presence")).to_contain_text(word("plan.others_here.one", count=1))
