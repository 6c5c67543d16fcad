"""The keys of the plan page and the palette that finds anything in the plan."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import OpenPerson
from tests.browser.people import PHONE, enter_as_member, join_as_guest
from tests.browser.plan_page import PlanPage
from tests.browser.server import DemoServer
from tests.browser.words import word

SHOWN = "section[data-section]:not([hidden])"


def _shows(plan: PlanPage, section: str) -> None:
    expect(plan.page.locator(SHOWN)).to_have_attribute("data-section", section)


def _palette(plan: PlanPage) -> Locator:
    plan.page.keyboard.press("Control+k")
    field = plan.page.get_by_role("combobox", name=word("palette.label", plan.locale))
    expect(field).to_be_focused()
    return field


def test_n_adds_a_record_to_the_visible_list_and_types_a_letter_in_a_field(member: PlanPage):
    page = member.page
    member.go_to("goals")
    _shows(member, "goals")
    page.keyboard.press("n")
    field = page.locator("textarea:focus")
    expect(field).to_have_count(1)
    cards = member.shown("goals")
    field.press_sequentially("Nanning: n/g?")
    expect(field).to_have_value("Nanning: n/g?")
    assert member.shown("goals") == cards
    _shows(member, "goals")
    expect(page.locator("dialog[open]")).to_have_count(0)


def test_n_on_the_timeline_adds_an_action(member: PlanPage):
    member.go_to("timeline")
    _shows(member, "timeline")
    member.page.keyboard.press("n")
    _shows(member, "actions")
    expect(member.page.locator(".records--actions textarea:focus")).to_have_count(1)


def test_slash_focuses_the_search_of_the_visible_list(member: PlanPage):
    member.go_to("actions")
    _shows(member, "actions")
    member.page.keyboard.press("/")
    field = member.page.locator(f"{SHOWN} input[type=search]")
    expect(field).to_be_focused()
    expect(field).to_have_value("")


def test_g_and_a_letter_open_a_chapter(member: PlanPage):
    member.page.keyboard.press("g")
    member.page.keyboard.press("p")
    _shows(member, "people")
    expect(member.page.locator("html")).not_to_have_attribute("data-presenting", "")
    member.page.keyboard.press("g")
    member.page.keyboard.press("r")
    _shows(member, "actions")


@pytest.mark.parametrize("locale", ["en", "de"])
def test_the_question_mark_lists_the_keys(person: OpenPerson, server: DemoServer, locale: str):
    julia = person(locale=f"{locale}-DE")
    join_as_guest(julia, server.customer_link, "Julia Brandt")
    plan = PlanPage(julia, server.plan_url, locale).open()
    expect(plan.page.locator("html[data-ready]")).to_be_attached()
    plan.page.keyboard.press("?")
    dialog = plan.page.get_by_role("dialog", name=word("keys.help", locale))
    for key in ("keys.find", "keys.new", "keys.search", "chapters.growth", "keys.move"):
        expect(dialog).to_contain_text(word(key, locale))
    plan.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_the_palette_finds_a_record_by_its_words_and_opens_it(member: PlanPage):
    record = member.add("opportunities", "Größere Pumpen für Wien")
    member.go_to("star")
    field = _palette(member)
    field.fill("wien grossere")
    option = member.page.get_by_role("option", name="Größere Pumpen für Wien")
    expect(option).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", option.get_attribute("id") or "")
    field.press("Enter")
    expect(member.page.get_by_role("dialog")).to_have_count(0)
    _shows(member, "opportunities")
    expect(member.card(record)).to_have_attribute("data-revealed", "")


def test_the_palette_reports_no_results_and_returns_the_focus(member: PlanPage):
    record = member.add("opportunities", "Ventile")
    member.edit_title(record)
    field = _palette(member)
    field.fill("xylophon")
    dialog = member.page.get_by_role("dialog")
    expect(dialog.get_by_role("status")).to_have_text(word("palette.nothing", words="xylophon"))
    field.press("Enter")
    expect(dialog).to_be_visible()
    field.press("Escape")
    expect(dialog).to_have_count(0)
    expect(member.title(record).get_by_role("button")).to_be_focused()


def test_the_palette_finds_private_drafts_only_for_their_side(member: PlanPage, guest: PlanPage):
    member.go_to("private")
    room = member.page.locator("leitstern-private-room")
    room.get_by_role("button", name=word("kinds.opportunities.add")).first.click()
    member.page.locator("textarea:focus").press_sequentially("Zirkonia")
    expect(room).to_contain_text(word("plan.saved"))
    member.go_to("star")
    field = _palette(member)
    field.fill("zirkonia")
    expect(member.page.get_by_role("option", name="Zirkonia")).to_contain_text(word("plan.private"))
    field.press("Enter")
    _shows(member, "private")
    _palette(guest).fill("zirkonia")
    dialog = guest.page.get_by_role("dialog")
    expect(dialog.get_by_role("status")).to_have_text(word("palette.nothing", words="zirkonia"))
    expect(dialog.get_by_role("option")).to_have_count(0)


def test_on_a_phone_a_button_opens_the_palette(person: OpenPerson, server: DemoServer):
    anna = person(size=PHONE, is_phone=True)
    enter_as_member(anna, server.member_link)
    plan = PlanPage(anna, server.plan_url).open("star")
    plan.page.locator("[data-find]").tap()
    plan.page.get_by_role("option", name=word("kinds.actions.add")).tap()
    _shows(plan, "actions")
    expect(plan.page.locator(".records--actions textarea:focus")).to_have_count(1)
    width = plan.page.evaluate("() => document.documentElement.scrollWidth")
    assert width <= 360
