"""Keyboard focus is always visible (WCAG 2.4.11).

Sticky parts never cover the focus: the top bar, the rail, the timeline's axis and names.
"""

from __future__ import annotations

import pytest

from tests.browser.conftest import OpenPerson
from tests.browser.people import DESKTOP, PHONE, join_as_guest
from tests.browser.plan_page import PlanPage
from tests.browser.server import DemoServer

STEPS = 60

COVERED = """() => {
  const focused = document.activeElement;
  if (focused === document.body || focused.closest(".topbar, .rail")) return null;
  const box = focused.getBoundingClientRect();
  const part = [...Array(16).keys()].map(number => (number + 0.5) / 16);
  const seen = part.map(along =>
    document.elementFromPoint(box.left + box.width * along, box.top + box.height * along));
  const isSeen = seen.some(found => found && !found.closest(".topbar, .rail") && focused.contains(found));
  return isSeen ? null : (focused.getAttribute("aria-label") ?? focused.textContent).trim().slice(0, 40);
}"""


@pytest.mark.parametrize("section", ["overview", "opportunities", "actions", "timeline"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_focus_is_visible_in_both_tab_directions(
    person: OpenPerson, server: DemoServer, size: tuple[int, int], section: str
):
    walker = person(size=size, is_phone=size == PHONE)
    join_as_guest(walker, server.customer_link, "Tamara Busch")
    plan = PlanPage(walker, server.plan_url).open(section)
    plan.expect_settled()
    covered = []
    for key in ("Tab", "Shift+Tab"):
        for _ in range(STEPS):
            plan.page.keyboard.press(key)
            covered.append(plan.page.evaluate(COVERED))
    assert [name for name in covered if name] == []
