"""Signed-in browsers: open, recognise, list and end them. Functions on a database session plus values.

The cookie carries a random token; the row carries its hash. A session is a member's, or a guest's who may
act as one or more participants (grants). Called by pages/ and admission.py; publishing what ended is the work
of pages/, after the commit.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from leitstern.access.tokens import new_token, token_hash
from leitstern.errors import NotFound
from leitstern.plan.ids import new_id
from leitstern.store.tables import LoginSession, Member, Participant, SessionGrant

_TOUCH_AFTER = timedelta(hours=1)
"""How exact "last used" is: one write an hour for a busy browser, not one a page."""


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
    """Who a cookie stands for: a member, or a guest with at least one participant."""

    session_id: str
    member: MemberFacts | None
    guests: tuple[GuestFacts, ...]
    is_stale: bool
    """Whether `touch` is due."""


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
    session: Session, now: datetime, days: int, *, member_id: str | None = None, user_agent: str = ""
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
        expires_at=now + timedelta(days=days),
    )
    session.add(row)
    session.flush()
    return OpenedSession(row.id, token)


# Every page and every WebSocket asks these two, a whole workshop at once: built once, they cost a third less.
_BY_TOKEN = select(LoginSession).where(col(LoginSession.token_hash) == bindparam("token_hash"))
_GUESTS = (
    select(Participant)
    .join(SessionGrant, col(SessionGrant.participant_id) == col(Participant.id))
    .where(col(SessionGrant.session_id) == bindparam("session_id"))
    .where(col(Participant.removed_at).is_(None))
    .order_by(col(Participant.joined_at).desc())
)


def stored_form(token: str | None) -> str:
    """How the row of a cookie's session is found; "" for what no cookie of ours can be, which finds none."""
    return token_hash(token) if token and len(token) <= 200 else ""


def resolve(session: Session, token: str | None, now: datetime) -> SignedIn | None:
    """Who `token` stands for, or None: unknown, ended, expired, or with no right left."""
    row = _live_row(session, token, now)
    if row is None:
        return None
    member = session.get(Member, row.member_id) if row.member_id else None
    guests = () if member else _guests(session, row.id)
    if member is not None and member.removed_at is not None:
        return None
    if member is None and not guests:
        return None
    return SignedIn(row.id, _member_facts(member), guests, now - row.seen_at > _TOUCH_AFTER)


def rehearse(session: Session) -> None:
    """Asks all that `resolve` asks, for nobody: a statement's first use builds it."""
    session.exec(_BY_TOKEN, params={"token_hash": ""}).first()
    session.get(Member, "")
    _guests(session, "")


def touch(session: Session, session_id: str, now: datetime, days: int) -> None:
    """Notes that the session was used and gives it its days again."""
    row = session.get(LoginSession, session_id)
    if row is not None and row.ended_at is None:
        row.seen_at, row.expires_at = now, now + timedelta(days=days)


def grant(session: Session, session_id: str, participant_id: str) -> None:
    """Lets this browser act as that participant; a second time changes nothing."""
    if session.get(SessionGrant, (session_id, participant_id)) is None:
        session.add(SessionGrant(session_id=session_id, participant_id=participant_id))


def switch_to(session: Session, session_id: str, plan_id: str, participant_id: str) -> list[str]:
    """Lets this browser act as that participant and as nobody else in the plan; returns whom it left."""
    earlier = session.exec(
        select(SessionGrant)
        .join(Participant, col(Participant.id) == col(SessionGrant.participant_id))
        .where(SessionGrant.session_id == session_id)
        .where(Participant.plan_id == plan_id)
        .where(SessionGrant.participant_id != participant_id)
    )
    left = [(row, row.participant_id) for row in earlier]
    for row, _ in left:
        session.delete(row)
    grant(session, session_id, participant_id)
    return [participant for _, participant in left]


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
    return MemberFacts(row.id, row.workspace_id, row.name, row.email, row.role, row.language)


def _guests(session: Session, session_id: str) -> tuple[GuestFacts, ...]:
    rows = session.exec(_GUESTS, params={"session_id": session_id})
    return tuple(
        GuestFacts(p.id, p.plan_id, p.invitation_id or "", p.name, p.side, p.role, p.language) for p in rows
    )
