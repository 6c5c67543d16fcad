"""The documents of a plan and their durable log: updates, snapshots, and the owner of each Yjs client id.

Rows of `document` are created with their plan (access/). Everything else is written by the update log, and by
the commands that restore or repair a database that no server uses.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Column, LargeBinary
from sqlmodel import Field, SQLModel

from leitstern.store.tables.columns import utc_column


class Document(SQLModel, table=True):
    """One CRDT document of a plan, for one audience. `head_seq`: seq of its last update, 0 when empty.

    `restored_to` and `recovers_since` are explained in store/interfaces.py, DocumentInfo.
    `shape`: version of the plan's shape that its content has; older ones are migrated when they are loaded.
    `thinned_seq`: the last seq that thinning has passed (live/history/thinning.py).
    """

    __tablename__ = "document"

    id: str = Field(primary_key=True)
    plan_id: str = Field(foreign_key="plan.id", index=True)
    kind: str  # shared | supplier | customer | record
    epoch: int = 1
    head_seq: int = 0
    snapshot_seq: int = 0
    restored_to: datetime | None = Field(default=None, sa_column=utc_column(nullable=True))
    recovers_since: datetime | None = Field(default=None, sa_column=utc_column(nullable=True))
    shape: int = 1
    thinned_seq: int = 0


class Update(SQLModel, table=True):
    """One committed update. `participants` is JSON: who wrote it, as [[participant, connection, n], ...].

    `crc` is the CRC-32 of the payload; null in rows written before revision 0003. `first_seq`: thinning
    merged the updates from this one to `seq` into the row.
    """

    __tablename__ = "document_update"

    document_id: str = Field(foreign_key="document.id", primary_key=True)
    seq: int = Field(primary_key=True)
    payload: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    participants: str = "[]"
    at: datetime = Field(sa_column=utc_column())
    crc: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))
    first_seq: int | None = None


class Snapshot(SQLModel, table=True):
    """The whole state up to a seq, so that a room opens without replaying the log."""

    __tablename__ = "document_snapshot"

    document_id: str = Field(foreign_key="document.id", primary_key=True)
    upto_seq: int = Field(primary_key=True)
    state: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    state_vector: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    digest: str
    at: datetime = Field(sa_column=utc_column())
    crc: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=True))


class ClientBinding(SQLModel, table=True):
    """A Yjs client id belongs to the participant who used it first in a document.

    An empty participant: somebody else sent this client's lost content after a restore, and its owner is
    unknown so far.
    """

    __tablename__ = "client_binding"

    document_id: str = Field(foreign_key="document.id", primary_key=True)
    client_id: int = Field(sa_column=Column(BigInteger, primary_key=True))
    participant: str
