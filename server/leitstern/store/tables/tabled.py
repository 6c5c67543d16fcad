"""What stands on the table. Written by commands/, which keep the history in the ledger."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel

from leitstern.store.tables.columns import utc_column


class TabledItemRow(SQLModel, table=True):
    """A record that a side moved from its private room into the shared plan."""

    __tablename__ = "tabled_item"

    plan_id: str = Field(foreign_key="plan.id", primary_key=True)
    item_id: str = Field(primary_key=True)
    kind: str
    side: str
    participant_id: str = Field(foreign_key="participant.id")
    at: datetime = Field(sa_column=utc_column())
    opened_by: str | None = Field(default=None, foreign_key="participant.id")
    opened_at: datetime | None = Field(default=None, sa_column=utc_column(nullable=True))


class SecondLookRow(SQLModel, table=True):
    """Somebody of a side looked at a private item with exactly these words, before it goes to the table.

    `objection`: why they do not want these words there; empty when they have nothing against it.
    """

    __tablename__ = "second_look"

    plan_id: str = Field(foreign_key="plan.id", primary_key=True)
    item_id: str = Field(primary_key=True)
    participant_id: str = Field(foreign_key="participant.id", primary_key=True)
    kind: str
    digest: str
    objection: str = ""
    at: datetime = Field(sa_column=utc_column())
