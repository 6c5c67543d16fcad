"""The list of actions: compact rows of constant height, expandable details, an owner in two taps."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from tests.browser.conftest import OpenPerson
from tests.browser.people import PHONE, invite, join_as_guest
from tests.browser.plan_page import PlanPage
from tests.browser.server import DemoServer
from tests.browser.words import word

LOW = 96
"""Height of two title lines and one detail line, in px; most rows have one line less."""


def heights(plan: PlanPage) -> list[float]:
    plan.expect_settled()
    found: list[float] = plan.cards("actions").evaluate_all(
        "cards => cards.map(card => card.getBoundingClientRect().height)"
    )
    return found


def details(plan: PlanPage, record: str, title: str) -> Locator:
    return plan.card(record).get_by_role("button", name=word("plan.details_of", name=title), exact=True)


def test_rows_are_compact_and_keep_their_height_during_an_edit(member: PlanPage):
    member.go_to("actions")
    expect(member.cards("actions").first.get_by_role("button").first).to_be_visible()
    assert max(heights(member)) <= LOW
    record = member.order("actions")[0]
    before = heights(member)
    for field in ("title", "status", "owner", "start", "due"):
        member.value(record, field).get_by_role("button").click()
        expect(member.value(record, field).locator("input, select, textarea")).to_be_focused()
        assert heights(member) == before, field
        member.page.keyboard.press("Escape")


def test_details_are_opened_and_edited_by_keyboard(member: PlanPage, guest: PlanPage):
    title = "Mit Einzelheiten"
    record = member.add("actions", title)
    guest.go_to("actions")
    opener = details(member, record, title)
    expect(opener).to_have_attribute("aria-expanded", "false")
    opener.press("Enter")
    expect(opener).to_have_attribute("aria-expanded", "true")
    member.value(record, "description").get_by_role("button").click()
    member.page.locator("textarea:focus").press_sequentially("Zugang nur am Wochenende")
    expect(guest.card(record)).to_contain_text("Zugang nur am Wochenende")
    opener.click()
    expect(member.value(record, "description")).to_have_count(0)
    expect(member.card(record)).to_contain_text("Zugang nur am Wochenende")


def test_the_menu_opens_an_empty_detail(member: PlanPage):
    title = "Noch ohne Helfende"
    record = member.add("actions", title)
    member.card(record).get_by_role("button", name=word("plan.menu_of", name=title)).click()
    member.page.get_by_role(
        "menuitem", name=word("plan.fill_in", field=word("fields.helpers")), exact=True
    ).click()
    field = member.value(record, "helpers").get_by_role("combobox")
    expect(field).to_be_focused()
    field.press_sequentially("Miriam")
    field.press("Enter")
    field.press("Escape")
    expect(member.value(record, "helpers")).to_contain_text("Miriam Kaya")


def test_a_guest_without_a_person_record_takes_an_action_in_two_taps(person: OpenPerson, server: DemoServer):
    johanna = person(size=PHONE, is_phone=True)
    join_as_guest(johanna, server.customer_link, "Johanna Weber")
    plan = PlanPage(johanna, server.plan_url).open("actions")
    record = plan.order("actions")[2]
    plan.value(record, "owner").get_by_role("button").tap()
    plan.page.get_by_role("option", name=word("plan.picker_me", name="Johanna Weber")).tap()
    expect(plan.value(record, "owner")).to_contain_text("Johanna Weber")
    plan.expect_saved()
    people = plan.go_to("people").cards("people").filter(has_text="Johanna Weber")
    expect(people).to_have_count(1)
    expect(people).to_contain_text(str(plan.boot()["sides"]["customer"]))


def test_a_phone_shows_full_names_of_owners_and_companies(person: OpenPerson, server: DemoServer):
    johanna = person(size=PHONE, is_phone=True, locale="de-DE")
    join_as_guest(johanna, server.customer_link, "Johanna Weber")
    plan = PlanPage(johanna, server.plan_url, locale=str(johanna.page.locator("html").get_attribute("lang")))
    plan.open("actions")
    plan.expect_settled()
    names = plan.page.locator(".action-row__owner .person .value__text")
    assert names.count() > 10
    assert "Jonas Petersen" in names.all_inner_texts()
    assert min(names.evaluate_all("names => names.map(name => name.clientWidth)")) > 0
    cut = "names => names.filter(name => name.scrollWidth > name.clientWidth).map(name => name.textContent)"
    assert names.evaluate_all(cut) == []
    plan.go_to("goals").expect_settled()
    whose = plan.page.locator('[data-field="whose"] .badge > span')
    expect(whose.filter(has_text="Wendelin Foods").first).to_be_visible()
    assert whose.evaluate_all(cut) == []


def test_a_viewer_opens_the_details_on_a_phone(member: PlanPage, person: OpenPerson, server: DemoServer):
    link = invite(member.page, member.url, "Stille Leserin", role="viewer")
    reader = person(size=PHONE, is_phone=True)
    join_as_guest(reader, link, "Stille Leserin")
    plan = PlanPage(reader, server.plan_url)
    reader.page.goto(f"{server.plan_url}#actions")
    card = plan.cards("actions").filter(has_text="Fit sensors")
    opener = card.locator(".action-row__opener")
    opener.tap()
    expect(card.locator('[data-field="serves"]')).to_be_visible()
    expect(opener).to_have_attribute("aria-expanded", "true")


def test_part_of_the_own_name_finds_the_person_and_adds_no_duplicate(person: OpenPerson, server: DemoServer):
    kate = person()
    join_as_guest(kate, server.customer_link, "Kate Summers")
    plan = PlanPage(kate, server.plan_url).open("actions")
    for record in plan.order("actions")[3:5]:
        plan.value(record, "owner").get_by_role("button").click()
        field = plan.value(record, "owner").get_by_role("combobox")
        field.fill("Kate")
        options = plan.value(record, "owner").locator("[role=option]")
        expect(options.first).to_contain_text("Kate Summers")
        expect(options.last).to_have_text(word("plan.picker_create", name="Kate"))
        field.press("Enter")
        expect(plan.value(record, "owner")).to_contain_text("Kate Summers")
    expect(plan.go_to("people").cards("people").filter(has_text="Kate")).to_have_count(1)
