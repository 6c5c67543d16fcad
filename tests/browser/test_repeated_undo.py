"""Undo against the real server: the server accepts restored content and later edits of it."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.plan_page import PlanPage
from tests.browser.words import word


def test_a_card_with_earlier_undone_words_is_restored_and_saved(member: PlanPage, guest: PlanPage):
    """Delete words, undo, type into them, delete the card, undo: the server refused Yjs's own undo here."""
    record = member.add("opportunities", "abcd")
    field = member.edit_title(record)
    for _ in range(2):
        field.press("Shift+ArrowLeft")
    field.press("Delete")
    expect(field).to_have_value("ab")
    field.press("ControlOrMeta+z")
    expect(field).to_have_value("abcd")
    field.press("End")
    field.press("ArrowLeft")
    field.press_sequentially("X")
    field.press("Enter")
    member.card(record).get_by_role("button", name=word("plan.menu_of", name="abcXd")).click()
    member.page.get_by_role("menuitem", name=word("plan.delete")).click()
    expect(guest.card(record)).to_have_count(0)
    member.page.get_by_role("button", name=word("plan.undo")).last.click()
    expect(guest.title(record)).to_contain_text("abcXd")
    member.edit_title(record).press_sequentially(" weiter")
    expect(guest.title(record)).to_contain_text("abcXd weiter")
    member.expect_saved()
