"""Writes the demo plan's data and texts into a document, with the functions of plan/edits.py.

Changes nothing but the given Doc; all dates are relative to `today`. Called by seed.py.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from pycrdt import Doc

from leitstern.demo import dates, demo_claims, demo_data, demo_people
from leitstern.demo.content import Content
from leitstern.plan import edits
from leitstern.plan.document import CHARTER
from leitstern.plan.generated import Side


def write_shared(doc: Doc[Any], content: Content, today: date) -> None:
    """The whole shared document of the first plan."""
    write_header(doc, content.title, content.purpose, today)
    for root, sentence in zip(CHARTER, content.charter, strict=True):
        edits.set_root_text(doc, root, sentence)
    edits.set_root_rich_text(doc, "rich_notes", content.notes)
    _write_people(doc, content)
    _write_opportunities(doc, content, today)
    _write_goals(doc, content, today)
    _write_actions(doc, content, today)
    _write_claims(doc, content, today)
    _write_financials(doc, content, today)
    _write_scorecard(doc, content, today)


def write_header(doc: Doc[Any], title: str, purpose: str, today: date) -> None:
    edits.set_root_text(doc, "title", title)
    edits.set_root_text(doc, "purpose", purpose)
    first_year, last_year = dates.horizon(today)
    edits.set_header(doc, "horizon_start", first_year)
    edits.set_header(doc, "horizon_end", last_year)
    edits.set_header(doc, "currency", demo_data.CURRENCY)


def write_private(doc: Doc[Any], content: Content, side: Side, today: date) -> None:
    """One side's own notes, and what it thinks of the other one."""
    is_supplier = side == "supplier"
    notes = content.notes_supplier if is_supplier else content.notes_customer
    edits.set_root_rich_text(doc, "rich_notes", notes, document=side)
    _write_assessments(doc, content, side, today)
    if is_supplier:
        _write_competitors(doc, content, today)


def write_second(doc: Doc[Any], content: Content, today: date) -> None:
    """The shared document of the second plan."""
    write_header(doc, content.second.title, content.second.purpose, today)
    title, unit = content.people["berg"]
    member = {"name": demo_people.MEMBER_NAME, "side": "supplier", "title": title, "unit": unit}
    edits.add_record(doc, "people", member, record_id="per_berg")
    edits.add_record(doc, "opportunities", {"title": content.second.opportunity}, record_id="opp_conveyors")


def _write_people(doc: Doc[Any], content: Content) -> None:
    for one in demo_people.PEOPLE:
        title, unit = content.people[one.key]
        values = {
            "name": one.name,
            "side": one.side,
            "title": title,
            "unit": unit,
            "decision_role": one.decision_role,
            "level": one.level,
            "region": one.region,
            "reports_to": _person(one.reports_to),
            "contact": _person(one.contact),
        }
        edits.add_record(doc, "people", values, record_id=f"per_{one.key}")


def _write_assessments(doc: Doc[Any], content: Content, side: Side, today: date) -> None:
    for one in demo_people.ASSESSMENTS[side]:
        values = {
            "person": _person(one.person),
            "relationship": one.relationship,
            "wanted": one.wanted,
            "last_contact": dates.day(today, one.last_contact),
            "influence": one.influence,
            "attitude": one.attitude,
            "supports": one.supports,
            "notes": content.assessments[side][one.person],
        }
        edits.add_record(doc, "assessments", values, record_id=f"asm_{one.person}", document=side)


def _write_competitors(doc: Doc[Any], content: Content, today: date) -> None:
    for number, one in enumerate(demo_people.COMPETITORS, start=1):
        offering, price, source = content.competitors[one.name]
        values = {
            "name": one.name,
            "offering": offering,
            "price": price,
            "source": source,
            "share": one.share,
            "as_of": dates.day(today, one.as_of),
        }
        edits.add_record(doc, "competitors", values, record_id=f"cmp_{number}", document="supplier")


def _write_opportunities(doc: Doc[Any], content: Content, today: date) -> None:
    for one in demo_data.OPPORTUNITIES:
        title, description = content.opportunities[one.key]
        values = {
            "title": title,
            "description": description,
            "benefit_customer": one.benefit_customer,
            "benefit_supplier": one.benefit_supplier,
            "probability": one.probability,
            "effort": one.effort,
            "time_horizon": dates.day(today, one.full_from),
            "stage": one.stage,
            "sponsor_customer": _person(one.sponsor_customer),
            "sponsor_supplier": _person(one.sponsor_supplier),
        }
        edits.add_record(doc, "opportunities", values, record_id=f"opp_{one.key}")


def _write_goals(doc: Doc[Any], content: Content, today: date) -> None:
    for one in demo_data.GOALS:
        title, measure, unit = content.goals[one.key]
        values = {
            "title": title,
            "whose": one.whose,
            "measure": measure,
            "unit": unit,
            "baseline": one.baseline,
            "baseline_date": dates.day(today, one.begun),
            "target": one.target,
            "target_date": dates.target_date(today),
            "current": one.current,
            "owner": _person(one.owner),
            "opportunities": [f"opp_{key}" for key in one.opportunities],
        }
        edits.add_record(doc, "goals", values, record_id=f"goal_{one.key}")


def _write_actions(doc: Doc[Any], content: Content, today: date) -> None:
    for one in demo_data.ACTIONS:
        serves = [f"opp_{key}" for key in one.opportunities] + [f"goal_{key}" for key in one.goals]
        values = {
            "title": content.actions[one.key],
            "description": content.details.get(one.key, ""),
            "owner": _person(one.owner),
            "helpers": [f"per_{key}" for key in one.helpers],
            "start": _day(today, one.start),
            "due": _day(today, one.due),
            "status": one.status,
            "serves": serves,
            "predecessor": f"act_{one.predecessor}" if one.predecessor else None,
            "gap": demo_data.GAPS.get(one.key),
        }
        edits.add_record(doc, "actions", values, record_id=f"act_{one.key}")


def _write_claims(doc: Doc[Any], content: Content, today: date) -> None:
    for one in demo_claims.CLAIMS:
        text, source = content.claims[one.key]
        values = {
            "text": text,
            "source": source,
            "topic": one.topic,
            "standing": one.standing,
            "swot": one.swot,
            "as_of": _day(today, one.as_of),
            "follows": [f"clm_{key}" for key in one.follows],
            "answered_by": [f"opp_{key}" for key in one.answered_by],
            "owner": _person(one.owner),
            "due": _day(today, one.due),
        }
        edits.add_record(doc, "claims", values, record_id=f"clm_{one.key}")


def _write_financials(doc: Doc[Any], content: Content, today: date) -> None:
    """The figures of the last full years, in millions."""
    years = [str(today.year - len(demo_data.REVENUE) + at) for at in range(len(demo_data.REVENUE))]
    values = {
        "company": content.account,
        "currency": demo_data.CURRENCY,
        "unit": "million",
        "revenue": dict(zip(years, demo_data.REVENUE, strict=True)),
        "ebit": dict(zip(years, demo_data.EBIT, strict=True)),
        "investment": dict(zip(years, demo_data.INVESTMENT, strict=True)),
        "volume": dict(zip(years, demo_data.VOLUME, strict=True)),
        "sources": dict.fromkeys(years, content.figures_source),
    }
    edits.add_record(doc, "financials", values, record_id="fin_customer")


def _write_scorecard(doc: Doc[Any], content: Content, today: date) -> None:
    edits.set_header(doc, "classification", "leverage")
    for key, weight, scores in demo_data.CRITERIA:
        years = [str(today.year - len(scores) + at) for at in range(len(scores))]
        values = {
            "title": content.criteria[key],
            "weight": weight,
            "scores": dict(zip(years, scores, strict=True)),
        }
        edits.add_record(doc, "criteria", values, record_id=f"crt_{key}")


def _person(key: str | None) -> str | None:
    return f"per_{key}" if key else None


def _day(today: date, moment: dates.Moment | None) -> date | None:
    return None if moment is None else dates.day(today, moment)
