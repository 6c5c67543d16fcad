"""Pages outside the plan choose by native selects, which look and measure as the plan's own choices do.

docs/decisions/0129 says why they are native.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import OpenPerson
from tests.browser.people import PHONE, Person, enter_as_member
from tests.browser.plan_page import PlanPage
from tests.browser.server import DemoServer
from tests.browser.words import word

SMALLEST_TARGET = 44
SMALLEST_TEXT = 16

SELECTS = """() => [...document.querySelectorAll("select")]
  .filter(one => one.checkVisibility() && one.getClientRects().length > 0)
  .map(one => {
    const { appearance, backgroundImage, fontSize } = getComputedStyle(one);
    return {
      name: one.labels?.[0]?.innerText.trim() || one.getAttribute("aria-label") || "",
      place: `${location.pathname} ${one.name || one.className}`,
      height: one.getBoundingClientRect().height,
      width: one.getBoundingClientRect().right - innerWidth,
      isOwn: appearance === "none" && backgroundImage.includes("gradient"),
      size: parseFloat(fontSize),
    };
  })"""


def pages_with_choices(anna: Person, server: DemoServer) -> Iterator[Page]:
    """Each page outside the plan that asks to choose from few words, everything on it unfolded."""
    page = anna.page
    page.goto(server.plan_url)
    account = PlanPage(anna, server.plan_url).boot()["urls"]["account"]
    for path in ("/", "/accounts", account, "/members", "/profile", "/portfolio", "/check"):
        page.goto(server.url + path)
        page.evaluate("() => document.querySelectorAll('details').forEach(one => { one.open = true })")
        yield page
    for path in ("/invitations", "/print"):
        page.goto(server.plan_url + path)
        page.evaluate("() => document.querySelectorAll('details').forEach(one => { one.open = true })")
        yield page


def selects_in(page: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = page.evaluate(SELECTS)
    return found


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_choice_is_named_and_large_enough_for_a_finger(person: OpenPerson, server: DemoServer, theme: str):
    anna = person(size=PHONE, is_phone=True, theme=theme)
    enter_as_member(anna, server.member_link)
    found = [one for page in pages_with_choices(anna, server) for one in selects_in(page)]
    assert len({one["place"] for one in found}) >= 4, found
    assert [
        one
        for one in found
        if not one["name"]
        or not one["isOwn"]
        or one["height"] < SMALLEST_TARGET
        or one["size"] < SMALLEST_TEXT
        or one["width"] > 0
    ] == []


def test_a_session_is_prepared_with_such_choices_too(person: OpenPerson, server: DemoServer):
    anna = person(size=PHONE, is_phone=True)
    enter_as_member(anna, server.member_link)
    anna.page.goto(server.session_url)
    PlanPage(anna, server.plan_url).expect_saved()
    anna.page.locator("[data-add-phase]").first.click()
    expect(anna.page.get_by_label(word("workshop.phase_title")).first).to_be_visible()
    found = selects_in(anna.page)
    assert len(found) >= 3
    assert [one for one in found if one["height"] < SMALLEST_TARGET or not one["isOwn"]] == []


@pytest.mark.parametrize(("locale", "language"), [("en", "en-GB"), ("de", "de-DE")])
def test_the_links_of_the_top_bar_keep_apart_on_a_narrow_phone(
    person: OpenPerson, server: DemoServer, locale: str, language: str
):
    anna = person(size=PHONE, is_phone=True, locale=language)
    enter_as_member(anna, server.member_link)
    anna.context.add_cookies([{"name": "leitstern_locale", "value": locale, "url": server.url}])
    anna.page.goto(f"{server.url}/members")
    gaps: list[float] = anna.page.evaluate(
        """() => {
          const words = one => {
            const range = document.createRange();
            range.selectNodeContents(one);
            return range.getBoundingClientRect();
          };
          const links = [...document.querySelectorAll(".topbar__link")].map(words);
          const boxes = [...links, document.querySelector(".topbar__end").getBoundingClientRect()];
          return boxes.slice(1).map((box, at) => box.left - boxes[at].right);
        }"""
    )
    assert len(gaps) == 4 and min(gaps) >= 8, gaps
    assert anna.page.evaluate("() => document.documentElement.scrollWidth - innerWidth") <= 0
