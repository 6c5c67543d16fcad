"""Tables of a workspace: the workspace itself, members, accounts and plans.

Rows only; the rules are in access/ and commands/. Removed members, archived plans and deleted accounts keep
their rows, with the time; the plans of a deleted account are erased later (commands/erasure.py).
"""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel

from leitstern.store.tables.columns import utc_column


class Workspace(SQLModel, table=True):
    """A supplier company's data on this server."""

    __tablename__ = "workspace"

    id: str = Field(primary_key=True)
    name: str
    created_at: datetime = Field(sa_column=utc_column())
    shows_history: bool = False
    """Whether people may look back through the history of its plans: who changed what, when."""
    second_look: bool = False
    """Whether what names a listed competitor with a number needs a second person before it is shared."""


class Member(SQLModel, table=True):
    """A person of the supplier who signs in. `password_hash` is empty until the set-up link is used."""

    __tablename__ = "member"

    id: str = Field(primary_key=True)
    workspace_id: str = Field(foreign_key="workspace.id", index=True)
    email: str = Field(unique=True, index=True)
    name: str
    password_hash: str = ""
    role: str = "member"  # "admin" adds and removes members
    language: str = "en"
    time_zone: str = ""
    """An IANA name, such as Europe/Berlin, in which the member reads times; empty: UTC."""
    created_at: datetime = Field(sa_column=utc_column())
    removed_at: datetime | None = Field(default=None, sa_column=utc_column(nullable=True))


class Account(SQLModel, table=True):
    """The customer company."""

    __tablename__ = "account"

    id: str = Field(primary_key=True)
    workspace_id: str = Field(foreign_key="workspace.id", index=True)
    name: str
    industry: str = ""
    location: str = ""
    time_zone: str = ""  # IANA name of its plans' time zone; empty: UTC
    created_at: datetime = Field(sa_column=utc_column())
    archived_at: datetime | None = Field(default=None, sa_column=utc_column(nullable=True))
    removed_at: datetime | None = Field(default=None, sa_column=utc_column(nullable=True))


class Plan(SQLModel, table=True):
    """The key account plan for one account. `title` is the one it was created with; plan_summary has the
    current one. An archived plan is read-only.
    """

    __tablename__ = "plan"

    id: str = Field(primary_key=True)
    account_id: str = Field(foreign_key="account.id", index=True)
    title: str
    created_by: str = Field(foreign_key="member.id")
    created_at: datetime = Field(sa_column=utc_column())
    archived_at: datetime | None = Field(default=None, sa_column=utc_column(nullable=True))
