"""Storage that fails in a real browser: people go on writing, "Saved" stays true, and no copy is promised."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPerson
from tests.browser.people import join_as_guest
from tests.browser.plan_page import PlanPage
from tests.browser.server import DemoServer
from tests.browser.words import word

FAULTS = Path(__file__).resolve().parents[2] / "web/test/fakes/storage-faults.js"


def set_fault(page: Page, where: str, name: str | None) -> None:
    """`where` and `name` as in web/test/fakes/storage-faults.js; None heals it."""
    page.evaluate("([where, name]) => { storageFaults[where] = name ?? undefined }", [where, name])


def _guest(person: OpenPerson, server: DemoServer, name: str, before: str = "") -> PlanPage:
    someone = person()
    someone.page.add_init_script(path=FAULTS)
    if before:
        someone.page.add_init_script(script=before)
    join_as_guest(someone, server.customer_link, name)
    return PlanPage(someone, server.plan_url).open()


@pytest.mark.parametrize("name", ["InvalidStateError", "UnknownError"])
def test_editing_and_sync_continue_when_the_browsers_database_throws(
    member: PlanPage, person: OpenPerson, server: DemoServer, name: str
):
    guest = _guest(person, server, f"Greta {name}")
    record = member.add("opportunities", "Gemeinsam")
    expect(guest.title(record)).to_contain_text("Gemeinsam")
    set_fault(guest.page, "transaction", name)
    field = guest.edit_title(record)
    field.press_sequentially(" geschrieben")
    expect(member.title(record)).to_contain_text("Gemeinsam geschrieben")
    guest.expect_saved()
    at_member = member.edit_title(record)
    at_member.press("Home")
    at_member.press_sequentially("Wirklich ")
    expect(field).to_have_value("Wirklich Gemeinsam geschrieben")
    field.press_sequentially("!")
    expect(member.title(record).get_by_role("textbox")).to_have_value("Wirklich Gemeinsam geschrieben!")
    guest.expect_saved()
    assert guest.page.evaluate("storageFaults.count") > 0


def test_without_a_copy_the_page_says_so_and_asks_before_it_is_left(
    member: PlanPage, person: OpenPerson, server: DemoServer
):
    guest = _guest(person, server, "Ohne Kopie")
    record = member.add("opportunities", "Nur hier")
    expect(guest.title(record)).to_contain_text("Nur hier")
    set_fault(guest.page, "write", "QuotaExceededError")
    guest.person.context.set_offline(True)
    guest.edit_title(record).press_sequentially(" im Blatt")
    guest.expect_waiting()
    expect(guest.page.locator("leitstern-sync-issue .plan-notice")).to_contain_text(word("plan.not_kept"))
    with guest.page.expect_event("dialog") as asked:
        guest.page.close(run_before_unload=True)
    assert asked.value.type == "beforeunload"
    asked.value.dismiss()
    guest.person.context.set_offline(False)
    guest.expect_saved()
    expect(member.title(record)).to_contain_text("Nur hier im Blatt")


def test_a_plan_opens_when_storage_is_forbidden(member: PlanPage, person: OpenPerson, server: DemoServer):
    guest = _guest(person, server, "Verboten", before='storageFaults.getter = "SecurityError"')
    record = guest.add("opportunities", "Ohne Speicher")
    expect(member.title(record)).to_contain_text("Ohne Speicher")
    guest.expect_saved()
