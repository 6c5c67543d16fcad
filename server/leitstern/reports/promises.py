"""My side's page: what this person's side promised and what the other side promised, and nothing else.

Pure: a plan view in, a view model out. Called by pages/promises.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from leitstern.plan.document import PlanView
from leitstern.plan.generated import Action, Side
from leitstern.plan.identity import entries_of
from leitstern.plan.measures import days_late

A_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Promise:
    """`later`: the day that "one week later" means, so that the same tap twice is one week."""

    id: str
    title: str
    owner: str
    due: date | None
    days_late: int
    status: str
    is_mine: bool
    later: date


@dataclass(frozen=True, slots=True)
class Promises:
    ours: tuple[Promise, ...]
    """Open, the reader's own first, then by date."""
    theirs: tuple[Promise, ...]
    ours_done: tuple[Promise, ...]
    theirs_done: tuple[Promise, ...]

    def find(self, action_id: str) -> Promise | None:
        return next((one for one in (*self.ours, *self.ours_done) if one.id == action_id), None)


def promises_of(plan: PlanView, participant_id: str, name: str, side: Side, today: date) -> Promises:
    """Actions without an owner, and dropped ones, are nobody's promise."""
    mine = entries_of(plan.people, participant_id, name, side)
    sides = {person.id: person.side for person in plan.people}
    names = {person.id: person.name.strip() for person in plan.people}
    groups: dict[tuple[bool, bool], list[Promise]] = {}
    for action in plan.actions:
        owner = action.owner or ""
        if owner in sides and action.status != "dropped":
            key = (sides[owner] == side, action.status == "done")
            made = _promise(action, names[owner], today, is_mine=owner in mine)
            groups.setdefault(key, []).append(made)
    return Promises(*(tuple(sorted(groups.get(key, []), key=_order)) for key in _GROUPS))


_GROUPS = ((True, False), (False, False), (True, True), (False, True))


def _promise(action: Action, owner: str, today: date, *, is_mine: bool) -> Promise:
    later = max(action.due or today, today) + A_WEEK
    late = days_late(action, today)
    return Promise(action.id, action.title.strip(), owner, action.due, late, action.status, is_mine, later)


def _order(one: Promise) -> tuple[bool, date, str]:
    return not one.is_mine, one.due or date.max, one.title
