"""Tables of access: sessions, invitations, participants, member links, and the audit trail.

Tokens are never stored, only their SHA-256. Rows only; rules live in access/.
"""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel

from leitstern.store.tables.columns import utc_column


class LoginSession(SQLModel, table=True):
    """One signed-in browser: of a member, a guest, or both at once (see SessionGrant)."""

    __tablename__ = "login_session"

    id: str = Field(primary_key=True)
    token_hash: str = Field(unique=True, index=True)
    member_id: str | None = Field(default=None, foreign_key="member.id", index=True)
    user_agent: str = ""
    created_at: datetime = Field(sa_column=utc_column())
    seen_at: datetime = Field(sa_column=utc_column())
    expires_at: datetime = Field(sa_column=utc_column())
    ended_at: datetime | None = Field(default=None, sa_column=utc_column(nullable=True))


class SessionGrant(SQLModel, table=True):
    """This browser may act as that participant (a guest can be in several plans)."""

    __tablename__ = "session_grant"

    session_id: str = Field(foreign_key="login_session.id", primary_key=True)
    participant_id: str = Field(foreign_key="participant.id", primary_key=True)


class Participant(SQLModel, table=True):
    """A member or guest in one plan. Exactly one of member_id and invitation_id admitted them."""

    __tablename__ = "participant"

    id: str = Field(primary_key=True)
    plan_id: str = Field(foreign_key="plan.id", index=True)
    side: str  # supplier | customer
    role: str  # editor | viewer
    name: str
    language: str = "en"
    member_id: str | None = Field(default=None, foreign_key="member.id", index=True)
    invitation_id: str | None = Field(default=None, foreign_key="invitation.id", index=True)
    joined_at: datetime = Field(sa_column=utc_column())
    seen_at: datetime | None = Field(default=None, sa_column=utc_column(nullable=True))
    """Until when the participant has seen what others changed; None: since joining."""
    visited_at: datetime | None = Field(default=None, sa_column=utc_column(nullable=True))
    """When the participant last had the plan open, to about ten minutes."""
    removed_at: datetime | None = Field(default=None, sa_column=utc_column(nullable=True))


class Invitation(SQLModel, table=True):
    """A link into one plan for one side. A `personal` link resumes one named guest; a `room` link admits
    many.
    """

    __tablename__ = "invitation"

    id: str = Field(primary_key=True)
    plan_id: str = Field(foreign_key="plan.id", index=True)
    kind: str  # personal | room
    side: str
    role: str
    name: str = ""
    language: str = "en"
    token_hash: str = Field(unique=True, index=True)
    created_by: str = Field(foreign_key="member.id")
    created_at: datetime = Field(sa_column=utc_column())
    expires_at: datetime = Field(sa_column=utc_column())
    opened_at: datetime | None = Field(default=None, sa_column=utc_column(nullable=True))
    joined_at: datetime | None = Field(default=None, sa_column=utc_column(nullable=True))
    revoked_at: datetime | None = Field(default=None, sa_column=utc_column(nullable=True))


class MemberLink(SQLModel, table=True):
    """A link for one member: `setup` sets the first password once, `enter` signs in (the demo's)."""

    __tablename__ = "member_link"

    id: str = Field(primary_key=True)
    kind: str  # setup | enter
    member_id: str | None = Field(default=None, foreign_key="member.id", index=True)
    token_hash: str = Field(unique=True, index=True)
    created_at: datetime = Field(sa_column=utc_column())
    expires_at: datetime = Field(sa_column=utc_column())
    used_at: datetime | None = Field(default=None, sa_column=utc_column(nullable=True))
    revoked_at: datetime | None = Field(default=None, sa_column=utc_column(nullable=True))


class AuditEntry(SQLModel, table=True):
    """What happened, who did it, when. `detail` is JSON without contents or tokens."""

    __tablename__ = "audit_entry"

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_column=utc_column(index=True))
    event: str
    actor: str = ""  # member or participant id, or "server"
    plan_id: str | None = Field(default=None, index=True)
    subject: str = ""
    detail: str = "{}"
