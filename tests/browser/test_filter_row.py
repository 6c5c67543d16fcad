"""The filters of a list stand in rows in which none is alone, also with German words."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import OpenPerson
from tests.browser.people import join_as_guest
from tests.browser.plan_page import PlanPage
from tests.browser.server import DemoServer

ROWS = """bar => {
  const parts = [...bar.querySelectorAll("input, .segments, .segments ~ button, .filter-pick")];
  const rows = new Map();
  for (const part of parts.filter(part => part.checkVisibility())) {
    const { top, height } = part.getBoundingClientRect();
    const row = Math.round((top + height / 2) / 16);
    rows.set(row, (rows.get(row) ?? 0) + 1);
  }
  return [...rows.values()];
}"""


@pytest.mark.parametrize("width", [1280, 1920])
def test_no_filter_stands_alone_in_a_row(person: OpenPerson, server: DemoServer, width: int):
    julia = person(size=(width, 900), locale="de-DE")
    join_as_guest(julia, server.customer_link, "Julia Brandt")
    plan = PlanPage(julia, server.plan_url, locale="de").open("opportunities")
    for section in ("opportunities", "goals", "actions"):
        plan.go_to(section)
        bar = julia.page.locator(f"section[data-section={section}] .filters").first
        expect(bar).to_be_visible()
        plan.expect_settled()
        rows = bar.evaluate(ROWS)
        assert min(rows) > 1, (section, rows)
        assert width < 1920 or len(rows) == 1, (section, rows)
