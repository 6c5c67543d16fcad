"""Chapters in the rail, tabs inside them, and the presentation view."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.plan_page import PlanPage
from tests.browser.sections import SECTIONS
from tests.browser.words import word


@pytest.mark.parametrize(
    ("chapter", "section"),
    [
        ("star", "overview"),
        ("people", "people"),
        ("growth", "opportunities"),
        ("roadmap", "actions"),
        ("room", "private"),
    ],
)
def test_the_address_of_a_chapter_opens_its_first_section(member: PlanPage, chapter: str, section: str):
    member.go_to(chapter)
    expect(member.page.locator(f"section[data-section={section}]")).to_be_visible()
    current = member.page.locator(".rail [aria-current=page]")
    expect(current).to_have_text(word(f"chapters.{chapter}"))


def test_tabs_open_the_sections_of_a_chapter(member: PlanPage):
    member.go_to("growth")
    member.page.locator("[data-tabs=growth]").get_by_role("link", name=word("kinds.goals.other")).click()
    expect(member.page.locator("section[data-section=goals]")).to_be_visible()
    expect(member.page.locator("[data-tabs=roadmap]")).to_be_hidden()


def test_arrow_keys_change_sections_in_the_presentation_and_skip_the_private_room(member: PlanPage):
    page = member.page
    member.go_to("star")
    page.locator("[data-present]").click()
    expect(page.locator(".topbar")).to_be_hidden()
    expect(page.locator(".rail")).to_be_hidden()
    shown = []
    for _ in SECTIONS:
        page.keyboard.press("ArrowRight")
        shown.append(page.evaluate("() => location.hash"))
    assert "#opportunities" in shown and "#timeline" in shown
    assert not {"#private", "#room"} & set(shown)
    page.keyboard.press("p")
    expect(page.locator(".topbar")).to_be_visible()


def test_the_shortcut_types_a_letter_in_a_text_field(member: PlanPage):
    record = member.add("opportunities", "Pumpen")
    field = member.edit_title(record)
    field.press("p")
    expect(field).to_have_value("Pumpenp")
    expect(member.page.locator(".topbar")).to_be_visible()
