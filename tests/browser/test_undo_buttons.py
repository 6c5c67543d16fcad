"""Undo and redo as buttons: each says what it takes back, also after a reload, and never another's edit."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from tests.browser.conftest import OpenPerson
from tests.browser.people import PHONE, join_as_guest
from tests.browser.plan_page import PlanPage
from tests.browser.server import DemoServer
from tests.browser.words import any_word, word


def step(plan: PlanPage, way: str) -> Locator:
    return plan.page.locator(f"leitstern-undo-buttons [data-step={way}]")


def reload(plan: PlanPage) -> None:
    plan.expect_saved()
    plan.page.reload()
    plan.expect_saved()


def test_own_steps_are_taken_back_and_done_again_after_a_reload(member: PlanPage, guest: PlanPage):
    record = member.add("opportunities", "Fernwartung")
    member.set_value(record, "benefit_customer", "120000")
    member.set_value(record, "benefit_customer", "150000")
    reload(member)
    expect(step(member, "undo")).to_have_attribute("title", re.compile("Undo: .*“Fernwartung”"))
    step(member, "undo").click()
    for plan in (member, guest):
        expect(plan.value(record, "benefit_customer")).to_contain_text("120,000")
    reload(member)
    step(member, "redo").focus()
    member.page.keyboard.press("Enter")
    for plan in (member, guest):
        expect(plan.value(record, "benefit_customer")).to_contain_text("150,000")
    expect(step(member, "redo")).to_have_attribute("aria-disabled", "true")


def test_what_another_person_has_changed_since_stays(member: PlanPage, guest: PlanPage):
    record = member.add("opportunities", "Retrofit")
    member.set_value(record, "benefit_customer", "120000")
    reload(member)
    guest.set_value(record, "benefit_customer", "90000")
    expect(member.value(record, "benefit_customer")).to_contain_text("90,000")
    step(member, "undo").click()
    expect(member.page.locator(".toast")).to_have_text(any_word("undo.changed_since"))
    expect(member.value(record, "benefit_customer")).to_contain_text("90,000")


def test_a_deleted_card_comes_back_by_the_button_after_a_reload_in_german(
    person: OpenPerson, server: DemoServer
):
    lena = person(locale="de-DE", size=PHONE, is_phone=True)
    join_as_guest(lena, server.customer_link, "Lena Vogt")
    plan = PlanPage(lena, server.plan_url, "de").open()
    record = plan.add("goals", "Ausschuss halbieren")
    plan.card(record).get_by_role("button", name=word("plan.menu_of", "de", name="Ausschuss halbieren")).tap()
    plan.page.get_by_role("menuitem", name=word("plan.delete", "de")).tap()
    expect(plan.card(record)).to_have_count(0)
    reload(plan)
    what = word("undo.deleted", "de", name="Ausschuss halbieren")
    button = plan.page.get_by_role("button", name=word("undo.undo_what", "de", what=what))
    box = button.bounding_box()
    assert box
    assert box["width"] >= 44
    assert box["x"] + box["width"] <= PHONE[0]
    button.tap()
    expect(plan.title(record)).to_contain_text("Ausschuss halbieren")
    assert plan.page.evaluate("() => document.documentElement.scrollWidth") <= PHONE[0]


def test_a_press_leaves_the_focus_in_the_field(member: PlanPage):
    record = member.add("opportunities", "Wartung")
    field = member.edit_title(record)
    field.press_sequentially(" jetzt")
    step(member, "undo").click()
    expect(field).to_have_value("Wartung")
    expect(field).to_be_focused()
