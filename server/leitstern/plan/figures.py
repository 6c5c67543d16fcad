"""Growth figures by year: revenue against plan, share of wallet, and the status that follows.

Pure: one table of figures and a day in, values out. Amounts of a table are in its currency and unit. A
share above 1 is a conflict of two sources and is shown as one, never limited. Called by reports/figures.py
and summary.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from leitstern.plan.generated import GrowthFigures
from leitstern.plan.rag import RAGS, Rag, rag_of_share

MONTHS = 12
FIGURES = ("base", "planned", "forecast", "actual")


@dataclass(frozen=True, slots=True)
class Year:
    """One fiscal year of a table; None: unknown."""

    year: int
    base: float | None
    planned: float | None
    forecast: float | None
    actual: float | None
    volume: float | None
    volume_to: float | None

    @property
    def revenue(self) -> float | None:
        """The best that is known: actual, else forecast, else plan, else base."""
        return next(
            (one for one in (self.actual, self.forecast, self.planned, self.base) if one is not None), None
        )

    @property
    def share(self) -> tuple[float, float] | None:
        """`revenue / addressable purchasing volume` of the same year, from low to high.

        Both ends are equal unless the volume is a range. None while one of the two is unknown or the volume
        is not above zero.
        """
        if self.revenue is None or self.volume is None or self.volume <= 0:
            return None
        highest = max(self.volume, self.volume_to or self.volume)
        return self.revenue / highest, self.revenue / self.volume

    @property
    def is_conflict(self) -> bool:
        """More revenue than the customer is said to buy: one of the two sources is wrong."""
        return self.share is not None and self.share[0] > 1


def years_of(one: GrowthFigures) -> tuple[Year, ...]:
    """Every year with a figure, the earliest first."""
    rows = {name: _row(getattr(one, name)) for name in (*FIGURES, "volume", "volume_to")}
    years = sorted({year for row in rows.values() for year in row})
    return tuple(Year(year, **{name: row.get(year) for name, row in rows.items()}) for year in years)


@dataclass(frozen=True, slots=True)
class Basis:
    """What the status of the current year compares."""

    kind: Literal["forecast", "periods", "to_date"]
    reached: float
    due: float

    @property
    def share(self) -> float:
        return self.reached / self.due


def basis(one: GrowthFigures, today: date) -> Basis | None:
    """Of the current year: the forecast against the whole plan, else the actual against the plan to date.

    What is due after n full months is the sum of their plan (`phased`). Where actual figures are given by
    month or quarter, those that are over are compared with the plan of the same months, like with like. None
    while there is nothing to compare, and in the first month of a year without a forecast.
    """
    now = next((year for year in years_of(one) if year.year == today.year), None)
    given = by_month(one.planned_periods, today.year)
    plan = now.planned if now is not None and now.planned is not None else _whole(given)
    if plan is None or plan <= 0:
        return None
    if now is not None and now.forecast is not None:
        return Basis("forecast", now.forecast, plan)
    months = phased(plan, given)
    over = today.month - 1
    reached = by_month(one.actual_periods, today.year, over)
    if reached:
        due = sum(months[month - 1] for month in reached)
        return Basis("periods", sum(reached.values()), due) if due > 0 else None
    due = sum(months[:over])
    if now is None or now.actual is None or due <= 0:
        return None
    return Basis("to_date", now.actual, due)


def by_month(values: Mapping[str, float], year: int, until: int = MONTHS) -> Mapping[int, float]:
    """Month -> amount, of what is given for a year by month or quarter, up to the month `until`.

    A month counts as given. What a quarter has beyond its given months is spread evenly over its others; a
    quarter whose last month is after `until` says nothing yet.
    """
    months = {month: values.get(f"{year}-{month:02}") for month in range(1, until + 1)}
    found = {month: value for month, value in months.items() if value is not None}
    for quarter in range(1, 5):
        whole, last = values.get(f"{year}-Q{quarter}"), quarter * 3
        free = [month for month in range(last - 2, last + 1) if month not in found]
        if whole is None or last > until or not free:
            continue
        left = whole - sum(found[month] for month in range(last - 2, last + 1) if month in found)
        found |= dict.fromkeys(free, left / len(free))
    return found


def phased(plan: float, given: Mapping[int, float]) -> tuple[float, ...]:
    """A year's plan by month: given months as they are, the rest of the plan evenly over the others."""
    free = MONTHS - len(given)
    rest = (plan - sum(given.values())) / free if free else 0.0
    return tuple(given.get(month, rest) for month in range(1, MONTHS + 1))


def _whole(given: Mapping[int, float]) -> float | None:
    return sum(given.values()) if len(given) == MONTHS else None


def computed_status(one: GrowthFigures, today: date) -> Rag | None:
    found = basis(one, today)
    return None if found is None else rag_of_share(found.share)


def status(one: GrowthFigures, today: date) -> Rag | None:
    """A person's assessment goes before the computed status, if it has a reason."""
    if one.assessed in RAGS and one.reason.strip():
        return one.assessed
    return computed_status(one, today)


def _row(values: Mapping[str, float]) -> Mapping[int, float]:
    return {int(year): value for year, value in values.items()}
