"""Who sends a command: one statement on plain columns for the common case, which 200 people may ask at once.

It finds only people whose sign-in and visit need no note now; everybody else, and whoever has no right, goes
the long way (http_support/current_participant.py), which also says why not. The command's own transaction
asks again what the person may do. Nothing is cached.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlmodel import Session, col

from leitstern.access.link_validity import LINK_IS_VALID, MAKER
from leitstern.access.participants import VISIT
from leitstern.access.sessions import LASTS, TOUCH_AFTER, stored_form
from leitstern.store.tables import Account, Invitation, LoginSession, Member, Participant, Plan, SessionGrant

_COMMON = (
    *LASTS,
    col(LoginSession.seen_at) >= bindparam("seen_since"),
    col(Participant.plan_id) == bindparam("plan_id"),
    col(Participant.removed_at).is_(None),
    func.coalesce(col(Participant.visited_at), col(Participant.joined_at)) >= bindparam("visited_since"),
    col(Account.removed_at).is_(None),
)
_GUEST = (
    select(col(Participant.id))
    .join_from(LoginSession, SessionGrant, col(SessionGrant.session_id) == col(LoginSession.id))
    .join(Participant, col(Participant.id) == col(SessionGrant.participant_id))
    .join(Invitation, col(Invitation.id) == col(Participant.invitation_id))
    .join(MAKER, col(MAKER.id) == col(Invitation.created_by))
    .join(Plan, col(Plan.id) == col(Participant.plan_id))
    .join(Account, col(Account.id) == col(Plan.account_id))
    .where(*_COMMON, col(LoginSession.member_id).is_(None), *LINK_IS_VALID)
    .order_by(col(Participant.joined_at).desc())
    .limit(1)
)
_MEMBER = (
    select(col(Participant.id))
    .join_from(LoginSession, Member, col(Member.id) == col(LoginSession.member_id))
    .join(Participant, col(Participant.member_id) == col(Member.id))
    .join(Plan, col(Plan.id) == col(Participant.plan_id))
    .join(Account, col(Account.id) == col(Plan.account_id))
    .where(*_COMMON, col(Member.removed_at).is_(None))
    .limit(1)
)


def sender_of(session: Session, token: str | None, plan_id: str, now: datetime) -> str | None:
    """The id of the participant whom this cookie's browser is in the plan; None for the long way."""
    asking = {
        "token_hash": stored_form(token),
        "plan_id": plan_id,
        "now": now,
        "seen_since": now - TOUCH_AFTER,
        "visited_since": now - VISIT,
    }
    connection = session.connection()
    return connection.scalar(_GUEST, asking) or connection.scalar(_MEMBER, asking)
