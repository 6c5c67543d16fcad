"""The workshop's tables: sessions, fixed versions, names under them, choices and lasting links.

Written by workshop/, which keeps the history in the ledger. Rows only.
"""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel

from leitstern.store.tables.columns import utc_column


class WorkshopSessionRow(SQLModel, table=True):
    """A joint planning meeting of a plan. `state`: the whole session as JSON (workshop/session_rows.py)."""

    __tablename__ = "workshop_session"

    plan_id: str = Field(foreign_key="plan.id", primary_key=True)
    id: str = Field(primary_key=True)
    status: str
    starts_at: datetime = Field(sa_column=utc_column(index=True))
    state: str


class SignedVersionRow(SQLModel, table=True):
    """An exact version of a shared plan that people can sign. `content`: canonical JSON (RFC 8785)."""

    __tablename__ = "signed_version"

    plan_id: str = Field(foreign_key="plan.id", primary_key=True)
    id: str = Field(primary_key=True)
    session_id: str
    number: int
    hash: str
    previous: str
    participant_id: str = Field(foreign_key="participant.id")
    at: datetime = Field(sa_column=utc_column())
    content: str


class SignatureRow(SQLModel, table=True):
    """A person's name under a version."""

    __tablename__ = "signature"

    plan_id: str = Field(foreign_key="plan.id", primary_key=True)
    version_id: str = Field(primary_key=True)
    participant_id: str = Field(foreign_key="participant.id", primary_key=True)
    name: str
    side: str
    at: datetime = Field(sa_column=utc_column())


class OpportunityChoiceRow(SQLModel, table=True):
    """An opportunity matters to somebody of the customer's side."""

    __tablename__ = "opportunity_choice"

    plan_id: str = Field(foreign_key="plan.id", primary_key=True)
    opportunity_id: str = Field(primary_key=True)
    participant_id: str = Field(foreign_key="participant.id", primary_key=True)
    at: datetime = Field(sa_column=utc_column())


class SidePageRow(SQLModel, table=True):
    """Somebody's lasting link to what both sides promised. Its token is derived from the id."""

    __tablename__ = "side_page"

    plan_id: str = Field(foreign_key="plan.id", primary_key=True)
    id: str = Field(primary_key=True)
    participant_id: str = Field(foreign_key="participant.id", index=True)
    created_at: datetime = Field(sa_column=utc_column())
    revoked_at: datetime | None = Field(default=None, sa_column=utc_column(nullable=True))
