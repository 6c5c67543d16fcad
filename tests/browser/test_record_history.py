"""The history of a card: who made a value what it is, and an earlier value comes back in one press."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from tests.browser.conftest import OpenPerson
from tests.browser.people import PHONE, invite, join_as_guest
from tests.browser.plan_page import PlanPage
from tests.browser.server import DemoServer
from tests.browser.words import word


def open_history(plan: PlanPage, record: str, name: str) -> Locator:
    """Opens it by keyboard from the card's menu."""
    label = word("plan.menu_of", plan.locale, name=name)
    plan.card(record).get_by_role("button", name=label).focus()
    plan.page.keyboard.press("Enter")
    plan.page.get_by_role("menuitem", name=word("history.menu", plan.locale), exact=True).press("Enter")
    dialog = plan.page.get_by_role("dialog")
    expect(dialog.locator("[data-groups]")).to_be_visible()
    return dialog


def test_a_value_of_the_other_side_is_traced_and_put_back_and_undone(member: PlanPage, guest: PlanPage):
    record = member.add("opportunities", "Fernwartung")
    member.set_value(record, "benefit_customer", "120000")
    expect(guest.value(record, "benefit_customer")).to_contain_text("120,000")
    guest.set_value(record, "benefit_customer", "90000")
    guest.expect_saved()
    dialog = open_history(member, record, "Fernwartung")
    newest = dialog.get_by_role("listitem").first
    expect(newest).to_contain_text("Julia Brandt")
    expect(newest).to_contain_text(member.boot()["sides"]["customer"])
    expect(newest).to_contain_text("€120,000")
    newest.get_by_role("button").first.press("Enter")
    for plan in (member, guest):
        expect(plan.value(record, "benefit_customer")).to_contain_text("120,000")
    member.page.locator(".toast").get_by_role("button", name=word("plan.undo")).click()
    for plan in (member, guest):
        expect(plan.value(record, "benefit_customer")).to_contain_text("90,000")


def test_the_history_of_a_draft_in_the_private_room_is_for_its_side(member: PlanPage, guest: PlanPage):
    member.go_to("private")
    room = member.page.locator("leitstern-private-room")
    room.get_by_role("button", name=word("kinds.opportunities.add")).first.click()
    field = member.page.locator("textarea:focus")
    field.press_sequentially("Nur für uns")
    record = field.evaluate("field => field.closest('[data-record]').dataset.record")
    field.press("Enter")
    expect(room).to_contain_text(word("plan.saved"))
    dialog = open_history(member, record, "Nur für uns")
    expect(dialog).to_contain_text("Nur für uns")
    boot = member.boot()
    query = f"document=supplier&kind=opportunities&record={record}"
    asked = guest.page.request.get(f"{guest.url}/history?{query}")
    assert (boot["me"]["side"], asked.status) == ("supplier", 404)


def test_a_reader_on_a_phone_sees_the_history_in_german(
    member: PlanPage, person: OpenPerson, server: DemoServer
):
    record = member.add("goals", "Ausschuss halbieren")
    member.set_value(record, "target", "5")
    member.expect_saved()
    link = invite(member.page, member.url, "Stiller Leser", role="viewer")
    reader = person(locale="de-DE", size=PHONE, is_phone=True)
    join_as_guest(reader, link, "Stiller Leser")
    plan = PlanPage(reader, server.plan_url, "de")
    reader.page.goto(f"{server.plan_url}?lang=de#goals")
    expect(plan.title(record)).to_contain_text("Ausschuss halbieren")
    dialog = open_history(plan, record, "Ausschuss halbieren")
    expect(dialog).to_contain_text("Anna Berg")
    expect(dialog.locator("[data-put-back]")).to_have_count(0)
    assert reader.page.evaluate("() => document.documentElement.scrollWidth") <= PHONE[0]
    reader.page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)


def test_without_a_connection_the_history_says_so(member: PlanPage):
    record = member.add("goals", "Im Tunnel")
    member.expect_saved()
    member.person.context.set_offline(True)
    label = word("plan.menu_of", name="Im Tunnel")
    member.card(record).get_by_role("button", name=label).click()
    member.page.get_by_role("menuitem", name=word("history.menu"), exact=True).click()
    dialog = member.page.get_by_role("dialog")
    expect(dialog).to_contain_text(word("history.no_connection"))
    member.person.context.set_offline(False)
    dialog.get_by_role("button", name=word("start.again")).click()
    expect(dialog.locator("[data-groups]")).to_contain_text("Im Tunnel")
