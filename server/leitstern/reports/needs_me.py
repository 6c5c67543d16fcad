"""What needs one person's attention today, across their plans: their actions that are overdue or due soon.

Pure: the plans with their day and dated actions (from `plan_summary`) in, lines out, the most urgent first.
An action belongs to the reader when its responsible person is linked to them, else when name and side match:
as plan/identity.py does within a plan. Called by pages/home.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from leitstern.plan.generated import Side
from leitstern.plan.summary import DueAction

SOON = timedelta(days=14)
SHOWN = 8


@dataclass(frozen=True, slots=True)
class MyPlan:
    """A plan and who the reader is in it."""

    id: str
    title: str
    company: str
    """The other one."""
    my_name: str
    my_side: Side
    due_actions: Sequence[DueAction]
    today: date
    """In the plan's time zone."""
    my_id: str = ""
    """The reader's id among the plan's participants."""


@dataclass(frozen=True, slots=True)
class Need:
    """One action. `days_late` is 0 while it is not overdue."""

    plan: MyPlan
    action: DueAction
    days_late: int
    is_today: bool


@dataclass(frozen=True, slots=True)
class Needs:
    shown: tuple[Need, ...]
    more: int
    next: Need | None
    """When nothing needs the person now: the action of theirs that is due next."""


def needs_of(plans: Iterable[MyPlan]) -> Needs:
    mine = [_need(plan, one) for plan in plans for one in plan.due_actions if _is_mine(plan, one)]
    mine.sort(key=lambda need: (need.action.due, need.plan.id, need.action.id))
    near = [need for need in mine if need.action.due <= need.plan.today + SOON]
    later = mine[len(near) :]
    return Needs(tuple(near[:SHOWN]), max(0, len(near) - SHOWN), later[0] if later and not near else None)


def _need(plan: MyPlan, action: DueAction) -> Need:
    return Need(plan, action, max(0, (plan.today - action.due).days), action.due == plan.today)


def _is_mine(plan: MyPlan, action: DueAction) -> bool:
    if action.participant:
        return action.participant == plan.my_id
    return action.side == plan.my_side and _compared(action.owner) == _compared(plan.my_name)


def _compared(name: str) -> str:
    return name.strip().casefold()
