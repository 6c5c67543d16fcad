"""The computed values of a plan and its gaps. Each formula is in this file only.

Pure: views in, values out, `today` is an argument. None means that a needed value is unknown, which is not
zero. Called by reports/ and plan/summary.py. The formulas are defined in docs/glossary.md; each docstring
repeats its formula.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from math import sqrt
from typing import Literal

from leitstern.plan.document import PlanView
from leitstern.plan.generated import SIDE_VALUES, Action, Goal, Opportunity, Side
from leitstern.plan.goals import is_measurable
from leitstern.plan.quotients import usable

OPEN_STAGES = ("idea", "qualified", "agreed", "running")
ENDED = ("done", "dropped")

FlagCode = Literal[
    "customer_gains_nothing",
    "supplier_gains_nothing",
    "benefit_unknown",
    "not_rankable",
    "without_owner",
    "without_due",
    "late",
    "question_overdue",
    "claim_aged",
    "predecessor_unfinished",
    "goal_unserved",
    "goal_one_sided",
    "goal_not_measurable",
    "no_goal_of_customer",
    "no_goal_of_supplier",
    "horizon_short",
    "project_without_owner",
    "project_unexplained",
    "risk_uncountered",
]


@dataclass(frozen=True, slots=True)
class Flag:
    """One gap. `root` and `record` name its subject (empty: the plan); `days` and `side` are values for its
    sentence.
    """

    code: FlagCode
    root: str = ""
    record: str = ""
    side: Side | None = None
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Benefit:
    """Plan currency per year. `weighted` multiplies each benefit by its probability; an unknown probability
    counts as 0.
    """

    total: float
    weighted: float
    counted: int


def priority(opportunity: Opportunity) -> float | None:
    """probability x sqrt(benefit to customer x benefit to supplier) / effort, in currency per person-day.

    The geometric mean favours opportunities that benefit both sides; a sum would rank one-sided ones high. A
    benefit of zero or less for a side gives 0. None unless all four values are known.
    """
    customer, supplier = opportunity.benefit_customer, opportunity.benefit_supplier
    probability, effort = opportunity.probability, opportunity.effort
    if customer is None or supplier is None or probability is None or effort is None or effort <= 0:
        return None
    if customer <= 0 or supplier <= 0:
        return 0.0
    return usable(probability * sqrt(customer * supplier) / effort)


def positions(opportunities: Iterable[Opportunity]) -> Mapping[str, int]:
    """Id -> rank by priority, from 1, of open opportunities that have one; equal priorities share a rank."""
    ranked = [
        (value, one.id) for one in opportunities if (value := priority(one)) is not None and is_open(one)
    ]
    ranked.sort(key=lambda pair: -pair[0])
    places: dict[str, int] = {}
    for index, (value, record_id) in enumerate(ranked):
        is_tie = index > 0 and ranked[index - 1][0] == value
        places[record_id] = places[ranked[index - 1][1]] if is_tie else index + 1
    return places


def is_open(opportunity: Opportunity) -> bool:
    return opportunity.stage in OPEN_STAGES


def is_late(action: Action, today: date) -> bool:
    """Whether the due day has passed and the action is neither done nor dropped."""
    return action.due is not None and action.due < today and action.status not in ENDED


def days_late(action: Action, today: date) -> int:
    """Whole days since due; 0 when it is not late."""
    return (today - action.due).days if action.due is not None and is_late(action, today) else 0


def benefit(opportunities: Iterable[Opportunity], side: Side) -> Benefit:
    """The yearly benefit to a side of all opportunities that are not dropped."""
    total = weighted = 0.0
    counted = 0
    for one in opportunities:
        amount = one.benefit_customer if side == "customer" else one.benefit_supplier
        if amount is None or one.stage == "dropped":
            continue
        counted += 1
        total += amount
        weighted += amount * (one.probability or 0.0)
    return Benefit(total, weighted, counted)


def sides_at_work(plan: PlanView, goal: Goal) -> frozenset[Side]:
    """The sides of the owners of the goal and of the actions that serve it, directly or through an
    opportunity.
    """
    side_of: dict[str, Side] = {
        person.id: side for person in plan.people for side in SIDE_VALUES if person.side == side
    }
    serving = {goal.id, *goal.opportunities}
    at_work = [one for one in plan.actions if one.status != "dropped" and not serving.isdisjoint(one.serves)]
    owners = [goal.owner, *(one.owner for one in at_work)]
    return frozenset(side_of[owner] for owner in owners if owner in side_of)


def is_served(plan: PlanView, goal: Goal) -> bool:
    """Whether an opportunity, joint project or action that is not dropped serves the goal."""
    alive = {one.id for one in plan.opportunities if one.stage != "dropped"}
    has_opportunity = any(key in alive for key in goal.opportunities)
    if has_opportunity or any(
        goal.id in one.serves for one in plan.projects if one.project_stage != "stopped"
    ):
        return True
    return any(goal.id in one.serves for one in plan.actions if one.status != "dropped")


def has_unfinished_predecessor(action: Action, actions: Mapping[str, Action]) -> bool:
    """Whether the action is in progress or done while its predecessor is not done. `actions`: all, by id."""
    first = actions.get(action.predecessor or "")
    is_begun = action.status in ("running", "done")
    return first is not None and first.id != action.id and is_begun and first.status not in ENDED


def flags(plan: PlanView, today: date) -> tuple[Flag, ...]:
    """Every gap, in the order of the plan: header, opportunities, goals, actions.

    A record without a title has just begun and has no gaps yet.
    """
    found = _plan_flags(plan)
    for opportunity in filter(_is_titled, plan.opportunities):
        found += _opportunity_flags(opportunity)
    for goal in filter(_is_titled, plan.goals):
        found += _goal_flags(plan, goal)
    people = frozenset(person.id for person in plan.people)
    actions = {action.id: action for action in plan.actions}
    for action in filter(_is_titled, plan.actions):
        found += _action_flags(action, people, actions, today)
    return tuple(found)


def _is_titled(record: Opportunity | Goal | Action) -> bool:
    return record.title.strip() != ""


def _plan_flags(plan: PlanView) -> list[Flag]:
    found: list[Flag] = []
    start, end = plan.header.horizon_start, plan.header.horizon_end
    if start is not None and end is not None and end - start < 2:
        found.append(Flag("horizon_short"))
    # A plan with one or two goals has just begun: no mutuality warning yet.
    if len(plan.goals) >= 3:
        whose = {goal.whose for goal in plan.goals}
        if not whose & {"customer", "joint"}:
            found.append(Flag("no_goal_of_customer", side="customer"))
        if not whose & {"supplier", "joint"}:
            found.append(Flag("no_goal_of_supplier", side="supplier"))
    return found


def _opportunity_flags(one: Opportunity) -> list[Flag]:
    """Gaps of an opportunity; none when it is realised or dropped."""
    if not is_open(one):
        return []
    found: list[Flag] = []
    about = ("opportunities", one.id)
    if one.benefit_customer is not None and one.benefit_customer <= 0:
        found.append(Flag("customer_gains_nothing", *about, side="customer"))
    if one.benefit_supplier is not None and one.benefit_supplier <= 0:
        found.append(Flag("supplier_gains_nothing", *about, side="supplier"))
    if one.benefit_customer is None or one.benefit_supplier is None:
        found.append(
            Flag("benefit_unknown", *about, side="customer" if one.benefit_customer is None else "supplier")
        )
    elif one.probability is None or one.effort is None:
        found.append(Flag("not_rankable", *about))
    return found


def _goal_flags(plan: PlanView, goal: Goal) -> list[Flag]:
    found: list[Flag] = []
    about = ("goals", goal.id)
    if not is_served(plan, goal):
        found.append(Flag("goal_unserved", *about))
    at_work = sides_at_work(plan, goal)
    if len(at_work) == 1:
        found.append(Flag("goal_one_sided", *about, side=next(iter(at_work))))
    if not is_measurable(goal):
        found.append(Flag("goal_not_measurable", *about))
    return found


def _action_flags(
    action: Action, people: frozenset[str], actions: Mapping[str, Action], today: date
) -> list[Flag]:
    found: list[Flag] = []
    about = ("actions", action.id)
    if action.status not in ENDED:
        if action.owner not in people:
            found.append(Flag("without_owner", *about))
        if action.due is None:
            found.append(Flag("without_due", *about))
    if is_late(action, today):
        found.append(Flag("late", *about, days=days_late(action, today)))
    if has_unfinished_predecessor(action, actions):
        found.append(Flag("predecessor_unfinished", *about))
    return found
