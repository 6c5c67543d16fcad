"""Others delete, move or hide the card that I write in: I am told who, and focus, words and place stay."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from tests.browser.conftest import OpenPerson
from tests.browser.people import PHONE, join_as_guest
from tests.browser.plan_page import PlanPage
from tests.browser.server import DemoServer
from tests.browser.test_deleting import delete, notice
from tests.browser.words import word


def name_of(plan: PlanPage) -> str:
    """The member as others are told of them."""
    boot = plan.boot()
    return word("participants.of_company", name=boot["me"]["name"], company=boot["sides"]["supplier"])


def top_of(field: Locator) -> float:
    top: float = field.evaluate("field => field.getBoundingClientRect().top")
    return top


def test_a_deleted_card_stays_with_focus_and_words_until_it_is_restored_by_one_tap(
    member: PlanPage, person: OpenPerson, server: DemoServer
):
    lena = person(locale="de-DE", size=PHONE, is_phone=True)
    join_as_guest(lena, server.customer_link, "Lena Vogt")
    guest = PlanPage(lena, server.plan_url, "de").open()
    record = member.add("opportunities", "Fernwartung")
    expect(guest.title(record)).to_contain_text("Fernwartung")
    field = guest.edit_title(record)
    delete(member, record, "Fernwartung")
    told = notice(guest, record)
    expect(told).to_contain_text(word("bin.under_hand", "de", who=name_of(member), name="Fernwartung"))
    expect(field).to_be_focused()
    guest.page.keyboard.type(" für drei Linien")
    expect(field).to_have_value("Fernwartung für drei Linien")
    told.get_by_role("button", name=word("bin.restore", "de")).tap()
    expect(told).to_have_count(0)
    expect(field).to_be_focused()
    expect(member.title(record)).to_contain_text("Fernwartung für drei Linien")


def test_a_deleted_card_leaves_the_list_with_the_focus_and_the_notice_stays(
    member: PlanPage, guest: PlanPage
):
    record = member.add("opportunities", "Retrofit")
    field = guest.edit_title(record)
    field.press_sequentially(" ja")
    expect(member.title(record)).to_contain_text("Retrofit ja")
    delete(member, record, "Retrofit ja")
    expect(notice(guest, record)).to_be_visible()
    expect(field).to_be_focused()
    field.press("Escape")
    guest.page.locator("[data-section=opportunities] [data-heading]").focus()
    expect(guest.card(record)).to_have_count(0)
    expect(notice(guest, record)).to_be_visible()


def test_a_card_that_somebody_moves_keeps_focus_and_place_on_the_screen(member: PlanPage, guest: PlanPage):
    record = member.by_hand().add("opportunities", "Wandert")
    guest.by_hand()
    field = guest.edit_title(record)
    expect(field).to_be_focused()
    order, top = guest.order("opportunities"), top_of(field)
    member.card(record).get_by_role("button", name=word("plan.menu_of", name="Wandert")).click()
    member.page.get_by_role("menuitem", name=word("plan.move_down")).click()
    guest.expect_place("opportunities", record, 1)
    toast = guest.page.locator(".toast")
    expect(toast).to_contain_text(
        word("plan.moved_under_hand", who=name_of(member), name="Wandert", position=2)
    )
    expect(field).to_be_focused()
    guest.page.keyboard.type("!")
    expect(field).to_have_value("Wandert!")
    assert abs(top_of(field) - top) < 4
    toast.get_by_role("button", name=word("plan.move_back")).click()
    for plan in (member, guest):
        plan.expect_order("opportunities", order)


def test_a_card_that_the_filter_would_hide_stays_while_it_is_written_in(member: PlanPage, guest: PlanPage):
    record = member.add("goals", "Ausschuss halbieren")
    guest.go_to("goals")
    search = guest.page.locator("[data-section=goals] .filters__search input")
    search.fill("Ausschuss")
    expect(guest.cards("goals")).to_have_count(1)
    guest.open_card(record)
    guest.value(record, "unit").get_by_role("button").click()
    field = guest.value(record, "unit").get_by_role("textbox")
    field.fill("kg")
    title = member.edit_title(record)
    title.fill("Ganz anders")
    title.press("Enter")
    expect(guest.title(record)).to_contain_text("Ganz anders")
    expect(field).to_be_focused()
    field.press("Enter")
    expect(member.value(record, "unit")).to_contain_text("kg")


def test_after_undoing_that_a_card_was_added_the_focus_is_in_the_list(member: PlanPage):
    member.go_to("goals")
    member.page.get_by_role("button", name=word("kinds.goals.add")).first.click()
    expect(member.page.locator("textarea:focus")).to_have_count(1)
    count = member.cards("goals").count()
    member.page.keyboard.press("ControlOrMeta+z")
    expect(member.cards("goals")).to_have_count(count - 1)
    expect(member.page.locator("[data-section=goals] :focus")).to_have_count(1)
