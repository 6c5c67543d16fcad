"""Answers sync step 1: one reply per state vector for all who ask in the same turn of the event loop.

A whole workshop reconnects at once and asks the same, so the document is encoded once per state vector. No
reply while the document is ahead of the log. Owned by room.py.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

from leitstern.live.document.document import Document
from leitstern.live.room.broadcast import Broadcast
from leitstern.live.room.connection import Connection
from leitstern.live.wire import protocol
from leitstern.live.wire.frame import Frame


class SyncReplies:
    """Requests that wait. Each counts against its connection's memory until it is answered."""

    def __init__(
        self, document: Document, broadcast: Broadcast, guard: Callable[[], AbstractContextManager[None]]
    ) -> None:
        """`guard` handles `Damaged`."""
        self._document = document
        self._broadcast = broadcast
        self._guard = guard
        self._is_scheduled = False
        self._asking: list[tuple[Connection, bytes]] = []

    def add(self, connection: Connection, state_vector: bytes) -> None:
        """Queues a request for the end of this loop turn. `state_vector` has been checked."""
        connection.hold(len(state_vector))
        self._asking.append((connection, state_vector))
        if not self._is_scheduled:
            self._is_scheduled = True
            asyncio.get_running_loop().call_soon(self.give)

    def has(self, connection: Connection) -> bool:
        """Whether a request of the connection waits."""
        return any(asking is connection for asking, _ in self._asking)

    def give(self) -> None:
        """Answers all. Does nothing while the document is ahead of the log; room.py calls it afterwards."""
        self._is_scheduled = False
        if not self._document.is_ahead and not self._document.is_closed:
            with self._guard():
                self._answer_all()

    def close(self) -> None:
        """Drops the reference to the room, so that both are freed without the garbage collector."""
        self._guard = nullcontext

    def _answer_all(self) -> None:
        asking, self._asking = self._asking, []
        frames: dict[bytes, Frame] = {}
        for connection, state_vector in asking:
            connection.release(len(state_vector))
            if not connection.is_closed:
                self._answer(connection, state_vector, frames)

    def _answer(self, connection: Connection, state_vector: bytes, frames: dict[bytes, Frame]) -> None:
        if self._broadcast.must_wait(connection, state_vector):
            return
        frame = frames.get(state_vector)
        if frame is None:
            began = time.thread_time()
            frame = Frame(protocol.step2(self._document.replica.encode(state_vector)))
            frames[state_vector] = frame
            connection.budget.charge_reading(time.thread_time() - began)
        connection.send(frame)
        connection.owed = len(frame.framed)
        connection.behind = None
        connection.is_greeted = True
        if not connection.pending:
            connection.acknowledge(connection.received, self._document.seq)
        self._broadcast.show_everyone(connection)
