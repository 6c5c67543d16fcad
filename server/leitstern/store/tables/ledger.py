"""The ledger of commands, and the seq that each plan's `record` document shows. Written by commands/."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from leitstern.store.tables.columns import utc_column


class LedgerEntry(SQLModel, table=True):
    """One command that was carried out. `scope`: id of a plan or a workspace. `events`: JSON."""

    __tablename__ = "ledger_entry"
    __table_args__ = (UniqueConstraint("scope", "command_id"),)

    scope: str = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    command_id: str
    kind: str
    actor: str  # participant or member id, or "server"
    at: datetime = Field(sa_column=utc_column())
    arguments_digest: str
    events: str
    previous_hash: str
    hash: str


class RecordProjection(SQLModel, table=True):
    """The plan's `record` document shows the ledger up to this seq, at least."""

    __tablename__ = "record_projection"

    plan_id: str = Field(foreign_key="plan.id", primary_key=True)
    ledger_seq: int
