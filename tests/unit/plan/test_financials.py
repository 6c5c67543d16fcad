"""Growth and margins of the customer's figures."""

from __future__ import annotations

import pytest

from leitstern.plan.financials import growth, margin, shares
from leitstern.plan.generated import Financials


def test_growth_is_the_change_from_the_year_before() -> None:
    amounts = {"2023": 800.0, "2024": 840.0, "2026": 900.0}
    assert growth(amounts, "2024") == pytest.approx(0.05)
    assert growth(amounts, "2023") is None and growth(amounts, "2026") is None, "the year before is unknown"


@pytest.mark.parametrize("before", [0.0, -5.0])
def test_growth_from_nothing_or_a_loss_is_no_share(before: float) -> None:
    assert growth({"2023": before, "2024": 10.0}, "2024") is None


def test_a_margin_needs_revenue_of_the_same_year() -> None:
    assert margin(40.0, 800.0) == pytest.approx(0.05)
    assert margin(-8.0, 800.0) == pytest.approx(-0.01)
    assert margin(40.0, None) is None and margin(40.0, 0.0) is None


def test_every_share_names_its_figure_and_year() -> None:
    figures = Financials("fin", "a", revenue={"2023": 800.0, "2024": 840.0}, ebit={"2024": 42.0})
    found = {(one.measure, one.field, one.year): one.value for one in shares(figures)}
    assert found == {
        ("growth", "revenue", "2024"): pytest.approx(0.05),
        ("margin", "ebit", "2024"): pytest.approx(0.05),
    }
