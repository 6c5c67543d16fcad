"""Two people change one value: theirs is shown before mine replaces it. Half-typed values stay."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from tests.browser.conftest import OpenPerson
from tests.browser.people import PHONE, join_as_guest
from tests.browser.plan_page import PlanPage
from tests.browser.server import DemoServer
from tests.browser.test_under_my_hand import name_of
from tests.browser.words import word


def open_value(plan: PlanPage, record: str, field: str) -> Locator:
    plan.open_card(record)
    plan.value(record, field).get_by_role("button").click()
    editor = plan.value(record, field).get_by_role("textbox")
    expect(editor).to_be_focused()
    return editor


def test_their_value_is_shown_with_their_name_before_mine_replaces_it(member: PlanPage, guest: PlanPage):
    record = member.add("opportunities", "Fernwartung")
    expect(guest.title(record)).to_contain_text("Fernwartung")
    editor = open_value(guest, record, "benefit_customer")
    editor.press_sequentially("90000")
    member.set_value(record, "benefit_customer", "150000")
    message = guest.page.locator(".value-message")
    name = name_of(member)
    expect(message).to_contain_text(f"{name} has set this to €150,000")
    expect(editor).to_be_focused()
    editor.press("Enter")
    expect(message).to_be_visible()
    expect(member.value(record, "benefit_customer")).to_contain_text("150,000")
    mine = message.get_by_role("button", name=word("value.keep_mine", value="90000"))
    mine.focus()
    guest.page.keyboard.press("Enter")
    for plan in (member, guest):
        expect(plan.value(record, "benefit_customer")).to_contain_text("90,000")


def test_their_date_is_taken_with_one_tap_on_a_phone(
    member: PlanPage, person: OpenPerson, server: DemoServer
):
    record = member.add("actions", "Angebot schreiben")
    lena = person(locale="de-DE", size=PHONE, is_phone=True)
    join_as_guest(lena, server.customer_link, "Lena Vogt")
    guest = PlanPage(lena, server.plan_url, "de").open("actions")
    editor = open_value(guest, record, "due")
    editor.fill("31.3.27")
    member.set_value(record, "due", "2027-05-01")
    message = guest.page.locator(".value-message")
    expect(message).to_contain_text("01.05.2027")
    message.get_by_role("button").last.tap()
    expect(editor).to_have_count(0)
    expect(guest.value(record, "due")).to_contain_text("01.05.2027")
    expect(member.value(record, "due")).to_contain_text(re.compile("1 May 2027|01/05/2027"))
    assert guest.page.evaluate("() => document.documentElement.scrollWidth") <= PHONE[0]


def test_an_open_field_without_typing_follows_their_value(member: PlanPage, guest: PlanPage):
    record = member.add("opportunities", "Retrofit")
    member.set_value(record, "benefit_customer", "100000")
    expect(guest.value(record, "benefit_customer")).to_contain_text("100,000")
    editor = open_value(guest, record, "benefit_customer")
    member.set_value(record, "benefit_customer", "150000")
    expect(editor).to_have_value("150000")
    expect(guest.page.locator(".value-message")).to_have_count(0)
    editor.press("Escape")
    expect(guest.value(record, "benefit_customer")).to_contain_text("150,000")


def test_a_half_typed_value_survives_a_reload_and_is_not_called_saved(member: PlanPage, guest: PlanPage):
    record = member.add("goals", "Ausschuss halbieren")
    member.expect_saved()
    editor = open_value(member, record, "target")
    editor.press_sequentially("12,5 ode")
    expect(member.status()).to_have_text(word("plan.not_entered"))
    member.page.reload()
    editor = member.value(record, "target").get_by_role("textbox")
    expect(editor).to_have_value("12,5 ode")
    expect(member.status()).to_have_text(word("plan.not_entered"))
    member.go_to("opportunities")
    member.status().get_by_role("button").click()
    expect(editor).to_be_focused()
    editor.fill("12.5")
    editor.press("Enter")
    member.expect_saved()
    guest.go_to("goals")
    expect(guest.value(record, "target")).to_contain_text("12.5")
    member.page.reload()
    member.expect_saved()
    expect(member.value(record, "target").get_by_role("textbox")).to_have_count(0)


def test_a_value_that_changed_over_a_reload_is_asked_about(member: PlanPage, guest: PlanPage):
    record = member.add("opportunities", "Ersatzteile")
    expect(guest.title(record)).to_contain_text("Ersatzteile")
    editor = open_value(guest, record, "benefit_customer")
    editor.press_sequentially("90000")
    guest.page.goto("about:blank")
    member.set_value(record, "benefit_customer", "150000")
    member.expect_saved()
    guest.page.goto(f"{guest.url}#opportunities/{record}")
    expect(guest.page.locator(".value-message")).to_contain_text("€150,000")
    expect(guest.value(record, "benefit_customer").get_by_role("textbox")).to_have_value("90000")


def test_a_choice_that_somebody_made_meanwhile_is_asked_about(member: PlanPage, guest: PlanPage):
    record = member.add("opportunities", "Leasing")
    expect(guest.title(record)).to_contain_text("Leasing")
    guest.open_card(record)
    guest.value(record, "stage").get_by_role("button").focus()
    guest.page.keyboard.press("Enter")
    member.open_card(record)
    choose(member, record, "agreed")
    expect(member.value(record, "stage")).to_contain_text(word("choices.stage.agreed"))
    member.expect_saved()
    choose_open(guest, "running")
    message = guest.page.locator(".value-message")
    name = name_of(member)
    agreed = word("choices.stage.agreed")
    expect(message).to_contain_text(word("value.chosen_by", who=name, theirs=agreed))
    message.get_by_role("button", name=word("choices.stage.running")).press("Enter")
    for plan in (member, guest):
        expect(plan.value(record, "stage")).to_contain_text(word("choices.stage.running"))


def choose(plan: PlanPage, record: str, stage: str) -> None:
    plan.value(record, "stage").get_by_role("button").focus()
    plan.page.keyboard.press("Enter")
    choose_open(plan, stage)


def choose_open(plan: PlanPage, stage: str) -> None:
    plan.page.get_by_role("option", name=word(f"choices.stage.{stage}")).click()
