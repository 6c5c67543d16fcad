"""Growth figures by year: revenue against plan, share of wallet, and the status that follows.

Pure: one table of figures and a day in, values out. Amounts of a table are in its currency and unit. A
share above 1 is a conflict of two sources and is shown as one, never limited. Called by reports/figures.py
and summary.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

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


def computed_status(one: GrowthFigures, today: date) -> Rag | None:
    """Of the current year: the forecast against the whole plan, else the actual against the plan to date.

    The plan is phased evenly: after n full months `plan x n / 12` is due. None while there is nothing to
    compare, and in the first month of a year without a forecast.
    """
    now = next((year for year in years_of(one) if year.year == today.year), None)
    if now is None or not now.planned or now.planned <= 0:
        return None
    if now.forecast is not None:
        return rag_of_share(now.forecast / now.planned)
    due = now.planned * (today.month - 1) / MONTHS
    return rag_of_share(now.actual / due) if now.actual is not None and due > 0 else None


def status(one: GrowthFigures, today: date) -> Rag | None:
    """A person's assessment goes before the computed status, if it has a reason."""
    if one.assessed in RAGS and one.reason.strip():
        return one.assessed
    return computed_status(one, today)


def _row(values: Mapping[str, float]) -> Mapping[int, float]:
    return {int(year): value for year, value in values.items()}
