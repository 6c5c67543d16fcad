"""What a list of plans shows of each beside its title: who takes part, and when it last changed.

Two queries for the whole list, from SQL alone: no document is opened for a list. Functions on a database
session; whoever calls has asked before whether the plans may be known. Called by pages/accounts.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from leitstern.store.tables import Document, Participant, Update


@dataclass(frozen=True, slots=True)
class Attendee:
    name: str
    side: str


@dataclass(frozen=True, slots=True)
class PlanGlance:
    """`changed_at` is None for a plan that nobody has written in, or whose history has been let go."""

    people: tuple[Attendee, ...] = ()
    changed_at: datetime | None = None


def glances(session: Session, plan_ids: Sequence[str]) -> Mapping[str, PlanGlance]:
    """A glance of each plan, by its id."""
    people = _people(session, plan_ids)
    changed = _last_changes(session, plan_ids)
    return {id: PlanGlance(tuple(people.get(id, ())), changed.get(id)) for id in plan_ids}


def _people(session: Session, plan_ids: Sequence[str]) -> dict[str, list[Attendee]]:
    """In the order of joining, the customer's people first: they are what a plan written together has."""
    rows = session.exec(
        select(Participant)
        .where(col(Participant.plan_id).in_(plan_ids))
        .where(col(Participant.removed_at).is_(None))
        .order_by(col(Participant.side), col(Participant.joined_at))
    )
    people: dict[str, list[Attendee]] = {}
    for row in rows:
        people.setdefault(row.plan_id, []).append(Attendee(row.name, row.side))
    return people


def _last_changes(session: Session, plan_ids: Sequence[str]) -> dict[str, datetime]:
    """When the newest update of each shared document was committed."""
    rows = session.exec(
        select(Document.plan_id, Update.at)
        .join(Update, col(Update.document_id) == col(Document.id))
        .where(col(Document.plan_id).in_(plan_ids))
        .where(Document.kind == "shared")
        .where(col(Update.seq) == col(Document.head_seq))
    )
    return dict(rows.all())
