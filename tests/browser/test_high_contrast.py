"""In forced colours (high contrast) what is pressed, current, ours or theirs can still be told apart."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.plan_page import PlanPage

LOOK = """element => {
  const { backgroundColor, color, borderTopColor, borderInlineStartStyle } = getComputedStyle(element);
  return [backgroundColor, color, borderTopColor, borderInlineStartStyle].join();
}"""


@pytest.fixture
def contrasted(member: PlanPage) -> PlanPage:
    member.page.emulate_media(forced_colors="active")
    return member


def look(element: Locator) -> str:
    return str(element.evaluate(LOOK))


def test_a_pressed_filter_and_the_current_view_look_different(contrasted: PlanPage):
    contrasted.go_to("actions")
    sides = contrasted.boot()["sides"]
    one = contrasted.page.get_by_role("button", name=sides["customer"]).first
    before = look(one)
    one.click()
    expect(one).to_have_attribute("aria-pressed", "true")
    contrasted.page.mouse.move(0, 0)
    contrasted.page.keyboard.press("Escape")
    assert look(one) != before


def test_the_current_chapter_and_tab_look_different(contrasted: PlanPage):
    contrasted.go_to("opportunities")
    for links in (".rail__link", "nav.tabs:not([hidden]) .tabs__tab"):
        current = contrasted.page.locator(f"{links}[aria-current]").first
        other = contrasted.page.locator(f"{links}:not([aria-current])").first
        expect(current).to_be_visible()
        assert look(current) != look(other), links


def test_sides_differ_by_form(contrasted: PlanPage):
    contrasted.go_to("goals")
    card = contrasted.page.locator(".record--joint").first
    expect(card).to_be_visible()
    handle = card.element_handle()
    assert handle is not None
    seen = {
        handle.evaluate(
            """(card, side) => {
              card.classList.remove("record--joint", "record--supplier", "record--customer");
              card.classList.add(`record--${side}`);
              return getComputedStyle(card).borderInlineStartStyle;
            }""",
            side,
        )
        for side in ("supplier", "customer", "joint")
    }
    assert len(seen) == 3, seen


def test_progress_stands_out_from_its_ground(contrasted: PlanPage):
    contrasted.go_to("goals")
    fill = "element => getComputedStyle(element).fill"
    part = contrasted.page.locator(".scale__part").first
    ground = contrasted.page.locator(".scale__all").first
    expect(part).to_be_attached()
    assert part.evaluate(fill) != ground.evaluate(fill)


def test_a_chosen_number_looks_different(guest: PlanPage):
    """Its own radio is not drawn."""
    guest.page.emulate_media(forced_colors="active")
    guest.go_to("criteria")
    choices = guest.page.locator(".understanding__choice")
    choices.nth(7).locator("span").click()
    expect(choices.nth(7).locator("input")).to_be_checked()
    guest.page.mouse.move(0, 0)
    assert look(choices.nth(7).locator("span")) != look(choices.nth(3).locator("span"))


def test_pictures_stand_on_their_own_ground(contrasted: PlanPage):
    """Their colours are chosen for it; the system's may be as dark as they are."""
    found = {}
    for section in ("overview", "opportunities", "people", "white_spaces", "criteria"):
        contrasted.go_to(section).expect_settled()
        found[section] = contrasted.page.evaluate(
            """() => [...document.querySelectorAll("figure[data-picture]:not(.lines)")]
              .filter(one => one.checkVisibility())
              .map(one => [one.dataset.picture, getComputedStyle(one).forcedColorAdjust])"""
        )
    assert sum(map(len, found.values())) >= 1, found
    assert [one for all_ in found.values() for one in all_ if one[1] != "none"] == []
