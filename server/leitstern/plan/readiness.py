"""How complete a plan is: what an executive expects to find in it, point by point, each in its chapter.

Pure: a view and a day in, points out. `completeness = points that are met / all points`. Called by summary.py
and reports/.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from leitstern.plan import measures
from leitstern.plan.document import PlanView
from leitstern.plan.goals import is_measured

FEWEST_YEARS = 3
FEWEST_CLAIMS = 5


@dataclass(frozen=True, slots=True)
class Point:
    """`code` is the last part of a catalogue key, `section` the address in the plan where it is met."""

    code: str
    section: str
    is_met: bool


def points(plan: PlanView, today: date) -> tuple[Point, ...]:
    """In the order of the plan's chapters."""
    customers = [one for one in plan.people if one.side == "customer"]
    open_ones = [one for one in plan.opportunities if measures.is_open(one)]
    actions = [one for one in plan.actions if one.status not in measures.ENDED]
    roles = {one.decision_role for one in customers}
    return (
        Point("purpose", "overview", bool(plan.purpose.strip())),
        Point("horizon", "overview", years_of(plan) >= FEWEST_YEARS),
        Point("claims", "claims", len(plan.claims) >= FEWEST_CLAIMS),
        Point("financials", "financials", any(one.revenue or one.volume for one in plan.financials)),
        Point("decides", "people", "decides" in roles),
        Point("both_sides", "people", bool(customers) and len(customers) < len(plan.people)),
        Point("opportunities", "opportunities", bool(open_ones)),
        Point(
            "comparable",
            "opportunities",
            bool(open_ones) and all(measures.priority(one) is not None for one in open_ones),
        ),
        Point("customer_goal", "goals", any(one.whose != "supplier" for one in plan.goals)),
        Point(
            "measurable",
            "goals",
            bool(plan.goals) and all(is_measured(one) for one in plan.goals),
        ),
        Point("actions", "actions", bool(actions)),
        Point(
            "owned",
            "actions",
            bool(actions) and all(one.owner is not None and one.due is not None for one in actions),
        ),
    )


def completeness(found: Sequence[Point]) -> float:
    """The share of points that are met, 0 to 1."""
    return sum(one.is_met for one in found) / len(found) if found else 0.0


def years_of(plan: PlanView) -> int:
    """Fiscal years of the horizon; 0 while it is not written down."""
    first, last = plan.header.horizon_start, plan.header.horizon_end
    return max(0, last - first + 1) if first is not None and last is not None else 0
