"""One document's path into the log: pending -> prepare -> (committer.py) -> settle, or rewind.

Between `prepare` and `settle` the replica is ahead of the log and must not be shown: readers wait for
`durable`. When applying fails, the replica is thrown away and rebuilt from the log. When a commit fails,
the replica is rebuilt once and the commit is *parked*: the same commit is offered again until it is durable,
and only then applied. When another process appended first, the replica is rebuilt and the items are applied
again. room.py owns this and tells the connections; this module knows no connection.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from pycrdt import Doc

from leitstern.errors import Conflict, LeitsternError, StoreUnavailable, UpdateRefused
from leitstern.live.document.batch import Commit, Edit, Item, PreparedBatch, Sent
from leitstern.live.document.batch_builder import BatchBuilder
from leitstern.live.document.client_reservations import ClientReservations
from leitstern.live.document.log_budget import LogBudget
from leitstern.live.document.log_tail import LogTail
from leitstern.live.document.replica import EMPTY, NOBODY, SERVER, Damaged, Replica, Roots
from leitstern.live.document.salvage import salvaged
from leitstern.live.limits import Limits
from leitstern.live.metrics import Metrics
from leitstern.store.interfaces import Append, LoadedDocument

_log = logging.getLogger(__name__)

MAX_BATCH = 4096
"""Items of one document in one transaction."""
MAX_BATCH_BYTES = 256 << 10
"""Bytes of these items after the first one. Both bounds limit how long applying blocks the event loop."""

Reload = Callable[[], Awaitable[LoadedDocument]]


class Document:
    """The replica, the items that wait for it, and the seq of the last durable update."""

    def __init__(
        self,
        loaded: LoadedDocument,
        roots: Roots,
        limits: Limits,
        metrics: Metrics,
        reload: Reload,
        has_work: Callable[[], None],
        log_budget: LogBudget | None = None,
    ) -> None:
        self.info = loaded.info
        self.seq = loaded.info.head_seq
        """Seq of the last durable update."""
        self.roots = roots
        self.is_ahead = False
        """Whether the replica holds something that is not durable."""
        self.is_closed = False
        self.tail = LogTail(loaded)
        self._limits = limits
        self._metrics = metrics
        self._reload = reload
        self._has_work = has_work
        self._pending: list[Item] = []
        self._in_hand: list[Item] = []
        """Items that were taken from `_pending` and are not durable yet."""
        self._missed: list[bytes] = []
        """Updates of other processes that the replica holds and no connection was sent yet."""
        self._parked: Commit | None = None
        self._pending_since = 0.0
        self._waiters: list[asyncio.Future[None]] = []
        self._plain: tuple[int, dict[str, Any]] | None = None
        self._log_budget = log_budget
        self._reservations = ClientReservations()
        self.replica = self._open_replica(loaded)

    def _open_replica(self, loaded: LoadedDocument) -> Replica:
        replica, read = salvaged(loaded, self.roots)
        replica.reservations = self._reservations
        self.damaged = tuple(read.damaged)
        """What of the log could not be read; the document is open without it."""
        for entry in self.damaged:
            what = "snapshot" if entry.is_snapshot else "entry"
            _log.error("document %s: %s %d is damaged: %s", self.info.id, what, entry.seq, entry.reason)
        return replica

    # --- what comes in -----------------------------------------------------------------------------------

    def enqueue(self, item: Item) -> None:
        if not self._pending:
            self._pending_since = time.monotonic()
        self._pending.append(item)
        self._has_work()

    def edit(self, author: str, change: Callable[[Doc[Any]], None]) -> asyncio.Future[int]:
        """Queues a change made by the server itself. The future becomes its seq when it is durable.

        Raises StoreUnavailable when the document is closed.
        """
        if self.is_closed:
            raise StoreUnavailable("closed")
        done: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self.enqueue(Edit(author, change, done))
        return done

    def may_speak_as(self, client: int, participant: str) -> bool:
        """Whether the client id is free in this document, or belongs to this participant."""
        owner = self.replica.clients.get(client)
        if owner is None:
            owner = self._reservations.owner(client)
        return owner in (None, NOBODY, participant)

    def reserve(self, client: int, participant: str) -> None:
        """Keeps a client id that presence shows for this participant, until it is bound by an update."""
        if client not in self.replica.clients:
            self._reservations.reserve(client, participant)

    # --- from pending to the log -------------------------------------------------------------------------

    @property
    def must_learn(self) -> bool:
        """Whether `replica.learn` has to run before the pending items can be prepared."""
        if self._parked is not None or not self.replica.must_learn:
            return False
        return any(isinstance(item, Edit) or item.update != EMPTY for item in self._pending)

    async def prepare(self) -> PreparedBatch:
        """Applies pending items. A parked commit comes first; its verdicts have been told already.

        Raises StoreUnavailable when the document has to be rebuilt and cannot be read, and Damaged when the
        log itself cannot be applied.
        """
        if self._parked is not None:
            return PreparedBatch((), self._parked)
        since, items = self._pending_since, self._take()
        self._in_hand = items
        if self._pending:
            self._pending_since = time.monotonic()
            self._has_work()
        self._metrics.bytes_in.inc(sum(len(item.update) for item in items if isinstance(item, Sent)))
        self.is_ahead = True
        builder = self._builder()
        try:
            builder.apply(items)
        except Damaged as damage:
            _log.warning("document %s is rebuilt: %s", self.info.id, damage)
            builder = await self._apply_singly(items)
        return builder.build(since)

    def apply_alone(self, author: str, change: Callable[[Doc[Any]], None]) -> Commit:
        """Applies one server edit past the pending items, for a commit of several documents.

        After it the caller ends with `settle` or `discard`, also when this raises: Damaged when `change`
        raises, StoreUnavailable when the document waits for an earlier commit or is closed.
        """
        if self.is_busy_committing or self.is_closed:
            raise StoreUnavailable("busy")
        self.is_ahead = True
        builder = self._builder()
        builder.apply([Edit(author, change, asyncio.get_running_loop().create_future())])
        return builder.build(time.monotonic()).commit

    async def discard(self) -> None:
        """Undoes `apply_alone`: rebuilds what is durable. Raises StoreUnavailable when it cannot be read."""
        if self.is_ahead:
            await self._rebuild()
            self.is_ahead = False
            self._wake()

    @property
    def is_busy_committing(self) -> bool:
        return self.is_ahead or self._parked is not None

    def _take(self) -> list[Item]:
        """The oldest pending items within the bounds of a batch; at least one."""
        size = count = 0
        for item in self._pending[:MAX_BATCH]:
            size += len(item.update) if isinstance(item, Sent) else 0
            if count and size > MAX_BATCH_BYTES:
                break
            count += 1
        items, self._pending = self._pending[:count], self._pending[count:]
        return items

    def _builder(self) -> BatchBuilder:
        return BatchBuilder(self.replica, self.info, self.seq, self._limits.max_document, self._log_budget)

    async def _apply_singly(self, items: Sequence[Item]) -> BatchBuilder:
        """After damage: rebuilds from the log and applies one item at a time.

        The item that damages the replica is refused, and the rest is tried again from the start.
        """
        rest, refused = list(items), list[Sent]()
        while True:
            await self._rebuild()
            builder = self._builder()
            for sent in refused:
                builder.refuse(sent, UpdateRefused("damaging"))
            culprit = self._find_culprit(builder, rest)
            if culprit is None:
                return builder
            rest.remove(culprit)
            if isinstance(culprit, Sent):
                refused.append(culprit)

    def _find_culprit(self, builder: BatchBuilder, items: Sequence[Item]) -> Item | None:
        """The first item that damages the replica. A server edit is told at once what it raised."""
        for item in items:
            try:
                builder.apply([item])
                self.replica.encode()
            except Damaged as damage:
                if isinstance(item, Edit):
                    item.fail(damage.__cause__ or damage)
                return item
        return None

    async def _rebuild(self) -> None:
        self._metrics.rebuilds.inc()
        loaded = await self._reload()
        self.replica.close()
        self.replica = self._open_replica(loaded)
        self.info = loaded.info
        self._note_missed(loaded)
        self.seq = loaded.info.head_seq

    def _note_missed(self, loaded: LoadedDocument) -> None:
        """The updates since `seq`; the whole state where a snapshot already covers some of them."""
        missed = [logged for logged in loaded.updates if logged.seq > self.seq]
        count = sum(logged.seq - logged.begin_seq + 1 for logged in missed)
        is_complete = count >= loaded.info.head_seq - self.seq
        self._missed += [logged.update for logged in missed] if is_complete else [self.replica.encode()]

    # --- after the commit --------------------------------------------------------------------------------

    def settle(self, commit: Commit, seqs: Sequence[int]) -> None:
        """The commit is durable: server edits get their seq, readers go on. Raises Damaged."""
        if commit is self._parked:
            self._unpark(commit)
        self.is_ahead = False
        self._in_hand = []
        if seqs:
            self.seq = seqs[-1]
        appends = [change.append for change in commit.changes]
        self.tail.grow(appends)
        self._charge_log(appends)
        for edit, index in commit.edits:
            edit.succeed(self.seq if index is None else seqs[index])
        self._wake()

    def _charge_log(self, appends: Sequence[Append]) -> None:
        for append in appends:
            self._metrics.log_bytes.inc(len(append.update))
            authors = {author.participant for author in append.authors if author.connection != SERVER}
            if self._log_budget is not None and authors:
                self._log_budget.charge(authors, len(append.update), time.monotonic())

    def _unpark(self, commit: Commit) -> None:
        """Applies the parked commit: the replica was rebuilt without it."""
        self._parked = None
        for change in commit.changes:
            self.replica.replay(change.append.update, change.append.new_clients)
        if self._pending:
            self._has_work()

    async def rewind(self, commit: Commit) -> None:
        """The commit failed: rebuilds what is durable, so that readers go on, and parks the commit.

        Raises StoreUnavailable when the document cannot be read either.
        """
        if commit is not self._parked:
            if commit.changes:
                await self._rebuild()
            self._parked = commit
            self._in_hand = [*commit.sent, *(edit for edit, _ in commit.edits)]
        self.is_ahead = False
        self._wake()

    async def reload(self, commit: Commit) -> None:
        """Another process appended first: rebuilds from the log, and the commit's items are pending again.

        Raises Conflict when the document's epoch changed, StoreUnavailable when it cannot be read.
        """
        epoch = self.info.epoch
        await self._rebuild()
        if self.info.epoch != epoch:
            raise Conflict(f"epoch of {self.info.id} changed")
        self._parked = None
        self._in_hand = []
        self._pending = [*commit.sent, *(edit for edit, _ in commit.edits), *self._pending]
        self._pending_since = commit.since
        self.is_ahead = False
        self._has_work()
        self._wake()

    def take_missed(self) -> list[bytes]:
        """Updates of other processes that no connection was sent yet. Not while `is_ahead`."""
        missed, self._missed = self._missed, []
        return missed

    def abandon(self, error: LeitsternError) -> None:
        """Drops everything that is not durable and fails the server edits among it."""
        self.is_closed = True
        self.is_ahead = False
        for item in (*self._in_hand, *self._pending):
            if isinstance(item, Edit):
                item.fail(error)
        self._in_hand = []
        self._parked = None
        self._pending.clear()
        self._wake()

    def close(self) -> None:
        """Frees the Doc and the reference to the room now, without waiting for the garbage collector."""
        self.is_closed = True
        self._has_work = _ignore_work
        self.replica.close()

    # --- for readers -------------------------------------------------------------------------------------

    async def read(self) -> tuple[int, dict[str, Any]]:
        """Seq and plain data of what is durable. Readers share it: do not change it. Raises as `durable`."""
        await self.durable()
        if self._plain is None or self._plain[0] != self.seq:
            self._plain = (self.seq, self.replica.read())
        return self._plain

    async def encode(self) -> tuple[int, bytes, bytes]:
        """Seq, state and state vector of what is durable. Raises as `durable`."""
        await self.durable()
        return self.seq, self.replica.encode(), self.replica.state_vector()

    def reopen(self) -> None:
        """Builds the Doc again from its own encoded state. Not while `is_ahead`. Raises Damaged."""
        self.replica.reopen()
        self._plain = None

    async def durable(self) -> None:
        """Waits until the replica equals the log. Raises StoreUnavailable when the document is closed."""
        while self.is_ahead:
            await self._progress()
        if self.is_closed:
            raise StoreUnavailable("closed")

    async def quiet(self) -> None:
        """Waits until nothing is pending either."""
        while self.is_busy:
            await self._progress()

    @property
    def is_busy(self) -> bool:
        """Whether anything is not durable yet."""
        return self.is_ahead or self._parked is not None or bool(self._pending)

    @property
    def waiting(self) -> int:
        """Number of items that were read and are not durable yet."""
        return len(self._pending) + len(self._in_hand)

    async def _progress(self) -> None:
        """Waits for the next settle, rewind or abandon."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiters.append(future)
        await future

    def _wake(self) -> None:
        waiters, self._waiters = self._waiters, []
        for future in waiters:
            if not future.done():
                future.set_result(None)


def _ignore_work() -> None:
    """Takes the place of `has_work` in a closed document."""
