"""Rounds of a workshop and what people sealed in them. Written by commands/ and workshop/.

A sealed row is deleted when its round ends. `sealed_erasure` lists rounds whose deleted rows may still be
readable in the file, until the store has overwritten them.
"""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel

from leitstern.store.tables.columns import utc_column


class RoundRow(SQLModel, table=True):
    """One round, such as a dot vote. `content`: JSON of workshop/rounds.py, without any answer."""

    __tablename__ = "workshop_round"

    plan_id: str = Field(foreign_key="plan.id", primary_key=True)
    id: str = Field(primary_key=True)
    kind: str
    status: str
    content: str
    opened_at: datetime = Field(sa_column=utc_column())


class SealedRow(SQLModel, table=True):
    """What one person, or one side (`owner`), answered in an open round. JSON."""

    __tablename__ = "sealed_row"

    plan_id: str = Field(foreign_key="plan.id", primary_key=True)
    round_id: str = Field(primary_key=True)
    owner: str = Field(primary_key=True)
    content: str
    at: datetime = Field(sa_column=utc_column())


class SealedErasure(SQLModel, table=True):
    """The sealed rows of this round are deleted; the file may still hold their bytes."""

    __tablename__ = "sealed_erasure"

    plan_id: str = Field(foreign_key="plan.id", primary_key=True)
    round_id: str = Field(primary_key=True)


class IdeaPlacement(SQLModel, table=True):
    """The ideas of this round are revealed and not yet in the shared document."""

    __tablename__ = "idea_placement"

    plan_id: str = Field(foreign_key="plan.id", primary_key=True)
    round_id: str = Field(primary_key=True)


class DiscussionRow(SQLModel, table=True):
    """A decision with its positions, a parked topic or a comment. `content`: JSON."""

    __tablename__ = "discussion"

    plan_id: str = Field(foreign_key="plan.id", primary_key=True)
    id: str = Field(primary_key=True)
    kind: str  # decision | topic
    content: str
