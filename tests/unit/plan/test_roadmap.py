"""Joint projects and risks: gaps, lateness, severity, and the evidence of item 11 of the KAM check."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leitstern.plan import roadmap
from leitstern.plan.document import PlanView, read_plan
from leitstern.plan.generated import JointProject, Risk

TODAY = date(2026, 6, 1)


def project(**values: object) -> JointProject:
    return JointProject(**{"id": "prj_1", "order": "a", "title": "Pilot", **values})  # type: ignore[arg-type]


def risk(**values: object) -> Risk:
    return Risk(**{"id": "rsk_1", "order": "a", "title": "Late", **values})  # type: ignore[arg-type]


def plan(**roots: object) -> PlanView:
    people = {
        "per_c": {"order": "a", "name": "Cleo", "side": "customer"},
        "per_s": {"order": "b", "name": "Sam", "side": "supplier"},
    }
    return read_plan({"people": people, **roots})


def test_a_project_is_late_from_the_day_after_its_end_until_it_has_ended() -> None:
    running = project(project_stage="running", due=TODAY)
    assert roadmap.days_late(running, TODAY) == 0
    assert roadmap.days_late(running, TODAY + timedelta(days=3)) == 3
    delivered = project(project_stage="delivered", due=TODAY)
    assert roadmap.days_late(delivered, TODAY + timedelta(days=3)) == 0


@pytest.mark.parametrize(
    ("likelihood", "impact", "severity"),
    [
        ("low", "low", 1),
        ("medium", "high", 6),
        ("high", "high", 9),
        (None, "high", None),
        ("new", "low", None),
    ],
)
def test_severity_is_likelihood_times_impact(likelihood: str, impact: str, severity: int | None) -> None:
    assert roadmap.severity(risk(likelihood=likelihood, impact=impact)) == severity


@given(st.sampled_from(roadmap.GRADES), st.sampled_from(roadmap.GRADES), st.sampled_from(roadmap.GRADES))
def test_severity_never_falls_when_likelihood_rises(one: str, other: str, impact: str) -> None:
    low, high = sorted((one, other), key=roadmap.GRADES.index)
    before = roadmap.severity(risk(likelihood=low, impact=impact)) or 0
    assert before <= (roadmap.severity(risk(likelihood=high, impact=impact)) or 0)


def test_a_closed_risk_weighs_nothing_and_has_no_gaps() -> None:
    assert roadmap.severity(risk(risk_status="closed", likelihood="high", impact="high")) == 0
    closed = {"rsk_1": {"order": "a", "title": "Late", "risk_status": "closed"}}
    assert roadmap.roadmap_flags(plan(risks=closed)) == ()


def test_a_running_project_lacks_the_owner_of_one_side_and_its_sentence() -> None:
    projects = {
        "prj_1": {"order": "a", "title": "Pilot", "project_stage": "running", "owner_supplier": "per_s"},
        "prj_2": {"order": "b", "title": "Sketch", "project_stage": "idea"},
    }
    found = [(one.code, one.record, one.side) for one in roadmap.roadmap_flags(plan(projects=projects))]
    assert found == [
        ("project_without_owner", "prj_1", "customer"),
        ("project_unexplained", "prj_1", None),
    ]


def test_an_open_risk_needs_an_owner_and_a_countermeasure() -> None:
    risks = {"rsk_1": {"order": "a", "title": "Late", "countermeasure": " "}}
    assert [one.code for one in roadmap.roadmap_flags(plan(risks=risks))] == [
        "without_owner",
        "risk_uncountered",
    ]


def test_only_running_projects_are_evidence_and_blank_sentences_do_not_count() -> None:
    projects = {
        "prj_1": {"order": "a", "project_stage": "running", "importance": "It matters."},
        "prj_2": {"order": "b", "project_stage": "running", "importance": "  "},
        "prj_3": {"order": "c", "project_stage": "delivered", "importance": "It mattered."},
    }
    assert roadmap.explained(plan(projects=projects)) == roadmap.Explained(2, 1)
