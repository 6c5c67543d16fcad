"""A page that the browser translates goes on showing what is true: titles, numbers, the saved line."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.plan_page import PlanPage
from tests.injections.translation import Kind, translate


@pytest.mark.parametrize("kind", ["wrapped", "exchanged"])
def test_edits_of_others_appear_on_a_translated_page(member: PlanPage, guest: PlanPage, kind: Kind):
    record = member.add("opportunities", "Erster Titel")
    expect(guest.title(record)).to_contain_text("Erster Titel")
    for number, words in enumerate(("zweiter", "dritter"), start=2):
        translate(guest.page, kind)
        field = member.edit_title(record)
        field.fill(f"Ein {words} Titel")
        field.press("Enter")
        member.set_value(record, "benefit_customer", f"{number}00,000")
        expect(guest.title(record)).to_contain_text(f"Ein {words} Titel")
        expect(guest.card(record)).to_contain_text(f"{number}00,000")
        expect(guest.title(record)).not_to_contain_text("Erster")
    field = guest.edit_title(record)
    field.press("End")
    field.press_sequentially(" vom Gast")
    field.press("Enter")
    expect(member.title(record)).to_contain_text("Ein dritter Titel vom Gast")


def test_the_size_of_an_edited_field_follows_its_text_over_renders(member: PlanPage, guest: PlanPage):
    """The mirror that gives the field its size is no text that a translator put there."""
    record = member.add("opportunities", "Wächst")
    field = member.edit_title(record)
    mirror = member.title(record).locator(".writer__mirror")
    visitor = member.title(record).locator(".visitors, .caret").first
    for step in range(2):
        field.press_sequentially(f" und wächst {step}")
        guest.go_to("opportunities").edit_title(record)
        expect(visitor).to_be_attached()
        expect(mirror).to_have_text(field.input_value() + "\u200b")
        guest.go_to("goals")
        expect(visitor).not_to_be_attached()
        expect(mirror).to_have_text(field.input_value() + "\u200b")
