"""Joint projects and risks: what is missing in them, whether a project is late, how grave a risk is.

Pure: views in, values out. Called by reports/measure_values.py, plan/summary.py and plan/readiness.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from leitstern.plan.document import PlanView
from leitstern.plan.generated import JointProject, Risk
from leitstern.plan.measures import Flag

ENDED_STAGES: Final = ("delivered", "stopped")
BEGUN_STAGES: Final = ("agreed", "running")
GRADES: Final = ("low", "medium", "high")
"""Of likelihood and impact, the lowest first."""
SETTLED: Final = "closed"


@dataclass(frozen=True, slots=True)
class Explained:
    """Evidence of item 11 of the KAM check: running projects, and those that say why they matter."""

    running: int
    explained: int


def days_late(project: JointProject, today: date) -> int:
    """Days since the day on which the project was to be delivered; 0 once it has ended."""
    if project.due is None or project.project_stage in ENDED_STAGES:
        return 0
    return max(0, (today - project.due).days)


def explained(plan: PlanView) -> Explained:
    running = [one for one in plan.projects if one.project_stage == "running"]
    return Explained(len(running), sum(bool(one.importance.strip()) for one in running))


def severity(risk: Risk) -> int | None:
    """`likelihood x impact`, each from 1 (low) to 3 (high): 1 to 9. The usual risk matrix.

    None while one of the two is unknown; 0 for a risk that is closed.
    """
    if risk.risk_status == SETTLED:
        return 0
    if risk.likelihood not in GRADES or risk.impact not in GRADES:
        return None
    return (GRADES.index(risk.likelihood) + 1) * (GRADES.index(risk.impact) + 1)


def roadmap_flags(plan: PlanView) -> tuple[Flag, ...]:
    """Gaps of joint projects and risks. What has no title yet has just begun."""
    found: list[Flag] = []
    people = {one.id for one in plan.people}
    for project in plan.projects:
        if project.title.strip() and project.project_stage in BEGUN_STAGES:
            found += _project_flags(project, people)
    for risk in plan.risks:
        if risk.title.strip() and risk.risk_status != SETTLED:
            found += _risk_flags(risk, people)
    return tuple(found)


def _project_flags(one: JointProject, people: set[str]) -> list[Flag]:
    about = ("projects", one.id)
    found: list[Flag] = []
    if one.owner_customer not in people:
        found.append(Flag("project_without_owner", *about, side="customer"))
    if one.owner_supplier not in people:
        found.append(Flag("project_without_owner", *about, side="supplier"))
    if not one.importance.strip():
        found.append(Flag("project_unexplained", *about))
    return found


def _risk_flags(one: Risk, people: set[str]) -> list[Flag]:
    about = ("risks", one.id)
    found: list[Flag] = []
    if one.owner not in people:
        found.append(Flag("without_owner", *about))
    if not one.countermeasure.strip():
        found.append(Flag("risk_uncountered", *about))
    return found
