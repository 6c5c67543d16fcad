"""The notes as rich text: two people write and format, undo, check, and make actions of lines."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from tests.browser.conftest import OpenPerson
from tests.browser.people import join_as_guest
from tests.browser.plan_page import PlanPage
from tests.browser.server import DemoServer
from tests.browser.words import word

PASTE = """(element, html) => {
  const clipboardData = new DataTransfer();
  clipboardData.setData("text/html", html);
  element.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""


def notes(plan: PlanPage, section: str = "notes") -> Locator:
    """The editor, with the caret in a new paragraph at its end."""
    plan.go_to(section)
    field = plan.page.locator(f"section[data-section={section}]").get_by_role("textbox").first
    field.click()
    field.press("Control+End")
    return field


def new_line(field: Locator) -> None:
    """A paragraph below everything, outside of a list."""
    field.press("Control+End")
    field.press("Enter")
    field.press("Enter")


def test_two_people_write_headings_lists_and_checkboxes(member: PlanPage, guest: PlanPage):
    ours, theirs = notes(member), notes(guest)
    new_line(ours)
    ours.press_sequentially("# Ideen")
    ours.press("Enter")
    ours.press_sequentially("- Lager")
    ours.press("Enter")
    ours.press_sequentially("Energie")
    expect(theirs.locator("h3", has_text="Ideen")).to_be_visible()
    expect(theirs.locator("ul:not([data-tasks]) li", has_text="Energie")).to_be_visible()
    ours.press("Enter")
    ours.press("Enter")
    ours.press_sequentially("[] Angebot 🌱")
    task = theirs.locator("li[data-checked]", has_text="Angebot 🌱")
    task.get_by_role("checkbox").click()
    expect(ours.locator("li[data-checked=true]", has_text="Angebot 🌱")).to_be_visible()
    member.expect_saved()
    member.page.reload()
    member.expect_saved()
    expect(member.page.locator(".rich__text li[data-checked=true]", has_text="Angebot 🌱")).to_be_visible()


def test_the_others_caret_is_shown_with_their_name(member: PlanPage, guest: PlanPage):
    notes(member)
    theirs = notes(guest)
    new_line(theirs)
    theirs.press_sequentially("Hier schreibt Julia")
    caret = member.page.locator(".rich-caret")
    expect(caret).to_have_text(re.compile("^Julia Brandt"))
    expect(caret).to_have_class(re.compile("rich-caret--customer"))
    guest.go_to("opportunities")
    expect(caret).to_have_count(0)


def test_undo_takes_back_my_words_and_leaves_the_others(member: PlanPage, guest: PlanPage):
    ours, theirs = notes(member), notes(guest)
    new_line(ours)
    ours.press_sequentially("Unser Satz")
    expect(theirs).to_contain_text("Unser Satz")
    theirs.get_by_text("Unser Satz").click()
    theirs.press("End")
    theirs.press_sequentially(" und Ihrer")
    expect(ours).to_contain_text("Unser Satz und Ihrer")
    while "Unser" in ours.inner_text():
        ours.press("Control+z")
    expect(ours).to_contain_text("und Ihrer")
    expect(theirs).not_to_contain_text("Unser")
    ours.press("Control+Shift+z")
    expect(theirs).to_contain_text("und Ihrer")


def test_the_toolbar_formats_the_selection_and_says_what_is_in_force(member: PlanPage):
    field = notes(member)
    new_line(field)
    field.press_sequentially("Wichtig")
    field.press("Shift+Home")
    bold = member.page.get_by_role("button", name=word("notes.strong"))
    bold.click()
    expect(field.locator("strong", has_text="Wichtig")).to_be_visible()
    expect(bold).to_have_attribute("aria-pressed", "true")
    member.page.get_by_role("button", name=word("notes.tasks")).click()
    expect(field.locator("li[data-checked]", has_text="Wichtig")).to_be_visible()
    member.page.get_by_role("button", name=word("notes.tasks")).click()
    expect(field.locator("li[data-checked]", has_text="Wichtig")).to_have_count(0)


def test_a_list_becomes_a_list_of_another_kind(member: PlanPage, guest: PlanPage):
    field, theirs = notes(member), notes(guest)
    new_line(field)
    field.press_sequentially("- Lager")
    field.press("Enter")
    field.press_sequentially("Strom")
    member.page.get_by_role("button", name=word("notes.numbers")).click()
    field.press_sequentially("preise")
    expect(theirs.locator("ol li", has_text="Strompreise")).to_be_visible()
    expect(theirs.locator("ol li", has_text="Lager")).to_be_visible()


def test_opening_the_notes_warns_of_nothing(member: PlanPage):
    field = notes(member)
    field.press("Control+Home")
    field.press("Enter")
    field.press("ArrowUp")
    field.press_sequentially("- Erstes")
    member.expect_saved()
    warnings: list[str] = []
    member.page.on("console", lambda message: warnings.append(message.text))
    member.page.reload()
    expect(member.page.locator(".rich__mount li", has_text="Erstes").first).to_be_attached()
    assert [text for text in warnings if "TextSelection" in text] == []


def test_a_line_becomes_an_action_for_both_sides(member: PlanPage, guest: PlanPage):
    field = notes(member)
    new_line(field)
    field.press_sequentially("Angebot bis Juni einholen")
    field.press("Control+Enter")
    member.page.get_by_role("button", name=word("notes.show_action")).click()
    expect(member.page.locator(".records--actions")).to_contain_text("Angebot bis Juni einholen")
    guest.go_to("actions")
    expect(guest.page.locator(".records--actions")).to_contain_text("Angebot bis Juni einholen")


def test_private_notes_are_rich_and_stay_with_the_side(member: PlanPage, guest: PlanPage):
    field = notes(member, "private")
    new_line(field)
    field.press_sequentially("- Geheimer Plan")
    expect(field.locator("li", has_text="Geheimer Plan")).to_be_visible()
    new_line(field)
    field.press_sequentially("Heimliche Aufgabe")
    member.page.locator("leitstern-private-room [data-make-action]").click()
    expect(member.page.locator("leitstern-private-room .records--actions")).to_contain_text(
        "Heimliche Aufgabe"
    )
    expect(member.page.locator("leitstern-private-room")).to_contain_text(word("plan.saved"))
    guest.go_to("actions")
    expect(guest.cards("actions").first).to_be_visible()
    assert not any(b"Geheimer" in part or b"Heimliche" in part for part in guest.person.received)


def test_notes_on_a_phone_have_a_toolbar_of_full_size(person: OpenPerson, server: DemoServer):
    julia = person(size=(360, 740), is_phone=True)
    join_as_guest(julia, server.customer_link, "Julia Brandt")
    plan = PlanPage(julia, server.plan_url).open("notes")
    tools = plan.page.locator("leitstern-notes .rich__tools button")
    expect(tools.last).to_be_enabled()
    sizes = tools.evaluate_all("all => all.map(one => [one.offsetWidth, one.offsetHeight])")
    assert all(min(size) >= 44 for size in sizes), sizes
    field = plan.page.locator("leitstern-notes").get_by_role("textbox")
    field.tap()
    field.press_sequentially("Vom Telefon ")
    expect(field).to_contain_text("Vom Telefon")
    assert plan.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_pasted_pages_bring_no_styles(member: PlanPage):
    field = notes(member)
    new_line(field)
    field.evaluate(PASTE, '<h1 style="color:red">Titel</h1><p style="margin:9px">Aus <b>Word</b></p>')
    expect(field.locator("h3", has_text="Titel")).to_be_visible()
    expect(field.locator("strong", has_text="Word")).to_be_visible()
    expect(field.locator("[style]")).to_have_count(0)
