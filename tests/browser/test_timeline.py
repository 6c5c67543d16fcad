"""The timeline: adding at a place, lines of dependencies, goals as milestones, and the agenda of a phone."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from tests.browser.conftest import OpenPerson
from tests.browser.people import PHONE, enter_as_member, join_as_guest
from tests.browser.plan_page import PlanPage
from tests.browser.server import DemoServer
from tests.browser.test_accessibility import violations
from tests.browser.words import any_word

LINES_OVER_WORDS = """() => {
  document.querySelector(".timeline__links").style.pointerEvents = "auto";
  const strokes = [...document.querySelectorAll(".link > *")].map(one => one.getBoundingClientRect());
  const over = (box, one) => {
    const [left, right] = [Math.max(box.left, one.left), Math.min(box.right, one.right)];
    const [top, bottom] = [Math.max(box.top, one.top), Math.min(box.bottom, one.bottom)];
    if (left >= right || top >= bottom) return false;
    const met = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    return met !== null && met.closest(".timeline__links") !== null;
  };
  return [...document.querySelectorAll(".bar__name, .milestone__date, .timeline-row__name")]
    .filter(word => strokes.some(one => over(word.getBoundingClientRect(), one)))
    .map(word => word.textContent);
}"""
"""Words of the timeline that lie under the stroke of a line."""


def heads(plan: PlanPage) -> Locator:
    return plan.page.locator("leitstern-timeline-head")


def lane(plan: PlanPage, group: str) -> Locator:
    return heads(plan).filter(has_text=group).locator(".timeline-row__lane")


def click_in(plan: PlanPage, where: Locator) -> None:
    """Clicks the part of a lane that is on the screen."""
    where.scroll_into_view_if_needed()
    shown = plan.page.locator(".timeline__scroll").bounding_box()
    box = where.bounding_box()
    assert shown and box
    plan.page.mouse.click(shown["x"] + shown["width"] * 0.7, box["y"] + box["height"] / 2)


def test_a_click_on_an_empty_place_makes_an_action_there_for_both(member: PlanPage, guest: PlanPage):
    member.go_to("timeline").expect_settled()
    guest.go_to("timeline")
    click_in(member, lane(member, "Fewer unplanned stops"))
    name = member.page.locator(".dates-popup textarea")
    expect(name).to_be_focused()
    name.press_sequentially("Hier begonnen")
    # The bar above a scrolled page covers parts of the targets below it.
    assert violations(member.page, without=("target-size",)) == []
    dates = member.page.locator(".dates-popup input[type=date]")
    assert all(dates.nth(at).input_value() for at in range(2))
    name.press("Enter")
    expect(member.page.locator(".dates-popup")).to_have_count(0)
    bar = guest.page.get_by_role("button", name=any_word("plan.from_to")).and_(
        guest.page.get_by_role("button", name="Hier begonnen")
    )
    expect(bar).to_have_count(1)
    card = guest.go_to("actions").cards("actions").filter(has_text="Hier begonnen")
    expect(card).to_contain_text("Fewer unplanned stops")


def test_left_without_a_name_it_goes_away(member: PlanPage):
    member.go_to("timeline").expect_settled()
    rows = member.page.locator("leitstern-timeline-row")
    before = rows.count()
    click_in(member, lane(member, "Fewer unplanned stops"))
    expect(rows).to_have_count(before + 1)
    member.page.keyboard.press("Escape")
    expect(rows).to_have_count(before)


def test_the_keyboard_adds_after_a_bar_and_moves_it(member: PlanPage):
    member.go_to("timeline").expect_settled()
    bar = member.page.get_by_role("button", name="Survey the ovens").first
    bar.press("Control+Enter")
    name = member.page.locator(".dates-popup textarea")
    expect(name).to_be_focused()
    name.press_sequentially("Danach")
    name.press("Enter")
    added = member.page.locator("leitstern-timeline-row").filter(has_text="Danach").locator(".bar__body")
    left, right = added.bounding_box(), bar.bounding_box()
    assert left and right and left["x"] >= right["x"] + right["width"] - 2
    before = added.get_attribute("aria-label")
    added.press("ArrowRight")
    expect(added).not_to_have_attribute("aria-label", before or "")


def test_lines_join_an_action_to_the_one_before_it_and_cross_no_words(member: PlanPage):
    member.go_to("timeline").expect_settled()
    links = member.page.locator(".timeline__links > .link")
    count = links.count()
    assert count > 2
    assert member.page.evaluate(LINES_OVER_WORDS) == []
    waiting = member.page.get_by_role("button", name=any_word("plan.waits_for"))
    expect(waiting).to_have_count(count)


def test_goals_are_milestones_that_lead_to_their_cards(member: PlanPage):
    member.go_to("timeline").expect_settled()
    goal = member.page.get_by_role("link", name="Halve unplanned downtime")
    expect(goal).to_have_accessible_name(any_word("plan.milestone"))
    goal.press("Enter")
    card = member.cards("goals").filter(has_text="Halve unplanned downtime")
    expect(card.locator(":focus")).to_have_count(1)


def test_a_phone_shows_an_agenda_with_today_and_ticks_off(
    person: OpenPerson, server: DemoServer, member: PlanPage
):
    julia = person(size=PHONE, is_phone=True)
    join_as_guest(julia, server.customer_link, "Julia Brandt")
    plan = PlanPage(julia, server.plan_url).open("timeline")
    plan.expect_settled()
    expect(julia.page.locator(".timeline")).to_be_hidden()
    expect(julia.page.locator(".agenda__today")).to_be_in_viewport()
    expect(julia.page.locator(".agenda__item--goal").first).to_be_attached()
    item = julia.page.locator(".agenda__item").filter(has_text="Survey the ovens")
    item.locator(".done-box").tap()
    member.go_to("actions")
    card = member.cards("actions").filter(has_text="Survey the ovens")
    expect(card.get_by_role("checkbox")).to_be_checked()
    overflow = julia.page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
    assert overflow <= 0


def test_a_phone_adds_an_action_that_is_due_next(person: OpenPerson, server: DemoServer):
    anna = person(size=PHONE, is_phone=True)
    enter_as_member(anna, server.member_link)
    plan = PlanPage(anna, server.plan_url).open("timeline")
    plan.expect_settled()
    anna.page.locator('[data-bucket="week 0"] .agenda__add').tap()
    field = anna.page.locator(".records--actions textarea:focus")
    expect(field).to_have_count(1)
    record: str = field.evaluate("field => field.closest('[data-record]').dataset.record")
    field.press_sequentially("Noch diese Woche")
    field.press("Enter")
    expect(plan.value(record, "due").locator(".value__text")).to_be_visible()
    plan.go_to("timeline")
    week = anna.page.locator('[data-bucket="week 0"], [data-bucket="week 1"]')
    expect(week.filter(has_text="Noch diese Woche")).to_have_count(1)


def test_paper_holds_the_whole_axis_and_keeps_the_colours_of_bars(member: PlanPage):
    member.go_to("timeline").expect_settled()
    member.page.emulate_media(media="print")
    canvas = member.page.locator(".timeline__canvas")
    scroll = member.page.locator(".timeline__scroll")
    assert canvas.evaluate("it => it.scrollWidth") <= scroll.evaluate("it => it.clientWidth") + 1
    bar = member.page.locator(".bar__body").first
    assert bar.evaluate("bar => getComputedStyle(bar).printColorAdjust") == "exact"
    expect(member.page.locator(".link").first).to_be_attached()
