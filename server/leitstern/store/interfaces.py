"""The interfaces of durable storage. The adapters are beside this file; `app.py` chooses one.

`Database` is for rows (access/, commands/, pages/): it runs a function in a worker thread in one transaction.
`UpdateLog` is for documents (live/): an append is durable when it returns, and the room acknowledges after
that. Both may share one file with one writer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, Protocol, TypeVar

from sqlmodel import Session

T = TypeVar("T")


class Database(Protocol):
    """`work` runs in a thread. `write` commits when `work` returns and rolls back when it raises."""

    async def read(self, work: Callable[[Session], T]) -> T: ...

    async def write(self, work: Callable[[Session], T]) -> T:
        """Raises StoreUnavailable when the database cannot take writes."""
        ...

    async def ping(self) -> bool:
        """Whether a trivial write succeeds now (for /readyz)."""
        ...

    async def overwrite_deleted(self) -> bool:
        """Makes deleted rows unreadable in the files of the store, also in its log. False: not now.

        Raises StoreUnavailable.
        """
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
    """One update to make durable. `new_clients`: the Yjs client ids that this update is the first to use.

    `after_seq` is the last seq that the writer knows. The append is refused if another writer has appended
    since. In one batch, a document's second append follows the seq of the first.
    """

    document_id: str
    epoch: int
    after_seq: int
    update: bytes
    authors: Sequence[Author]
    new_clients: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LoggedUpdate:
    seq: int
    update: bytes
    authors: Sequence[Author]
    at: datetime
    is_checked: bool = True
    """Whether a checksum vouches for the bytes; false for entries that older versions wrote."""
    first_seq: int = 0
    """The first seq that this entry stands for, where thinning merged several; 0: `seq` alone."""

    @property
    def begin_seq(self) -> int:
        return self.first_seq or self.seq


@dataclass(frozen=True, slots=True)
class EntryWeight:
    """What an entry takes, without its bytes. `begin_seq` as of `LoggedUpdate`."""

    begin_seq: int
    seq: int
    at: datetime
    size: int


@dataclass(frozen=True, slots=True)
class Written:
    """Bytes that a participant added to the log of a plan within the hour that begins at `at`."""

    participant: str
    at: datetime
    size: float


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    id: str
    plan_id: str
    kind: str
    epoch: int
    head_seq: int
    snapshot_seq: int
    restored_to: datetime | None = None
    """The state that the last restore with `--discard-newer` put the document back to."""
    recovers_since: datetime | None = None
    """When a restore or a repair last lost changes that browsers may still hold."""
    shape: int = 1
    """Version of the plan's shape that the document was written in or migrated to (plan/migrations)."""


@dataclass(frozen=True, slots=True)
class DamagedEntry:
    """A log entry that cannot be read, or a snapshot that covers everything up to `seq`."""

    seq: int
    reason: Literal["missing", "unreadable", "checksum", "update"]
    """No row; the database cannot read it; its bytes changed; its bytes are no update."""
    is_snapshot: bool = False


@dataclass(frozen=True, slots=True)
class LoadedDocument:
    """What is needed to rebuild a Doc: apply `snapshot` (if any), then `updates` in order.

    `damaged` lists the entries that are left out because they could not be read.
    """

    info: DocumentInfo
    snapshot: bytes | None
    updates: Sequence[LoggedUpdate]
    clients: Mapping[int, str]
    damaged: Sequence[DamagedEntry] = ()


class UpdateLog(Protocol):
    """The documents. Every method may raise StoreUnavailable, and NotFound for an unknown document."""

    async def append(self, batch: Sequence[Append]) -> Sequence[int]:
        """Makes all appends durable in one transaction and returns their seqs, in the order given.

        Raises Conflict, and writes nothing of the batch, when a document's epoch changed or its head is not
        `after_seq`: another writer was first.
        """
        ...

    def append_within(self, session: Session, batch: Sequence[Append]) -> Sequence[int]:
        """As `append`, inside the transaction of a `Database.write`: rows and updates are durable together.

        For documents that nobody has open. Raises Conflict, NotFound; the caller must then roll back.
        """
        ...

    async def load(self, document_id: str) -> LoadedDocument: ...

    async def raise_shape(self, document_id: str, shape: int) -> None:
        """Stores that the document was migrated to this version of the shape; never lowers it."""
        ...

    async def at_moment(self, document_id: str, at: datetime) -> LoadedDocument:
        """What is needed to rebuild the document as of that moment. `info.head_seq` is its last seq then.

        Raises NotFound when the moment is before the kept history too.
        """
        ...

    async def earliest(self, document_id: str) -> LoadedDocument:
        """The oldest state that can be rebuilt, and all updates since."""
        ...

    async def updates_after(
        self, document_id: str, seq: int, upto: int | None = None
    ) -> Sequence[LoggedUpdate]:
        """The kept updates after `seq`, in order; not those after `upto`."""
        ...

    async def upto(self, document_id: str, seq: int) -> LoadedDocument:
        """What is needed to rebuild the document as it was after its update `seq`."""
        ...

    async def written_since(
        self, plan_id: str, since: datetime, entry_bytes: int, server: str
    ) -> Sequence[Written]:
        """Who added how much to the plan's documents, oldest first. Authors of an entry share its size.

        `entry_bytes` are added for each entry; what came over the connection `server` is left out.
        """
        ...

    async def unthinned(self, before: datetime, after_id: str, limit: int) -> Sequence[str]:
        """Ids of documents with updates until `before` that `thin` has not passed: ascending, after
        `after_id`.
        """
        ...

    async def weights(self, document_id: str, before: datetime, limit: int) -> Sequence[EntryWeight]:
        """The oldest updates that `thin` has not passed and that were made until `before`."""
        ...

    async def snapshot_seqs(self, document_id: str) -> Sequence[int]:
        """The last seqs that the document's snapshots cover."""
        ...

    async def thin(
        self, document_id: str, after_seq: int, upto_seq: int, entries: Sequence[LoggedUpdate] | None
    ) -> bool:
        """Replaces the updates after `after_seq` by `entries`, if any, and notes that `upto_seq` is passed.

        False, and nothing is changed, when another process was there first.
        """
        ...

    async def save_snapshot(
        self,
        document_id: str,
        upto_seq: int,
        state: bytes,
        state_vector: bytes,
        digest: str,
    ) -> None:
        """Adds a snapshot, whose time is that of the last update it covers. `prune` removes snapshots."""
        ...

    async def prune(self, document_id: str, before: datetime, apart: timedelta) -> int:
        """Removes what no moment since `before` needs. Returns the number of removed updates.

        It keeps the newest two snapshots, the newest one at `before`, one per `apart` between them, and every
        update after the oldest of these.
        """
        ...

    async def overdue(self, before: datetime, after_id: str, limit: int) -> Sequence[str]:
        """Ids of documents that keep several updates made until `before`: ascending, after `after_id`."""
        ...
