"""Fields parse what people type, ask about ambiguous values, and explain errors."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.plan_page import PlanPage
from tests.browser.words import word


def typed(plan: PlanPage, record: str, field: str, text: str) -> Locator:
    """Opens a field, types and presses Enter; returns the message beside the field."""
    plan.value(record, field).get_by_role("button").first.click()
    editor = plan.value(record, field).get_by_role("textbox")
    editor.fill(text)
    editor.press("Enter")
    return plan.value(record, field).get_by_role("alert")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("31.3.27", "31 Mar 2027"),
        ("Q2 27", "30 Jun 2027"),
        ("Ende Juni 2028", "30 Jun 2028"),
        ("1 May 2027", "1 May 2027"),
    ],
)
def test_common_date_formats_are_parsed(member: PlanPage, guest: PlanPage, text: str, shown: str):
    record = member.add("actions", "Wartung planen")
    guest.go_to("actions")
    typed(member, record, "due", text)
    expect(guest.value(record, "due")).to_contain_text(shown)


def test_an_invalid_date_shows_examples_and_stays_in_the_field(member: PlanPage):
    record = member.add("actions", "Irgendwann")
    message = typed(member, record, "due", "bald")
    expect(message).to_contain_text("Q2")
    expect(member.value(record, "due").get_by_role("textbox")).to_have_value("bald")


def test_the_calendar_selects_a_day_by_mouse_and_by_keyboard(member: PlanPage, guest: PlanPage):
    record = member.add("actions", "Kalender")
    guest.go_to("actions")
    typed(member, record, "due", "15.6.2027")
    member.value(record, "due").get_by_role("button").first.click()
    member.value(record, "due").get_by_role("button", name=word("value.calendar")).click()
    member.page.get_by_role("button", name="20 June 2027").click()
    expect(guest.value(record, "due")).to_contain_text("20 Jun 2027")
    member.value(record, "due").get_by_role("button").first.click()
    for key in ("ArrowDown", "ArrowRight", "PageDown", "Enter"):
        member.page.keyboard.press(key)
    expect(guest.value(record, "due")).to_contain_text("21 Jul 2027")
    expect(member.value(record, "due").get_by_role("button").first).to_be_focused()


def test_an_amount_with_unit_words_is_parsed(member: PlanPage, guest: PlanPage):
    record = member.add("opportunities", "Worte am Betrag")
    typed(member, record, "benefit_customer", "ca. 300.000 EUR p.a.")
    typed(member, record, "effort", "45 PT")
    expect(guest.value(record, "benefit_customer")).to_contain_text("300,000")
    expect(guest.value(record, "effort")).to_contain_text("45")


def test_an_ambiguous_number_asks_for_its_meaning(member: PlanPage, guest: PlanPage):
    record = member.add("opportunities", "Tausend oder eins")
    question = typed(member, record, "benefit_customer", "1.500")
    expect(question).to_contain_text("1.500")
    expect(guest.value(record, "benefit_customer")).not_to_contain_text(re.compile(r"1[.,]5"))
    question.get_by_role("button", name="1,500").click()
    expect(guest.value(record, "benefit_customer")).to_contain_text("1,500")


def test_an_amount_in_another_currency_is_refused(member: PlanPage, guest: PlanPage):
    record = member.add("opportunities", "Dollar")
    message = typed(member, record, "benefit_customer", "$300")
    expect(message).to_contain_text("EUR")
    expect(member.value(record, "benefit_customer").get_by_role("textbox")).to_have_value("$300")
    expect(guest.value(record, "benefit_customer")).not_to_contain_text("300")


def test_a_percentage_out_of_range_shows_the_range(member: PlanPage):
    record = member.add("opportunities", "Zu sicher")
    expect(typed(member, record, "probability", "150")).to_contain_text(re.compile("0%.*100%"))


def test_a_message_is_not_limited_to_its_column(member: PlanPage):
    record = member.add("actions", "Schmal")
    message = typed(member, record, "due", "bald")
    box = message.bounding_box()
    assert box and box["width"] > 200
