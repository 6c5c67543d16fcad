"""Adding cards: one at a time, without reproach, and gone when nothing was written in them."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, expect

from tests.browser.plan_page import PlanPage
from tests.browser.words import word


def add_button(plan: PlanPage, kind: str = "opportunities") -> Locator:
    return plan.page.locator(f"section[data-section={kind}] .section-head [data-add]")


def leave(plan: PlanPage) -> None:
    """Clicks on the heading of the section, where nothing takes the focus."""
    plan.page.locator("section[data-section=opportunities] h2[data-heading]").click()


def writing(plan: PlanPage) -> tuple[str, Locator]:
    """The record whose title is being written, and its field."""
    field = plan.page.locator("textarea:focus")
    expect(field).to_have_count(1)
    record: str = field.evaluate("field => field.closest('[data-record]').dataset.record")
    return record, field


def test_a_double_click_adds_one_card_and_leaving_it_empty_removes_it(member: PlanPage, guest: PlanPage):
    before = member.order("opportunities")
    add_button(member).dblclick()
    record, field = writing(member)
    expect(member.cards("opportunities")).to_have_count(len(before) + 1)
    expect(guest.card(record)).to_have_count(1)
    expect(field).to_be_focused()
    leave(member)
    expect(member.card(record)).to_have_count(0)
    expect(guest.card(record)).to_have_count(0)
    expect(member.page.locator(f"[data-removed={record}]")).to_have_count(0)
    member.page.keyboard.press("Control+z")
    member.expect_saved()
    expect(member.card(record)).to_have_count(0)


def test_an_empty_card_stays_while_another_person_writes_in_it(member: PlanPage, guest: PlanPage):
    add_button(member).click()
    record, _ = writing(member)
    expect(guest.card(record)).to_be_visible()
    theirs = guest.edit_title(record)
    expect(member.title(record)).to_have_class(re.compile("slot--visited"))
    theirs.press_sequentially("Von Julia")
    leave(member)
    expect(member.card(record)).to_contain_text("Von Julia")


def test_enter_starts_the_next_row_and_ends_adding_in_an_empty_one(member: PlanPage):
    member.go_to("goals")
    add_button(member, "goals").click()
    first, field = writing(member)
    field.press_sequentially("Eins")
    field.press("Enter")
    expect(member.page.locator("textarea:focus")).to_have_value("")
    second, field = writing(member)
    assert second != first
    field.press_sequentially("Zwei")
    field.press("Enter")
    expect(member.page.locator("textarea:focus")).to_have_value("")
    third, field = writing(member)
    field.press("Enter")
    expect(member.card(third)).to_have_count(0)
    expect(add_button(member, "goals")).to_be_focused()
    order = member.order("goals")
    assert order.index(second) == order.index(first) + 1


def test_gaps_are_told_when_a_titled_card_was_left(member: PlanPage, guest: PlanPage):
    add_button(member).click()
    record, field = writing(member)
    field.press_sequentially("Neues Lager")
    member.expect_saved()
    expect(guest.card(record)).to_contain_text("Neues Lager")
    for plan in (member, guest):
        expect(plan.card(record).locator(".record__gaps, .flags")).to_have_count(0)
    leave(member)
    for plan in (member, guest):
        expect(plan.card(record).locator(".record__gaps").first).to_be_visible()


def test_an_action_is_added_on_an_opportunity_with_owner_and_date_in_four_clicks(
    member: PlanPage, guest: PlanPage
):
    card = member.card("opp_spares")
    card.locator(".record__adder").click()  # 1
    record, field = writing(member)
    field.press_sequentially("Lager prüfen")
    row = member.page.locator(f'leitstern-linked-row[data-record="{record}"]')
    row.locator('[data-field="owner"] button').click()  # 2
    member.page.get_by_role("option", name="Miriam Kaya").click()  # 3
    row.locator('[data-field="due"] button').click()  # 4
    row.locator('[data-field="due"] input').fill("31.3.27")
    row.locator('[data-field="due"] input').press("Enter")
    member.expect_saved()
    guest.go_to("actions")
    theirs = guest.card(record)
    for words in ("Lager prüfen", "Miriam Kaya", "31 Mar 2027"):
        expect(theirs).to_contain_text(words)
    expect(theirs.locator(".action-row__quiet")).to_contain_text("Consignment stock")


def test_goals_are_linked_from_the_opportunity_by_keyboard(member: PlanPage, guest: PlanPage):
    card = member.card("opp_takeback")
    card.locator(".record__opener").focus()
    member.page.keyboard.press("Enter")
    group = card.locator("[data-linked=goals]")
    group.locator("[data-link]").focus()
    member.page.keyboard.press("Enter")
    picker = group.get_by_role("combobox")
    picker.press_sequentially("own the drives")
    picker.fill("Halve")
    member.page.keyboard.press("Enter")
    member.page.keyboard.press("Escape")
    row = group.locator('[data-record="goal_downtime"]')
    expect(row).to_contain_text("Halve unplanned downtime")
    guest.go_to("goals")
    expect(guest.card("goal_downtime").locator('[data-field="opportunities"]')).to_contain_text("Take back")
    row.get_by_role("button", name=word("plan.unlink_named", name="Halve unplanned downtime")).click()
    expect(row).to_have_count(0)
