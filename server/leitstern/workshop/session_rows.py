"""Loads the sessions of a plan from their rows, and saves a new state: only rows that differ are written.

A row holds the whole session as JSON; the columns beside it serve lists and searches. A command gets its own
session and the one that runs, not those of earlier years (`load_for`). Functions on a database session.
Called through the subject in registration.py.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime
from typing import Any, cast

from sqlmodel import Session, col, or_, select

from leitstern.commands.subjects import About
from leitstern.plan.generated import Side
from leitstern.store.tables import Account, Participant, Plan, WorkshopSessionRow
from leitstern.workshop.agenda import Phase
from leitstern.workshop.session_state import Attendee, Place, Roles, Sessions, WorkshopSession

KEYS = ("session_id", "copy_of", "participant_id", "day")
_LIVE = ("running", "paused")


def load(session: Session, plan_id: str) -> Sessions:
    rows = session.exec(select(WorkshopSessionRow).where(WorkshopSessionRow.plan_id == plan_id))
    return Sessions({row.id: from_json(row.state) for row in rows})


def load_for(session: Session, plan_id: str, about: About) -> Sessions:
    """The session that a command names, the one whose agenda it copies, and the one that runs."""
    row = WorkshopSessionRow
    named = [about["session_id"], about["copy_of"]]
    is_wanted = or_(col(row.id).in_(named), col(row.status).in_(_LIVE))
    found = session.exec(select(row).where(row.plan_id == plan_id, is_wanted))
    return Sessions(
        {one.id: from_json(one.state) for one in found},
        _attendee(session, plan_id, about["participant_id"]) if about["participant_id"] else {},
        _time_zone(session, plan_id) if about["day"] else "",
    )


def roles_in(session: Session, plan_id: str, session_ids: Collection[str]) -> Roles:
    """Session -> participant -> the role that they were given."""
    row = WorkshopSessionRow
    wanted = select(row.id, row.state).where(row.plan_id == plan_id, col(row.id).in_(session_ids))
    return {id: json.loads(state)["roles"] for id, state in session.exec(wanted)}


def _attendee(session: Session, plan_id: str, participant_id: str) -> dict[str, Attendee]:
    """None for somebody who is not in the plan now."""
    row = session.get(Participant, participant_id)
    if row is None or row.plan_id != plan_id or row.removed_at is not None:
        return {}
    return {row.id: Attendee(cast(Side, row.side), row.role == "editor", row.member_id is not None)}


def _time_zone(session: Session, plan_id: str) -> str:
    zone = select(Account.time_zone).join(Plan, col(Plan.account_id) == col(Account.id))
    return session.exec(zone.where(Plan.id == plan_id)).first() or ""


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
