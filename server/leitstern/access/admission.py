"""May this browser open this document, and as whom? Called by live/ before it accepts a WebSocket.

The cookie names the session, the document names the plan, policy.py decides. A document that the caller may
not know of raises NotFound, exactly like one that does not exist. Nothing is cached, so somebody who was
removed a moment ago is refused.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import cast

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from leitstern.access import sessions
from leitstern.access.link_validity import LINK_IS_VALID, MAKER
from leitstern.access.participants import ParticipantFacts, find_participant, why_access_ended
from leitstern.access.policy import Standing, may_read, may_read_from, may_write, newcomers_link
from leitstern.access.sessions import LASTS, SignedIn, resolve, stored_form
from leitstern.errors import AccessEnded, AccessPaused, Forbidden, NotFound, NotSignedIn
from leitstern.plan.generated import DOCUMENT_KIND_VALUES, SIDE_VALUES, DocumentKind, Role, Side
from leitstern.store.interfaces import Database
from leitstern.store.tables import Document, Invitation, LoginSession, Participant, Plan, SessionGrant


@dataclass(frozen=True, slots=True)
class Admission:
    """The participant of a connection and their rights in its document."""

    document_id: str
    kind: DocumentKind
    plan_id: str
    participant_id: str
    session_id: str
    name: str
    side: Side
    role: Role
    may_write: bool
    ends_at: datetime | None = field(default=None, compare=False)
    """When the sign-in or the guest's link expires, unless it is extended before."""
    newcomers_link: str = field(default="", compare=False)
    """Id of the group link by which they came a short while ago (policy.py); else empty."""


class NotInPlan(NotFound):
    """Signed in, but not in the document's plan. A member may join it first: commands/joining.py."""

    def __init__(self, plan_id: str, who: SignedIn) -> None:
        super().__init__(plan_id)
        self.plan_id = plan_id
        self.who = who


@dataclass(frozen=True, slots=True)
class _Asked:
    """A live session and a document that exists."""

    session_id: str
    document_id: str
    kind: DocumentKind
    plan_id: str
    is_archived: bool
    ends_at: datetime
    newcomers_link: str = ""


# A whole workshop of guests may reconnect at once: selecting columns costs a third of loading entities.
_GUEST_IN_PLAN = (
    select(
        *(col(LoginSession.id), col(Document.kind), col(Document.plan_id)),
        *(col(Participant.id), col(Participant.side), col(Participant.role), col(Participant.name)),
        *(col(Participant.joined_at), col(Invitation.id), col(Invitation.kind)),
        *(col(Invitation.expires_at), col(LoginSession.expires_at), col(Plan.archived_at)),
    )
    .join_from(LoginSession, SessionGrant, col(SessionGrant.session_id) == col(LoginSession.id))
    .join(Participant, col(Participant.id) == col(SessionGrant.participant_id))
    .join(Invitation, col(Invitation.id) == col(Participant.invitation_id))
    .join(MAKER, col(MAKER.id) == col(Invitation.created_by))
    .join(Plan, col(Plan.id) == col(Participant.plan_id))
    .join(Document, col(Document.plan_id) == col(Plan.id))
    .where(
        *LASTS,
        col(LoginSession.member_id).is_(None),
        col(Participant.removed_at).is_(None),
        *LINK_IS_VALID,
        col(Document.id) == bindparam("document_id"),
    )
    .order_by(col(Participant.joined_at).desc())
    .limit(1)
)


async def admit(database: Database, now: datetime, cookie: str | None, document_id: str) -> Admission:
    """Raises NotSignedIn without a valid session, NotFound for a document that the caller may not know of,
    and its subclass NotInPlan when the caller is not in the plan (yet).
    """
    guest = await database.read(lambda session: _admit_guest(session, now, cookie, document_id))
    return guest or await _admit_anybody(database, now, cookie, document_id)


def as_seen_from(admission: Admission, side: str) -> Admission:
    """The same connection with a guest's rights of the other side, to read only (`/sync/...?as=customer`).

    It stays the connection of its participant. Raises NotFound for what such a guest may not know of.
    """
    who = Standing(
        admission.participant_id, admission.plan_id, admission.side, admission.role, is_member=False
    )
    known = next((one for one in SIDE_VALUES if one == side and one != admission.side), None)
    if known is None or not may_read_from(who, known, admission.plan_id, admission.kind):
        raise NotFound(admission.document_id)
    return replace(admission, role="viewer", may_write=False)


async def warm_up(database: Database) -> None:
    """Builds the SQL statements at the start (60 ms), so that the first visitor does not wait for it."""

    def work(session: Session) -> None:
        _admit_guest(session, datetime.min.replace(tzinfo=UTC), None, "")
        sessions.warm_up(session)
        for table in (Document, Plan, Participant):
            session.get(table, "")

    await database.read(work)


def _admit_guest(session: Session, now: datetime, cookie: str | None, document_id: str) -> Admission | None:
    """The common case, in one query. If it finds no guest, `_ask` determines who it is and the error."""
    asking = {"token_hash": stored_form(cookie), "now": now, "document_id": document_id}
    row = session.connection().execute(_GUEST_IN_PLAN, asking).first()
    if row is None or row.kind not in DOCUMENT_KIND_VALUES:
        return None
    session_id, kind, plan_id, participant_id, side, role, name, *link, archived_at = row
    joined_at, link_id, link_kind, link_ends, session_ends = link
    asked = _Asked(
        *(session_id, document_id, cast(DocumentKind, kind), plan_id, archived_at is not None),
        ends_at=min(link_ends, session_ends),
        newcomers_link=newcomers_link(link_id, link_kind, joined_at, now),
    )
    standing = Standing(participant_id, plan_id, cast(Side, side), cast(Role, role), False, asked.is_archived)
    return _decide(asked, standing, name)


async def _admit_anybody(
    database: Database, now: datetime, cookie: str | None, document_id: str
) -> Admission:
    asked, who, participant = await database.read(lambda session: _ask(session, now, cookie, document_id))
    if participant is None:
        raise NotInPlan(asked.plan_id, who)
    return _decide(asked, participant.standing(is_archived=asked.is_archived), participant.name)


def _ask(
    session: Session, now: datetime, cookie: str | None, document_id: str
) -> tuple[_Asked, SignedIn, ParticipantFacts | None]:
    row = session.get(Document, document_id)
    who = resolve(session, cookie, now)
    if who is None:
        raise _lost(session, now, cookie, row) or NotSignedIn("sync")
    kind = next((kind for kind in DOCUMENT_KIND_VALUES if row is not None and row.kind == kind), None)
    plan = session.get(Plan, row.plan_id) if row is not None else None
    if row is None or kind is None or plan is None:
        raise NotFound(document_id)
    asked = _Asked(who.session_id, row.id, kind, plan.id, plan.archived_at is not None, who.ends_at)
    participant = find_participant(session, who, row.plan_id)
    if participant is None and (lost := _lost(session, now, cookie, row)):
        raise lost
    return asked, who, participant


def _lost(session: Session, now: datetime, cookie: str | None, row: Document | None) -> Forbidden | None:
    """The error for a former guest of the document's plan, else None."""
    match why_access_ended(session, cookie, row.plan_id, now) if row is not None else None:
        case "removed":
            return AccessEnded("removed")
        case "paused":
            return AccessPaused("paused")
    return None


def _decide(asked: _Asked, standing: Standing, name: str) -> Admission:
    if not may_read(standing, asked.plan_id, asked.kind):
        raise NotFound(asked.document_id)
    return Admission(
        document_id=asked.document_id,
        kind=asked.kind,
        plan_id=asked.plan_id,
        participant_id=standing.participant_id,
        session_id=asked.session_id,
        name=name,
        side=standing.side,
        role=standing.role,
        may_write=may_write(standing, asked.plan_id, asked.kind),
        ends_at=asked.ends_at,
        newcomers_link=asked.newcomers_link,
    )
