"""Growth figures: worked examples with gaps and zeros, and properties of share and status."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitstern.plan.document import read_plan
from leitstern.plan.figures import basis, by_month, computed_status, phased, status, years_of
from leitstern.plan.rag import RAGS

AMOUNT = st.one_of(st.none(), st.floats(-1e6, 1e6))


def _figures(**fields: Any):
    (one,) = read_plan({"plan": {}, "figures": {"fig_1": {"order": "a0", **fields}}}).figures
    return one


def test_the_best_known_revenue_and_its_share():
    one = _figures(
        base={"2026": 8.2},
        planned={"2027": 9.0, "2028": 10.0},
        forecast={"2027": 8.8},
        volume={"2026": 24, "2027": 22, "2028": 0, "2029": 24},
        volume_to={"2027": 24.0},
    )
    found = {year.year: year for year in years_of(one)}
    assert [found[year].revenue for year in (2026, 2027, 2028, 2029)] == [8.2, 8.8, 10.0, None]
    assert found[2026].share == pytest.approx((8.2 / 24, 8.2 / 24))
    assert found[2027].share == pytest.approx((8.8 / 24, 8.8 / 22)), "a range only for a range"
    assert found[2028].share is None and found[2029].share is None, "a volume of zero, no revenue"


def test_a_share_above_one_is_a_conflict_and_never_limited():
    (year,) = years_of(_figures(actual={"2027": 12}, volume={"2027": 10}))
    assert year.share == (1.2, 1.2) and year.is_conflict
    (year,) = years_of(_figures(actual={"2027": 12}, volume={"2027": 10}, volume_to={"2027": 13}))
    assert not year.is_conflict, "the upper end of the estimate explains it"


@pytest.mark.parametrize(
    ("figures", "day", "expected"),
    [
        ({"planned": 12, "forecast": 11.4}, "2027-02-01", "green"),
        ({"planned": 12, "forecast": 11.3}, "2027-02-01", "amber"),
        ({"planned": 12, "forecast": 10.1}, "2027-02-01", "red"),
        ({"planned": 12, "actual": 5.7}, "2027-07-15", "green"),  # 6 of 12 are due after six months
        ({"planned": 12, "actual": 5.0}, "2027-07-15", "red"),
        ({"planned": 12, "actual": 0.5}, "2027-01-20", None),  # no month is over
        ({"planned": 0, "actual": 1}, "2027-07-15", None),
        ({"actual": 1}, "2027-07-15", None),
        ({"planned": 12}, "2027-07-15", None),
    ],
)
def test_status_of_the_current_year(figures: dict[str, float], day: str, expected: str | None):
    one = _figures(**{name: {"2027": value} for name, value in figures.items()})
    assert computed_status(one, date.fromisoformat(day)) == expected


def test_a_person_overrules_the_status_with_a_reason_only():
    values = {"planned": {"2027": 12}, "forecast": {"2027": 12}, "assessed": "red"}
    today = date(2027, 7, 1)
    assert status(_figures(**values), today) == "green", "without a reason the computed one stands"
    assert status(_figures(**values, reason="The order was cancelled"), today) == "red"
    assert status(_figures(**(values | {"assessed": "computed"}), reason="x"), today) == "green"


@given(AMOUNT, AMOUNT, AMOUNT)
def test_a_share_is_unknown_or_as_the_revenue_says(revenue: Any, volume: Any, upper: Any):
    fields = {"actual": revenue, "volume": volume, "volume_to": upper}
    one = _figures(**{name: {"2027": value} for name, value in fields.items() if value is not None})
    for year in years_of(one):
        share = year.share
        assert share is None or revenue < 0 or 0 <= share[0] <= share[1]


@given(st.floats(0, 100), st.floats(0, 100))
def test_more_revenue_never_worsens_the_status(first: float, second: float):
    low, high = sorted((first, second))
    found = [
        computed_status(_figures(planned={"2027": 50}, forecast={"2027": one}), date(2027, 7, 1))
        for one in (low, high)
    ]
    assert RAGS.index(found[0]) >= RAGS.index(found[1])


def test_months_and_quarters_phase_the_plan_to_date():
    plan = {"planned": {"2027": 12}, "actual": {"2027": 3}}
    day = date(2027, 4, 10)
    assert computed_status(_figures(**plan), day) == "green", "evenly: 3 of 12 are due"
    late = _figures(**plan, planned_periods={"2027-01": 0, "2027-02": 0, "2027-03": 1})
    found = basis(late, day)
    assert found is not None and (found.kind, found.reached, found.due) == ("to_date", 3, 1)
    early = _figures(**plan, planned_periods={"2027-Q1": 6})
    assert computed_status(early, day) == "red", "half of the year was due in the first quarter"


def test_actual_months_are_compared_with_the_plan_of_the_same_months():
    one = _figures(
        planned={"2027": 12},
        actual={"2027": 9},
        planned_periods={"2027-01": 2, "2027-02": 0.5},
        actual_periods={"2027-01": 1.8, "2027-02": 0.5, "2027-04": 100},
    )
    found = basis(one, date(2027, 4, 10))
    assert found is not None and found.kind == "periods", "April is not over, of March nothing is known"
    assert found.reached == pytest.approx(2.3) and found.due == 2.5


def test_a_quarter_counts_when_it_is_over_and_fills_the_months_that_are_not_given():
    assert by_month({"2027-Q1": 6, "2027-02": 3}, 2027) == {1: 1.5, 2: 3, 3: 1.5}
    assert by_month({"2027-Q1": 6}, 2027, until=2) == {}
    assert by_month({"2027-Q1": 6, "2027-01": 1, "2027-02": 1, "2027-03": 1}, 2027) == {1: 1, 2: 1, 3: 1}
    assert by_month({"2026-01": 6}, 2027) == {}


def test_twelve_months_are_a_plan_without_a_yearly_one():
    months = {f"2027-{month:02}": 1 for month in range(1, 13)}
    one = _figures(planned_periods=months, forecast={"2027": 12})
    assert computed_status(one, date(2027, 5, 1)) == "green"
    del months["2027-12"]
    assert computed_status(_figures(planned_periods=months, forecast={"2027": 12}), date(2027, 5, 1)) is None


PERIODS = [*(f"2027-{month:02}" for month in range(1, 13)), *(f"2027-Q{quarter}" for quarter in range(1, 5))]


@given(st.floats(0, 1e6), st.dictionaries(st.sampled_from(PERIODS), st.floats(-1e5, 1e5)))
def test_a_phased_plan_adds_up_to_the_year_unless_every_month_is_given(plan: float, values: dict[str, float]):
    given_months = by_month(values, 2027)
    months = phased(plan, given_months)
    assert len(months) == 12
    whole = sum(given_months.values()) if len(given_months) == 12 else plan
    assert sum(months) == pytest.approx(whole, abs=1e-3)
    assert by_month(dict(reversed(values.items())), 2027) == pytest.approx(given_months)


DAY = st.dates(date(2027, 2, 1), date(2027, 12, 31))


@given(st.floats(0.1, 1e6), st.floats(0, 1e6), st.floats(0, 1e6), DAY)
def test_more_revenue_never_gives_a_worse_status(plan: float, one: float, other: float, day: date):
    def rank(actual: float) -> int:
        found = computed_status(_figures(planned={"2027": plan}, actual={"2027": actual}), day)
        return RAGS.index(found) if found else 0

    assert rank(max(one, other)) <= rank(min(one, other))
