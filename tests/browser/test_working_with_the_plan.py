"""Filters, timeline, numbers, languages and keyboard: one person uses them, a second person watches."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from tests.browser.conftest import OpenPerson
from tests.browser.plan_page import PlanPage
from tests.browser.server import DemoServer
from tests.browser.words import word


def test_a_filter_applies_to_one_person_only(member: PlanPage, guest: PlanPage):
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
    customers = member.order("actions")
    member.page.get_by_role("button", name=sides["supplier"]).click()
    expect(member.card(customers[0])).to_have_count(0)
    assert 0 < len(customers) < everything
    assert len(customers) + member.shown("actions") <= everything


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


def test_amounts_are_parsed_and_shown_in_each_persons_language(
    member: PlanPage, server: DemoServer, person: OpenPerson, guest: PlanPage
):
    record = member.add("opportunities", "Zahlen")
    guest.choose_language("de", "Deutsch")
    guest.open()
    guest.set_value(record, "benefit_customer", "1.234.567,5")
    expect(guest.value(record, "benefit_customer")).to_contain_text("1.234.568")
    expect(member.value(record, "benefit_customer")).to_contain_text("1,234,568")
    guest.set_value(record, "benefit_supplier", "1.234.567,5")
    guest.set_value(record, "probability", "50")
    guest.set_value(record, "effort", "100")
    expect(member.value(record, "probability")).to_contain_text("50%")
    for plan, priority in ((member, "€6,173 per person-day"), (guest, "6.173 € je Personentag")):
        expect(plan.card(record)).to_contain_text(word("plan.priority", plan.locale) + priority)


def test_an_invalid_amount_shows_an_error_and_stays_in_the_field(member: PlanPage, guest: PlanPage):
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
    german = word("kinds.opportunities.other", "de")
    expect(guest.page.get_by_role("heading", name=german, exact=True)).to_be_visible()
    expect(guest.page.locator("html")).to_have_attribute("lang", "de")
    expect(
        member.page.get_by_role("heading", name=word("kinds.opportunities.other"), exact=True)
    ).to_be_visible()


def test_the_main_tasks_work_by_keyboard(person: OpenPerson, server: DemoServer, member: PlanPage):
    keyboard_user = person()
    page = keyboard_user.page
    page.goto(server.customer_link)
    plan = PlanPage(keyboard_user, server.plan_url)
    plan.tab_to(page.locator("main form").get_by_role("textbox"))
    page.keyboard.type("Renate Taste")
    page.keyboard.press("Enter")
    page.wait_for_url("**/plans/**")
    plan.tab_to(page.get_by_role("link", name=word("plan.welcome_dismiss")))
    page.keyboard.press("Enter")
    plan.expect_saved()

    plan.tab_to(page.get_by_role("link", name=word("kinds.opportunities.other")).first)
    page.keyboard.press("Enter")
    plan.tab_to(page.get_by_role("button", name=word("kinds.opportunities.add")).first)
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

    member.by_hand()
    plan.by_hand()
    plan.value(record, "probability").get_by_role("button").focus()
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


def test_a_draft_is_private_to_one_side_and_links_to_the_shared_plan(member: PlanPage, guest: PlanPage):
    person = member.add("people", "Draft Owner")
    guest.go_to("actions")
    member.go_to("private")
    room = member.page.locator("leitstern-private-room")
    room.get_by_role("button", name=word("kinds.actions.add")).click()
    expect(room.locator("textarea:focus")).to_have_count(1)
    member.page.keyboard.type("Geheimer Entwurf")
    member.page.keyboard.press("Escape")
    draft = room.locator(".records--actions > [data-record]")
    draft.locator("[data-field=owner] button").click()
    expect(draft.locator("[data-field=owner] input")).to_be_focused()
    member.page.keyboard.type("Draft Owner")
    member.page.keyboard.press("Enter")
    expect(draft).to_contain_text("Draft Owner")
    expect(room).to_contain_text(word("plan.saved"))
    member.page.reload()
    expect(room.locator(".records--actions")).to_contain_text("Geheimer Entwurf")
    expect(member.page.locator(f"[data-record='{person}']")).to_have_count(0)
    member.go_to("actions")
    expect(member.page.locator(".records--actions")).not_to_contain_text("Geheimer Entwurf")
    guest.go_to("private")
    expect(guest.page.locator("leitstern-private-room .records--actions")).to_have_count(1)
    expect(guest.page.locator("body")).not_to_contain_text("Geheimer Entwurf")


def test_undo_in_the_private_room_leaves_the_shared_plan_unchanged(member: PlanPage):
    shared = member.add("goals", "Bleibt stehen")
    member.go_to("private")
    room = member.page.locator("leitstern-private-room")
    room.get_by_role("button", name=word("kinds.goals.add")).click()
    drafts = room.locator(".records--goals > [data-record]")
    expect(drafts).to_have_count(1)
    member.page.keyboard.type("Entwurf")
    member.page.keyboard.press("Escape")
    member.page.keyboard.press("Control+z")  # the words
    member.page.keyboard.press("Control+z")  # the card
    expect(drafts).to_have_count(0)
    member.go_to("goals")
    expect(member.card(shared)).to_be_visible()
