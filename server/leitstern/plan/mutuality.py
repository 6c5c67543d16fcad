"""Mutuality: what each company gives and takes in the plan, as counts for plain sentences. No index.

Pure: a view and a day in, sentences out. Both sides read the same sentences, so nothing private goes in.
Called by reports/readiness.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from leitstern.plan import measures
from leitstern.plan.document import PlanView
from leitstern.plan.generated import Action, Side
from leitstern.plan.roadmap import ENDED_STAGES

Code = Literal["goals", "goals_none", "actions", "late", "late_none", "sponsors", "projects", "values"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """`all` records, of which so many are the customer's, the supplier's, and of both."""

    code: Code
    section: str
    all: int
    customer: int = 0
    supplier: int = 0
    both: int = 0
    side: Side | None = None


def sentences(plan: PlanView, today: date) -> tuple[Sentence, ...]:
    """In the order of the plan; what there is nothing of yet is not mentioned."""
    return tuple((*_goals(plan), *_sponsors(plan), *_actions(plan, today), *_projects(plan), *_values(plan)))


def _goals(plan: PlanView) -> Iterator[Sentence]:
    whose = [one.whose for one in plan.goals]
    if not whose:
        return
    count = {one: whose.count(one) for one in ("customer", "supplier", "joint")}
    missing: Side | None = None
    if not count["joint"]:
        missing = "customer" if not count["customer"] else "supplier" if not count["supplier"] else None
    if missing:
        yield Sentence("goals_none", "goals", len(whose), side=missing)
    else:
        yield Sentence("goals", "goals", len(whose), count["customer"], count["supplier"], count["joint"])


def _sponsors(plan: PlanView) -> Iterator[Sentence]:
    open_ones = [one for one in plan.opportunities if measures.is_open(one)]
    both = sum(bool(one.sponsor_customer and one.sponsor_supplier) for one in open_ones)
    if open_ones:
        yield Sentence("sponsors", "opportunities", len(open_ones), both=both)


def _actions(plan: PlanView, today: date) -> Iterator[Sentence]:
    open_ones = [one for one in plan.actions if one.status not in measures.ENDED]
    late = [one for one in open_ones if measures.is_late(one, today)]
    if open_ones:
        yield _by_owner("actions", plan, open_ones)
        yield _by_owner("late", plan, late) if late else Sentence("late_none", "actions", 0)


def _by_owner(code: Code, plan: PlanView, actions: list[Action]) -> Sentence:
    sides = {one.id: one.side for one in plan.people}
    owners = [sides.get(one.owner or "") for one in actions]
    return Sentence(code, "actions", len(actions), owners.count("customer"), owners.count("supplier"))


def _projects(plan: PlanView) -> Iterator[Sentence]:
    alive = [one for one in plan.projects if one.project_stage not in ENDED_STAGES]
    both = sum(bool(one.owner_customer and one.owner_supplier) for one in alive)
    if alive:
        yield Sentence("projects", "projects", len(alive), both=both)


def _values(plan: PlanView) -> Iterator[Sentence]:
    gains = [one.gains for one in plan.values]
    if gains:
        yield Sentence("values", "values", len(gains), gains.count("customer"), gains.count("supplier"))
