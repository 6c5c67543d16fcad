"""Whether the link by which a guest joined is still valid, as a condition of a query.

A guest has access only while policy.may_come_by allows it for their invitation: it is not revoked, it has not
expired, and the member responsible for it is still a member. Nothing is written when a link expires, so after
it is extended or taken over, the same guests have access again. Used by the queries of this folder.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, bindparam
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from leitstern.access.policy import LinkFacts, may_come_by
from leitstern.store.tables import Invitation, Member

MAKER = aliased(Member)
"""The member responsible for the invitation."""

LINK_IS_VALID: tuple[ColumnElement[bool], ...] = (
    col(Invitation.revoked_at).is_(None),
    col(Invitation.expires_at) > bindparam("now"),
    MAKER.removed_at.is_(None),  # type: ignore[union-attr]
)
"""policy.may_come_by in SQL, for a query that joins Invitation and MAKER; takes the parameter `now`."""


def link_facts(session: Session, row: Invitation) -> LinkFacts:
    maker = session.get(Member, row.created_by)
    is_maker_in = maker is not None and maker.removed_at is None
    return LinkFacts(row.expires_at, row.revoked_at is not None, is_maker_in)


def is_link_valid(session: Session, invitation_id: str | None, now: datetime) -> bool:
    """Whether the guests of this invitation still have access."""
    row = session.get(Invitation, invitation_id) if invitation_id else None
    return row is not None and may_come_by(link_facts(session, row), now)
