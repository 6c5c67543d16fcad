"""Margins: shares of the revenue of the same figure and year, and records that two people began at once."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitstern.plan.document import read_plan, read_side
from leitstern.plan.generated import GrowthFigures, Margin
from leitstern.plan.margins import margin_shares, merged


def _figures(**fields: Any) -> GrowthFigures:
    (one,) = read_plan({"plan": {}, "figures": {"fig_1": {"order": "a0", **fields}}}).figures
    return one


def _margins(*records: dict[str, Any]) -> tuple[Margin, ...]:
    named = {f"mgn_{at}": {"order": f"a{at}", "figures": "fig_1", **one} for at, one in enumerate(records)}
    return read_side({"margins": named}).margins


def test_a_margin_is_a_share_of_the_same_figure_and_year():
    figures = _figures(planned={"2026": 10, "2027": 0, "2028": -5}, actual={"2026": 8})
    margins = _margins({"planned": {"2026": 2, "2027": 2, "2028": 2, "2029": 2}, "actual": {"2026": -1}})
    found = {(one.field, one.year): one.value for one in margin_shares(figures, margins)}
    assert found == {("planned", "2026"): pytest.approx(0.2), ("actual", "2026"): pytest.approx(-0.125)}


def test_of_two_records_the_first_that_has_a_year_counts_and_other_tables_do_not():
    margins = _margins(
        {"planned": {"2026": 1}},
        {"planned": {"2026": 9, "2027": 2}},
        {"figures": "fig_2", "planned": {"2028": 3}},
    )
    assert merged(margins, "fig_1")["planned"] == {"2026": 1, "2027": 2}


AMOUNTS = st.dictionaries(st.sampled_from(["2025", "2026", "2027"]), st.floats(-1e9, 1e9))


@given(AMOUNTS, AMOUNTS)
def test_a_share_exists_exactly_where_revenue_is_above_zero(
    revenue: dict[str, float], margin: dict[str, float]
):
    found = list(margin_shares(_figures(planned=revenue), _margins({"planned": margin})))
    assert {one.year for one in found} == {year for year in margin if revenue.get(year, 0) > 0}
