"""A permanently refused change: the page resends the work as new updates without any action by the user."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import OpenPerson
from tests.browser.people import join_as_guest
from tests.browser.plan_page import PlanPage
from tests.browser.server import DemoServer
from tests.browser.wire_proxy import WireProxy


def _guest(person: OpenPerson, server: DemoServer) -> tuple[PlanPage, WireProxy]:
    someone = person()
    proxy = WireProxy(someone.page)
    join_as_guest(someone, server.customer_link, "Greta Halbmond")
    return PlanPage(someone, server.plan_url).open(), proxy


def _reads(plan: PlanPage, record: str, title: str) -> None:
    """Waits until the card shows exactly this title."""
    expect(plan.title(record).get_by_role("button", name=f"Title: {title}", exact=True)).to_be_visible()


def test_refused_work_is_resent_as_new_updates(member: PlanPage, person: OpenPerson, server: DemoServer):
    record = member.add("opportunities", "Gemeinsam")
    guest, proxy = _guest(person, server)
    guest.expect_saved()
    proxy.never_takes = set()
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
    expect(guest.page.locator("leitstern-sync-issue .plan-notice")).to_have_count(0)
    assert proxy.never_takes, "nothing was refused"


def test_recovered_work_appears_once_after_a_reload(member: PlanPage, person: OpenPerson, server: DemoServer):
    record = member.add("opportunities", "Einmal")
    guest, proxy = _guest(person, server)
    guest.expect_saved()
    guest.wait_for_offline_shell()
    guest.person.context.set_offline(True)
    guest.edit_title(record).press_sequentially(" gesagt")
    own = guest.add("opportunities", "Im Zug notiert")
    guest.expect_waiting()
    proxy.never_takes = set()
    guest.person.context.set_offline(False)
    guest.expect_saved()
    assert proxy.never_takes, "nothing was refused"
    guest.page.reload()
    guest.expect_saved()
    _reads(guest, record, "Einmal gesagt")
    _reads(guest, own, "Im Zug notiert")
    _reads(member, record, "Einmal gesagt")
    _reads(member, own, "Im Zug notiert")


def test_two_tabs_with_the_same_words_carry_them_over_once(
    member: PlanPage, person: OpenPerson, server: DemoServer
):
    record = member.add("opportunities", "Doppelt")
    guest, proxy = _guest(person, server)
    guest.expect_saved()
    guest.person.watch(second := guest.person.context.new_page())
    proxy.never_takes = set()
    second_proxy = WireProxy(second)
    second_proxy.never_takes = proxy.never_takes
    second.goto(guest.url)
    guest.edit_title(record).press_sequentially(" gesagt?")
    _reads(member, record, "Doppelt gesagt?")
    guest.expect_saved()
    other = PlanPage(guest.person, guest.url)
    other.page = second
    other.go_to("opportunities")
    other.expect_saved()
    _reads(other, record, "Doppelt gesagt?")
    assert proxy.never_takes, "nothing was refused"
