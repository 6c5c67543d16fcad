"""May this browser open this document, and as whom? Asked by live/ before a WebSocket is accepted.

The cookie names the session, the document names the plan, policy.py decides. A document that the asker may
not see raises NotFound, exactly like one that does not exist.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from leitstern.access import sessions
from leitstern.access.participants import ParticipantFacts, Seat, find_seat, take_seat
from leitstern.access.policy import DOCUMENT_KINDS, DocumentKind, Role, Side, may_read, may_write
from leitstern.access.sessions import SignedIn, resolve
from leitstern.errors import NotFound, NotSignedIn
from leitstern.store.interfaces import Database
from leitstern.store.tables import Document, Participant


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
    who: SignedIn
    document_id: str
    kind: DocumentKind
    plan_id: str


async def admit(database: Database, now: datetime, cookie: str | None, document_id: str) -> Admission:
    """Raises NotSignedIn without a valid session, NotFound for a document that the asker may not know of."""
    asked, participant = await database.read(lambda session: _ask(session, now, cookie, document_id))
    if participant is None:
        seat = await database.write(lambda session: take_seat(session, asked.who, asked.plan_id, now))
        return _decide(asked, seat)
    return _decide(asked, Seat(participant, False))


async def rehearse(database: Database) -> None:
    """Once at the start, so that the first to come does not wait for statements to be built (60 ms)."""

    def work(session: Session) -> None:
        sessions.rehearse(session)
        session.get(Document, "")
        session.get(Participant, "")

    await database.read(work)


def _ask(
    session: Session, now: datetime, cookie: str | None, document_id: str
) -> tuple[_Asked, ParticipantFacts | None]:
    who = resolve(session, cookie, now)
    if who is None:
        raise NotSignedIn("sync")
    row = session.get(Document, document_id)
    kind = next((kind for kind in DOCUMENT_KINDS if row is not None and row.kind == kind), None)
    if row is None or kind is None:
        raise NotFound(document_id)
    return _Asked(who, row.id, kind, row.plan_id), find_seat(session, who, row.plan_id)


def _decide(asked: _Asked, seat: Seat) -> Admission:
    participant = seat.participant
    if not may_read(participant.standing, asked.plan_id, asked.kind):
        raise NotFound(asked.document_id)
    return Admission(
        document_id=asked.document_id,
        kind=asked.kind,
        plan_id=asked.plan_id,
        participant_id=participant.id,
        session_id=asked.who.session_id,
        name=participant.name,
        side=participant.side,
        role=participant.role,
        may_write=may_write(participant.standing, asked.plan_id, asked.kind),
        newcomer=participant if seat.is_new else None,
    )
