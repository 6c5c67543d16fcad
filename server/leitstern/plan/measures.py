"""The computed values of a plan and the gaps worth closing: one formula, one place.

Pure: views in, values out, `today` is an argument. None means that something needed is unknown, which is
never taken for zero. Called by pages/derived.py, which brings these values to the browser as HTML, and by
outputs. Formulas are those of docs/glossary.md; each docstring repeats its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from leitstern.plan.document import PlanView
from leitstern.plan.generated import Action, Goal, Opportunity, Side

OPEN_STAGES = ("idea", "qualified", "agreed", "running")
ENDED = ("done", "dropped")
LARGEST = 1e15
"""No computed value is shown from here on: amounts end at 1e12, so only a divisor near zero leads there."""

FlagCode = Literal[
    "customer_gains_nothing",
    "supplier_gains_nothing",
    "benefit_unknown",
    "not_rankable",
    "without_owner",
    "without_due",
    "late",
    "predecessor_unfinished",
    "goal_unserved",
    "goal_one_sided",
    "goal_not_measurable",
    "no_goal_of_customer",
    "no_goal_of_supplier",
    "horizon_short",
]


@dataclass(frozen=True, slots=True)
class Flag:
    """One gap. `root` and `record` name what it is about (empty for the plan), `days` and `side` fill the
    sentence.
    """

    code: FlagCode
    root: str = ""
    record: str = ""
    side: Side | None = None
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Benefit:
    """Plan currency per year. `weighted` counts each opportunity with its probability; unknown ones are
    left out.
    """

    total: float
    weighted: float
    counted: int


def priority(opportunity: Opportunity) -> float | None:
    """probability x (benefit to customer + benefit to supplier) / effort, in currency per person-day.

    None unless all four are known: an unknown benefit is not a benefit of zero.
    """
    customer, supplier = opportunity.benefit_customer, opportunity.benefit_supplier
    probability, effort = opportunity.probability, opportunity.effort
    if customer is None or supplier is None or probability is None or effort is None or effort <= 0:
        return None
    return _usable(probability * (customer + supplier) / effort)


def positions(opportunities: Iterable[Opportunity]) -> Mapping[str, int]:
    """Id -> place by priority, from 1, of the open opportunities that have one; equal ones share a place."""
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


def progress(goal: Goal) -> float | None:
    """(current - baseline) / (target - baseline): 0 at the start, 1 at the target, beyond both where it is
    so.

    None when one of the three is unknown or the target is the baseline.
    """
    if goal.current is None or goal.baseline is None or goal.target is None or goal.target == goal.baseline:
        return None
    return _usable((goal.current - goal.baseline) / (goal.target - goal.baseline))


def _usable(value: float) -> float | None:
    """A divisor close to nothing makes no number that anybody could use."""
    return value if abs(value) < LARGEST else None


def expected_progress(goal: Goal, today: date) -> float | None:
    """The share of the way between baseline date and target date that has passed, 0 to 1."""
    if goal.baseline_date is None or goal.target_date is None or goal.target_date <= goal.baseline_date:
        return None
    passed = (today - goal.baseline_date).days / (goal.target_date - goal.baseline_date).days
    return min(max(passed, 0.0), 1.0)


def is_late(action: Action, today: date) -> bool:
    """Due has passed and it is neither done nor dropped. On its due day an action is not late."""
    return action.due is not None and action.due < today and action.status not in ENDED


def days_late(action: Action, today: date) -> int:
    """Whole days since due; 0 when it is not late."""
    return (today - action.due).days if action.due is not None and is_late(action, today) else 0


def benefit(opportunities: Iterable[Opportunity], side: Side) -> Benefit:
    """What all opportunities but the dropped ones bring a side per year."""
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
    """The sides of those who own the goal or an action that serves it, itself or by one of its
    opportunities.
    """
    side_of = {person.id: person.side for person in plan.people}
    serving = {goal.id, *goal.opportunities}
    at_work = [one for one in plan.actions if one.status != "dropped" and not serving.isdisjoint(one.serves)]
    owners = [goal.owner, *(one.owner for one in at_work)]
    return frozenset(side_of[owner] for owner in owners if owner in side_of)


def is_served(plan: PlanView, goal: Goal) -> bool:
    """Whether an opportunity or action that is not dropped serves the goal."""
    alive = {one.id for one in plan.opportunities if one.stage != "dropped"}
    has_opportunity = any(key in alive for key in goal.opportunities)
    return has_opportunity or any(goal.id in one.serves for one in plan.actions if one.status != "dropped")


def has_unfinished_predecessor(action: Action, actions: Mapping[str, Action]) -> bool:
    """The action runs, or is done, though the one that has to be done first is not. `actions` are all, by
    id.
    """
    first = actions.get(action.predecessor or "")
    is_begun = action.status in ("running", "done")
    return first is not None and first.id != action.id and is_begun and first.status not in ENDED


def flags(plan: PlanView, today: date) -> tuple[Flag, ...]:
    """Every gap worth closing, in the order of the plan: header, opportunities, goals, actions."""
    found = _plan_flags(plan)
    for opportunity in plan.opportunities:
        found += _opportunity_flags(opportunity)
    for goal in plan.goals:
        found += _goal_flags(plan, goal)
    people = frozenset(person.id for person in plan.people)
    actions = {action.id: action for action in plan.actions}
    for action in plan.actions:
        found += _action_flags(action, people, actions, today)
    return tuple(found)


def _plan_flags(plan: PlanView) -> list[Flag]:
    found: list[Flag] = []
    start, end = plan.header.horizon_start, plan.header.horizon_end
    if start is not None and end is not None and end - start < 2:
        found.append(Flag("horizon_short"))
    # With one or two goals the plan has only begun; a mutuality warning would be noise.
    if len(plan.goals) >= 3:
        whose = {goal.whose for goal in plan.goals}
        if not whose & {"customer", "joint"}:
            found.append(Flag("no_goal_of_customer", side="customer"))
        if not whose & {"supplier", "joint"}:
            found.append(Flag("no_goal_of_supplier", side="supplier"))
    return found


def _opportunity_flags(one: Opportunity) -> list[Flag]:
    """Realised and dropped ones raise none: there is nothing left to close."""
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
    if goal.baseline is None or goal.target is None or goal.target_date is None:
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
