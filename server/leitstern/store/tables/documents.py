"""The documents of a plan and their durable log. Written by the update log only."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Column, LargeBinary
from sqlmodel import Field, SQLModel

from leitstern.store.tables.columns import utc_column


class Document(SQLModel, table=True):
    """One CRDT document of a plan, for one audience. `head_seq`: seq of its last update, 0 when empty."""

    __tablename__ = "document"

    id: str = Field(primary_key=True)
    plan_id: str = Field(foreign_key="plan.id", index=True)
    kind: str  # shared | supplier | customer | record
    epoch: int = 1
    head_seq: int = 0
    snapshot_seq: int = 0


class Update(SQLModel, table=True):
    """One committed update. `participants` is JSON: who wrote it, as [[participant, connection, n], ...]."""

    __tablename__ = "document_update"

    document_id: str = Field(foreign_key="document.id", primary_key=True)
    seq: int = Field(primary_key=True)
    payload: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    participants: str = "[]"
    at: datetime = Field(sa_column=utc_column())


class Snapshot(SQLModel, table=True):
    """The whole state up to a seq, so that a room opens without replaying the log."""

    __tablename__ = "document_snapshot"

    document_id: str = Field(foreign_key="document.id", primary_key=True)
    upto_seq: int = Field(primary_key=True)
    state: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    state_vector: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    digest: str
    at: datetime = Field(sa_column=utc_column())


class ClientBinding(SQLModel, table=True):
    """A Yjs client id belongs to the participant who used it first in a document."""

    __tablename__ = "client_binding"

    document_id: str = Field(foreign_key="document.id", primary_key=True)
    client_id: int = Field(sa_column=Column(BigInteger, primary_key=True))
    participant: str
