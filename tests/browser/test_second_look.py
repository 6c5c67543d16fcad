"""A named competitor with a number goes to the table only after a second person of the side looked at it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPerson
from tests.browser.people import PHONE, Person
from tests.browser.plan_page import PlanPage
from tests.browser.server import DemoServer
from tests.browser.test_table import add_draft
from tests.browser.words import word

PASSWORD = "ein-langes-Kennwort"
NAMES = iter(("Roth", "Linden", "Sommer", "Vogt"))


def want_second_looks(page: Page, server: DemoServer) -> None:
    page.goto(f"{server.url}/members")
    page.get_by_label(word("rules.second_look")).check()
    page.locator("#rules").get_by_role("button", name=word("rules.save")).click()
    page.goto(f"{server.url}/members")
    expect(page.get_by_label(word("rules.second_look"))).to_be_checked()


def new_colleague(admin: Page, server: DemoServer, one: Person, name: str) -> PlanPage:
    """Made on the members page; signs in with the set-up link."""
    admin.goto(f"{server.url}/members")
    admin.locator("#name").fill(name)
    admin.locator("#email").fill(f"{name.split()[-1].lower()}@example.org")
    admin.get_by_role("button", name=word("members.create")).click()
    link = admin.locator("#setup-link").input_value()
    one.page.goto(link)
    one.page.locator("#password").fill(PASSWORD)
    one.page.get_by_role("button", name=word("setup.submit")).click()
    one.page.wait_for_url(lambda url: "/setup/" not in url)
    return PlanPage(one, server.plan_url)


def open_dialog(plan: PlanPage, record: str) -> Locator:
    plan.card(record).locator(".card-menu").first.click()
    plan.page.get_by_role("menuitem", name=word("table.put", plan.locale)).click()
    dialog = plan.page.locator("dialog.table-dialog")
    expect(dialog.locator(".table-dialog__item")).to_be_visible()
    return dialog


def close(dialog: Locator) -> None:
    dialog.get_by_role("button", name=word("base.cancel")).click()
    expect(dialog).to_have_count(0)


@pytest.fixture
def colleague(person: OpenPerson, server: DemoServer, member: PlanPage) -> PlanPage:
    """Another member of the workspace, which wants second looks."""
    want_second_looks(member.page, server)
    ben = new_colleague(member.page, server, person(), f"Ben {next(NAMES)}")
    member.open("private")
    return ben


def test_a_colleague_is_asked_looks_and_puts_it_on_the_table(
    member: PlanPage, colleague: PlanPage, guest: PlanPage
):
    title = "Talheim Antriebe hält dort 38 %"
    record = add_draft(member, "opportunities", title)
    dialog = open_dialog(member, record)
    expect(dialog).to_contain_text("Talheim Antriebe")
    expect(dialog.locator("[data-look=ask]")).to_contain_text(word("look.needed"))
    expect(dialog.locator("[data-yes]")).to_have_count(0)
    dialog.locator("[data-ask-look]").click()
    expect(member.page.locator(".toast")).to_contain_text(word("look.sent"))
    dialog = open_dialog(member, record)
    expect(dialog.locator("[data-look=asked]")).to_be_visible()
    expect(dialog.locator("[data-ask-look]")).to_be_disabled()
    close(dialog)

    colleague.open("overview")
    asked = colleague.page.locator(f'[data-asked-look="{record}"]')
    expect(asked).to_contain_text("Anna Berg")
    asked.get_by_role("link").click()
    expect(colleague.card(record)).to_be_visible()
    dialog = open_dialog(colleague, record)
    expect(dialog.locator("[data-look=given]")).to_contain_text("Anna Berg")
    dialog.locator("[data-yes]").click()
    expect(colleague.page.locator(".toast")).to_contain_text(word("table.done"))
    expect(guest.go_to("opportunities").card(record)).to_contain_text(title)


def test_words_that_change_under_an_open_dialog_are_refused_and_nothing_is_shared(
    member: PlanPage, colleague: PlanPage, guest: PlanPage
):
    record = add_draft(member, "opportunities", "Corvin Drives liegt 4 % unter uns")
    open_dialog(member, record).locator("[data-ask-look]").click()
    expect(member.page.locator(".toast")).to_contain_text(word("look.sent"))
    colleague.open(f"private/{record}")
    dialog = open_dialog(colleague, record)
    expect(dialog.locator("[data-look=given]")).to_be_visible()
    field = member.edit_title(record)
    field.fill("Corvin Drives liegt 9 % unter uns")
    field.press("Enter")
    member.expect_saved()
    expect(colleague.title(record)).to_contain_text("9 %")
    dialog.locator("[data-yes]").click()
    expect(dialog.get_by_role("alert").last).to_contain_text(word("refusal.second_look_missing"))
    close(dialog)
    dialog = open_dialog(colleague, record)
    expect(dialog.locator("[data-look=ask]")).to_be_visible()
    close(dialog)
    after = member.add("opportunities", "Danach")
    expect(guest.go_to("opportunities").card(after)).to_be_visible()
    expect(guest.card(record)).to_have_count(0)


def test_a_colleague_objects_says_why_and_withdraws_it(member: PlanPage, colleague: PlanPage):
    record = add_draft(member, "opportunities", "Talheim Antriebe verliert 5 %")
    open_dialog(member, record).locator("[data-ask-look]").click()
    expect(member.page.locator(".toast")).to_contain_text(word("look.sent"))
    colleague.open(f"private/{record}")
    dialog = open_dialog(colleague, record)
    dialog.locator("[data-object]").press("Enter")
    why = dialog.get_by_label(word("look.why"))
    expect(why).to_be_focused()
    dialog.locator("[data-send-objection]").click()
    expect(why).to_be_focused()
    colleague.page.keyboard.type("Die Zahl stammt aus einem Gespräch mit Talheim")
    dialog.locator("[data-send-objection]").click()
    expect(colleague.page.locator(".toast")).to_contain_text(word("look.objected"))
    expect(dialog).to_have_count(0)

    dialog = open_dialog(member, record)
    expect(dialog.locator("[data-look=refused]")).to_contain_text("Die Zahl stammt aus einem Gespräch")
    expect(dialog.locator("[data-yes], [data-ask-look], [data-withdraw]")).to_have_count(0)
    close(dialog)
    member.open("overview")
    told = member.page.locator(f'[data-asked-look="{record}"]')
    expect(told).to_contain_text("objects: Die Zahl stammt aus einem Gespräch mit Talheim")

    dialog = open_dialog(colleague, record)
    dialog.locator("[data-withdraw]").click()
    expect(colleague.page.locator(".toast").last).to_contain_text(word("look.withdrawn"))
    expect(dialog.locator("[data-yes]")).to_be_focused()
    close(dialog)
    member.open(f"private/{record}")
    dialog = open_dialog(member, record)
    expect(dialog.locator("[data-yes]")).to_be_enabled()
    close(dialog)


def test_without_a_name_or_a_number_nobody_else_is_needed(member: PlanPage, colleague: PlanPage):
    record = add_draft(member, "opportunities", "Andere halten dort viel")
    dialog = open_dialog(member, record)
    expect(dialog.locator("[data-look]")).to_have_count(0)
    expect(dialog.locator("[data-yes]")).to_be_enabled()


def test_the_question_fits_a_phone(person: OpenPerson, server: DemoServer, member: PlanPage):
    want_second_looks(member.page, server)
    member.open("private")
    record = add_draft(member, "opportunities", "Talheim Antriebe bekommt 12 % mehr")
    member.page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    dialog = open_dialog(member, record)
    expect(dialog.locator("[data-ask-look]")).to_be_in_viewport()
    member.page.wait_for_function("() => document.documentElement.scrollWidth <= innerWidth")
