"""The list of actions: ticking off, filters by state and lateness, groups, a new action in four clicks."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from tests.browser.conftest import OpenPerson
from tests.browser.people import PHONE, join_as_guest
from tests.browser.plan_page import PlanPage
from tests.browser.server import DemoServer
from tests.browser.test_accessibility import violations
from tests.browser.words import word

COVERED = """() => {
  const focused = document.activeElement.getBoundingClientRect();
  const met = document.elementFromPoint(focused.left + focused.width / 2, focused.top + 2);
  return !(met && (document.activeElement.contains(met) || met.contains(document.activeElement)));
}"""
"""Whether something lies over the upper edge of the element with the focus."""


def box(plan: PlanPage, record: str) -> Locator:
    return plan.card(record).get_by_role("checkbox")


def badge(plan: PlanPage, record: str) -> Locator:
    return plan.value(record, "status").locator(".badge")


def pick(plan: PlanPage, which: str, choice: str) -> None:
    """Chooses in one of the filters over the list."""
    plan.page.locator(f"section[data-section=actions] {which} button").click()
    plan.page.get_by_role("option", name=choice, exact=True).click()


def group_by(plan: PlanPage, name: str) -> None:
    pick(plan, "[data-group]", word(f"group.{name}"))


def test_ticking_off_by_keyboard_makes_an_action_done_for_both_and_undo_takes_it_back(
    member: PlanPage, guest: PlanPage
):
    record = member.add("actions", "Angebot schreiben")
    guest.go_to("actions")
    expect(box(guest, record)).not_to_be_checked()
    box(member, record).press("Space")
    expect(badge(member, record)).to_have_text(word("choices.status.done"))
    expect(badge(guest, record)).to_have_text(word("choices.status.done"))
    expect(box(guest, record)).to_be_checked()
    member.page.keyboard.press("Control+z")
    expect(box(guest, record)).not_to_be_checked()
    expect(badge(member, record)).to_have_text(word("choices.status.planned"))


def test_a_tick_taken_back_returns_to_the_status_before(member: PlanPage):
    record = member.add("actions", "Blockierte Sache")
    member.value(record, "status").get_by_role("button").click()
    member.page.get_by_role("option", name=word("choices.status.blocked"), exact=True).click()
    expect(badge(member, record)).to_have_text(word("choices.status.blocked"))
    box(member, record).check()
    expect(badge(member, record)).to_have_text(word("choices.status.done"))
    box(member, record).uncheck()
    expect(badge(member, record)).to_have_text(word("choices.status.blocked"))


def test_the_list_is_filtered_by_state_and_by_lateness(member: PlanPage):
    member.go_to("actions").expect_settled()
    all_of_them = member.shown("actions")
    section = member.page.locator("section[data-section=actions]")
    late = section.locator("[data-filter=late]")
    late.click()
    expect(member.cards("actions")).to_have_count(2)
    expect(member.cards("actions").locator(".action-row__late")).to_have_count(2)
    late.click()
    pick(member, "[data-filter=state]", word("choices.status.done"))
    done = member.cards("actions")
    expect(done.first.get_by_role("checkbox")).to_be_checked()
    assert all(done.get_by_role("checkbox").nth(at).is_checked() for at in range(done.count()))
    finished = done.count()
    pick(member, "[data-filter=state]", word("plan.filter_open"))
    expect(member.cards("actions").get_by_role("checkbox", checked=True)).to_have_count(0)
    assert member.shown("actions") == all_of_them - finished
    record = member.order("actions")[0]
    box(member, record).check()
    expect(member.card(record)).to_be_visible()
    member.page.keyboard.press("Control+z")


def test_groups_have_heads_with_counts_that_stay_in_sight_and_are_remembered(member: PlanPage):
    member.go_to("actions").expect_settled()
    group_by(member, "person")
    heads = member.page.locator("leitstern-group-head")
    jonas = heads.filter(has_text="Jonas Petersen")
    expect(jonas).to_have_count(1)
    count = member.page.evaluate(
        "() => [...document.querySelectorAll('.action-row__owner')]"
        ".filter(owner => owner.textContent.includes('Jonas Petersen')).length"
    )
    expect(jonas.locator(".count")).to_contain_text(word("plan.items.other", count=count))
    member.page.reload()
    member.expect_saved()
    expect(heads.filter(has_text="Jonas Petersen")).to_have_count(1)
    group_by(member, "opportunity")
    expect(heads.filter(has_text="Jonas Petersen")).to_have_count(0)
    expect(heads.filter(has_text=word("group.no_opportunity"))).to_have_count(1)


def test_what_stays_in_sight_never_covers_the_focus(member: PlanPage):
    member.go_to("actions").expect_settled()
    group_by(member, "opportunity")
    last = member.cards("actions").last
    last.scroll_into_view_if_needed()
    last.get_by_role("checkbox").focus()
    for _ in range(40):
        member.page.keyboard.press("Shift+Tab")
        if member.page.evaluate("() => document.activeElement.closest('.records--actions') === null"):
            break
        assert not member.page.evaluate(COVERED), member.page.evaluate(
            "() => document.activeElement.outerHTML"
        )
    group_by(member, "off")


def test_groups_and_what_a_new_action_lacks_have_no_accessibility_violation(member: PlanPage):
    member.go_to("actions").expect_settled()
    group_by(member, "opportunity")
    record = member.add("actions", "Zugänglich")
    expect(member.card(record).locator(".action-suggestions")).to_be_visible()
    # Scrolled, a group's heading may lie half over a row that goes by beneath it; at the top none does.
    member.page.evaluate("() => scrollTo({ top: 0, behavior: 'instant' })")
    assert violations(member.page) == []
    group_by(member, "off")


def test_an_action_added_in_a_group_belongs_to_it(member: PlanPage, guest: PlanPage):
    member.go_to("actions").expect_settled()
    group_by(member, "goal")
    head = member.page.locator("leitstern-group-head").filter(has_text="Halve unplanned downtime")
    head.get_by_role("button").click()
    field = member.page.locator("textarea:focus")
    field.press_sequentially("In der Gruppe")
    record: str = field.evaluate("field => field.closest('[data-record]').dataset.record")
    field.press("Enter")
    guest.go_to("actions")
    expect(guest.card(record)).to_contain_text("Halve unplanned")
    group_by(member, "off")


def test_a_new_action_has_owner_date_and_link_after_four_clicks(person: OpenPerson, server: DemoServer):
    kim = person()
    join_as_guest(kim, server.customer_link, "Kim Okoro")
    plan = PlanPage(kim, server.plan_url).open("actions")
    kim.page.evaluate(
        "() => { window.clicks = 0;"
        " addEventListener('click', event => { if (event.detail) clicks++ }, true) }"
    )
    kim.page.get_by_role("button", name=word("kinds.actions.add")).first.click()
    field = kim.page.locator("textarea:focus")
    field.press_sequentially("Vier Klicks")
    record: str = field.evaluate("field => field.closest('[data-record]').dataset.record")
    strip = plan.card(record).locator(".action-suggestions")
    me = strip.get_by_role("group", name=word("fields.owner")).get_by_role("button").first
    expect(me).to_contain_text(word("plan.picker_me", name="Kim Okoro"))
    me.click()
    strip.get_by_role("group", name=word("fields.due")).get_by_role("button").nth(1).click()
    strip.get_by_role("group", name=word("fields.serves")).get_by_role("button").first.click()
    expect(strip).to_have_count(0)
    expect(plan.value(record, "owner")).to_contain_text("Kim Okoro")
    expect(plan.value(record, "due").locator(".value__empty")).to_have_count(0)
    expect(plan.card(record).locator(".action-row__quiet .chip")).to_have_count(1)
    assert kim.page.evaluate("() => window.clicks") == 4


def test_links_are_changed_from_the_action_on_a_phone(person: OpenPerson, server: DemoServer):
    julia = person(size=PHONE, is_phone=True)
    join_as_guest(julia, server.customer_link, "Julia Brandt")
    plan = PlanPage(julia, server.plan_url).open("actions")
    plan.expect_settled()
    assert julia.page.evaluate("() => innerWidth") == PHONE[0], "something is wider than the screen"
    record = plan.order("actions")[1]
    plan.card(record).locator(".card-menu").tap()
    julia.page.get_by_role("menuitem", name=word("plan.change_links")).tap()
    field = plan.value(record, "serves").get_by_role("combobox")
    expect(field).to_be_focused()
    plan.value(record, "serves").get_by_role("option", name="Halve unplanned downtime").tap()
    julia.page.keyboard.press("Escape")
    expect(plan.value(record, "serves")).to_contain_text("Halve unplanned downtime")
    check = plan.card(record).locator(".done-box").bounding_box()
    assert check and check["width"] >= 44 and check["height"] >= 44


def test_a_link_is_added_from_the_action_by_keyboard_and_seen_at_the_goal(member: PlanPage, guest: PlanPage):
    record = member.add("actions", "Von der Maßnahme aus")
    guest.go_to("actions")
    member.card(record).locator(".action-row__opener").press("Enter")
    member.value(record, "serves").get_by_role("button").press("Enter")
    field = member.value(record, "serves").get_by_role("combobox")
    expect(field).to_be_focused()
    field.press_sequentially("Halve unplanned")
    field.press("Enter")
    field.press("Escape")
    expect(guest.card(record)).to_contain_text("Halve unplanned downtime")
