"""Loads and saves decisions, parked topics and comments, and says what `record` shows of them.

One table holds both: a row has its kind, and the whole entry as JSON. Functions on a database session. Called
through discussion_commands.py.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlmodel import Session, select

from leitstern.plan.generated import SeatRole
from leitstern.plan.record import Fields
from leitstern.store.tables import DiscussionRow, WorkshopSessionRow
from leitstern.workshop.decisions import Position, Proposal, Proposals
from leitstern.workshop.session_rows import from_json
from leitstern.workshop.topics import Topic, Topics


def load_proposals(session: Session, plan_id: str) -> Proposals:
    found = _entries(session, plan_id, "decision")
    return Proposals({one["id"]: _proposal(one) for one in found}, roles_of(session, plan_id))


def load_topics(session: Session, plan_id: str) -> Topics:
    found = _entries(session, plan_id, "topic")
    return Topics({one["id"]: Topic(**_dated(one)) for one in found}, roles_of(session, plan_id))


def save_proposals(session: Session, plan_id: str, before: Proposals, after: Proposals) -> None:
    _save(session, plan_id, "decision", before.proposals, after.proposals)


def save_topics(session: Session, plan_id: str, before: Topics, after: Topics) -> None:
    _save(session, plan_id, "topic", before.topics, after.topics)


def roles_of(session: Session, plan_id: str) -> Mapping[str, Mapping[str, SeatRole]]:
    """Session -> participant -> the role that they were given."""
    rows = session.exec(select(WorkshopSessionRow).where(WorkshopSessionRow.plan_id == plan_id))
    return {row.id: from_json(row.state).roles for row in rows}


def _entries(session: Session, plan_id: str, kind: str) -> list[dict[str, Any]]:
    wanted = select(DiscussionRow.content).where(DiscussionRow.plan_id == plan_id, DiscussionRow.kind == kind)
    return [json.loads(content) for content in session.exec(wanted)]


def _save(
    session: Session, plan_id: str, kind: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> None:
    for id, entry in after.items():
        if entry != before.get(id):
            row = session.get(DiscussionRow, (plan_id, id)) or DiscussionRow(
                plan_id=plan_id, id=id, kind=kind, content=""
            )
            row.content = json.dumps(asdict(entry), default=datetime.isoformat, separators=(",", ":"))
            session.add(row)
    session.flush()


def _dated(values: Mapping[str, Any]) -> dict[str, Any]:
    moments = ("at", "decided_at", "resolved_at")
    return {
        name: datetime.fromisoformat(value) if name in moments and value else value
        for name, value in values.items()
    }


def _proposal(values: Mapping[str, Any]) -> Proposal:
    read = _dated(values)
    read["positions"] = {who: Position(**one) for who, one in values["positions"].items()}
    return Proposal(**read)


def shown_proposals(state: Proposals) -> Mapping[str, Mapping[str, Fields]]:
    positions = {
        f"{id}.{who}": {"decision": id, "participant": who, **_fields(position)}
        for id, one in state.proposals.items()
        for who, position in one.positions.items()
    }
    return {"decisions": {id: _fields(one) for id, one in state.proposals.items()}, "positions": positions}


def shown_topics(state: Topics) -> Mapping[str, Mapping[str, Fields]]:
    return {"topics": {id: _fields(one) for id, one in state.topics.items()}}


def _fields(entry: Proposal | Topic | Position) -> Fields:
    """Every text and moment that is set."""
    fields: dict[str, str | bool | int] = {}
    for name, value in asdict(entry).items():
        if isinstance(value, datetime):
            fields[name] = value.isoformat(timespec="seconds")
        elif isinstance(value, str) and value and name != "id":
            fields[name] = value
    return fields
