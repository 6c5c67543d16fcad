"""Signed-in browsers: open, recognise, list and end them. Functions on a database session plus values.

The cookie carries a random token; the row carries its hash. A session is a member's, or a guest's who may
act as one or more participants (grants). Called by pages/ and admission.py; publishing what ended is the work
of pages/, after the commit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, bindparam
from sqlmodel import Session, col, func, select

from leitstern.access.link_validity import LINK_IS_VALID, MAKER
from leitstern.access.tokens import new_token, token_hash
from leitstern.clock import utc_now
from leitstern.errors import NotFound
from leitstern.plan.ids import new_id
from leitstern.store.tables import Invitation, LoginSession, Member, Participant, SessionGrant

TOUCH_AFTER = timedelta(hours=1)
"""Precision of "last used": at most one write in this time, not one per page."""


@dataclass(frozen=True, slots=True)
class SessionLife:
    """How long a sign-in lasts: without use, and at all."""

    unused: timedelta
    longest: timedelta

    def end_of(self, opened: datetime, used: datetime) -> datetime:
        return min(used + self.unused, opened + self.longest)


@dataclass(frozen=True, slots=True)
class OpenedSession:
    id: str
    token: str


@dataclass(frozen=True, slots=True)
class MemberFacts:
    id: str
    workspace_id: str
    name: str
    email: str
    role: str
    language: str
    time_zone: str


@dataclass(frozen=True, slots=True)
class GuestFacts:
    """One participant that a guest's browser may act as."""

    participant_id: str
    plan_id: str
    invitation_id: str
    name: str
    side: str
    role: str
    language: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The person of a cookie: a member, or a guest with at least one participant."""

    session_id: str
    member: MemberFacts | None
    guests: tuple[GuestFacts, ...]
    is_stale: bool
    """Whether `touch` is due."""
    ends_at: datetime
    """When the sign-in expires, unless it is used before."""


@dataclass(frozen=True, slots=True)
class SessionFacts:
    id: str
    user_agent: str
    created_at: datetime
    seen_at: datetime


def cookie_name(is_secure: bool) -> str:
    """`__Host-` binds the cookie to exactly this host over https; browsers refuse that prefix on http."""
    return "__Host-leitstern" if is_secure else "leitstern"


def open_session(
    session: Session, now: datetime, life: SessionLife, *, member_id: str | None = None, user_agent: str = ""
) -> OpenedSession:
    """A new session; its token is shown once, to the browser that will keep it."""
    token = new_token()
    row = LoginSession(
        id=new_id("ses"),
        token_hash=token_hash(token),
        member_id=member_id,
        user_agent=user_agent[:300],
        created_at=now,
        seen_at=now,
        expires_at=life.end_of(now, now),
    )
    session.add(row)
    session.flush()
    return OpenedSession(row.id, token)


LASTS: tuple[ColumnElement[bool], ...] = (
    col(LoginSession.token_hash) == bindparam("token_hash"),
    col(LoginSession.ended_at).is_(None),
    col(LoginSession.expires_at) > bindparam("now"),
)
"""A cookie's session has neither ended nor expired, for a query with `token_hash` and `now`."""

# Every page and WebSocket runs these two statements; built once, they cost a third less.
_BY_TOKEN = select(LoginSession).where(col(LoginSession.token_hash) == bindparam("token_hash"))
_GUESTS = (
    select(Participant)
    .join(SessionGrant, col(SessionGrant.participant_id) == col(Participant.id))
    .join(Invitation, col(Invitation.id) == col(Participant.invitation_id))
    .join(MAKER, col(MAKER.id) == col(Invitation.created_by))
    .where(col(SessionGrant.session_id) == bindparam("session_id"))
    .where(col(Participant.removed_at).is_(None), *LINK_IS_VALID)
    .order_by(col(Participant.joined_at).desc())
)


def stored_form(token: str | None) -> str:
    """The stored form by which a session is found; "", which finds none, for a malformed cookie."""
    return token_hash(token) if token and len(token) <= 200 else ""


def resolve(session: Session, token: str | None, now: datetime) -> SignedIn | None:
    """The person of `token`; None if it is unknown, ended or expired, or has no right left."""
    row = _live_row(session, token, now)
    if row is None:
        return None
    member = session.get(Member, row.member_id) if row.member_id else None
    guests = () if member else _guests(session, row.id, now)
    if member is not None and member.removed_at is not None:
        return None
    if member is None and not guests:
        return None
    is_stale = now - row.seen_at > TOUCH_AFTER
    return SignedIn(row.id, _member_facts(member), guests, is_stale, row.expires_at)


def warm_up(session: Session) -> None:
    """Runs the statements of `resolve` once, because the first use of a statement builds it."""
    session.exec(_BY_TOKEN, params={"token_hash": ""}).first()
    session.get(Member, "")
    _guests(session, "", utc_now())


def touch(session: Session, session_id: str, now: datetime, life: SessionLife) -> None:
    """Stores that the session was used and extends it, up to its longest life."""
    row = session.get(LoginSession, session_id)
    if row is not None and row.ended_at is None:
        row.seen_at, row.expires_at = now, life.end_of(row.created_at, now)


def grant(session: Session, session_id: str, participant_id: str) -> None:
    """Lets this browser act as that participant; a second time changes nothing."""
    if session.get(SessionGrant, (session_id, participant_id)) is None:
        session.add(SessionGrant(session_id=session_id, participant_id=participant_id))


def move_grants(session: Session, old_id: str, new_id: str, plan_id: str) -> list[str]:
    """Gives a new session of the same browser what the old one could act as, except in this plan.

    Returns the participants in this plan that it left.
    """
    rows = session.exec(
        select(SessionGrant, Participant.plan_id)
        .join(Participant, col(Participant.id) == col(SessionGrant.participant_id))
        .where(SessionGrant.session_id == old_id)
    ).all()
    for row, granted_plan in rows:
        if granted_plan != plan_id:
            grant(session, new_id, row.participant_id)
    return [row.participant_id for row, granted_plan in rows if granted_plan == plan_id]


def devices_of(session: Session, participant_ids: Sequence[str], now: datetime) -> Mapping[str, int]:
    """In how many browsers each participant is signed in."""
    rows = session.exec(
        select(SessionGrant.participant_id, func.count())
        .join(LoginSession, col(LoginSession.id) == col(SessionGrant.session_id))
        .where(col(SessionGrant.participant_id).in_(participant_ids))
        .where(col(LoginSession.ended_at).is_(None), col(LoginSession.expires_at) > now)
        .group_by(col(SessionGrant.participant_id))
    )
    return dict(rows.all())


def end(session: Session, session_id: str, now: datetime) -> None:
    """Ends a session; the cookie is worthless from now on."""
    row = session.get(LoginSession, session_id)
    if row is not None and row.ended_at is None:
        row.ended_at = now


def end_own(session: Session, member_id: str, session_id: str, now: datetime) -> None:
    """Ends one of the member's sessions; NotFound when it is not theirs."""
    row = session.get(LoginSession, session_id)
    if row is None or row.member_id != member_id:
        raise NotFound(session_id)
    end(session, session_id, now)


def end_all(session: Session, member_id: str, now: datetime, *, but: str | None = None) -> list[str]:
    """Ends every session of a member except `but`; returns their ids."""
    ended = [facts.id for facts in list_open(session, member_id, now) if facts.id != but]
    for session_id in ended:
        end(session, session_id, now)
    return ended


def list_open(session: Session, member_id: str, now: datetime) -> list[SessionFacts]:
    """A member's open sessions, last used first."""
    rows = session.exec(
        select(LoginSession)
        .where(LoginSession.member_id == member_id)
        .where(col(LoginSession.ended_at).is_(None))
        .where(col(LoginSession.expires_at) > now)
        .order_by(col(LoginSession.seen_at).desc())
    )
    return [SessionFacts(r.id, r.user_agent, r.created_at, r.seen_at) for r in rows]


def _live_row(session: Session, token: str | None, now: datetime) -> LoginSession | None:
    row = session.exec(_BY_TOKEN, params={"token_hash": stored_form(token)}).first()
    if row is None or row.ended_at is not None or row.expires_at <= now:
        return None
    return row


def _member_facts(row: Member | None) -> MemberFacts | None:
    if row is None:
        return None
    return MemberFacts(row.id, row.workspace_id, row.name, row.email, row.role, row.language, row.time_zone)


def _guests(session: Session, session_id: str, now: datetime) -> tuple[GuestFacts, ...]:
    """The grants whose link is still valid."""
    rows = session.exec(_GUESTS, params={"session_id": session_id, "now": now})
    return tuple(
        GuestFacts(p.id, p.plan_id, p.invitation_id or "", p.name, p.side, p.role, p.language) for p in rows
    )
