"""When the opportunities of a plan pay off: the yearly benefit that each side has reached on a given day.

Pure: a plan view in, values out. Called by reports/growth_map.py and growth_thumbnail.py, which draw it. An
opportunity has its full benefit from a given day; before that day its benefit rises along a smooth curve, not
in a step. Amounts are in the plan's currency per year. Opportunities that cannot be placed are returned with
the reason.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate
from typing import Literal

from leitstern.plan.document import PlanView
from leitstern.plan.generated import Opportunity
from leitstern.plan.value_log import is_firm

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


def firm_steps(steps: Sequence[Step]) -> tuple[Step, ...]:
    """The same steps with the firm part of each benefit: evidence level 3 and above; a light one counts 0."""
    return _firm_of(_TheSame(tuple(steps)))


def realised_steps(steps: Sequence[Step]) -> tuple[Step, ...]:
    """Those whose benefit is reached."""
    return _realised_of(_TheSame(tuple(steps)))


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
    return curve_of(steps, expected=expected).at(day)[0]


def rate_on(steps: Iterable[Step], day: date, *, expected: bool = False) -> Reached:
    """How fast the yearly benefit grows on `day`, per day: the derivative of `reached_on`."""
    return curve_of(steps, expected=expected).at(day)[1]


class Curve:
    """What is reached on each day, and how fast it grows. A picture asks for the same days again and again:
    each is computed once, and from sums, however many steps rise on it.

    With x the day and y_i the day from which step i rises, both in ramps, its share is 3(x - y_i)^2 -
    2(x - y_i)^3. Multiplied out, the sum over i is (3x^2 - 2x^3) S0 + 6x(x - 1) S1 + 3(1 - 2x) S2 + 2 S3,
    where S_k sums amount * y^k.
    """

    def __init__(self, steps: Iterable[Step], *, expected: bool) -> None:
        ordered = sorted(steps, key=lambda step: step.on)
        weights = [(one.opportunity.probability or 0.0) if expected else 1.0 for one in ordered]
        self._on = [step.on for step in ordered]
        self._origin = ordered[0].rises_from if ordered else date.min
        rises = [self._ramps(step.rises_from) for step in ordered]
        self._customer = _Sums([one.customer * by for one, by in zip(ordered, weights, strict=True)], rises)
        self._supplier = _Sums([one.supplier * by for one, by in zip(ordered, weights, strict=True)], rises)
        self._known: dict[date, tuple[Reached, Reached]] = {}

    def at(self, day: date) -> tuple[Reached, Reached]:
        """`reached_on` and `rate_on` of a day."""
        found = self._known.get(day)
        if found is None:
            found = self._known[day] = self._computed(day)
        return found

    def _computed(self, day: date) -> tuple[Reached, Reached]:
        full, begun, x = bisect_right(self._on, day), bisect_left(self._on, day + RAMP), self._ramps(day)
        customer, growing = self._customer.at(full, begun, x)
        supplier, rising = self._supplier.at(full, begun, x)
        return Reached(customer, supplier), Reached(growing, rising)

    def _ramps(self, day: date) -> float:
        """Counted from the first step on: powers stay small, and sums exact to a fraction of a cent."""
        return (day - self._origin).days / RAMP.days


class _Sums:
    """Sums of one side's amounts, each times a power of the moment from which it rises, up to every step."""

    def __init__(self, amounts: Sequence[float], rises: Sequence[float]) -> None:
        pairs = list(zip(amounts, rises, strict=True))
        self._by_power = [list(accumulate((a * y**k for a, y in pairs), initial=0.0)) for k in range(4)]

    def at(self, full: int, begun: int, x: float) -> tuple[float, float]:
        """The amount at `x`, and its growth per day: `full` steps count wholly, those up to `begun` rise."""
        whole = self._by_power[0][full]
        if full == begun:
            return whole, 0.0
        s0, s1, s2, s3 = (sums[begun] - sums[full] for sums in self._by_power)
        risen = (3 - 2 * x) * x * x * s0 + 6 * x * (x - 1) * s1 + 3 * (1 - 2 * x) * s2 + 2 * s3
        rate = 6 * x * (1 - x) * s0 + 6 * (2 * x - 1) * s1 - 6 * s2
        return whole + risen, rate / RAMP.days


class _TheSame:
    """A key for a tuple by identity: comparing hundreds of opportunities would cost more than computing."""

    def __init__(self, steps: tuple[Step, ...]) -> None:
        self.steps = steps

    def __hash__(self) -> int:
        return id(self.steps)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _TheSame) and other.steps is self.steps


def curve_of(steps: Iterable[Step], *, expected: bool = False) -> Curve:
    """The curve of these steps; of a tuple the same one again."""
    return _kept(_TheSame(steps), expected) if isinstance(steps, tuple) else Curve(steps, expected=expected)


# A picture asks for these in each of its drawings. The key holds the tuple, so that no other one gets its
# identity while they are kept.
@lru_cache(maxsize=16)
def _kept(key: _TheSame, expected: bool) -> Curve:
    return Curve(key.steps, expected=expected)


@lru_cache(maxsize=8)
def _firm_of(key: _TheSame) -> tuple[Step, ...]:
    return tuple(
        replace(
            step,
            customer=step.customer if is_firm(step.opportunity, "customer") else 0.0,
            supplier=step.supplier if is_firm(step.opportunity, "supplier") else 0.0,
        )
        for step in key.steps
    )


@lru_cache(maxsize=8)
def _realised_of(key: _TheSame) -> tuple[Step, ...]:
    return tuple(step for step in key.steps if step.opportunity.stage == "realised")


@lru_cache(maxsize=8)
def _bends_of(key: _TheSame, span: Span) -> tuple[date, ...]:
    days = {span.start, span.end}
    for step in key.steps:
        days |= {day for day in (step.rises_from, step.on) if span.start < day < span.end}
    return tuple(sorted(days))


@lru_cache(maxsize=8)
def _heights_of(key: _TheSame) -> tuple[float, ...]:
    at = _kept(key, False).at
    heights: list[float] = []
    later, day = 0.0, None
    for step in reversed(key.steps):
        later = later if step.on == day else 0.0
        heights.append(at(step.on)[0].total - later)
        later, day = later + step.total, step.on
    return tuple(reversed(heights))


@lru_cache(maxsize=8)
def _extent_of(key: _TheSame, span: Span) -> tuple[float, float]:
    at = _kept(key, False).at
    levels = [at(day)[0] for day in _bends_of(key, span)]
    floor = min(min(one.customer, 0) + min(one.supplier, 0) for one in levels)
    return floor, max(max(one.customer, 0) + max(one.supplier, 0) for one in levels)


def risen(step: Step, day: date) -> float:
    """The share of a step's benefit that is reached on `day`: 3u^2 - 2u^3 (smoothstep) over its ramp."""
    u = min(max((day - step.rises_from).days / RAMP.days, 0.0), 1.0)
    return u * u * (3 - 2 * u)


def bends(steps: Sequence[Step], span: Span) -> tuple[date, ...]:
    """The days on which the formula of the curve changes. Between two of them it is one cubic polynomial."""
    return _bends_of(_TheSame(tuple(steps)), span)


def heights_of(steps: tuple[Step, ...]) -> tuple[float, ...]:
    """What is reached at each step: of its day, without the steps of that day that come after it."""
    return _heights_of(_TheSame(steps))


def extent_of(growth: Growth) -> tuple[float, float]:
    """The lowest and the highest that the sides' benefits reach when losses are stacked downwards."""
    return _extent_of(_TheSame(growth.steps), growth.span)


def _place(one: Opportunity, span: Span) -> Step | Unplaced:
    if one.benefit_customer is None and one.benefit_supplier is None:
        return Unplaced(one, "no_benefit")
    if one.time_horizon is None:
        return Unplaced(one, "no_date")
    if one.time_horizon > span.end:
        return Unplaced(one, "after_horizon")
    on = max(one.time_horizon, span.start)
    return Step(one, on, one.benefit_customer or 0.0, one.benefit_supplier or 0.0)
