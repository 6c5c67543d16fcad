"""A document open in memory, with everyone who has it open: who is told what, and when.

The life of an edit: `receive` -> pipeline.py (gate, apply) -> committer.py (durable) -> `committed` (shown to
all, then acknowledged). The endpoint calls `join`, `receive`, `leave`; the committer calls `prepare`,
`committed`, `rewind`; rooms.py the rest. Everything runs on the event loop; nothing here waits for a socket.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Mapping, Sequence
from typing import Any

from leitstern.errors import LeitsternError, UpdateRefused
from leitstern.live import protocol
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

_PING = Frame(protocol.PING)
LONG_SECONDS = 0.01
"""Computing beyond this is charged to whoever caused it."""


class Room:
    """Made by rooms.py around a loaded document; `pipeline` is the document's own side."""

    def __init__(self, pipeline: Pipeline, limits: Limits, metrics: Metrics) -> None:
        self.pipeline = pipeline
        self.limits = limits
        self.metrics = metrics
        self.members: set[Connection] = set()
        self.presence = Presence(limits, pipeline.may_speak_as)
        self.divergence = Divergence(pipeline, metrics)
        self._purses = Purses(limits)
        self.used_at = time.monotonic()
        self._asking: list[tuple[Connection, bytes]] = []
        self._is_answering = False

    @property
    def is_gone(self) -> bool:
        return self.pipeline.is_closed

    # --- members -----------------------------------------------------------------------------------------

    def join(self, connection: Connection, welcome: Mapping[str, Any]) -> None:
        """Greets a connection: WELCOME to those who understand it, our step 1 to those who may write."""
        self.members.add(connection)
        connection.share = self._purses.of(connection.admitted.participant_id)
        self.used_at = time.monotonic()
        self._welcome(connection, welcome)

    def leave(self, connection: Connection) -> None:
        connection.is_closed = True
        self.members.discard(connection)
        self.presence.leave(connection)
        self.used_at = time.monotonic()

    def readmitted(self, connection: Connection, admitted: Admitted, welcome: Mapping[str, Any]) -> None:
        """The connection goes on, perhaps with another right or name."""
        if admitted == connection.admitted:
            return
        connection.admitted = admitted
        self.presence.restamp(connection)
        self._welcome(connection, welcome)

    def _welcome(self, connection: Connection, welcome: Mapping[str, Any]) -> None:
        admitted = connection.admitted
        if connection.is_extended:
            values = {
                "role": "editor" if admitted.may_write else "viewer",
                "epoch": self.pipeline.info.epoch,
                "seq": self.pipeline.seq,
                "now_ms": time.time_ns() // 1_000_000,
                "participant": admitted.participant_id,
            }
            connection.send(Frame(protocol.welcome(values | dict(welcome))))
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
        if protocol.is_sync(data):
            connection.received += 1
        if not connection.may_spend(self.limits, len(data)):
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
            case ContentHash() as told:
                self._compare(connection, told)
            case None:
                pass

    def _take_update(self, connection: Connection, update: bytes, is_answer: bool) -> None:
        if not connection.admitted.may_write:
            if update != EMPTY:
                raise UpdateRefused("read_only")
            connection.acknowledge(connection.received, self.pipeline.seq)
            return
        connection.pending += 1
        connection.pending_bytes += len(update)
        if connection.pending_bytes > self.limits.pending_bytes:
            self._close(connection, Close.TRY_LATER, "backlog")
        self.pipeline.enqueue(Sent(connection, connection.received, update, is_answer))

    def _refuse(self, connection: Connection, n: int, refusal: UpdateRefused) -> None:
        """Tells that message n changed nothing. A stock client cannot be told, so it is closed for good."""
        self.metrics.refusals.labels(refusal.code).inc()
        connection.strikes += 1
        if connection.is_extended and connection.strikes <= self.limits.max_strikes:
            connection.send(Frame(protocol.rejected(n, refusal.code, refusal.detail)))
            if not connection.pending:
                connection.acknowledge(connection.received, self.pipeline.seq)
        else:
            code = Close.FORBIDDEN if refusal.code == "read_only" else Close.REFUSED
            self._close(connection, code, refusal.code)

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
        if self.pipeline.is_ahead or self.is_gone:
            return
        try:
            self._answer_all()
        except Damaged as damage:
            _log.error("document %s cannot be read: %s", self.pipeline.info.id, damage)
            self.give_up(Close.INTERNAL, damage)

    def _answer_all(self) -> None:
        asking, self._asking = self._asking, []
        frames: dict[bytes, Frame] = {}
        for connection, state_vector in asking:
            frame = frames.get(state_vector)
            if frame is None:
                began = time.thread_time()
                difference = self.pipeline.replica.encode(state_vector)
                frame = frames[state_vector] = Frame(protocol.step2(difference))
                connection.charge(time.thread_time() - began)
            connection.send(frame)
            connection.owed = len(frame.framed)
            connection.behind = None
            connection.is_greeted = True
            if not connection.pending:
                connection.acknowledge(connection.received, self.pipeline.seq)
            self._show_everyone(connection)

    def _compare(self, connection: Connection, told: ContentHash) -> None:
        if not connection.is_extended:
            raise Malformed("message type")
        try:
            self.divergence.hear(connection, told)
        except Damaged as damage:
            _log.error("document %s cannot be read: %s", self.pipeline.info.id, damage)
            self.give_up(Close.INTERNAL, damage)

    def _show_everyone(self, connection: Connection) -> None:
        frame = self.presence.everyone()
        if frame is not None:
            connection.send(frame)

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
                self._close(connection, Close.REFUSED, "gap")
        if not connection.gap or sent.is_answer:
            self._ask(connection)
            connection.gap = connection.step1_sent

    def _release(self, sent: Sent) -> None:
        sent.connection.pending -= 1
        sent.connection.pending_bytes -= len(sent.update)

    def committed(self, batch: Batch, seqs: Sequence[int]) -> None:
        """The batch is durable: shows it to all, then acknowledges it to those who sent it."""
        self.used_at = time.monotonic()
        self.pipeline.settle(batch, list(seqs))
        for append, sole in zip(batch.appends, batch.sole_senders, strict=True):
            self._fan_out(Frame(protocol.update(append.update)), sole)
        latest: dict[Connection, int] = {}
        for item in batch.kept:
            if isinstance(item, Sent):
                self._release(item)
                latest[item.connection] = item.n
        for connection, n in latest.items():
            connection.acknowledge(n if connection.pending else connection.received, self.pipeline.seq)
        self._answer_those_who_waited()

    def _fan_out(self, frame: Frame, sole: Connection | None) -> None:
        behind: bytes | None = None
        limit = self.limits.no_updates_above
        self.metrics.bytes_out.inc(len(frame.framed) * len(self.members))
        for connection in self.members:
            if connection is sole or not connection.is_greeted or connection.behind is not None:
                continue
            connection.send(frame)
            buffered = connection.writer.buffered()
            if buffered > limit:
                if behind is None:
                    behind = self.pipeline.replica.state_vector()
                connection.fall_behind(behind, buffered)

    async def rewind(self, batch: Batch) -> None:
        """The commit failed; the batch is tried again. Raises StoreUnavailable when it cannot be."""
        await self.pipeline.rewind(batch)
        self._answer_those_who_waited()

    def _answer_those_who_waited(self) -> None:
        if self._asking:
            self._answer()

    def give_up(self, code: Close, error: LeitsternError) -> None:
        """Ends the room; what is not durable is still in the browsers, which come back later."""
        self.pipeline.abandon(error)
        for connection in list(self.members):
            self._close(connection, code, error.code)

    def rest(self, now: float) -> bool:
        """Lets the document rest when nobody needed its Doc for a while; true when that freed memory."""
        replica = self.pipeline.replica
        if self.pipeline.is_busy or now - replica.used_at < self.limits.rest_seconds:
            return False
        try:
            return replica.rest()
        except Damaged as damage:
            _log.error("document %s cannot be read: %s", self.pipeline.info.id, damage)
            self.give_up(Close.INTERNAL, damage)
            return False

    def close(self) -> None:
        self.pipeline.close()

    # --- once a tick -------------------------------------------------------------------------------------

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
        if connection.behind is not None and connection.is_stuck(buffered, now, self.limits):
            self._close(connection, Close.TRY_LATER, "slow")
        elif buffered < self.limits.no_presence_above // 4:
            connection.presence_skipped = False
            if connection.behind is not None:
                self._asked(connection, connection.behind)
            else:
                self._show_everyone(connection)
