"""Deleting and restoring: the bin, a card that is deleted during an edit, addresses of deleted cards."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.browser.plan_page import PlanPage
from tests.browser.words import word


def delete(plan: PlanPage, record: str, name: str) -> None:
    plan.card(record).get_by_role("button", name=word("plan.menu_of", name=name)).click()
    plan.page.get_by_role("menuitem", name=word("plan.delete")).click()
    expect(plan.card(record)).to_have_count(0)


def entry(plan: PlanPage, record: str) -> Locator:
    return plan.page.locator(f'[data-removed="{record}"]')


def notice(plan: PlanPage, record: str) -> Locator:
    return plan.page.locator(f'[data-notice="{record}"]')


def open_bin(page: Page) -> None:
    """Opens the bin by keyboard."""
    summary = page.locator(".plan__section:not([hidden]) .bin > summary")
    summary.focus()
    page.keyboard.press("Enter")


def restore(plan: PlanPage, name: str) -> None:
    button = plan.page.get_by_role("button", name=word("bin.restore_named", name=name))
    button.focus()
    plan.page.keyboard.press("Enter")


def test_another_person_restores_a_deleted_card_from_the_bin(member: PlanPage, guest: PlanPage):
    record = member.add("goals", "Ausschuss halbieren")
    guest.go_to("goals")
    expect(guest.title(record)).to_contain_text("Ausschuss halbieren")
    place = member.order("goals").index(record)
    delete(member, record, "Ausschuss halbieren")
    expect(guest.card(record)).to_have_count(0)
    open_bin(guest.page)
    expect(entry(guest, record)).to_contain_text("Ausschuss halbieren")
    expect(entry(guest, record)).to_contain_text(member.boot()["me"]["name"])
    restore(guest, "Ausschuss halbieren")
    for plan in (member, guest):
        expect(plan.title(record)).to_contain_text("Ausschuss halbieren")
        plan.expect_place("goals", record, place)
        expect(entry(plan, record)).to_have_count(0)


def test_deleting_a_card_notifies_its_current_editor_who_can_restore_it(member: PlanPage, guest: PlanPage):
    record = member.add("opportunities", "Fernwartung")
    guest.edit_title(record).press_sequentially(" für drei Linien")
    expect(member.title(record)).to_contain_text("Fernwartung für drei Linien")
    delete(member, record, "Fernwartung für drei Linien")
    told = notice(guest, record)
    boot = member.boot()
    who = word("participants.of_company", name=boot["me"]["name"], company=boot["sides"]["supplier"])
    expect(told).to_contain_text(word("bin.under_hand", who=who, name="Fernwartung für drei Linien"))
    expect(notice(member, record)).to_have_count(0)
    told.get_by_role("button", name=word("bin.restore")).click()
    for plan in (member, guest):
        expect(plan.title(record)).to_contain_text("Fernwartung für drei Linien")
    expect(told).to_have_count(0)


def test_offline_edits_of_a_deleted_card_are_kept_and_reported(member: PlanPage, guest: PlanPage):
    record = member.add("opportunities", "Im Tunnel")
    expect(guest.title(record)).to_contain_text("Im Tunnel")
    guest.wait_for_offline_shell()
    guest.person.context.grant_permissions(["clipboard-read", "clipboard-write"])
    guest.person.context.set_offline(True)
    guest.edit_title(record).press_sequentially(" geschrieben")
    guest.expect_waiting()
    delete(member, record, "Im Tunnel")
    guest.page.reload()
    expect(guest.title(record)).to_contain_text("Im Tunnel geschrieben")
    guest.person.context.set_offline(False)
    guest.expect_saved()
    told = notice(guest, record)
    expect(told).to_contain_text("Im Tunnel geschrieben")
    told.get_by_role("button", name=word("bin.copy")).click()
    expect(guest.page.locator(".toast")).to_have_text(word("bin.copied"))
    assert guest.page.evaluate("() => navigator.clipboard.readText()") == "Im Tunnel geschrieben"
    told.get_by_role("button", name=word("plan.understood")).click()
    expect(told).to_have_count(0)
    open_bin(member.page)
    expect(entry(member, record)).to_contain_text("Im Tunnel geschrieben")
    restore(member, "Im Tunnel geschrieben")
    expect(guest.title(record)).to_contain_text("Im Tunnel geschrieben")


def test_the_address_of_a_deleted_card_opens_the_bin(member: PlanPage):
    record = member.add("actions", "Wird gelöscht")
    delete(member, record, "Wird gelöscht")
    member.expect_saved()
    member.page.goto("about:blank")
    member.page.goto(f"{member.url}#actions/{record}")
    expect(entry(member, record)).to_be_focused()


def test_a_card_whose_creation_is_undone_at_once_is_not_in_the_bin(member: PlanPage):
    member.go_to("goals")
    before = member.shown("goals")
    member.page.get_by_role("button", name=word("kinds.goals.add")).first.click()
    expect(member.cards("goals")).to_have_count(before + 1)
    member.page.locator("[data-section=goals] [data-heading]").focus()
    member.page.keyboard.press("ControlOrMeta+z")
    expect(member.cards("goals")).to_have_count(before)
    expect(member.page.locator("[data-removed]")).to_have_count(0)


def test_a_draft_is_deleted_and_restored_in_the_private_room(member: PlanPage, guest: PlanPage):
    member.go_to("private")
    room = member.page.locator("leitstern-private-room")
    room.get_by_role("button", name=word("kinds.opportunities.add")).first.click()
    field = member.page.locator("textarea:focus")
    field.press_sequentially("Nur unter uns")
    record = field.evaluate("field => field.closest('[data-record]').dataset.record")
    field.press("Escape")
    delete(member, record, "Nur unter uns")
    open_bin(member.page)
    expect(entry(member, record)).to_contain_text("Nur unter uns")
    restore(member, "Nur unter uns")
    expect(member.title(record)).to_contain_text("Nur unter uns")
    assert b"Nur unter uns" not in b"".join(guest.person.received)


def test_the_bin_fits_a_phone(member: PlanPage):
    record = member.add("goals", "Ein Ziel mit einem langen Namen, der auf einem Telefon umbricht")
    delete(member, record, "Ein Ziel mit einem langen Namen, der auf einem Telefon umbricht")
    member.page.set_viewport_size({"width": 360, "height": 740})
    open_bin(member.page)
    expect(entry(member, record)).to_be_visible()
    width = member.page.evaluate("() => document.documentElement.scrollWidth")
    assert width <= 360
