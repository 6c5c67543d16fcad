"""What a finger drags: dots of the win-win portfolio, due dates on the timeline; the page still scrolls."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import OpenPerson
from tests.browser.people import enter_as_member
from tests.browser.plan_page import PlanPage
from tests.browser.server import DemoServer

TABLET = (1024, 768)
Point = tuple[float, float]


@pytest.fixture
def tablet(person: OpenPerson, server: DemoServer) -> PlanPage:
    anna = person(size=TABLET, has_touch=True)
    enter_as_member(anna, server.member_link)
    return PlanPage(anna, server.plan_url)


class Finger:
    """One finger on the screen, as the browser hears it from the device."""

    def __init__(self, page: Page) -> None:
        self._session = page.context.new_cdp_session(page)
        self._at: Point = (0, 0)

    def _send(self, kind: str, points: Sequence[Point]) -> None:
        touches = [{"x": x, "y": y} for x, y in points]
        self._session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})

    def press(self, at: Point) -> None:
        self._at = at
        self._send("touchStart", [at])

    def move(self, by: Point, steps: int = 10) -> None:
        x, y = self._at
        for step in range(1, steps + 1):
            self._send("touchMove", [(x + by[0] * step / steps, y + by[1] * step / steps)])
        self._at = (x + by[0], y + by[1])

    def lift(self) -> None:
        self._send("touchEnd", [])


def middle(mark: Locator) -> Point:
    box = mark.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def scrolled(page: Page) -> float:
    found: float = page.evaluate("scrollY")
    return found


def test_a_dot_follows_a_finger_and_beside_it_the_page_scrolls(tablet: PlanPage, guest: PlanPage):
    record = tablet.open().add("opportunities", "Dragged by a finger")
    for side, amount in (("customer", "400000"), ("supplier", "300000")):
        tablet.set_value(record, f"benefit_{side}", amount)
    guest.go_to("opportunities")
    ours, theirs = (
        guest.value(record, f"benefit_{side}").locator(".value__text") for side in ("supplier", "customer")
    )
    expect(ours).to_contain_text("300")
    expect(theirs).to_contain_text("400")
    before = ours.inner_text(), theirs.inner_text()
    page = tablet.page
    page.locator("[data-opportunity-view=compared]").click()
    picture = page.locator('[data-picture="win-win"]')
    dot = picture.locator(f'svg:visible a[href="#opportunities/{record}"]')
    dot.scroll_into_view_if_needed()
    tablet.expect_settled()
    start = scrolled(page)
    finger = Finger(page)
    finger.press(middle(dot.locator("path").first))
    finger.move((60, -90))
    expect(page.locator(".win-win__hint")).to_contain_text("Dragged by a finger")
    expect(theirs).not_to_have_text(before[1])  # while it is still held
    finger.lift()
    expect(page.locator(".win-win__hint[data-moving]")).to_have_count(0)
    expect(ours).not_to_have_text(before[0])
    assert scrolled(page) == start, "the finger moved the dot, not the page"
    expect(picture).to_be_visible()
    page.keyboard.press("Control+z")
    expect(theirs).to_have_text(before[1])
    expect(ours).to_have_text(before[0])

    page.evaluate("scrollTo(0, 0)")
    area = picture.locator("svg:visible .picture__area-lost").first
    area.scroll_into_view_if_needed()
    start = scrolled(page)
    way = -120 if start == 0 else 120
    finger.press(empty_place(picture))
    finger.move((0, way), steps=20)
    finger.lift()
    page.wait_for_function("start => Math.abs(scrollY - start) > 40", arg=start)
    expect(theirs).to_have_text(before[1])


def empty_place(picture: Locator) -> Point:
    """A point of the drawing where no dot and no title is, and that is on the screen."""
    x, y = picture.locator("svg:visible").evaluate(
        """svg => {
          const box = svg.getBoundingClientRect();
          for (let across = 0.95; across > 0; across -= 0.05) for (let down = 0.1; down < 1; down += 0.05) {
            const [x, y] = [box.left + box.width * across, box.top + box.height * down];
            const met = document.elementFromPoint(x, y);
            const isInSight = y > 150 && y < innerHeight - 150;
            if (isInSight && met && svg.contains(met) && !met.closest("a")) return [x, y];
          }
          throw new Error("no empty place");
        }"""
    )
    return x, y


def test_a_due_date_follows_a_finger_and_the_start_stays(tablet: PlanPage, guest: PlanPage):
    action = tablet.open("actions").add("actions", "Due by a finger")
    for field, day in (("start", "2027-03-01"), ("due", "2027-09-30")):
        tablet.page.locator("body").press("Escape")
        tablet.set_value(action, field, day)
    tablet.go_to("timeline")
    page = tablet.page
    bar = page.locator(f'[data-record="{action}"] .bar__body')
    expect(bar).to_be_visible()
    bar.scroll_into_view_if_needed()
    tablet.expect_settled()
    words = bar.get_attribute("aria-label") or ""
    start = scrolled(page)
    finger = Finger(page)
    end = page.locator(f'[data-record="{action}"] .bar__end--due')
    finger.press(middle(end))
    finger.move((-60, 4))
    expect(page.locator(".what-if-drag")).to_be_visible()
    finger.lift()
    expect(page.locator(".what-if-drag")).to_have_count(0)
    expect(bar).not_to_have_attribute("aria-label", words)
    assert "1 Mar 2027" in (bar.get_attribute("aria-label") or ""), "its start stays"
    assert scrolled(page) == start
    guest.go_to("timeline")
    theirs = guest.page.locator(f'[data-record="{action}"] .bar__body')
    expect(theirs).to_have_attribute("aria-label", bar.get_attribute("aria-label") or "")
