"""Loads and saves decisions, parked topics and comments, and says what `record` shows of them.

One table holds both: a row has its kind, and the whole entry as JSON. Functions on a database session. Called
through discussion_commands.py.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from leitstern.commands.subjects import About
from leitstern.plan.record import Fields
from leitstern.store.tables import DiscussionRow
from leitstern.workshop.decisions import Position, Proposal, Proposals
from leitstern.workshop.session_rows import roles_in
from leitstern.workshop.session_state import Roles
from leitstern.workshop.topics import Topic, Topics

DECISION_KEYS = ("decision_id", "session_id")
TOPIC_KEYS = ("topic_id", "session_id")


def load_proposals(session: Session, plan_id: str) -> Proposals:
    return Proposals(_proposals(_entries(session, plan_id, "decision")))


def load_topics(session: Session, plan_id: str) -> Topics:
    return Topics(_topics(_entries(session, plan_id, "topic")))


def proposals_for(session: Session, plan_id: str, about: About) -> Proposals:
    """The decision that a command names; for a new one those that are open, which are counted."""
    which = _named(about["decision_id"], or_those_that_say='"outcome":"open"')
    found = _proposals(_entries(session, plan_id, "decision", which))
    return Proposals(found, _roles(session, plan_id, about, found))


def topics_for(session: Session, plan_id: str, about: About) -> Topics:
    """The topic that a command names; for a new one those that are open, which are counted."""
    which = _named(about["topic_id"], or_those_that_say='"resolved_by":""')
    found = _topics(_entries(session, plan_id, "topic", which))
    return Topics(found, _roles(session, plan_id, about, found))


def _named(id: str, *, or_those_that_say: str) -> ColumnElement[bool]:
    return col(DiscussionRow.id) == id if id else _says(or_those_that_say)


def _roles(session: Session, plan_id: str, about: About, found: Mapping[str, Proposal | Topic]) -> Roles:
    """Who has which role in the session that the command names and in those that the entries came from."""
    sessions = {about["session_id"], *(one.session for one in found.values())} - {""}
    return roles_in(session, plan_id, sessions)


def _says(json: str) -> ColumnElement[bool]:
    """Whether an entry has this field. No text of a person can look like one: quotes in it are escaped."""
    return col(DiscussionRow.content).contains(json, autoescape=True)


def save_proposals(session: Session, plan_id: str, before: Proposals, after: Proposals) -> None:
    _save(session, plan_id, "decision", before.proposals, after.proposals)


def save_topics(session: Session, plan_id: str, before: Topics, after: Topics) -> None:
    _save(session, plan_id, "topic", before.topics, after.topics)


def _entries(session: Session, plan_id: str, kind: str, *which: ColumnElement[bool]) -> list[dict[str, Any]]:
    wanted = select(DiscussionRow.content).where(DiscussionRow.plan_id == plan_id, DiscussionRow.kind == kind)
    return [json.loads(content) for content in session.exec(wanted.where(*which))]


def _proposals(entries: Iterable[Mapping[str, Any]]) -> dict[str, Proposal]:
    return {one["id"]: _proposal(one) for one in entries}


def _topics(entries: Iterable[Mapping[str, Any]]) -> dict[str, Topic]:
    return {one["id"]: Topic(**_dated(one)) for one in entries}


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
