"""May this browser open this document, and as whom? Asked by live/ before a WebSocket is accepted.

The cookie names the session, the document names the plan, policy.py decides. A document that the asker may
not see raises NotFound, exactly like one that does not exist. Nothing is remembered from one question to the
next: who was removed a moment ago is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from leitstern.access import sessions
from leitstern.access.participants import ParticipantFacts, find_seat, take_seat
from leitstern.access.policy import DOCUMENT_KINDS, DocumentKind, Role, Side, Standing, may_read, may_write
from leitstern.access.sessions import SignedIn, resolve, stored_form
from leitstern.errors import NotFound, NotSignedIn
from leitstern.store.interfaces import Database
from leitstern.store.tables import Document, LoginSession, Participant, Plan, SessionGrant


@dataclass(frozen=True, slots=True)
class Admission:
    """Who is on a connection and what they may do there."""

    document_id: str
    kind: DocumentKind
    plan_id: str
    participant_id: str
    session_id: str
    name: str
    side: Side
    role: Role
    may_write: bool
    newcomer: ParticipantFacts | None = None
    """Set when a member came straight to the wire and got a participant just now."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A live session and a document that exists."""

    session_id: str
    document_id: str
    kind: DocumentKind
    plan_id: str
    is_archived: bool


# A whole workshop of guests comes back at once: plain columns in one statement cost a third of entities.
_SEATED_GUEST = (
    select(
        *(col(LoginSession.id), col(Document.kind), col(Document.plan_id)),
        *(col(Participant.id), col(Participant.side), col(Participant.role), col(Participant.name)),
        col(Plan.archived_at),
    )
    .join_from(LoginSession, SessionGrant, col(SessionGrant.session_id) == col(LoginSession.id))
    .join(Participant, col(Participant.id) == col(SessionGrant.participant_id))
    .join(Plan, col(Plan.id) == col(Participant.plan_id))
    .join(Document, col(Document.plan_id) == col(Plan.id))
    .where(
        col(LoginSession.token_hash) == bindparam("token_hash"),
        col(LoginSession.ended_at).is_(None),
        col(LoginSession.expires_at) > bindparam("now"),
        col(LoginSession.member_id).is_(None),
        col(Participant.removed_at).is_(None),
        col(Document.id) == bindparam("document_id"),
    )
    .order_by(col(Participant.joined_at).desc())
    .limit(1)
)


async def admit(database: Database, now: datetime, cookie: str | None, document_id: str) -> Admission:
    """Raises NotSignedIn without a valid session, NotFound for a document that the asker may not know of."""
    guest = await database.read(lambda session: _admit_seated_guest(session, now, cookie, document_id))
    return guest or await _admit_anybody(database, now, cookie, document_id)


async def rehearse(database: Database) -> None:
    """Once at the start, so that the first to come does not wait for statements to be built (60 ms)."""

    def work(session: Session) -> None:
        _admit_seated_guest(session, datetime.min.replace(tzinfo=UTC), None, "")
        sessions.rehearse(session)
        for table in (Document, Plan, Participant):
            session.get(table, "")

    await database.read(work)


def _admit_seated_guest(
    session: Session, now: datetime, cookie: str | None, document_id: str
) -> Admission | None:
    """The short way of most. Who is not found here asks the long way, which says why not."""
    asking = {"token_hash": stored_form(cookie), "now": now, "document_id": document_id}
    row = session.connection().execute(_SEATED_GUEST, asking).first()
    if row is None or row.kind not in DOCUMENT_KINDS:
        return None
    session_id, kind, plan_id, participant_id, side, role, name, archived_at = row
    asked = _Asked(session_id, document_id, cast(DocumentKind, kind), plan_id, archived_at is not None)
    standing = Standing(participant_id, plan_id, cast(Side, side), cast(Role, role), False, asked.is_archived)
    return _decide(asked, standing, name)


async def _admit_anybody(
    database: Database, now: datetime, cookie: str | None, document_id: str
) -> Admission:
    asked, who, seated = await database.read(lambda session: _ask(session, now, cookie, document_id))
    if seated is not None:
        return _decide(asked, seated.standing(is_archived=asked.is_archived), seated.name)
    seat = await database.write(lambda session: take_seat(session, who, asked.plan_id, now))
    taken = seat.participant
    standing = taken.standing(is_archived=asked.is_archived)
    return _decide(asked, standing, taken.name, taken if seat.is_new else None)


def _ask(
    session: Session, now: datetime, cookie: str | None, document_id: str
) -> tuple[_Asked, SignedIn, ParticipantFacts | None]:
    who = resolve(session, cookie, now)
    if who is None:
        raise NotSignedIn("sync")
    row = session.get(Document, document_id)
    kind = next((kind for kind in DOCUMENT_KINDS if row is not None and row.kind == kind), None)
    plan = session.get(Plan, row.plan_id) if row is not None else None
    if row is None or kind is None or plan is None:
        raise NotFound(document_id)
    asked = _Asked(who.session_id, row.id, kind, plan.id, plan.archived_at is not None)
    return asked, who, find_seat(session, who, row.plan_id)


def _decide(asked: _Asked, seat: Standing, name: str, newcomer: ParticipantFacts | None = None) -> Admission:
    if not may_read(seat, asked.plan_id, asked.kind):
        raise NotFound(asked.document_id)
    return Admission(
        document_id=asked.document_id,
        kind=asked.kind,
        plan_id=asked.plan_id,
        participant_id=seat.participant_id,
        session_id=asked.session_id,
        name=name,
        side=seat.side,
        role=seat.role,
        may_write=may_write(seat, asked.plan_id, asked.kind),
        newcomer=newcomer,
    )
