"""The payback year: worked examples with zeros and unknowns, and its properties."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitstern.plan.document import read_plan
from leitstern.plan.generated import SIDE_VALUES, Opportunity
from leitstern.plan.payback import LAST_YEAR, payback

DAY = st.dates(min_value=date(2000, 1, 1), max_value=date(2190, 1, 1))


def _opportunity(**fields: Any) -> Opportunity:
    (one,) = read_plan({"plan": {}, "opportunities": {"opp_1": {"order": "a0", **fields}}}).opportunities
    return one


@pytest.mark.parametrize(
    ("investment", "benefit", "day", "expected"),
    [
        (1_450_000, 640_000, "2027-07-01", 2029),  # 2.27 years
        (100, 100, "2026-12-31", 2027),
        (100, 200, "2026-01-01", 2026),
        (100, 0, "2026-01-01", None),
        (100, -5, "2026-01-01", None),
        (1e12, 1e-9, "2026-01-01", None),  # longer than any plan
    ],
)
def test_the_year_in_which_an_investment_has_paid_back(
    investment: float, benefit: float, day: str, expected: int | None
):
    one = _opportunity(investment_customer=investment, benefit_customer=benefit, time_horizon=day)
    found = payback(one, "customer")
    assert found is not None and found.year == expected


@pytest.mark.parametrize("missing", ["investment_supplier", "benefit_supplier", "time_horizon"])
def test_what_is_unknown_gives_none_and_so_does_no_investment(missing: str):
    fields = {"investment_supplier": 10, "benefit_supplier": 5, "time_horizon": "2026-01-01"}
    assert (
        payback(
            _opportunity(**{name: value for name, value in fields.items() if name != missing}), "supplier"
        )
        is None
    )
    assert payback(_opportunity(**(fields | {"investment_supplier": 0})), "supplier") is None
    assert payback(_opportunity(**fields), "customer") is None, "each side by itself"


@given(DAY, st.floats(1, 1e9), st.floats(1, 1e9), st.floats(1, 10))
def test_a_larger_investment_never_pays_back_earlier(
    day: date, investment: float, benefit: float, times: float
):
    def year(amount: float, gain: float) -> int:
        one = _opportunity(investment_customer=amount, benefit_customer=gain, time_horizon=day.isoformat())
        found = payback(one, "customer")
        return LAST_YEAR + 1 if found is None or found.year is None else found.year

    assert day.year <= year(investment, benefit) <= year(investment * times, benefit)
    assert year(investment, benefit * times) <= year(investment, benefit)


FIELDS = [f"{kind}_{side}" for kind in ("investment", "benefit") for side in SIDE_VALUES]


@given(st.dictionaries(st.sampled_from(FIELDS), st.floats(0, 1e12)))
def test_no_values_raise(fields: dict[str, float]):
    for side in SIDE_VALUES:
        found = payback(_opportunity(**fields, time_horizon="2026-05-01"), side)
        assert found is None or found.year is None or 2026 <= found.year <= LAST_YEAR
