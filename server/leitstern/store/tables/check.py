"""Tables of the KAM check: what members answered over time, and the next steps they set themselves.

Rows only; members of the workspace read and write them (access/kam_check.py), and no guest ever does.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from leitstern.store.tables.columns import utc_column


class CheckAnswer(SQLModel, table=True):
    """One answer to a statement; the latest of `kind` other than "kept" counts.

    `kind`: "score" (`value` 0 to 10, as answered), "unsure" (nobody can say), "evidence" (the evidence counts
    again), "kept" (the score on a day, for the trend). `account_id` is None for a statement on the company.
    """

    __tablename__ = "check_answer"

    id: str = Field(primary_key=True)
    workspace_id: str = Field(foreign_key="workspace.id", index=True)
    account_id: str | None = Field(default=None, foreign_key="account.id")
    statement: int
    kind: str
    value: float | None = None
    reason: str = ""
    member_id: str = Field(foreign_key="member.id")
    at: datetime = Field(sa_column=utc_column())


class CheckStep(SQLModel, table=True):
    """A next step on a statement, with the member who is accountable."""

    __tablename__ = "check_step"

    id: str = Field(primary_key=True)
    workspace_id: str = Field(foreign_key="workspace.id", index=True)
    account_id: str | None = Field(default=None, foreign_key="account.id")
    statement: int
    title: str
    owner_id: str = Field(foreign_key="member.id")
    due: date | None = None
    done_at: datetime | None = Field(default=None, sa_column=utc_column(nullable=True))
    at: datetime = Field(sa_column=utc_column())
