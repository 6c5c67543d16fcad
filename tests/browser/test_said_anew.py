"""A change that the server refuses for good: the page says it anew, and nobody has to do anything."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.between import Between
from tests.browser.conftest import OpenPerson
from tests.browser.people import join_as_guest
from tests.browser.plan_page import PlanPage
from tests.browser.server import DemoServer
from tests.browser.words import word


def _guest(person: OpenPerson, server: DemoServer) -> tuple[PlanPage, Between]:
    someone = person()
    between = Between(someone.page)
    join_as_guest(someone, server.customer_link, "Greta Halbmond")
    return PlanPage(someone, server.plan_url).open(), between


def _reads(plan: PlanPage, record: str, title: str) -> None:
    """Shows this title, and nothing more."""
    expect(plan.title(record).get_by_role("button", name=f"Title: {title}", exact=True)).to_be_visible()


def test_what_was_refused_gets_there_in_other_words(member: PlanPage, person: OpenPerson, server: DemoServer):
    record = member.add("opportunities", "Gemeinsam")
    guest, between = _guest(person, server)
    guest.expect_saved()
    between.never_takes = set()
    field = guest.edit_title(record)
    field.press_sequentially(" geschrieben 😀")
    _reads(member, record, "Gemeinsam geschrieben 😀")
    guest.expect_saved()
    expect(field).to_be_focused()
    field.press_sequentially("!")
    _reads(member, record, "Gemeinsam geschrieben 😀!")
    member.edit_title(record).press("Home")
    member.page.keyboard.type("Wirklich ")
    expect(field).to_have_value("Wirklich Gemeinsam geschrieben 😀!")
    own = guest.add("opportunities", "Danach")
    _reads(member, own, "Danach")
    guest.expect_saved()
    expect(guest.page.locator("leitstern-trouble .trouble")).to_have_count(0)
    assert between.never_takes, "nothing was refused"


def test_a_reload_shows_it_once(member: PlanPage, person: OpenPerson, server: DemoServer):
    record = member.add("opportunities", "Einmal")
    guest, between = _guest(person, server)
    guest.expect_saved()
    guest.wait_for_offline_shell()
    guest.person.context.set_offline(True)
    guest.edit_title(record).press_sequentially(" gesagt")
    own = guest.add("opportunities", "Im Zug notiert")
    guest.expect_waiting()
    between.never_takes = set()
    guest.person.context.set_offline(False)
    guest.expect_saved()
    assert between.never_takes, "nothing was refused"
    guest.page.reload()
    guest.expect_saved()
    _reads(guest, record, "Einmal gesagt")
    _reads(guest, own, "Im Zug notiert")
    _reads(member, record, "Einmal gesagt")
    _reads(member, own, "Im Zug notiert")


def test_another_tab_with_the_same_words_does_not_say_them_again(
    member: PlanPage, person: OpenPerson, server: DemoServer
):
    record = member.add("opportunities", "Doppelt")
    guest, between = _guest(person, server)
    guest.expect_saved()
    guest.person.watch(second := guest.person.context.new_page())
    between.never_takes = set()
    second_between = Between(second)
    second_between.never_takes = between.never_takes
    second.goto(guest.url)
    guest.edit_title(record).press_sequentially(" gesagt?")
    notice = guest.page.locator("leitstern-trouble .trouble")
    expect(notice).to_contain_text(word("errors.refused.reference"))
    second.close()
    guest.expect_saved()
    expect(notice).to_have_count(0)
    _reads(member, record, "Doppelt gesagt?")
