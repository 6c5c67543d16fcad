"""One document with everybody who has it open: takes their messages, and sends them what was committed.

The life of an edit: `receive` -> document.py (gate, apply) -> committer.py (durable) -> `committed` (sent to
all, then acknowledged). Called by the endpoint (`join`, `receive`, `leave`), by the committer (`prepare`,
`committed`, `rewind`) and by rooms.py. Everything runs on the event loop; nothing here waits for a socket.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from leitstern.errors import LeitsternError, UpdateRefused
from leitstern.live.document.batch import Commit, Sent, Verdict
from leitstern.live.document.document import Document
from leitstern.live.document.replica import EMPTY, Damaged
from leitstern.live.gate.gate import Gap
from leitstern.live.gate.update_reader import read_state_vector
from leitstern.live.limits import Limits
from leitstern.live.metrics import Metrics
from leitstern.live.room.broadcast import Broadcast
from leitstern.live.room.budgets import DocumentBudgets
from leitstern.live.room.connection import Admission, Connection
from leitstern.live.room.divergence import Divergence
from leitstern.live.room.greeting import welcome
from leitstern.live.room.presence import Presence
from leitstern.live.room.senders import Senders
from leitstern.live.room.sync_replies import SyncReplies
from leitstern.live.wire import protocol
from leitstern.live.wire.encoding import Malformed
from leitstern.live.wire.frame import Frame
from leitstern.live.wire.protocol import (
    AwarenessMessage,
    AwarenessQuery,
    Close,
    ContentHash,
    SyncStep1,
    SyncUpdate,
)

_log = logging.getLogger(__name__)

PASSING = ("document_full", "log_full")
"""Refusals that are no violation: there is no room, and there will be."""
NO_MESSAGE = 0
"""The n of a refusal that concerns no sync message."""


class Room:
    """Made by rooms.py around a loaded document."""

    def __init__(self, document: Document, limits: Limits, metrics: Metrics, shape: int) -> None:
        self.document = document
        self.limits = limits
        self.metrics = metrics
        self.presence = Presence(limits, document.may_speak_as, document.reserve)
        self.divergence = Divergence(document, limits, metrics)
        self.used_at = time.monotonic()
        """When somebody last joined, left or wrote (time.monotonic)."""
        self._shape = shape
        self._budgets = DocumentBudgets(limits)
        self._broadcast = Broadcast(document, self.presence, limits, metrics)
        self._replies = SyncReplies(document, self._broadcast, self._ending_on_damage)
        self._senders = Senders(self.connections)

    @property
    def connections(self) -> set[Connection]:
        return self._broadcast.connections

    @property
    def is_gone(self) -> bool:
        return self.document.is_closed

    # --- connections -------------------------------------------------------------------------------------

    def join(self, connection: Connection) -> None:
        """Adds a connection. Sends WELCOME if it understands that, and our step 1 if it may write."""
        self.connections.add(connection)
        self._senders.add(connection)
        admission = connection.admission
        connection.budget = self._budgets.join(admission.participant_id, admission.newcomers_link)
        self.used_at = time.monotonic()
        self._welcome(connection)

    def leave(self, connection: Connection) -> None:
        connection.is_closed = True
        self._budgets.leave(connection.budget)
        self.connections.discard(connection)
        self._senders.forget(connection)
        self.presence.leave(connection)
        self.used_at = time.monotonic()

    def readmitted(self, connection: Connection, admission: Admission) -> None:
        """The connection was authorised again, perhaps with another role or name."""
        if admission == connection.admission:
            return
        connection.admit(admission)
        self.presence.restate(connection)
        self._welcome(connection)

    def _welcome(self, connection: Connection) -> None:
        if connection.is_extended:
            connection.send(welcome(self.document, connection.admission, self._shape))
        if connection.admission.may_write:
            self._ask(connection)

    def _ask(self, connection: Connection) -> None:
        """Sends sync step 1. Its state vector may include uncommitted updates; it reveals no content."""
        connection.ask(self.document.replica.state_vector())

    # --- what arrives ------------------------------------------------------------------------------------

    def receive(self, connection: Connection, data: bytes) -> None:
        """Takes one message. Never waits, and never raises because of what a client sends."""
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
        """Charges a frame to the connection's rate; closes it when the rate is used up."""
        if not connection.budget.spend(size):
            self.end(connection, Close.TRY_LATER, "rate")
        return not connection.is_closed

    def refuse_text(self, connection: Connection) -> None:
        """Refuses a text message: the protocol has none."""
        if not connection.is_closed:
            self._refuse(connection, NO_MESSAGE, UpdateRefused("malformed", "text"))

    def refuse_size(self, connection: Connection) -> None:
        """Closes a connection that sent a message above the largest size."""
        self.end(connection, Close.TOO_BIG, "size")

    def hold_unfinished(self, connection: Connection, size: int) -> None:
        """So many bytes of a message have arrived that is not complete."""
        if not connection.budget.hold_unfinished(size):
            self.end(connection, Close.TRY_LATER, "unfinished")

    def refuse_slow(self, connection: Connection) -> None:
        """Closes a connection that does not complete the message that it began."""
        self.end(connection, Close.TRY_LATER, "unfinished")

    def _dispatch(self, connection: Connection, data: bytes) -> None:
        match protocol.decode(data):
            case SyncUpdate(update, is_answer):
                self._take_update(connection, update, is_answer)
            case AwarenessMessage(payload):
                self.presence.receive(connection, payload)
            case SyncStep1(state_vector):
                self._take_sync_request(connection, state_vector)
            case AwarenessQuery():
                self._broadcast.show_everyone(connection)
            case ContentHash() as message:
                self._compare(connection, message)
            case None:
                pass

    def _take_update(self, connection: Connection, update: bytes, is_answer: bool) -> None:
        if not connection.admission.may_write:
            connection.answers += is_answer
            if update != EMPTY:
                raise UpdateRefused("read_only")
            self._settle(connection)
            return
        if self.document.replica.known_deletions.holds(update):
            update = EMPTY
        try:
            paid = connection.budget.pay(update)
        except UpdateRefused:
            connection.answers += is_answer
            raise
        if paid is None:
            self.end(connection, Close.TRY_LATER, "rate")
            return
        connection.pending += 1
        connection.hold(len(update))
        self._limit_backlog(connection)
        own_client = self.presence.client_of(connection)
        sent = Sent(connection.sender, connection.received, update, is_answer, own_client, paid)
        self.document.enqueue(sent)

    def _take_sync_request(self, connection: Connection, state_vector: bytes) -> None:
        began = time.thread_time()
        read_state_vector(state_vector)
        connection.budget.charge_reading(time.thread_time() - began)
        self._replies.add(connection, state_vector)
        self._limit_backlog(connection)

    def _limit_backlog(self, connection: Connection) -> None:
        """Closes a connection with too many bytes that are neither durable nor answered."""
        if connection.held_bytes > self.limits.pending_bytes:
            self.end(connection, Close.TRY_LATER, "backlog")

    def _settle(self, connection: Connection) -> None:
        """Acknowledges a message that needed no commit, unless an earlier one is not durable."""
        if not connection.pending:
            connection.acknowledge(connection.received, self.document.seq)

    def _refuse(self, connection: Connection, n: int, refusal: UpdateRefused) -> None:
        """Sends REJECTED(n). A stock client does not understand that, so its connection is closed instead."""
        self.metrics.refusals.labels(refusal.code).inc()
        connection.violations += refusal.code not in PASSING
        if connection.is_extended and connection.violations <= self.limits.max_violations:
            connection.send(Frame(protocol.rejected(n, refusal.code, refusal.detail)))
            self._settle(connection)
        else:
            code = Close.FORBIDDEN if refusal.code == "read_only" else Close.REFUSED
            self.end(connection, code, refusal.code)

    def end(self, connection: Connection, code: Close, reason: str) -> None:
        """Closes a connection from our side."""
        if not connection.is_closed:
            self.metrics.closes.labels(str(int(code))).inc()
            connection.close(code, reason)
            connection.budget.hold_unfinished(0)

    def _compare(self, connection: Connection, message: ContentHash) -> None:
        if not connection.is_extended:
            raise Malformed("message type")
        with self._ending_on_damage():
            self.divergence.compare(connection, message)

    @contextmanager
    def _ending_on_damage(self) -> Iterator[None]:
        """When the document cannot be read, ends the room: clients reconnect to a new one."""
        try:
            yield
        except Damaged as damage:
            _log.error("document %s cannot be read: %s", self.document.info.id, damage)
            self.give_up(Close.INTERNAL, damage)

    # --- commits -----------------------------------------------------------------------------------------

    async def prepare(self) -> Commit:
        """Applies pending updates, tells the senders of refused ones. Raises as Document.prepare."""
        began = time.thread_time()
        batch = await self.document.prepare()
        seconds = time.thread_time() - began - self.document.replica.opening_seconds
        self._senders.charge(batch.verdicts, seconds)
        self.document.replica.opening_seconds = 0.0
        for sent, verdict in batch.verdicts:
            self._judge(sent, verdict)
        return batch.commit

    def _judge(self, sent: Sent, verdict: Verdict) -> None:
        connection = self._senders.connection_of(sent.sender)
        connection.answers += sent.is_answer
        match verdict:
            case None:
                if sent.is_answer and connection.answers >= connection.gap:
                    connection.gap = 0
            case Gap():
                self._senders.release(connection, sent)
                self._ask_for_missing(connection, sent)
            case UpdateRefused():
                self._senders.release(connection, sent)
                self._refuse(connection, sent.n, verdict)

    def _ask_for_missing(self, connection: Connection, sent: Sent) -> None:
        """Asks for everything that is missing. Until the answer arrives, nothing later is acknowledged."""
        self.metrics.gaps.inc()
        if sent.is_answer:
            connection.violations += 1
            if connection.violations > self.limits.max_violations:
                self.end(connection, Close.REFUSED, "gap")
        if not connection.gap or sent.is_answer:
            self._ask(connection)
            connection.gap = connection.step1_sent

    def committed(self, commit: Commit, seqs: Sequence[int]) -> None:
        """The commit is durable: sends it to everybody, then acknowledges it to the senders."""
        self.used_at = time.monotonic()
        self.document.settle(commit, seqs)
        self._broadcast_missed()
        self._broadcast_changes(commit)
        latest: dict[Connection, int] = {}
        for sent in commit.sent:
            connection = self._senders.connection_of(sent.sender)
            self._senders.release(connection, sent)
            self.document.replica.known_deletions.remember(sent.update)
            latest[connection] = sent.n
        for connection, n in latest.items():
            connection.acknowledge(n if connection.pending else connection.received, self.document.seq)
        self._replies.give()

    def _broadcast_changes(self, commit: Commit) -> None:
        if not commit.changes:
            return
        shown = []
        for change in commit.changes:
            sole = None if change.sole_sender is None else self._senders.connection_of(change.sole_sender)
            shown.append((Frame(protocol.update(change.append.update)), sole))
        self._broadcast.show(shown)

    async def rewind(self, commit: Commit) -> None:
        """The commit failed and will be tried again. Raises StoreUnavailable as Document.rewind."""
        await self.document.rewind(commit)
        self._broadcast_missed()
        self._replies.give()

    async def discard(self) -> None:
        """A commit of several documents failed and is not tried again. Raises StoreUnavailable."""
        await self.document.discard()
        self._broadcast_missed()
        self._replies.give()

    async def reload(self, commit: Commit) -> None:
        """Another process appended first: sends what it wrote to everybody; the commit is prepared again.

        Raises Conflict and StoreUnavailable as Document.reload.
        """
        await self.document.reload(commit)
        for sent in commit.sent:  # judged again, and an answer counts once
            self._senders.connection_of(sent.sender).answers -= sent.is_answer
        self._broadcast_missed()
        self._replies.give()

    def _broadcast_missed(self) -> None:
        missed = self.document.take_missed()
        if missed:
            self._broadcast.show([(Frame(protocol.update(update)), None) for update in missed])

    def give_up(self, code: Close, error: LeitsternError) -> None:
        """Ends the room. Browsers still have what is not durable, and reconnect later."""
        self.document.abandon(error)
        for connection in list(self.connections):
            self.end(connection, code, error.code)

    def hibernate(self, now: float) -> bool:
        """Frees the Doc when it was unused for a while. True when that freed memory."""
        replica = self.document.replica
        if self.document.is_busy or now - replica.used_at < self.limits.hibernate_seconds:
            return False
        is_freed = False
        with self._ending_on_damage():
            is_freed = replica.hibernate()
        return is_freed

    def close(self) -> None:
        self.document.close()
        self._replies.close()

    # --- once a tick -------------------------------------------------------------------------------------

    def tick(self, now: float) -> None:
        """Sends changed presence; handles slow and silent connections. Called ten times a second."""
        if self.presence.is_changed:
            self._broadcast.show_changes()
        for connection in list(self.connections):
            self._tick_connection(connection, now)

    def _tick_connection(self, connection: Connection, now: float) -> None:
        if self._broadcast.is_stuck(connection, now):
            self.end(connection, Close.TRY_LATER, "slow")
        elif connection.behind is not None or connection.presence_skipped:
            self._catch_up(connection)
        if not connection.is_greeted and now - connection.joined_at > self.limits.hello_seconds:
            self.end(connection, Close.SILENT, "hello")
        self._broadcast.ping(connection, now)

    def _catch_up(self, connection: Connection) -> None:
        """Sends a slow reader that has caught up one difference, and the presence that it missed."""
        if not self._broadcast.has_caught_up(connection):
            return
        connection.presence_skipped = False
        if connection.behind is None:
            self._broadcast.show_everyone(connection)
        elif not self._replies.has(connection):  # under load a commit is nearly always running
            self._replies.add(connection, connection.behind)
