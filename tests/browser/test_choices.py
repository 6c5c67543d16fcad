"""Stage, status and filters open one searchable list with icons; no card clips it and nothing moves."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPerson
from tests.browser.people import PHONE, join_as_guest
from tests.browser.plan_page import PlanPage
from tests.browser.server import DemoServer
from tests.browser.words import word

STAGES = ("idea", "qualified", "agreed", "running", "realised", "dropped")

HIDDEN_OPTIONS = """list => [...list.querySelectorAll("[role=option]")].filter(option => {
  option.scrollIntoView({ block: "nearest" });
  const box = option.getBoundingClientRect();
  const met = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
  return !option.contains(met) || box.left < 0 || box.right > innerWidth || box.bottom > innerHeight;
}).map(option => option.textContent.trim())"""

OWN_TEXT = """words => [...words.childNodes].filter(node => node.nodeType === Node.TEXT_NODE)
  .map(node => node.data).join("")"""

PLACES = """() => [...document.querySelectorAll("[data-record], [data-field]")]
  .filter(element => element.checkVisibility())
  .map(element => element.getBoundingClientRect())
  .map(({ x, y, height }) => [x, y + scrollY, height].map(Math.round))"""


def _opened(plan: PlanPage, record: str, field: str) -> Locator:
    plan.value(record, field).get_by_role("button").click()
    editor = plan.value(record, field).get_by_role("combobox")
    expect(editor).to_be_focused()
    return editor


def test_one_click_opens_all_stages_with_icons_and_one_takes(member: PlanPage, guest: PlanPage):
    record = member.add("opportunities", "Eine Stufe weiter")
    _opened(member, record, "stage")
    options = member.value(record, "stage").get_by_role("option")
    expect(options).to_have_text([word(f"choices.stage.{stage}") for stage in STAGES])
    expect(options.locator(".icon").first).to_be_visible()
    expect(options.first).to_have_attribute("aria-selected", "true")
    options.nth(2).click()
    expect(guest.value(record, "stage")).to_contain_text(word("choices.stage.agreed"))
    expect(member.value(record, "stage").get_by_role("button")).to_be_focused()


def test_letters_find_a_status_and_escape_changes_nothing(member: PlanPage):
    record = member.add("actions", "Stand ändern")
    editor = _opened(member, record, "status")
    editor.press_sequentially(word("choices.status.blocked")[:4])
    expect(member.value(record, "status").get_by_role("option")).to_have_count(1)
    editor.press("Enter")
    expect(member.value(record, "status")).to_contain_text(word("choices.status.blocked"))
    editor = _opened(member, record, "status")
    for key in ("ArrowDown", "Escape"):
        editor.press(key)
    expect(member.value(record, "status").get_by_role("combobox")).to_have_count(0)
    expect(member.value(record, "status")).to_contain_text(word("choices.status.blocked"))


def test_the_enter_that_ends_a_composition_takes_nothing(member: PlanPage):
    record = member.add("opportunities", "Eingabemethode")
    editor = _opened(member, record, "stage")
    editor.press("ArrowDown")
    editor.evaluate(
        """field => field.dispatchEvent(new KeyboardEvent(
          "keydown", { key: "Enter", isComposing: true, bubbles: true, cancelable: true }))"""
    )
    expect(editor).to_be_focused()
    expect(member.value(record, "stage").get_by_role("option", selected=True)).to_have_text(
        word("choices.stage.idea")
    )


@pytest.mark.parametrize("is_phone", [False, True], ids=["desktop", "phone"])
def test_no_card_and_no_edge_cuts_an_option(person: OpenPerson, server: DemoServer, is_phone: bool):
    julia = person(size=PHONE, is_phone=True) if is_phone else person()
    join_as_guest(julia, server.customer_link, "Julia Brandt")
    plan = PlanPage(julia, server.plan_url).open("opportunities")
    for record in (plan.order("opportunities")[0], plan.order("opportunities")[-1]):
        editor = _opened(plan, record, "stage")
        assert editor.get_attribute("inputmode") == "none", "a phone shows no keyboard over six options"
        assert plan.value(record, "stage").get_by_role("listbox").evaluate(HIDDEN_OPTIONS) == []
        plan.page.keyboard.press("Escape")


def test_nothing_moves_when_an_editor_or_its_error_opens(member: PlanPage):
    record = member.order("opportunities")[1]
    member.open_card(record)
    member.expect_settled()
    places: Any = member.page.evaluate(PLACES)
    for field in ("stage", "benefit_customer", "probability", "time_horizon", "sponsor_customer"):
        member.value(record, field).get_by_role("button").first.click()
        editor = member.value(record, field).locator("input")
        expect(editor).to_be_focused()
        assert member.page.evaluate(PLACES) == places, field
        if field in ("benefit_customer", "probability", "time_horizon"):
            editor.fill("???")
            editor.press("Enter")
            expect(member.value(record, field).get_by_role("alert")).to_be_visible()
            assert member.page.evaluate(PLACES) == places, f"error of {field}"
        member.page.keyboard.press("Escape")
        expect(editor).to_have_count(0)
    assert member.page.evaluate(PLACES) == places


def test_tab_goes_through_the_fields_of_an_open_card_and_writes_what_was_typed(
    member: PlanPage, guest: PlanPage
):
    page: Page = member.page
    record = member.add("opportunities", "Mit Tab durch die Karte")
    member.open_card(record)
    member.value(record, "benefit_customer").get_by_role("button").click()
    page.keyboard.type("300000")
    page.keyboard.press("Tab")
    expect(member.value(record, "benefit_supplier").get_by_role("textbox")).to_be_focused()
    page.keyboard.type("abc")
    page.keyboard.press("Tab")
    expect(member.value(record, "benefit_supplier").get_by_role("alert")).to_be_visible()
    expect(member.value(record, "benefit_supplier").get_by_role("textbox")).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("90000")
    page.keyboard.press("Tab")
    stage = member.value(record, "stage").get_by_role("combobox")
    expect(stage).to_be_focused()
    page.keyboard.type(word("choices.stage.qualified"))
    page.keyboard.press("Shift+Tab")
    expect(member.value(record, "benefit_supplier").get_by_role("textbox")).to_be_focused()
    expect(guest.value(record, "benefit_customer")).to_contain_text("300,000")
    expect(guest.value(record, "benefit_supplier")).to_contain_text("90,000")
    expect(guest.value(record, "stage")).to_contain_text(word("choices.stage.qualified"))


def test_the_owner_filter_is_searched_and_says_who_is_chosen(member: PlanPage):
    member.go_to("actions")
    bar = member.page.locator("section[data-section=actions] .filters")
    everybody = word("plan.filter_owner_all")
    bar.get_by_role("button", name=everybody).click()
    field = bar.get_by_role("combobox", name=word("plan.filter_owner"))
    option = bar.get_by_role("option").nth(1)
    name = (option.locator(".picker__words").evaluate(OWN_TEXT) or "").strip()
    field.fill(name)
    field.press("Enter")
    chosen = bar.get_by_role("button", name=name)
    expect(chosen).to_be_focused()
    chosen.click()
    bar.get_by_role("option", name=everybody).click()
    expect(bar.get_by_role("button", name=everybody)).to_be_focused()
