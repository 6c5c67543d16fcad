"""What the rest of the house may ask of durable memory. Adapters live beside this file; `app.py` chooses.

`Database` serves rows to access/ and pages/: a function runs in a worker thread inside one transaction.
`UpdateLog` serves documents to live/: an append is durable when it returns, and that alone lets a room
acknowledge. Both may be one file underneath, with one writer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from sqlmodel import Session

T = TypeVar("T")


class Database(Protocol):
    """Rows. `work` runs in a thread; `write` commits when it returns and rolls back when it raises."""

    async def read(self, work: Callable[[Session], T]) -> T: ...

    async def write(self, work: Callable[[Session], T]) -> T:
        """Raises StoreUnavailable when the database cannot take writes."""
        ...

    async def ping(self) -> bool:
        """Whether a trivial write would succeed now (for /readyz)."""
        ...

    async def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Author:
    """Who sent one sync message: participant id, connection id, and its number n on that connection."""

    participant: str
    connection: str
    n: int


@dataclass(frozen=True, slots=True)
class Append:
    """One update to be made durable. `new_clients` binds Yjs client ids that it is the first to use."""

    document_id: str
    epoch: int
    update: bytes
    authors: Sequence[Author]
    new_clients: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LoggedUpdate:
    seq: int
    update: bytes
    authors: Sequence[Author]
    at: datetime


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    id: str
    plan_id: str
    kind: str
    epoch: int
    head_seq: int
    snapshot_seq: int


@dataclass(frozen=True, slots=True)
class LoadedDocument:
    """Everything needed to rebuild a Doc: apply `snapshot` (if any), then `updates` in order."""

    info: DocumentInfo
    snapshot: bytes | None
    updates: Sequence[LoggedUpdate]
    clients: Mapping[int, str]


class UpdateLog(Protocol):
    """The truth about documents. Every method may raise StoreUnavailable, NotFound for unknown ones."""

    async def append(self, batch: Sequence[Append]) -> Sequence[int]:
        """Makes all appends durable in one transaction and returns their seqs, in the order given.

        Raises Conflict when a document's epoch moved on: nothing of the batch is written.
        """
        ...

    async def load(self, document_id: str) -> LoadedDocument: ...

    async def at_moment(self, document_id: str, at: datetime) -> LoadedDocument:
        """What is needed to rebuild the document as it was then; `info.head_seq` is the last update's seq.

        Raises NotFound also when the moment lies before what is kept.
        """
        ...

    async def earliest(self, document_id: str) -> LoadedDocument:
        """The oldest state that can be rebuilt, and every update since."""
        ...

    async def save_snapshot(
        self,
        document_id: str,
        upto_seq: int,
        state: bytes,
        state_vector: bytes,
        digest: str,
    ) -> None:
        """Stores a snapshot beside those that are there; `prune` thins them out.

        It counts as of the time of the last update that it covers: it stands for that moment.
        """
        ...

    async def prune(self, document_id: str, before: datetime, apart: timedelta) -> int:
        """Removes what no moment since `before` needs; returns how many updates went.

        Stays: the newest two snapshots, the newest one made by `before`, and between them one for each
        `apart`; and every update after the oldest of them.
        """
        ...

    async def overdue(self, before: datetime, after_id: str, limit: int) -> Sequence[str]:
        """Ids of documents that keep more than one update made by `before`: ascending, behind `after_id`."""
        ...
