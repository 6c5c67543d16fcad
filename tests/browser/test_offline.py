"""Offline edits survive a reload, and merge with the other side's edits on reconnection."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.plan_page import PlanPage
from tests.browser.words import word


def test_offline_edits_survive_a_reload_and_merge(member: PlanPage, guest: PlanPage):
    record = member.add("opportunities", "Gemeinsam")
    expect(guest.title(record)).to_contain_text("Gemeinsam")
    guest.wait_for_offline_shell()

    guest.person.context.set_offline(True)
    guest.edit_title(record).press_sequentially(" ohne Netz")
    own = guest.add("opportunities", "Im Zug notiert")
    guest.expect_waiting()
    at_member = member.edit_title(record)
    at_member.press("Home")
    at_member.press_sequentially("Wirklich ")
    assert member.card(own).count() == 0

    guest.page.reload()
    expect(guest.title(record)).to_contain_text("Gemeinsam ohne Netz")
    expect(guest.title(own)).to_contain_text("Im Zug notiert")
    guest.expect_waiting()

    guest.person.context.set_offline(False)
    guest.expect_saved()
    expect(guest.title(record)).to_contain_text("Wirklich Gemeinsam ohne Netz")
    expect(at_member).to_have_value("Wirklich Gemeinsam ohne Netz")
    expect(member.title(own)).to_contain_text("Im Zug notiert")


def test_an_offline_deletion_is_sent_on_reconnection(member: PlanPage, guest: PlanPage):
    record = member.add("goals", "Wird gestrichen")
    guest.go_to("goals")
    expect(guest.title(record)).to_contain_text("Wird gestrichen")
    guest.person.context.set_offline(True)
    field = guest.edit_title(record)
    field.press("ControlOrMeta+a")
    field.press("Delete")
    guest.expect_waiting()
    guest.person.context.set_offline(False)
    guest.expect_saved()
    member.go_to("goals")
    expect(member.title(record)).not_to_contain_text("Wird gestrichen")


def test_leaving_the_plan_clears_local_data(guest: PlanPage):
    kept = "async () => (await indexedDB.databases()).length"
    assert guest.page.evaluate(kept) > 0
    guest.page.locator("details.menu summary").first.click()
    with guest.page.expect_navigation():
        guest.page.get_by_role("button", name=word("base.leave")).click()
    assert guest.page.evaluate(kept) == 0
    guest.page.goto(guest.url)
    assert "/plans/" not in guest.page.url
