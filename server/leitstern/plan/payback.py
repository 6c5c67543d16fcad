"""When an investment in an opportunity has paid back, for each side by itself.

Pure: one opportunity in, values out. An investment is made once and a benefit comes every year, so neither is
ever added to the other: the one is divided by the other. Called by reports/measure_values.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from leitstern.plan.generated import Opportunity, Side

DAYS_A_YEAR = 365.25
LAST_YEAR = 2200
"""What pays back after it does not pay back."""


@dataclass(frozen=True, slots=True)
class Payback:
    """`year` is None where the benefit never brings the investment back."""

    investment: float
    benefit: float
    full_from: date
    years: float | None
    """Years of the whole benefit that the investment takes."""
    year: int | None


def investment_of(one: Opportunity, side: Side) -> float | None:
    return one.investment_customer if side == "customer" else one.investment_supplier


def benefit_of(one: Opportunity, side: Side) -> float | None:
    return one.benefit_customer if side == "customer" else one.benefit_supplier


def payback(one: Opportunity, side: Side) -> Payback | None:
    """The static payback period: `full benefit from + investment / yearly benefit`, the year of that day.

    What comes before the whole benefit is reached is not counted, nor is interest. None without an
    investment, a yearly benefit or a day. Source: the payback method of any textbook on investment appraisal
    (statische Amortisationsrechnung).
    """
    investment, benefit = investment_of(one, side), benefit_of(one, side)
    if not investment or benefit is None or one.time_horizon is None:
        return None
    if benefit <= 0:
        return Payback(investment, benefit, one.time_horizon, None, None)
    years = investment / benefit
    return Payback(investment, benefit, one.time_horizon, years, _year_after(one.time_horizon, years))


def _year_after(start: date, years: float) -> int | None:
    if years > LAST_YEAR:
        return None
    day = start.toordinal() + years * DAYS_A_YEAR
    if day >= date(LAST_YEAR, 12, 31).toordinal():
        return None
    return date.fromordinal(int(day)).year
