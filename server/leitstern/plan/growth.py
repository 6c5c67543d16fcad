"""When the opportunities of a plan pay off: the yearly benefit that each side has reached on a given day.

Pure: a plan view in, values out. Called by reports/growth_map.py and growth_thumbnail.py, which draw it. An
opportunity has its full benefit from a given day; before that day its benefit rises along a smooth curve, not
in a step. Amounts are in the plan's currency per year. Opportunities that cannot be placed are returned with
the reason.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate
from typing import Literal

from leitstern.plan.document import PlanView
from leitstern.plan.generated import Opportunity

RAMP = timedelta(days=120)
"""How long before its full benefit an opportunity starts to pay off in the picture. Drawn, not planned."""
DEFAULT_YEARS = 3
"""Years of a plan whose horizon nobody has written down yet."""

Reason = Literal["no_date", "no_benefit", "after_horizon"]


@dataclass(frozen=True, slots=True)
class Span:
    """The period of a plan: from the first day of its first fiscal year to the last day of its last one."""

    start: date
    end: date

    @property
    def days(self) -> int:
        return (self.end - self.start).days


@dataclass(frozen=True, slots=True)
class Step:
    """One opportunity on the time axis: its yearly benefit, reached in full on `on`."""

    opportunity: Opportunity
    on: date
    customer: float
    supplier: float

    @property
    def total(self) -> float:
        return self.customer + self.supplier

    @property
    def rises_from(self) -> date:
        return self.on - RAMP


@dataclass(frozen=True, slots=True)
class Unplaced:
    """One opportunity that cannot be drawn yet, and why."""

    opportunity: Opportunity
    reason: Reason


@dataclass(frozen=True, slots=True)
class Growth:
    """The placed opportunities in the order of their dates, and the rest."""

    span: Span
    steps: tuple[Step, ...]
    unplaced: tuple[Unplaced, ...]


@dataclass(frozen=True, slots=True)
class Reached:
    """Yearly benefit on one day, by side."""

    customer: float
    supplier: float

    @property
    def total(self) -> float:
        return self.customer + self.supplier


def growth_of(plan: PlanView, today: date) -> Growth:
    """Places every opportunity that is pursued. One that is due before the horizon is placed on its first
    day.
    """
    span = span_of(plan, today)
    steps: list[Step] = []
    unplaced: list[Unplaced] = []
    for one in plan.opportunities:
        if one.stage == "dropped":
            continue
        found = _place(one, span)
        if isinstance(found, Step):
            steps.append(found)
        else:
            unplaced.append(found)
    steps.sort(key=lambda step: (step.on, step.opportunity.id))
    return Growth(span, tuple(steps), tuple(unplaced))


def span_of(plan: PlanView, today: date) -> Span:
    """The plan's horizon. A missing first or last year is set so that the horizon has three years."""
    first, last = plan.header.horizon_start, plan.header.horizon_end
    start = first or (last - DEFAULT_YEARS + 1 if last else today.year)
    end = max(last or start + DEFAULT_YEARS - 1, start)
    return Span(date(start, 1, 1), date(end, 12, 31))


def reached_on(steps: Iterable[Step], day: date, *, expected: bool = False) -> Reached:
    """The yearly benefit on `day`. `expected` multiplies each benefit by its probability; unknown counts as
    0.
    """
    return _curve(steps, expected).at(day)[0]


def rate_on(steps: Iterable[Step], day: date, *, expected: bool = False) -> Reached:
    """How fast the yearly benefit grows on `day`, per day: the derivative of `reached_on`."""
    return _curve(steps, expected).at(day)[1]


class _Curve:
    """What is reached on each day, and how fast it grows. A picture asks for the same days again and again:
    each is computed once, from those steps alone that rise on it; those before are summed up in advance.
    """

    def __init__(self, steps: Iterable[Step], *, expected: bool) -> None:
        self._steps = sorted(steps, key=lambda step: step.on)
        self._weights = [(one.opportunity.probability or 0.0) if expected else 1.0 for one in self._steps]
        self._on = [step.on for step in self._steps]
        weighted = list(zip(self._steps, self._weights, strict=True))
        self._customer = list(accumulate((one.customer * share for one, share in weighted), initial=0.0))
        self._supplier = list(accumulate((one.supplier * share for one, share in weighted), initial=0.0))
        self._known: dict[date, tuple[Reached, Reached]] = {}

    def at(self, day: date) -> tuple[Reached, Reached]:
        found = self._known.get(day)
        if found is None:
            found = self._known[day] = self._computed(day)
        return found

    def _computed(self, day: date) -> tuple[Reached, Reached]:
        full, begun = bisect_right(self._on, day), bisect_left(self._on, day + RAMP)
        customer, supplier = self._customer[full], self._supplier[full]
        customer_rate = supplier_rate = 0.0
        for step, weight in zip(self._steps[full:begun], self._weights[full:begun], strict=True):
            share, rate = risen(step, day) * weight, _rate(step, day) * weight
            customer, supplier = customer + step.customer * share, supplier + step.supplier * share
            customer_rate += step.customer * rate
            supplier_rate += step.supplier * rate
        return Reached(customer, supplier), Reached(customer_rate, supplier_rate)


class _TheSame:
    """A key for a tuple by identity: comparing hundreds of opportunities would cost more than computing."""

    def __init__(self, steps: tuple[Step, ...]) -> None:
        self.steps = steps

    def __hash__(self) -> int:
        return id(self.steps)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _TheSame) and other.steps is self.steps


def _curve(steps: Iterable[Step], expected: bool) -> _Curve:
    return _kept(_TheSame(steps), expected) if isinstance(steps, tuple) else _Curve(steps, expected=expected)


@lru_cache(maxsize=8)
def _kept(key: _TheSame, expected: bool) -> _Curve:
    """The key holds the tuple, so that no other one gets its identity while this is kept."""
    return _Curve(key.steps, expected=expected)


def risen(step: Step, day: date) -> float:
    """The share of a step's benefit that is reached on `day`: 3u^2 - 2u^3 (smoothstep) over its ramp."""
    u = min(max(_along(step, day), 0.0), 1.0)
    return u * u * (3 - 2 * u)


def bends(steps: Sequence[Step], span: Span) -> tuple[date, ...]:
    """The days on which the formula of the curve changes. Between two of them it is one cubic polynomial."""
    days = {span.start, span.end}
    for step in steps:
        days |= {day for day in (step.rises_from, step.on) if span.start < day < span.end}
    return tuple(sorted(days))


def _place(one: Opportunity, span: Span) -> Step | Unplaced:
    if one.benefit_customer is None and one.benefit_supplier is None:
        return Unplaced(one, "no_benefit")
    if one.time_horizon is None:
        return Unplaced(one, "no_date")
    if one.time_horizon > span.end:
        return Unplaced(one, "after_horizon")
    on = max(one.time_horizon, span.start)
    return Step(one, on, one.benefit_customer or 0.0, one.benefit_supplier or 0.0)


def _along(step: Step, day: date) -> float:
    return (day - step.rises_from).days / RAMP.days


def _rate(step: Step, day: date) -> float:
    u = _along(step, day)
    return 6 * u * (1 - u) / RAMP.days if 0 < u < 1 else 0.0
