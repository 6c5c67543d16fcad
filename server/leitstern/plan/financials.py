"""Growth and margins of the customer's figures, year by year. Each formula is in this file only.

Pure: figures in, shares out. None means that a needed figure is unknown, or that a share makes no sense.
Called by reports/measure_values.py.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from leitstern.plan.generated import Financials

GROWING = ("revenue", "ebit", "investment", "volume")
OF_REVENUE = ("ebit", "investment")
"""Figures of which the share of revenue is shown; that of EBIT is the EBIT margin."""


@dataclass(frozen=True, slots=True)
class Share:
    """`measure` is `growth` or `margin`, `field` the figure that it is about, `value` a share: 0.05 is 5%."""

    measure: str
    field: str
    year: str
    value: float


def shares(figures: Financials) -> Iterator[Share]:
    """Every share that can be computed from the figures."""
    for field in GROWING:
        amounts: Mapping[str, float] = getattr(figures, field)
        for year in amounts:
            value = growth(amounts, year)
            if value is not None:
                yield Share("growth", field, year, value)
    for field in OF_REVENUE:
        for year, amount in getattr(figures, field).items():
            value = margin(amount, figures.revenue.get(year))
            if value is not None:
                yield Share("margin", field, year, value)


def growth(amounts: Mapping[str, float], year: str) -> float | None:
    """(this year - last year) / last year.

    None where last year is unknown, zero or negative: growth from a loss is no share that can be compared.
    """
    before = amounts.get(str(int(year) - 1))
    return None if before is None or before <= 0 else (amounts[year] - before) / before


def margin(amount: float, revenue: float | None) -> float | None:
    """amount / revenue of the same year; None where revenue is unknown, zero or negative."""
    return None if revenue is None or revenue <= 0 else amount / revenue
