"""What a change would move before it is made: ends, goals, benefits by year, priorities. Writes nothing.

Pure: a plan and hypothetical values in, effects out. schedule.py says how dates push each other. Money is
expected money: a benefit times its probability, as in measures.py; an unknown one counts as 0. Called by
reports/what_if.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from leitstern.errors import InvalidInput, NotFound
from leitstern.plan import measures
from leitstern.plan.document import PlanView, fields_in
from leitstern.plan.generated import SIDE_VALUES, Opportunity, Side
from leitstern.plan.growth import span_of
from leitstern.plan.schedule import Ends, Room, ends_of
from leitstern.plan.value_log import Split, is_firm
from leitstern.plan.values import is_allowed, read_value

FIELDS: Final[Mapping[str, frozenset[str]]] = {
    "actions": frozenset({"start", "due"}),
    "projects": frozenset({"start", "due"}),
    "opportunities": frozenset(
        {"probability", "effort", "benefit_customer", "benefit_supplier", "time_horizon"}
    ),
}
"""Kind -> the fields for which a hypothetical value can be given."""
MOST_CHANGES: Final = 20
NOT_PURSUED: Final = "dropped"


@dataclass(frozen=True, slots=True)
class Change:
    record: str
    field: str
    value: object
    """As the document holds it; None: the field is emptied."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A record that ends on another day. `is_asked`: somebody changed this very record."""

    kind: str
    record: str
    before: date
    after: date
    is_asked: bool


@dataclass(frozen=True, slots=True)
class GoalEffect:
    """`days`: how much later everything that contributes is done. `over`: days after the target date, then
    and now. `expected`: yearly benefit of the opportunities that contribute, before and after.
    """

    record: str
    days: int
    over: tuple[int, int]
    expected: tuple[float, float]


@dataclass(frozen=True, slots=True)
class YearEffect:
    """The expected benefit to a side within one year, before and after; `firm`: the part of it that counts in
    the plan's figures, from evidence level 3 on.
    """

    side: Side
    year: int
    before: float
    after: float
    firm: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class PriorityEffect:
    record: str
    before: float | None
    after: float | None
    place_before: int | None
    place_after: int | None


@dataclass(frozen=True, slots=True)
class Effects:
    moved: tuple[Moved, ...]
    goals: tuple[GoalEffect, ...]
    years: tuple[YearEffect, ...]
    priorities: tuple[PriorityEffect, ...]
    room: Room | None
    """The least slack behind what was changed, while it pushes nothing."""


def effects_of(plan: PlanView, changes: Sequence[Change], today: date) -> Effects:
    """Raises NotFound for an unknown record, InvalidInput for a field or value that cannot be."""
    changed = with_changes(plan, changes)
    ends = ends_of(plan, changed)
    asked = {one.record for one in changes}
    moved, goals = _moved(changed, ends, asked), _goals(plan, changed, ends)
    is_pushing = any(not one.is_asked for one in moved) or any(one.over[0] != one.over[1] for one in goals)
    return Effects(
        moved,
        goals,
        _years(plan, changed, ends, today),
        _priorities(plan, changed),
        None if is_pushing else _room(ends, moved, asked),
    )


def with_changes(plan: PlanView, changes: Sequence[Change]) -> PlanView:
    """The plan as it would be."""
    if len(changes) > MOST_CHANGES:
        raise InvalidInput({"set": "too_many"})
    records = dict(plan.records)
    for change in changes:
        kind = next((kind for kind in FIELDS if _has(records, kind, change.record)), None)
        if kind is None:
            raise NotFound(change.record)
        value = _read(kind, change)
        records[kind] = tuple(
            replace(one, **{change.field: value}) if one.id == change.record else one for one in records[kind]
        )
    return replace(plan, records=records)


def _has(records: Mapping[str, tuple[Any, ...]], kind: str, id: str) -> bool:
    return any(one.id == id for one in records.get(kind, ()))


def _read(kind: str, change: Change) -> object:
    shape = fields_in("shared", kind)[change.field] if change.field in FIELDS[kind] else None
    if shape is None:
        raise InvalidInput({change.field: "invalid"})
    if change.value is None:
        return None
    if not is_allowed(shape, change.value):
        raise InvalidInput({change.field: "invalid"})
    return read_value(shape, change.value)


def _moved(plan: PlanView, ends: Ends, asked: set[str]) -> tuple[Moved, ...]:
    """What ends on another day: actions, then projects, then opportunities."""
    return tuple(
        Moved(kind, one.id, ends.spans[one.id].before, ends.spans[one.id].after, one.id in asked)
        for kind in FIELDS
        for one in plan.records.get(kind, ())
        if one.id in ends.spans and ends.spans[one.id].days
    )


def _goals(plan: PlanView, changed: PlanView, ends: Ends) -> tuple[GoalEffect, ...]:
    found = []
    for goal in plan.goals:
        span = ends.spans.get(goal.id)
        over = (0, 0)
        if span is not None and goal.target_date is not None:
            over = (
                max(0, (span.before - goal.target_date).days),
                max(0, (span.after - goal.target_date).days),
            )
        expected = (_carried(plan, goal.opportunities), _carried(changed, goal.opportunities))
        days = span.days if span is not None else 0
        if days or _differs(*expected):
            found.append(GoalEffect(goal.id, days, over, expected))
    return tuple(found)


def _carried(plan: PlanView, ids: Sequence[str]) -> float:
    """The expected yearly benefit to both sides of some opportunities."""
    return sum(
        _expected(one, side)
        for one in plan.opportunities
        if one.id in ids and one.stage != NOT_PURSUED
        for side in SIDE_VALUES
    )


def _expected(one: Opportunity, side: Side) -> float:
    amount = one.benefit_customer if side == "customer" else one.benefit_supplier
    return (amount or 0.0) * (one.probability or 0.0)


def _years(plan: PlanView, changed: PlanView, ends: Ends, today: date) -> tuple[YearEffect, ...]:
    span = span_of(plan, today)
    found = []
    for side in SIDE_VALUES:
        for year in range(span.start.year, span.end.year + 1):
            before = _split(
                (one, accrued(one, side, year, one.time_horizon), side) for one in plan.opportunities
            )
            after = _split(
                (one, accrued(one, side, year, _full_day(one, ends)), side) for one in changed.opportunities
            )
            if _differs(before.total, after.total):
                firm = (before.firm, after.firm)
                found.append(YearEffect(side, year, before.total, after.total, firm))
    return tuple(found)


def _split(amounts: Iterable[tuple[Opportunity, float, Side]]) -> Split:
    firm = light = 0.0
    for one, amount, side in amounts:
        if is_firm(one, side):
            firm += amount
        else:
            light += amount
    return Split(firm, light)


def _full_day(one: Opportunity, ends: Ends) -> date | None:
    span = ends.spans.get(one.id)
    return span.after if span is not None else one.time_horizon


def accrued(one: Opportunity, side: Side, year: int, full: date | None) -> float:
    """`benefit x probability x days of the year from the day of the full benefit on / days of the year`.

    Without a day nothing accrues.
    """
    if full is None or one.stage == NOT_PURSUED:
        return 0.0
    first, last = date(year, 1, 1), date(year, 12, 31)
    days = (last - max(full, first)).days + 1
    return _expected(one, side) * max(0, days) / ((last - first).days + 1)


def _priorities(plan: PlanView, changed: PlanView) -> tuple[PriorityEffect, ...]:
    """Of every opportunity whose priority or rank changes."""
    before, after = measures.positions(plan.opportunities), measures.positions(changed.opportunities)
    now = {one.id: measures.priority(one) for one in plan.opportunities}
    found = (
        PriorityEffect(one.id, now[one.id], measures.priority(one), before.get(one.id), after.get(one.id))
        for one in changed.opportunities
    )
    return tuple(one for one in found if one.before != one.after or one.place_before != one.place_after)


def _room(ends: Ends, moved: Sequence[Moved], asked: set[str]) -> Room | None:
    if not any(one.is_asked for one in moved):
        return None
    rooms = [ends.rooms[id] for id in asked if id in ends.rooms]
    return min(rooms, key=lambda one: (one.days, one.record), default=None)


def _differs(before: float, after: float) -> bool:
    """By at least half a unit of the currency: less is rounding."""
    return abs(after - before) >= 0.5
