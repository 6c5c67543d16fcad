"""Private notes on shared items: beside the item for the own side, nothing of them for the other one."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.plan_page import PlanPage
from tests.browser.words import word

CANARY = "Zeisig-Anmerkung"


def test_a_note_stands_beside_the_shared_card_for_the_own_side_alone(member: PlanPage, guest: PlanPage):
    bodies = guest.collect_bodies()
    record = member.add("opportunities", "Gemeinsames Lager")
    member.expect_saved()
    member.open_card(record)
    card = member.card(record).first
    card.locator("[data-remark]").click()
    note = card.locator("leitstern-remark")
    note.get_by_role("textbox").press_sequentially(CANARY)
    note.get_by_role("textbox").press("Escape")
    expect(note).to_contain_text(CANARY)
    expect(note).to_contain_text(word("remarks.on", side="Nordlicht Drives"))

    member.go_to("private")
    room = member.page.locator("leitstern-private-room")
    expect(room).to_contain_text(CANARY)
    expect(room).to_contain_text(word("plan.saved"))
    member.page.reload()
    member.go_to("opportunities")
    expect(member.card(record).first.locator("leitstern-remark")).to_contain_text(CANARY)

    guest.go_to(f"opportunities/{record}")
    expect(guest.card(record).first).to_contain_text("Gemeinsames Lager")
    guest.open_card(record)
    guest.card(record).first.locator("[data-remark]").click()
    theirs = guest.card(record).first.locator("leitstern-remark")
    theirs.get_by_role("textbox").press_sequentially("Unsere Sicht")
    theirs.get_by_role("textbox").press("Escape")
    expect(theirs).to_have_count(1)
    arrived = b"\n".join([*guest.person.received, *bodies(), guest.page.content().encode()])
    assert b"Unsere Sicht" not in b"\n".join(member.person.received)
    assert b"Gemeinsames Lager" in arrived and CANARY.encode() not in arrived

    note = member.card(record).first.locator("leitstern-remark")
    note.get_by_role("button", name=word("plan.menu_of", name=word("kinds.remarks.one"))).click()
    member.page.get_by_role("menuitem", name=word("plan.delete")).click()
    expect(note).to_have_count(0)
