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
    via: str = ""
    """Name of the controller who gave it by a link that the participant made."""
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


class ControllerLinkRow(SQLModel, table=True):
    """A personal link for a controller's word on one benefit. Its token is derived from its id."""

    __tablename__ = "controller_link"

    plan_id: str = Field(foreign_key="plan.id", primary_key=True)
    id: str = Field(primary_key=True, index=True)
    value_id: str
    name: str
    participant_id: str = Field(foreign_key="participant.id")
    created_at: datetime = Field(sa_column=utc_column())
    expires_at: datetime = Field(sa_column=utc_column())
    revoked_at: datetime | None = Field(default=None, sa_column=utc_column(nullable=True))
    answered_at: datetime | None = Field(default=None, sa_column=utc_column(nullable=True))
