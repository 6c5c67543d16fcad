"""Loads the sessions of a plan from their rows, and saves a new state: only rows that differ are written.

A row holds the whole session as JSON; the columns beside it serve lists and searches. Functions on a database
session. Called through the subject in registration.py.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from typing import Any, cast

from sqlmodel import Session, col, select

from leitstern.plan.generated import Side
from leitstern.store.tables import Account, Participant, Plan, WorkshopSessionRow
from leitstern.workshop.agenda import Phase
from leitstern.workshop.session_state import Attendee, Place, Sessions, WorkshopSession


def load(session: Session, plan_id: str) -> Sessions:
    rows = session.exec(select(WorkshopSessionRow).where(WorkshopSessionRow.plan_id == plan_id))
    zone = select(Account.time_zone).join(Plan, col(Plan.account_id) == col(Account.id))
    return Sessions(
        {row.id: from_json(row.state) for row in rows},
        attendees_of(session, plan_id),
        session.exec(zone.where(Plan.id == plan_id)).first() or "",
    )


def attendees_of(session: Session, plan_id: str) -> dict[str, Attendee]:
    """Everybody who is in the plan now, by participant."""
    people = select(Participant).where(Participant.plan_id == plan_id, col(Participant.removed_at).is_(None))
    return {
        row.id: Attendee(cast(Side, row.side), row.role == "editor", row.member_id is not None)
        for row in session.exec(people)
    }


def save(session: Session, plan_id: str, before: Sessions, after: Sessions) -> None:
    for one in after.sessions.values():
        if one != before.sessions.get(one.id):
            row = session.get(WorkshopSessionRow, (plan_id, one.id)) or WorkshopSessionRow(
                plan_id=plan_id, id=one.id, status=one.status, starts_at=one.starts_at, state=""
            )
            row.status, row.starts_at, row.state = one.status, one.starts_at, to_json(one)
            session.add(row)
    session.flush()


def to_json(one: WorkshopSession) -> str:
    return json.dumps(asdict(one), default=datetime.isoformat, sort_keys=True, separators=(",", ":"))


def from_json(text: str) -> WorkshopSession:
    """The session that `to_json` wrote."""
    values: dict[str, Any] = json.loads(text)
    for name in ("starts_at", "since", "started_at", "ended_at"):
        values[name] = datetime.fromisoformat(values[name]) if values[name] else None
    values["phases"] = tuple(Phase(**phase) for phase in values["phases"])
    values["hands"] = {who: datetime.fromisoformat(at) for who, at in values["hands"].items()}
    values["place"] = Place(**values["place"])
    return WorkshopSession(**values)
