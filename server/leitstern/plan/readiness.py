"""How complete a plan is: what an executive expects to find in it, point by point, each in its chapter.

Pure: a view and a day in, points out. `completeness = points that are met / all points`, of the plan and
of each chapter. A chapter's fingerprint changes with its content: the summary keeps when that was last.
Called by summary.py and reports/.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from leitstern.plan import measures
from leitstern.plan.document import PlanView
from leitstern.plan.generated import KINDS, JointProject, Risk
from leitstern.plan.goals import is_measured
from leitstern.plan.roadmap import SETTLED

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
        Point(
            "charter", "overview", bool(plan.charter) and all(one.strip() for one in plan.charter.values())
        ),
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
        Point("figures", "figures", any(one.planned for one in plan.figures)),
        Point("actions", "actions", bool(actions)),
        Point(
            "owned",
            "actions",
            bool(actions) and all(one.owner is not None and one.due is not None for one in actions),
        ),
        Point("projects", "projects", any(_is_joint(one) for one in plan.projects)),
        Point("risks", "risks", bool(plan.risks) and all(_is_countered(one) for one in plan.risks)),
        Point("value", "values", any(one.amount is not None for one in plan.values)),
    )


def _is_joint(one: JointProject) -> bool:
    """Somebody answers for it on both sides, and it says why it matters."""
    return bool(one.owner_customer and one.owner_supplier and one.importance.strip())


def _is_countered(one: Risk) -> bool:
    return one.risk_status == SETTLED or bool(one.countermeasure.strip())


def chapter_of(section: str) -> str:
    kind = KINDS.get(section)
    return kind.chapter if kind is not None else "star"


def by_chapter(found: Sequence[Point]) -> Mapping[str, tuple[Point, ...]]:
    """Chapter -> its points, in the order of the plan's chapters."""
    chapters: dict[str, list[Point]] = {}
    for one in found:
        chapters.setdefault(chapter_of(one.section), []).append(one)
    return {chapter: tuple(points) for chapter, points in chapters.items()}


def fingerprints(plan: PlanView) -> Mapping[str, str]:
    """Chapter -> a hash of what stands in it; another hash means that somebody changed something."""
    content: dict[str, list[object]] = {"star": [plan.title, plan.purpose, plan.charter, plan.header]}
    for root, records in plan.records.items():
        content.setdefault(KINDS[root].chapter, []).append((root, records))
    content.setdefault("roadmap", []).append(plan.notes)
    return {
        chapter: sha256(repr(parts).encode("utf-8", "replace")).hexdigest()[:16]
        for chapter, parts in content.items()
    }


def completeness(found: Sequence[Point]) -> float:
    """The share of points that are met, 0 to 1."""
    return sum(one.is_met for one in found) / len(found) if found else 0.0


def years_of(plan: PlanView) -> int:
    """Fiscal years of the horizon; 0 while it is not written down."""
    first, last = plan.header.horizon_start, plan.header.horizon_end
    return max(0, last - first + 1) if first is not None and last is not None else 0
