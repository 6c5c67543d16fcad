"""What a side said about texts of a plan. Written by commands/, which keep the history in the ledger."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel

from leitstern.store.tables.columns import utc_column


class GivenWordRow(SQLModel, table=True):
    """The last word on one statement (`target`), bound to the text that the person saw."""

    __tablename__ = "given_word"

    plan_id: str = Field(foreign_key="plan.id", primary_key=True)
    target: str = Field(primary_key=True)
    verdict: str = ""
    text: str = ""
    before: str = ""
    sentence: str = ""
    participant_id: str = Field(foreign_key="participant.id")
    at: datetime = Field(sa_column=utc_column())


class UnderstandingScore(SQLModel, table=True):
    """How well the supplier understands the customer, 0 to 10, scored by the customer's side."""

    __tablename__ = "understanding_score"

    plan_id: str = Field(foreign_key="plan.id", primary_key=True)
    id: str = Field(primary_key=True)
    score: int
    sentence: str
    participant_id: str = Field(foreign_key="participant.id")
    at: datetime = Field(sa_column=utc_column())
