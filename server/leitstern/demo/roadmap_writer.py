"""Writes the demo's joint projects, risks and decisions.

Called by seed.py after plan_writer.py wrote the plan.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from pycrdt import Doc

from leitstern.demo import dates
from leitstern.demo.roadmap_data import (
    DECISION_TEXTS,
    DECISIONS,
    DRAFT_RISK,
    PROJECT_TEXTS,
    PROJECTS,
    RISK_TEXTS,
    RISKS,
)
from leitstern.plan import edits


def write_roadmap(doc: Doc[Any], language: str, today: date) -> None:
    _write_projects(doc, language, today)
    _write_risks(doc, language, today)
    _write_decisions(doc, language, today)


def write_drafts(doc: Doc[Any], language: str) -> None:
    """Into the supplier's private document."""
    title, countermeasure = DRAFT_RISK[language]
    values = {
        "title": title,
        "countermeasure": countermeasure,
        "likelihood": "medium",
        "impact": "high",
        "threatens": ["opp_platform", "prj_platform"],
    }
    edits.add_record(doc, "risks", values, record_id="rsk_margin", document="supplier")


def _write_projects(doc: Doc[Any], language: str, today: date) -> None:
    for one in PROJECTS:
        title, objective, importance = PROJECT_TEXTS[language][one.key]
        values = {
            "title": title,
            "objective": objective,
            "importance": importance,
            "project_stage": one.stage,
            "benefit_customer": one.benefit_customer,
            "benefit_supplier": one.benefit_supplier,
            "owner_customer": f"per_{one.owner_customer}",
            "owner_supplier": f"per_{one.owner_supplier}" if one.owner_supplier else None,
            "start": dates.day(today, one.start),
            "due": dates.day(today, one.due),
            "serves": [f"opp_{key}" for key in one.opportunities] + [f"goal_{key}" for key in one.goals],
        }
        edits.add_record(doc, "projects", values, record_id=f"prj_{one.key}")
        for key in one.actions:
            edits.set_link(doc, "actions", f"act_{key}", "serves", f"prj_{one.key}", True)


def _write_risks(doc: Doc[Any], language: str, today: date) -> None:
    for one in RISKS:
        title, countermeasure = RISK_TEXTS[language][one.key]
        values = {
            "title": title,
            "countermeasure": countermeasure,
            "risk_status": one.status,
            "likelihood": one.likelihood,
            "impact": one.impact,
            "owner": f"per_{one.owner}",
            "due": dates.day(today, one.due),
            "threatens": list(one.threatens),
        }
        edits.add_record(doc, "risks", values, record_id=f"rsk_{one.key}")


def _write_decisions(doc: Doc[Any], language: str, today: date) -> None:
    for one in DECISIONS:
        title, reason = DECISION_TEXTS[language][one.key]
        values = {
            "title": title,
            "reason": reason,
            "decided_on": dates.day(today, one.on),
            "decided_by": [f"per_{key}" for key in one.by],
            "concerns": list(one.concerns),
        }
        edits.add_record(doc, "plan_decisions", values, record_id=f"dcn_{one.key}")
