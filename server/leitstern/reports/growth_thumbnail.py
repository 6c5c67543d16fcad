"""The growth map as a small drawing for lists of plans: both sides' areas and the curve above them.

Pure. Uses the same curve as the large map (plan/growth.py), sampled at a fixed number of points, so it has
the same small size for every plan. The summary projector stores it as JSON in `plan_summary`, so lists draw
it without opening a document.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from leitstern.plan.document import PlanView
from leitstern.plan.growth import Reached, Span, firm_steps, growth_of, reached_on

WIDTH, HEIGHT = 240, 56
POINTS = 48
HEADROOM = 3
"""Above the highest amount, so that the curve's line is not cut."""


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """Path data in a box of WIDTH x HEIGHT; `total` is the yearly benefit at the end of the plan's time."""

    customer: str
    supplier: str
    curve: str
    total: float
    start: date
    end: date
    firm_customer: str = ""
    firm_supplier: str = ""
    """The firm parts; empty in rows of older versions."""
    firm: float | None = None
    """The firm part of the total."""

    def to_json(self) -> str:
        return json.dumps(asdict(self) | {"start": self.start.isoformat(), "end": self.end.isoformat()})

    @staticmethod
    def from_json(text: str) -> Thumbnail:
        raw = json.loads(text)
        days = {name: date.fromisoformat(raw[name]) for name in ("start", "end")}
        return Thumbnail(**raw | days)

    def x_of(self, day: date) -> float | None:
        """The x of a day in the drawing; None when the day is outside the plan's period."""
        if not self.start <= day <= self.end:
            return None
        return round(WIDTH * (day - self.start).days / max((self.end - self.start).days, 1), 1)


def thumbnail(plan: PlanView, today: date) -> Thumbnail | None:
    """None while nothing is on the map."""
    growth = growth_of(plan, today)
    if not growth.steps:
        return None
    days, firm = _days(growth.span), firm_steps(growth.steps)
    levels = [reached_on(growth.steps, day) for day in days]
    solid = [reached_on(firm, day) for day in days]
    scale = _Scale(levels)
    low = [scale.y(_base(one)) for one in levels]
    return Thumbnail(
        customer=_area([scale.y(one.customer) for one in levels], [scale.y(0)] * len(levels)),
        supplier=_area([scale.y(_base(one) + one.supplier) for one in levels], low),
        curve="M" + _line(enumerate(scale.y(one.total) for one in levels)),
        total=levels[-1].total,
        start=growth.span.start,
        end=growth.span.end,
        firm=solid[-1].total,
        firm_customer=_area([scale.y(one.customer) for one in solid], [scale.y(0)] * len(solid)),
        firm_supplier=_area(
            [scale.y(_base(one) + part.supplier) for one, part in zip(levels, solid, strict=True)], low
        ),
    )


def _days(span: Span) -> list[date]:
    return [span.start + timedelta(days=round(span.days * at / POINTS)) for at in range(POINTS + 1)]


def _base(level: Reached) -> float:
    """The base of the supplier's area: the customer's area where both have the same sign, else zero."""
    return level.customer if (level.customer >= 0) == (level.supplier >= 0) else 0.0


class _Scale:
    """Maps an amount to a y coordinate; losses are below zero."""

    def __init__(self, levels: Iterable[Reached]) -> None:
        known = list(levels)
        self._low = min(0.0, *(min(one.customer, 0) + min(one.supplier, 0) for one in known))
        highest = max(max(one.customer, 0) + max(one.supplier, 0) for one in known)
        self._range = highest - self._low or 1.0

    def y(self, amount: float) -> float:
        return round(HEIGHT - (amount - self._low) / self._range * (HEIGHT - HEADROOM), 1)


def _area(high: list[float], low: list[float]) -> str:
    back = reversed(list(enumerate(low)))
    return f"M{_line(enumerate(high))}L{_line(back)}Z"


def _line(points: Iterable[tuple[int, float]]) -> str:
    return "L".join(f"{round(WIDTH * at / POINTS, 1):g} {y:g}" for at, y in points)
