"""Filters, timeline, numbers, languages and the keyboard, as one person uses them while the other looks."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from tests.browser.conftest import OpenPerson
from tests.browser.plan_page import PlanPage
from tests.browser.server import DemoServer
from tests.browser.words import word


def test_a_filter_hides_what_does_not_match_for_oneself_alone(member: PlanPage, guest: PlanPage):
    wanted = member.add("opportunities", "Zauberwort Alpha")
    other = member.add("opportunities", "Etwas anderes")
    member.page.get_by_role("searchbox", name=word("plan.filter_words")).fill("zauberwort")
    expect(member.card(wanted)).to_be_visible()
    expect(member.card(other)).to_have_count(0)
    expect(guest.card(other)).to_be_visible()
    member.page.get_by_role("button", name=word("plan.filter_clear")).first.click()
    expect(member.card(other)).to_be_visible()


def test_a_filter_by_side_shows_that_sides_actions(member: PlanPage):
    member.go_to("actions")
    sides = member.boot()["sides"]
    everything = member.shown("actions")
    member.page.get_by_role("button", name=sides["customer"]).click()
    expect(member.cards("actions")).not_to_have_count(everything)
    customers = member.shown("actions")
    member.page.get_by_role("button", name=sides["supplier"]).click()
    expect(member.cards("actions")).not_to_have_count(customers)
    assert 0 < customers < everything
    assert customers + member.shown("actions") <= everything


def test_a_bar_dragged_on_the_timeline_moves_the_dates_for_both(member: PlanPage, guest: PlanPage):
    member.go_to("actions")
    record = member.add("actions", "Pilotlinie")
    for plan in (member, guest):
        plan.go_to("timeline")
    member.card(record).get_by_role("button").click()
    bar, seen = _bar(member, record), _bar(guest, record)
    expect(bar).to_be_visible()
    before = bar.get_attribute("aria-label")
    expect(seen).to_have_attribute("aria-label", before or "")
    bar.scroll_into_view_if_needed()
    box = bar.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    member.page.mouse.move(x, y)
    member.page.mouse.down()
    member.page.mouse.move(x + 60, y, steps=6)
    member.page.mouse.up()
    expect(bar).not_to_have_attribute("aria-label", before or "")
    expect(seen).to_have_attribute("aria-label", bar.get_attribute("aria-label") or "")


def _bar(plan: PlanPage, record: str) -> Locator:
    return plan.card(record).locator(".bar__body")


def test_amounts_are_read_and_shown_in_each_ones_language(
    member: PlanPage, server: DemoServer, person: OpenPerson, guest: PlanPage
):
    record = member.add("opportunities", "Zahlen")
    guest.choose_language("de", "Deutsch")
    guest.open()
    guest.set_value(record, "benefit_customer", "1.234.567,5")
    expect(guest.value(record, "benefit_customer")).to_contain_text("1.234.568")
    expect(member.value(record, "benefit_customer")).to_contain_text("1,234,568")
    guest.set_value(record, "benefit_supplier", "765.432,5")
    guest.set_value(record, "probability", "50")
    guest.set_value(record, "effort", "100")
    expect(member.value(record, "probability")).to_contain_text("50%")
    for plan, priority in ((member, "10,000"), (guest, "10.000")):
        expect(plan.card(record)).to_contain_text(word("plan.priority", plan.locale) + priority)


def test_an_unreadable_amount_is_told_at_the_field_and_kept(member: PlanPage, guest: PlanPage):
    record = member.add("opportunities", "Unlesbar")
    member.value(record, "benefit_supplier").get_by_role("button").click()
    field = member.value(record, "benefit_supplier").get_by_role("textbox")
    field.fill("viel Geld")
    field.press("Enter")
    expect(member.value(record, "benefit_supplier").get_by_role("alert")).to_be_visible()
    expect(field).to_have_value("viel Geld")
    expect(guest.value(record, "benefit_supplier")).not_to_contain_text("viel")


def test_the_language_changes_for_one_person(member: PlanPage, guest: PlanPage):
    guest.choose_language("de", "Deutsch")
    guest.open("opportunities")
    german = word("plan.opportunities", "de")
    expect(guest.page.get_by_role("heading", name=german, exact=True)).to_be_visible()
    expect(guest.page.locator("html")).to_have_attribute("lang", "de")
    expect(member.page.get_by_role("heading", name=word("plan.opportunities"), exact=True)).to_be_visible()


def test_everything_is_done_by_keyboard(person: OpenPerson, server: DemoServer, member: PlanPage):
    keyboard_user = person()
    page = keyboard_user.page
    page.goto(server.customer_link)
    plan = PlanPage(keyboard_user, server.plan_url)
    plan.tab_to(page.locator("main form").get_by_role("textbox"))
    page.keyboard.type("Renate Taste")
    page.keyboard.press("Enter")
    page.wait_for_url("**/plans/**")
    plan.expect_saved()

    plan.tab_to(page.get_by_role("link", name=word("plan.opportunities")).first)
    page.keyboard.press("Enter")
    plan.tab_to(page.get_by_role("button", name=word("plan.opportunities_add")).first)
    page.keyboard.press("Enter")
    expect(page.locator("textarea:focus")).to_have_count(1)
    record: str = page.evaluate("document.activeElement.closest('[data-record]').dataset.record")
    page.keyboard.type("Nur mit Tasten")
    page.keyboard.press("Enter")
    expect(member.title(record)).to_contain_text("Nur mit Tasten")

    plan.tab_to(plan.value(record, "probability").get_by_role("button"))
    page.keyboard.press("Enter")
    page.keyboard.type("75")
    page.keyboard.press("Enter")
    expect(member.value(record, "probability")).to_contain_text("75%")

    first = member.order("opportunities").index(record)
    page.keyboard.press("Alt+ArrowDown")
    member.expect_place("opportunities", record, first + 1)
    expect(plan.value(record, "probability").get_by_role("button")).to_be_focused()

    plan.tab_to(
        plan.card(record).get_by_role("button", name=word("plan.menu_of", name="Nur mit Tasten")), back=True
    )
    page.keyboard.press("Enter")
    page.keyboard.press("End")
    page.keyboard.press("Enter")
    expect(member.card(record)).to_have_count(0)
    page.keyboard.press("ControlOrMeta+z")
    expect(member.title(record)).to_contain_text("Nur mit Tasten")
