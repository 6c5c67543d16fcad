"""A document open in memory, with everyone who has it open: what they send, and what becomes of it.

The life of an edit: `receive` -> pipeline.py (gate, apply) -> committer.py (durable) -> `committed` (shown to
all, then acknowledged). The endpoint calls `join`, `receive`, `leave`; the committer calls `prepare`,
`committed`, `rewind`; rooms.py the rest. audience.py shows things to all, answers.py to who asks. Everything
runs on the event loop; nothing here waits for a socket.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from leitstern.errors import LeitsternError, UpdateRefused
from leitstern.live import protocol
from leitstern.live.answers import Answers
from leitstern.live.audience import Audience
from leitstern.live.batch import Batch, Sent, Verdict
from leitstern.live.bounds import Gap
from leitstern.live.connection import Admitted, Connection
from leitstern.live.divergence import Divergence
from leitstern.live.limits import Limits
from leitstern.live.metrics import Metrics
from leitstern.live.pipeline import Pipeline
from leitstern.live.presence import Presence
from leitstern.live.protocol import (
    AwarenessMessage,
    AwarenessQuery,
    Close,
    ContentHash,
    SyncStep1,
    SyncUpdate,
)
from leitstern.live.rates import Purses
from leitstern.live.replica import EMPTY, Damaged
from leitstern.live.updates import read_state_vector
from leitstern.live.wire import Malformed
from leitstern.live.writer import Frame

_log = logging.getLogger(__name__)

NO_MESSAGE = 0
"""The n of a refusal that concerns no sync message."""
LONG_SECONDS = 0.01
"""Computing beyond this is charged to whoever caused it."""


class Room:
    """Made by rooms.py around a loaded document; `pipeline` is the document's own side."""

    def __init__(self, pipeline: Pipeline, limits: Limits, metrics: Metrics, shape: int) -> None:
        self.pipeline = pipeline
        self.limits = limits
        self.metrics = metrics
        self.presence = Presence(limits, pipeline.may_speak_as)
        self.divergence = Divergence(pipeline, limits, metrics)
        self.used_at = time.monotonic()
        """When somebody last came, went or wrote (time.monotonic)."""
        self._shape = shape
        self._purses = Purses(limits)
        self._audience = Audience(pipeline, self.presence, limits, metrics)
        self._answers = Answers(pipeline, self._audience)
        self._is_answering = False

    @property
    def members(self) -> set[Connection]:
        return self._audience.members

    @property
    def is_gone(self) -> bool:
        return self.pipeline.is_closed

    # --- members -----------------------------------------------------------------------------------------

    def join(self, connection: Connection) -> None:
        """Greets a connection: WELCOME to those who understand it, our step 1 to those who may write."""
        self.members.add(connection)
        connection.share = self._purses.of(connection.admitted.participant_id)
        self.used_at = time.monotonic()
        self._welcome(connection)

    def leave(self, connection: Connection) -> None:
        connection.is_closed = True
        self.members.discard(connection)
        self.presence.leave(connection)
        self.used_at = time.monotonic()

    def readmitted(self, connection: Connection, admitted: Admitted) -> None:
        """The connection goes on, perhaps with another right or name."""
        if admitted == connection.admitted:
            return
        connection.admitted = admitted
        self.presence.restamp(connection)
        self._welcome(connection)

    def _welcome(self, connection: Connection) -> None:
        admitted = connection.admitted
        if connection.is_extended:
            values = {
                "role": "editor" if admitted.may_write else "viewer",
                "epoch": self.pipeline.info.epoch,
                "shape": self._shape,
                "seq": self.pipeline.seq,
                "now_ms": time.time_ns() // 1_000_000,
                "participant": admitted.participant_id,
            }
            connection.send(Frame(protocol.welcome(values)))
        if admitted.may_write:
            self._ask(connection)

    def _ask(self, connection: Connection) -> None:
        """Sync step 1. It may tell of what is ahead of the log, but nothing of it save clocks."""
        connection.ask(self.pipeline.replica.state_vector())

    # --- what arrives ------------------------------------------------------------------------------------

    def receive(self, connection: Connection, data: bytes) -> None:
        """One message of a member. Never waits, never raises for what a client sends."""
        if connection.is_closed:
            return
        n = NO_MESSAGE
        if protocol.is_sync(data):
            n = connection.received = connection.received + 1
        if not self.spend(connection, len(data)):
            return
        try:
            self._dispatch(connection, data)
        except Malformed as error:
            self._refuse(connection, n, UpdateRefused("malformed", str(error)))
        except UpdateRefused as refusal:
            self._refuse(connection, n, refusal)

    def spend(self, connection: Connection, size: int) -> bool:
        """Takes a frame of so many bytes from what the connection may send; ends it when nothing is left."""
        if not connection.may_spend(self.limits, size):
            self.end(connection, Close.TRY_LATER, "rate")
        return not connection.is_closed

    def refuse_text(self, connection: Connection) -> None:
        """A text message: this protocol has none."""
        if not connection.is_closed:
            self._refuse(connection, NO_MESSAGE, UpdateRefused("malformed", "text"))

    def refuse_size(self, connection: Connection) -> None:
        """A message above the largest size, which was not read."""
        self.end(connection, Close.TOO_BIG, "size")

    def _dispatch(self, connection: Connection, data: bytes) -> None:
        match protocol.decode(data):
            case SyncUpdate(update, is_answer):
                self._take_update(connection, update, is_answer)
            case AwarenessMessage(payload):
                self.presence.receive(connection, payload)
            case SyncStep1(state_vector):
                self._take_question(connection, state_vector)
            case AwarenessQuery():
                self._audience.show_everyone(connection)
            case ContentHash() as told:
                self._compare(connection, told)
            case None:
                pass

    def _take_update(self, connection: Connection, update: bytes, is_answer: bool) -> None:
        if not connection.admitted.may_write:
            connection.answers += is_answer
            if update != EMPTY:
                raise UpdateRefused("read_only")
            self._settle(connection)
            return
        connection.pending += 1
        connection.hold(len(update))
        self._bound(connection)
        self.pipeline.enqueue(Sent(connection, connection.received, update, is_answer))

    def _take_question(self, connection: Connection, state_vector: bytes) -> None:
        """Answers in this loop turn, all who ask together, or when the commit in hand is through."""
        began = time.thread_time()
        read_state_vector(state_vector)
        connection.charge(time.thread_time() - began)
        self._answers.add(connection, state_vector)
        self._bound(connection)
        self._answer_soon()

    def _bound(self, connection: Connection) -> None:
        """What was read of a connection and is neither durable nor answered has an end."""
        if connection.held_bytes > self.limits.pending_bytes:
            self.end(connection, Close.TRY_LATER, "backlog")

    def _settle(self, connection: Connection) -> None:
        """A message was dealt with at once: acknowledged, unless one before it is not durable."""
        if not connection.pending:
            connection.acknowledge(connection.received, self.pipeline.seq)

    def _refuse(self, connection: Connection, n: int, refusal: UpdateRefused) -> None:
        """Tells that message n changed nothing. A stock client cannot be told, so it is closed for good."""
        self.metrics.refusals.labels(refusal.code).inc()
        connection.strikes += 1
        if connection.is_extended and connection.strikes <= self.limits.max_strikes:
            connection.send(Frame(protocol.rejected(n, refusal.code, refusal.detail)))
            self._settle(connection)
        else:
            code = Close.FORBIDDEN if refusal.code == "read_only" else Close.REFUSED
            self.end(connection, code, refusal.code)

    def end(self, connection: Connection, code: Close, reason: str) -> None:
        """Closes a connection from our side, once."""
        if not connection.is_closed:
            self.metrics.closes.labels(str(int(code))).inc()
            connection.close(code, reason)

    # --- who asks ----------------------------------------------------------------------------------------

    def _answer_soon(self) -> None:
        if not self._is_answering:
            self._is_answering = True
            asyncio.get_running_loop().call_soon(self._answer)

    def _answer(self) -> None:
        self._is_answering = False
        if not self.is_gone:
            with self._reading():
                self._answers.give()

    def _compare(self, connection: Connection, told: ContentHash) -> None:
        if not connection.is_extended:
            raise Malformed("message type")
        with self._reading():
            self.divergence.hear(connection, told)

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """A document that cannot be read any more ends its room; who had it open comes back to another."""
        try:
            yield
        except Damaged as damage:
            _log.error("document %s cannot be read: %s", self.pipeline.info.id, damage)
            self.give_up(Close.INTERNAL, damage)

    # --- commits -----------------------------------------------------------------------------------------

    async def prepare(self) -> Batch:
        """Applies what is pending and tells the senders of what was not taken. Raises as Pipeline.prepare."""
        began = time.thread_time()
        batch = await self.pipeline.prepare()
        self._charge(batch, time.thread_time() - began - self.pipeline.replica.opening_seconds)
        self.pipeline.replica.opening_seconds = 0.0
        for item, error in batch.culprits:
            if isinstance(item, Sent):
                self._judge(batch, item, UpdateRefused("damaging"))
            else:
                item.fail(error)
        for item, verdict in batch.results:
            if isinstance(item, Sent):
                self._judge(batch, item, verdict)
            else:
                batch.kept.append(item)
        return batch

    def _charge(self, batch: Batch, seconds: float) -> None:
        """What took long is paid by those who sent it, by size."""
        if seconds < LONG_SECONDS:
            return
        sent = [item for item, _ in batch.results if isinstance(item, Sent)]
        total = sum(len(item.update) for item in sent)
        for item in sent:
            item.connection.charge(seconds * len(item.update) / max(1, total))

    def _judge(self, batch: Batch, sent: Sent, verdict: Verdict) -> None:
        connection = sent.connection
        connection.answers += sent.is_answer
        match verdict:
            case None:
                batch.kept.append(sent)
                if sent.is_answer and connection.answers >= connection.gap:
                    connection.gap = 0
            case Gap():
                self._release(sent)
                self._note_gap(connection, sent)
            case UpdateRefused():
                self._release(sent)
                self._refuse(connection, sent.n, verdict)

    def _note_gap(self, connection: Connection, sent: Sent) -> None:
        """Asks for everything that is missing; until the answer is in, nothing later is acknowledged."""
        self.metrics.gaps.inc()
        if sent.is_answer:
            connection.strikes += 1
            if connection.strikes > self.limits.max_strikes:
                self.end(connection, Close.REFUSED, "gap")
        if not connection.gap or sent.is_answer:
            self._ask(connection)
            connection.gap = connection.step1_sent

    def _release(self, sent: Sent) -> None:
        sent.connection.pending -= 1
        sent.connection.release(len(sent.update))

    def committed(self, batch: Batch, seqs: Sequence[int]) -> None:
        """The batch is durable: shows it to all, then acknowledges it to those who sent it."""
        self.used_at = time.monotonic()
        self.pipeline.settle(batch, list(seqs))
        frames = [Frame(protocol.update(append.update)) for append in batch.appends]
        if frames:
            self._audience.show(list(zip(frames, batch.sole_senders, strict=True)))
        latest: dict[Connection, int] = {}
        for item in batch.kept:
            if isinstance(item, Sent):
                self._release(item)
                latest[item.connection] = item.n
        for connection, n in latest.items():
            connection.acknowledge(n if connection.pending else connection.received, self.pipeline.seq)
        self._answer()

    async def rewind(self, batch: Batch) -> None:
        """The commit failed; the batch is tried again. Raises StoreUnavailable when it cannot be."""
        await self.pipeline.rewind(batch)
        self._answer()

    def give_up(self, code: Close, error: LeitsternError) -> None:
        """Ends the room; what is not durable is still in the browsers, which come back later."""
        self.pipeline.abandon(error)
        for connection in list(self.members):
            self.end(connection, code, error.code)

    def rest(self, now: float) -> bool:
        """Lets the document rest when nobody needed its Doc for a while; true when that freed memory."""
        replica = self.pipeline.replica
        if self.pipeline.is_busy or now - replica.used_at < self.limits.rest_seconds:
            return False
        is_freed = False
        with self._reading():
            is_freed = replica.rest()
        return is_freed

    def close(self) -> None:
        self.pipeline.close()

    # --- once a tick -------------------------------------------------------------------------------------

    def tick(self, now: float) -> None:
        """Presence that changed, slow readers, silent connections. Called by rooms.py ten times a second."""
        if self.presence.is_changed:
            self._audience.show_changes()
        for connection in list(self.members):
            self._look_after(connection, now)

    def _look_after(self, connection: Connection, now: float) -> None:
        if self._audience.is_stuck(connection, now):
            self.end(connection, Close.TRY_LATER, "slow")
        elif connection.behind is not None or connection.presence_skipped:
            self._catch_up(connection)
        if not connection.is_greeted and now - connection.joined_at > self.limits.hello_seconds:
            self.end(connection, Close.SILENT, "hello")
        self._audience.ping(connection, now)

    def _catch_up(self, connection: Connection) -> None:
        """A slow reader that has read on gets one difference, and the presence that it missed."""
        if not self._audience.has_room(connection):
            return
        connection.presence_skipped = False
        if connection.behind is None:
            self._audience.show_everyone(connection)
        elif not self._answers.has(connection):  # under load a commit is nearly always under way
            self._answers.add(connection, connection.behind)
            self._answer_soon()
