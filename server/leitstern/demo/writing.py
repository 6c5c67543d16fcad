"""Writes the demo plan's story and words into a document, by the same edits that people use.

Pure but for the Doc that is handed in; `today` is the day that all dates count from. Called by seed.py.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from pycrdt import Doc

from leitstern.demo import story
from leitstern.demo.content import Content
from leitstern.plan import edits
from leitstern.plan.generated import Side


def write_shared(doc: Doc[Any], content: Content, today: date) -> None:
    """The whole shared document of the first plan."""
    write_header(doc, content.title, content.purpose, today)
    edits.set_root_text(doc, "notes", content.notes)
    _write_people(doc, content)
    _write_opportunities(doc, content, today)
    _write_goals(doc, content, today)
    _write_actions(doc, content, today)


def write_header(doc: Doc[Any], title: str, purpose: str, today: date) -> None:
    edits.set_root_text(doc, "title", title)
    edits.set_root_text(doc, "purpose", purpose)
    edits.set_header(doc, "horizon_start", today.year)
    edits.set_header(doc, "horizon_end", today.year + 2)
    edits.set_header(doc, "currency", story.CURRENCY)


def write_private(doc: Doc[Any], content: Content, side: Side) -> None:
    """One side's own notes."""
    is_supplier = side == "supplier"
    edits.set_root_text(doc, "notes", content.notes_supplier if is_supplier else content.notes_customer, side)


def write_second(doc: Doc[Any], content: Content, today: date) -> None:
    """The plan that has only begun."""
    write_header(doc, content.second.title, content.second.purpose, today)
    title, unit = content.people["berg"]
    edits.add_person(
        doc, name=story.MEMBER_NAME, side="supplier", title=title, unit=unit, record_id="per_berg"
    )
    edits.add_opportunity(doc, title=content.second.opportunity, record_id="opp_conveyors")


def _write_people(doc: Doc[Any], content: Content) -> None:
    for one in story.PEOPLE:
        title, unit = content.people[one.key]
        edits.add_person(
            doc, name=one.name, side=one.side, title=title, unit=unit, record_id=f"per_{one.key}"
        )


def _write_opportunities(doc: Doc[Any], content: Content, today: date) -> None:
    for one in story.OPPORTUNITIES:
        title, description = content.opportunities[one.key]
        edits.add_opportunity(
            doc,
            title=title,
            description=description,
            benefit_customer=one.benefit_customer,
            benefit_supplier=one.benefit_supplier,
            probability=one.probability,
            effort=one.effort,
            time_horizon=today + timedelta(days=one.full_in),
            stage=one.stage,
            sponsor_customer=_person(one.sponsor_customer),
            sponsor_supplier=_person(one.sponsor_supplier),
            record_id=f"opp_{one.key}",
        )


def _write_goals(doc: Doc[Any], content: Content, today: date) -> None:
    for one in story.GOALS:
        title, measure, unit = content.goals[one.key]
        edits.add_goal(
            doc,
            title=title,
            whose=one.whose,
            measure=measure,
            unit=unit,
            baseline=one.baseline,
            baseline_date=today + timedelta(days=one.begun),
            target=one.target,
            target_date=date(today.year + 2, 12, 31),
            current=one.current,
            owner=_person(one.owner),
            opportunities=[f"opp_{key}" for key in one.opportunities],
            record_id=f"goal_{one.key}",
        )


def _write_actions(doc: Doc[Any], content: Content, today: date) -> None:
    for one in story.ACTIONS:
        serves = [f"opp_{key}" for key in one.opportunities] + [f"goal_{key}" for key in one.goals]
        edits.add_action(
            doc,
            title=content.actions[one.key],
            description=content.details.get(one.key, ""),
            owner=_person(one.owner),
            helpers=[f"per_{key}" for key in one.helpers],
            start=_day(today, one.start),
            due=_day(today, one.due),
            status=one.status,
            serves=serves,
            predecessor=f"act_{one.predecessor}" if one.predecessor else None,
            record_id=f"act_{one.key}",
        )


def _person(key: str | None) -> str | None:
    return f"per_{key}" if key else None


def _day(today: date, offset: int | None) -> date | None:
    return None if offset is None else today + timedelta(days=offset)
