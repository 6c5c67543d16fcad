"""The way of a change into the log, for one document: pending -> prepare -> (committer) -> settle or rewind.

Between `prepare` and `settle` the replica is ahead of the log, and nothing of it may be told: whoever
wants to read waits for `durable`. When applying goes wrong, or a commit fails, the replica is thrown
away and rebuilt from the log; a batch whose commit failed is *parked*: offered again as it is, and applied
once it is durable, so that the document is rebuilt once however long the store is away. Owned by room.py,
which does the telling; knows nothing of sockets.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

from pycrdt import Doc

from leitstern.errors import LeitsternError, StoreUnavailable
from leitstern.live.batch import Batch, Edit, Item, Sent
from leitstern.live.connection import Connection
from leitstern.live.limits import Limits
from leitstern.live.metrics import Metrics
from leitstern.live.replica import EMPTY, SERVER, Applied, Damaged, Replica, Roots
from leitstern.live.tail import Tail
from leitstern.store.interfaces import Append, Author, LoadedDocument

_log = logging.getLogger(__name__)

MAX_BATCH = 4096
MAX_BATCH_BYTES = 256 << 10
"""Items of one document in one transaction, and bytes beyond the first: how long the loop is busy at once."""

Reload = Callable[[], Awaitable[LoadedDocument]]


class Pipeline:
    """The document, what is pending for it, and how far the log is."""

    def __init__(
        self,
        loaded: LoadedDocument,
        roots: Roots,
        limits: Limits,
        metrics: Metrics,
        reload: Reload,
        has_work: Callable[[], None],
    ) -> None:
        self.info = loaded.info
        self.seq = loaded.info.head_seq
        """Of the last durable update."""
        self.roots = roots
        self.is_ahead = False
        self.is_closed = False
        self.tail = Tail(loaded)
        self.replica = Replica(loaded, roots)
        self._limits = limits
        self._metrics = metrics
        self._reload = reload
        self._has_work = has_work
        self._pending: list[Item] = []
        self._in_hand: list[Item] = []
        """Taken from what is pending, and not durable."""
        self._parked: Batch | None = None
        self._pending_since = 0.0
        self._waiting: list[asyncio.Future[None]] = []
        self._plain: tuple[int, dict[str, Any]] | None = None

    # --- what comes in -----------------------------------------------------------------------------------

    def enqueue(self, item: Item) -> None:
        if not self._pending:
            self._pending_since = time.monotonic()
        self._pending.append(item)
        self._has_work()

    def edit(self, author: str, change: Callable[[Doc[Any]], None]) -> asyncio.Future[int]:
        """Queues a change of the server's own; the future is its seq, once it is durable.

        Raises StoreUnavailable when the document was let go.
        """
        if self.is_closed:
            raise StoreUnavailable("closed")
        done: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self.enqueue(Edit(author, change, done))
        return done

    def may_speak_as(self, client: int, participant: str) -> bool:
        """Whether the client id is nobody else's in the document."""
        owner = self.replica.clients.get(client)
        return owner is None or owner == participant

    # --- from pending to the log -------------------------------------------------------------------------

    @property
    def must_learn(self) -> bool:
        """Whether `replica.learn` comes before what is pending can be prepared."""
        if self._parked is not None or not self.replica.must_learn:
            return False
        return any(isinstance(item, Edit) or item.update != EMPTY for item in self._pending)

    async def prepare(self) -> Batch:
        """Applies what is pending; `appends` is to be made durable, `results` to be judged by the room.

        A parked batch comes first, and has nothing to be judged any more. Raises StoreUnavailable when the
        document has to be rebuilt and cannot be read, Damaged when the log itself cannot be applied.
        """
        if self._parked is not None:
            return self._parked
        items = self._in_hand = self._take()
        batch = Batch(self._pending_since)
        if self._pending:
            self._pending_since = time.monotonic()
            self._has_work()
        self.is_ahead = True
        try:
            self._apply(batch, items)
        except Damaged as damage:
            _log.warning("document %s is rebuilt: %s", self.info.id, damage)
            await self._apply_singly(batch, items)
        return batch

    def _take(self) -> list[Item]:
        """The oldest of what is pending: as much as may be applied at once, one item at least."""
        size = count = 0
        for item in self._pending[:MAX_BATCH]:
            size += len(item.update) if isinstance(item, Sent) else 0
            if count and size > MAX_BATCH_BYTES:
                break
            count += 1
        items, self._pending = self._pending[:count], self._pending[count:]
        return items

    def _apply(self, batch: Batch, items: list[Item]) -> None:
        """Client updates that stand together go into one transaction, a server's edit into its own."""
        run: list[Sent] = []
        for item in items:
            if isinstance(item, Sent):
                run.append(item)
                continue
            self._apply_sent(batch, run)
            run = []
            self._apply_edit(batch, item)
        self._apply_sent(batch, run)

    def _apply_sent(self, batch: Batch, run: list[Sent]) -> None:
        if not run:
            return
        self._metrics.bytes_in.inc(sum(len(sent.update) for sent in run))
        limit = self._limits.max_document
        may_grow = self.replica.measure(limit) <= limit
        applied = self.replica.apply(
            [(s.update, s.connection.admitted.participant_id) for s in run], may_grow
        )
        authors: dict[Connection, Author] = {}
        for sent, verdict in zip(run, applied.verdicts, strict=True):
            batch.results.append((sent, verdict))
            if verdict is None:
                who = sent.connection
                authors[who] = Author(who.admitted.participant_id, who.id, sent.n)
        sole = next(iter(authors)) if len(authors) == 1 else None
        self._append(batch, applied, list(authors.values()), sole)

    def _apply_edit(self, batch: Batch, edit: Edit) -> None:
        applied = self.replica.edit(edit.change)
        batch.results.append((edit, None))
        edit.append = None if applied.update is None else len(batch.appends)
        self._append(batch, applied, [Author(edit.author, SERVER, 0)], None)

    def _append(self, batch: Batch, applied: Applied, authors: list[Author], sole: Connection | None) -> None:
        if applied.update is not None:
            info = self.info
            batch.appends.append(Append(info.id, info.epoch, applied.update, authors, applied.new_clients))
            batch.sole_senders.append(sole)

    async def _apply_singly(self, batch: Batch, items: list[Item]) -> None:
        """After damage: on a document rebuilt from the log, each item by itself; the culprit is left out."""
        rest = list(items)
        while True:
            await self._rebuild()
            batch.clear()
            culprit = self._find_culprit(batch, rest)
            if culprit is None:
                return
            rest.remove(culprit)

    def _find_culprit(self, batch: Batch, items: list[Item]) -> Item | None:
        for item in items:
            try:
                self._apply(batch, [item])
                self.replica.encode()
            except Damaged as damage:
                batch.culprits.append((item, damage.__cause__ or damage))
                return item
        return None

    async def _rebuild(self) -> None:
        self._metrics.rebuilds.inc()
        loaded = await self._reload()
        self.replica.close()
        self.replica = Replica(loaded, self.roots)
        self.info = loaded.info
        self.seq = loaded.info.head_seq

    # --- after the commit --------------------------------------------------------------------------------

    def settle(self, batch: Batch, seqs: list[int]) -> None:
        """The batch is durable; edits of the server's own are told so. Raises Damaged."""
        if batch is self._parked:
            self._unpark(batch)
        self.is_ahead = False
        self._in_hand = []
        if seqs:
            self.seq = seqs[-1]
        self.tail.grow(batch.appends)
        for item in batch.kept:
            if isinstance(item, Edit):
                item.succeed(self.seq if item.append is None else seqs[item.append])
        self._wake()

    def _unpark(self, batch: Batch) -> None:
        """The replica is what the log was before this batch: now it takes it too."""
        self._parked = None
        for append in batch.appends:
            self.replica.replay(append.update, append.new_clients)
        if self._pending:
            self._has_work()

    async def rewind(self, batch: Batch) -> None:
        """The commit failed: back to what is durable, so that readers go on; the batch waits for another try.

        Raises StoreUnavailable when not even reading is possible.
        """
        if batch is not self._parked:
            if batch.appends:
                await self._rebuild()
            batch.results.clear()
            batch.culprits.clear()
            self._parked = batch
            self._in_hand = batch.kept
        self.is_ahead = False
        self._wake()

    def abandon(self, error: LeitsternError) -> None:
        """Lets go of everything that is not durable."""
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
        """Frees the document now, and lets go of its room: the interpreter need not search for either."""
        self.is_closed = True
        self._has_work = _nobody_listens
        self.replica.close()

    # --- for readers -------------------------------------------------------------------------------------

    async def read(self) -> tuple[int, dict[str, Any]]:
        """Seq and plain data of what is durable, which is shared: not to be changed. Raises as `durable`."""
        await self.durable()
        if self._plain is None or self._plain[0] != self.seq:
            self._plain = (self.seq, self.replica.to_plain())
        return self._plain

    async def encode(self) -> tuple[int, bytes, bytes]:
        """Seq, state and state vector of what is durable. Raises as `durable`."""
        await self.durable()
        return self.seq, self.replica.encode(), self.replica.state_vector()

    def reopen(self) -> None:
        """Reads the document anew from its own state; nothing may be ahead. Raises Damaged."""
        self.replica.reopen()
        self._plain = None

    async def durable(self) -> None:
        """Waits until the replica is what the log says. Raises StoreUnavailable when it never will be."""
        while self.is_ahead:
            await self._change()
        if self.is_closed:
            raise StoreUnavailable("closed")

    async def quiet(self) -> None:
        """Waits until nothing is pending either."""
        while self.is_busy:
            await self._change()

    @property
    def is_busy(self) -> bool:
        """Whether something is not durable yet."""
        return self.is_ahead or self._parked is not None or bool(self._pending)

    @property
    def waiting(self) -> int:
        """Items that are read but not yet durable."""
        return len(self._pending) + len(self._in_hand)

    async def _change(self) -> None:
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(future)
        await future

    def _wake(self) -> None:
        waiting, self._waiting = self._waiting, []
        for future in waiting:
            if not future.done():
                future.set_result(None)


def _nobody_listens() -> None:
    """The room is closed."""
