"""A document open in memory, with everyone who has it open: the life of an edit.

receive -> pending -> prepare (gate, apply) -> committer.py makes it durable -> committed (fan-out, then ACK).
Between `prepare` and `committed` the replica is ahead of the log, and nobody is told anything of it. The
endpoint calls `join`, `receive`, `leave`; the committer calls the rest. Everything runs on the event loop.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pycrdt import Doc

from leitstern.errors import LeitsternError, UpdateRefused
from leitstern.live import protocol
from leitstern.live.bounds import Gap
from leitstern.live.connection import Admitted, Connection
from leitstern.live.limits import Limits
from leitstern.live.metrics import Metrics
from leitstern.live.presence import Presence
from leitstern.live.protocol import AwarenessMessage, AwarenessQuery, Close, SyncStep1, SyncUpdate
from leitstern.live.replica import SERVER, Applied, Damaged, Replica, Roots
from leitstern.live.updates import read_state_vector
from leitstern.live.wire import Malformed
from leitstern.live.writer import Frame
from leitstern.store.interfaces import Append, Author, LoadedDocument

_log = logging.getLogger(__name__)

_EMPTY_UPDATE = b"\x00\x00"
MAX_BATCH = 4096
"""Updates of one room in one transaction: bounds how long the loop is busy at once."""


@dataclass(slots=True)
class Sent:
    """A client's update that waits for its commit."""

    connection: Connection
    n: int
    update: bytes
    is_answer: bool


@dataclass(slots=True)
class Edit:
    """A change of the server's own that waits for its commit."""

    author: str
    change: Callable[[Doc[Any]], None]
    done: asyncio.Future[int]
    append: int | None = None
    """Which append of the batch is its own; None when it changed nothing."""

    def succeed(self, seq: int) -> None:
        if not self.done.done():
            self.done.set_result(seq)

    def fail(self, error: BaseException) -> None:
        if not self.done.done():
            self.done.set_exception(error)


Item = Sent | Edit


@dataclass(slots=True)
class Batch:
    """One room's part of a transaction."""

    room: Room
    since: float
    appends: list[Append] = field(default_factory=list)
    sole_senders: list[Connection | None] = field(default_factory=list)
    """For each append the one connection that has its content already, if it came from one alone."""
    results: list[tuple[Item, UpdateRefused | Gap | None]] = field(default_factory=list)
    kept: list[Item] = field(default_factory=list)
    """What was taken and waits for the commit."""
    culprits: list[tuple[Item, Damaged]] = field(default_factory=list)

    def clear(self) -> None:
        """Forgets what was applied to a document that is thrown away."""
        self.appends.clear()
        self.sole_senders.clear()
        self.results.clear()


class Room:
    """Created by rooms.py from a loaded document."""

    def __init__(
        self,
        loaded: LoadedDocument,
        roots: Roots,
        limits: Limits,
        metrics: Metrics,
        reload: Callable[[], Awaitable[LoadedDocument]],
        mark: Callable[[Room], None],
    ) -> None:
        self.info = loaded.info
        self.seq = loaded.info.head_seq
        self.limits = limits
        self.metrics = metrics
        self.members: set[Connection] = set()
        self.is_ahead = False
        self.is_gone = False
        self.used_at = time.monotonic()
        self.tail_updates = len(loaded.updates)
        self.tail_bytes = sum(len(logged.update) for logged in loaded.updates)
        self.snapshot_bytes = len(loaded.snapshot or b"")
        self.roots = roots
        self._reload = reload
        self._mark = mark
        self._replica = Replica(loaded, roots)
        self.presence = Presence(limits, self._may_speak_as)
        self._pending: list[Item] = []
        self._pending_since = 0.0
        self._asking: list[tuple[Connection, bytes]] = []
        self._is_answering = False
        self._settled: list[asyncio.Future[None]] = []
        self._plain: tuple[int, dict[str, Any]] | None = None

    # --- members -----------------------------------------------------------------------------------------

    def join(self, connection: Connection, welcome: Mapping[str, Any]) -> None:
        """Greets a connection: WELCOME to those who understand it, our step 1 to those who may write."""
        self.members.add(connection)
        self.used_at = time.monotonic()
        if connection.is_extended:
            connection.send(Frame(protocol.welcome(self._welcome(connection) | dict(welcome))))
        if connection.admitted.may_write:
            self._ask(connection)

    def _welcome(self, connection: Connection) -> dict[str, Any]:
        return {
            "role": "editor" if connection.admitted.may_write else "viewer",
            "epoch": self.info.epoch,
            "seq": self.seq,
            "now_ms": time.time_ns() // 1_000_000,
            "participant": connection.admitted.participant_id,
        }

    def leave(self, connection: Connection) -> None:
        connection.is_closed = True
        self.members.discard(connection)
        self.presence.leave(connection)
        self.used_at = time.monotonic()

    def readmitted(self, connection: Connection, admitted: Admitted, welcome: Mapping[str, Any]) -> None:
        """The connection goes on with another right or name."""
        changed = admitted != connection.admitted
        connection.admitted = admitted
        if changed:
            self.presence.restamp(connection)
            if connection.is_extended:
                connection.send(Frame(protocol.welcome(self._welcome(connection) | dict(welcome))))
            if admitted.may_write:
                self._ask(connection)

    def _may_speak_as(self, client: int, participant: str) -> bool:
        owner = self._replica.clients.get(client)
        return owner is None or owner == participant

    def _ask(self, connection: Connection) -> None:
        """Sync step 1. It may tell of what is ahead of the log, but nothing of it save clocks."""
        connection.ask(self._replica.state_vector())

    # --- what arrives ------------------------------------------------------------------------------------

    def receive(self, connection: Connection, data: bytes) -> None:
        """One message of a member. Never waits, never raises for what a client sends."""
        if connection.is_closed:
            return
        if protocol.is_sync(data):
            connection.received += 1
        if not connection.may_spend(self.limits):
            self._close(connection, Close.TRY_LATER, "rate")
            return
        try:
            self._dispatch(connection, data)
        except Malformed as error:
            self._refuse(connection, connection.received, UpdateRefused("malformed", str(error)))
        except UpdateRefused as refusal:
            self._refuse(connection, connection.received, refusal)

    def _dispatch(self, connection: Connection, data: bytes) -> None:
        match protocol.decode(data):
            case SyncUpdate(update, is_answer):
                self._take_update(connection, update, is_answer)
            case AwarenessMessage(payload):
                self.presence.receive(connection, payload)
            case SyncStep1(state_vector):
                read_state_vector(state_vector)
                self._asked(connection, state_vector)
            case AwarenessQuery():
                self._show_everyone(connection)
            case None:
                pass

    def _take_update(self, connection: Connection, update: bytes, is_answer: bool) -> None:
        if not connection.admitted.may_write:
            if update != _EMPTY_UPDATE:
                raise UpdateRefused("read_only")
            connection.acknowledge(connection.received, self.seq)
            return
        connection.pending += 1
        connection.pending_bytes += len(update)
        if connection.pending_bytes > self.limits.pending_bytes:
            self._close(connection, Close.TRY_LATER, "backlog")
        self._enqueue(Sent(connection, connection.received, update, is_answer))

    def _enqueue(self, item: Item) -> None:
        if not self._pending:
            self._pending_since = time.monotonic()
        self._pending.append(item)
        self._mark(self)

    def _refuse(self, connection: Connection, n: int, refusal: UpdateRefused) -> None:
        self.metrics.refusals.labels(refusal.code).inc()
        connection.refuse(n, refusal.code, self.limits)
        if connection.is_closed:
            self.metrics.closes.labels(str(int(Close.REFUSED))).inc()

    def _close(self, connection: Connection, code: Close, reason: str) -> None:
        if not connection.is_closed:
            self.metrics.closes.labels(str(int(code))).inc()
            connection.close(code, reason)

    # --- who asks ----------------------------------------------------------------------------------------

    def _asked(self, connection: Connection, state_vector: bytes) -> None:
        """Answers in this loop turn, all who ask together, or when the commit in hand is through."""
        self._asking.append((connection, state_vector))
        if not self._is_answering:
            self._is_answering = True
            asyncio.get_running_loop().call_soon(self._answer)

    def _answer(self) -> None:
        self._is_answering = False
        if self.is_ahead or self.is_gone:
            return
        asking, self._asking = self._asking, []
        frames: dict[bytes, Frame] = {}
        for connection, state_vector in asking:
            frame = frames.get(state_vector)
            if frame is None:
                frame = frames[state_vector] = Frame(protocol.step2(self._replica.encode(state_vector)))
            connection.send(frame)
            connection.behind = None
            connection.is_greeted = True
            if not connection.pending:
                connection.acknowledge(connection.received, self.seq)
            self._show_everyone(connection)

    def _show_everyone(self, connection: Connection) -> None:
        frame = self.presence.everyone()
        if frame is not None:
            connection.send(frame)

    # --- the life of a batch -----------------------------------------------------------------------------

    async def prepare(self) -> Batch:
        """Applies what is pending; what the document emits is to be made durable. Nothing is told yet.

        Raises StoreUnavailable when the document has to be rebuilt and cannot be read.
        """
        items, self._pending = self._pending[:MAX_BATCH], self._pending[MAX_BATCH:]
        batch = Batch(self, self._pending_since)
        if self._pending:
            self._pending_since = time.monotonic()
            self._mark(self)
        self.is_ahead = True
        try:
            self._apply_runs(batch, items)
        except Damaged as damage:
            _log.warning("document %s is rebuilt: %s", self.info.id, damage)
            await self._apply_singly(batch, items)
        self._judge(batch)
        return batch

    def _apply_runs(self, batch: Batch, items: list[Item]) -> None:
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
        may_grow = self._replica.measure(self.limits.max_document) <= self.limits.max_document
        applied = self._replica.apply(
            [(s.update, s.connection.admitted.participant_id) for s in run], may_grow
        )
        authors: dict[Connection, Author] = {}
        for sent, verdict in zip(run, applied.verdicts, strict=True):
            batch.results.append((sent, verdict))
            if verdict is None:
                who = sent.connection
                authors[who] = Author(who.admitted.participant_id, who.id, sent.n)
        sole = next(iter(authors)) if len(authors) == 1 else None
        self._emit(batch, applied, list(authors.values()), sole)

    def _apply_edit(self, batch: Batch, edit: Edit) -> None:
        applied = self._replica.edit(edit.change)
        batch.results.append((edit, None))
        if applied.update is not None:
            edit.append = len(batch.appends)
        self._emit(batch, applied, [Author(edit.author, SERVER, 0)], None)

    def _emit(self, batch: Batch, applied: Applied, authors: list[Author], sole: Connection | None) -> None:
        if applied.update is not None:
            batch.appends.append(
                Append(self.info.id, self.info.epoch, applied.update, authors, applied.new_clients)
            )
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
                self._apply_runs(batch, [item])
                self._replica.encode()
            except Damaged as damage:
                batch.culprits.append((item, damage))
                return item
        return None

    async def _rebuild(self) -> None:
        self.metrics.rebuilds.inc()
        loaded = await self._reload()
        self._replica.close()
        self._replica = Replica(loaded, self.roots)
        self.info = loaded.info
        self.seq = loaded.info.head_seq

    def _judge(self, batch: Batch) -> None:
        """Tells the senders of what was not taken; what was taken waits for its commit."""
        for item, damage in batch.culprits:
            if isinstance(item, Edit):
                item.fail(damage.__cause__ or damage)
            else:
                self._settle_sent(item)
                self._refuse(item.connection, item.n, UpdateRefused("damaging"))
        for item, verdict in batch.results:
            if isinstance(item, Sent):
                self._judge_sent(batch, item, verdict)
            else:
                batch.kept.append(item)
        batch.results.clear()

    def _judge_sent(self, batch: Batch, sent: Sent, verdict: UpdateRefused | Gap | None) -> None:
        connection = sent.connection
        connection.answers += sent.is_answer
        match verdict:
            case None:
                batch.kept.append(sent)
                if sent.is_answer and connection.answers >= connection.gap:
                    connection.gap = 0
            case Gap():
                self._settle_sent(sent)
                self._note_gap(connection, sent)
            case UpdateRefused():
                self._settle_sent(sent)
                self._refuse(connection, sent.n, verdict)

    def _note_gap(self, connection: Connection, sent: Sent) -> None:
        """Asks for everything that is missing; until the answer is in, nothing later is acknowledged."""
        self.metrics.gaps.inc()
        if sent.is_answer:
            connection.strikes += 1
            if connection.strikes > self.limits.max_strikes:
                self._close(connection, Close.REFUSED, "gap")
        if not connection.gap or sent.is_answer:
            self._ask(connection)
            connection.gap = connection.step1_sent

    def _settle_sent(self, sent: Sent) -> None:
        sent.connection.pending -= 1
        sent.connection.pending_bytes -= len(sent.update)

    def committed(self, batch: Batch, seqs: Sequence[int]) -> None:
        """The batch is durable: shows it to all, then acknowledges it to those who sent it."""
        self.is_ahead = False
        self.used_at = time.monotonic()
        for append, seq, sole in zip(batch.appends, seqs, batch.sole_senders, strict=True):
            self.seq = seq
            self.tail_updates += 1
            self.tail_bytes += len(append.update)
            self._fan_out(Frame(protocol.update(append.update)), sole)
        self._acknowledge(batch, seqs)
        self._wake()

    def _fan_out(self, frame: Frame, sole: Connection | None) -> None:
        behind: bytes | None = None
        self.metrics.bytes_out.inc(len(frame.framed) * len(self.members))
        for connection in self.members:
            if connection is sole or not connection.is_greeted or connection.behind is not None:
                continue
            connection.send(frame)
            if connection.writer.buffered() > self.limits.no_updates_above:
                if behind is None:
                    behind = self._replica.state_vector()
                connection.behind = behind
                connection.stalled_since = time.monotonic()

    def _acknowledge(self, batch: Batch, seqs: Sequence[int]) -> None:
        latest: dict[Connection, int] = {}
        for item in batch.kept:
            if isinstance(item, Sent):
                self._settle_sent(item)
                latest[item.connection] = item.n
            else:
                item.succeed(self.seq if item.append is None else seqs[item.append])
        for connection, n in latest.items():
            connection.acknowledge(n if connection.pending else connection.received, self.seq)

    async def rewind(self, batch: Batch) -> None:
        """The commit failed: back to what is durable, so that readers go on; the batch waits for another try.

        Raises StoreUnavailable when not even reading is possible.
        """
        if batch.appends:
            await self._rebuild()
        if not self._pending:
            self._pending_since = batch.since
        self._pending[:0] = batch.kept
        for item in batch.kept:
            if isinstance(item, Edit):
                item.append = None
        self.is_ahead = False
        self._wake()

    def give_up(self, code: Close, error: LeitsternError) -> None:
        """Lets go of everything that is not durable; the browsers have it and come back later."""
        self.is_gone = True
        for item in self._pending:
            if isinstance(item, Edit):
                item.fail(error)
        self._pending.clear()
        for connection in list(self.members):
            self._close(connection, code, error.code)
        self._wake()

    def _wake(self) -> None:
        """The replica is what is durable: answers those who waited for that."""
        waiting, self._settled = self._settled, []
        for future in waiting:
            if not future.done():
                future.set_result(None)
        if self._asking:
            self._answer()

    # --- for the house ------------------------------------------------------------------------------------

    def edit(self, author: str, change: Callable[[Doc[Any]], None]) -> asyncio.Future[int]:
        """Queues a change of the server's own; the future is its seq, once it is durable."""
        done: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._enqueue(Edit(author, change, done))
        return done

    async def read(self) -> tuple[int, dict[str, Any]]:
        """Seq and plain data of what is durable. The data is shared: not to be changed."""
        await self._durable()
        if self._plain is None or self._plain[0] != self.seq:
            self._plain = (self.seq, self._replica.to_plain())
        return self._plain

    async def encode(self) -> tuple[int, bytes, bytes]:
        """Seq, state and state vector of what is durable."""
        await self._durable()
        return self.seq, self._replica.encode(), self._replica.state_vector()

    async def _durable(self) -> None:
        while self.is_ahead:
            await self._change()
        self.used_at = time.monotonic()

    def compacted(self, updates: int, size: int, state: int) -> None:
        """A snapshot covers this much of the tail."""
        self.metrics.snapshots.inc()
        self.tail_updates -= updates
        self.tail_bytes -= size
        self.snapshot_bytes = state

    async def quiet(self) -> None:
        """Waits until nothing is pending."""
        while self.is_busy and not self.is_gone:
            await self._change()

    async def _change(self) -> None:
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._settled.append(future)
        await future

    @property
    def is_busy(self) -> bool:
        """Whether something is not durable yet."""
        return self.is_ahead or bool(self._pending)

    def close(self) -> None:
        self.is_gone = True
        self._replica.close()

    # --- once a tick --------------------------------------------------------------------------------------

    def tick(self, now: float) -> None:
        """Presence that changed, slow readers, silent connections. Called by rooms.py ten times a second."""
        if self.presence.is_changed:
            self._show_changes()
        for connection in list(self.members):
            self._look_after(connection, now)

    def _show_changes(self) -> None:
        frame = self.presence.changes()
        if frame is None:
            return
        self.metrics.bytes_out.inc(len(frame.framed) * len(self.members))
        for connection in self.members:
            if connection.writer.buffered() > self.limits.no_presence_above:
                connection.presence_skipped = True
            elif connection.is_greeted:
                connection.send(frame)

    def _look_after(self, connection: Connection, now: float) -> None:
        if connection.behind is not None or connection.presence_skipped:
            self._catch_up(connection, now)
        if not connection.is_greeted:
            if now - connection.joined_at > self.limits.hello_seconds:
                self._close(connection, Close.SILENT, "hello")
        elif now - connection.pinged_at > self.limits.ping_seconds:
            connection.pinged_at = now
            connection.send(_PING)

    def _catch_up(self, connection: Connection, now: float) -> None:
        """A slow reader gets one difference when its buffer is empty, or is let go."""
        buffered = connection.writer.buffered()
        if connection.behind is not None and (
            buffered > self.limits.close_above or now - connection.stalled_since > self.limits.stalled_seconds
        ):
            self._close(connection, Close.TRY_LATER, "slow")
        elif buffered < self.limits.no_presence_above // 4:
            connection.presence_skipped = False
            if connection.behind is not None:
                self._asked(connection, connection.behind)
            else:
                self._show_everyone(connection)


_PING = Frame(protocol.PING)
