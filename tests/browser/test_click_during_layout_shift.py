"""A click counts when the layout moves between pointer down and pointer up."""

from __future__ import annotations

from playwright.sync_api import FloatRect, Locator, expect

from tests.browser.plan_page import PlanPage
from tests.browser.words import word

# The test decides when computed values arrive.
HOLD_ANSWERS = """
() => {
  const ask = window.fetch;
  const held = new Promise((resolve) => { window.answerAll = resolve; });
  window.fetch = (...question) => held.then(() => ask(...question));
}
"""


def box_of(field: Locator) -> FloatRect:
    field.scroll_into_view_if_needed()
    box = field.bounding_box()
    assert box
    return box


def open_action(plan: PlanPage, title: str) -> tuple[str, Locator]:
    """Adds an action and expands it; returns its id and its description button."""
    record = plan.add("actions", title)
    opener = plan.card(record).get_by_role("button", name=word("plan.details_of", name=title), exact=True)
    opener.press("Enter")
    plan.expect_saved()
    return record, plan.value(record, "description").get_by_role("button")


def test_a_click_opens_a_field_that_a_flag_moves_during_the_press(member: PlanPage):
    member.page.evaluate(HOLD_ANSWERS)
    record, field = open_action(member, "Unter dem Zeiger")
    before = box_of(field)
    member.page.mouse.move(before["x"] + 20, before["y"] + 3)
    member.page.mouse.down()
    member.page.evaluate("answerAll()")
    expect(member.card(record).locator(".flags")).to_be_visible()
    assert box_of(field)["y"] > before["y"] + 3, "it is no longer under the pointer"
    member.page.mouse.up()
    expect(member.value(record, "description").get_by_role("textbox")).to_be_focused()


def test_dragging_off_the_button_cancels_the_click(member: PlanPage):
    record, field = open_action(member, "Doch nicht")
    box = box_of(field)
    member.page.mouse.move(box["x"] + 20, box["y"] + 3)
    member.page.mouse.down()
    member.page.mouse.move(box["x"] + 20, box["y"] - 40, steps=4)
    member.page.mouse.up()
    assert member.value(record, "description").get_by_role("textbox").count() == 0
    field.click()
    expect(member.value(record, "description").get_by_role("textbox")).to_be_focused()
