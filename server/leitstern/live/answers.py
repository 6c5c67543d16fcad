"""Who asked for what they lack (sync step 1) and gets it: all who ask in one turn of the loop together.

A whole workshop comes back at once and asks the same; the document is encoded once for each state vector.
Nothing is answered while the document is ahead of the log. Owned by room.py, which says when.
"""

from __future__ import annotations

import time

from leitstern.live import protocol
from leitstern.live.audience import Audience
from leitstern.live.connection import Connection
from leitstern.live.pipeline import Pipeline
from leitstern.live.writer import Frame


class Answers:
    """Questions that wait. Each counts as held by its connection until it is answered."""

    def __init__(self, pipeline: Pipeline, audience: Audience) -> None:
        self._pipeline = pipeline
        self._audience = audience
        self._asking: list[tuple[Connection, bytes]] = []

    def add(self, connection: Connection, state_vector: bytes) -> None:
        """`state_vector` is checked."""
        connection.hold(len(state_vector))
        self._asking.append((connection, state_vector))

    def has(self, connection: Connection) -> bool:
        """Whether a question of the connection waits."""
        return any(asking is connection for asking, _ in self._asking)

    def give(self) -> None:
        """Answers all, unless something is ahead of the log: room.py asks again then. Raises Damaged."""
        if self._pipeline.is_ahead:
            return
        asking, self._asking = self._asking, []
        frames: dict[bytes, Frame] = {}
        for connection, state_vector in asking:
            connection.release(len(state_vector))
            if not connection.is_closed:
                self._give(connection, state_vector, frames)

    def _give(self, connection: Connection, state_vector: bytes, frames: dict[bytes, Frame]) -> None:
        if self._audience.must_wait(connection, state_vector):
            return
        frame = frames.get(state_vector)
        if frame is None:
            began = time.thread_time()
            frame = Frame(protocol.step2(self._pipeline.replica.encode(state_vector)))
            frames[state_vector] = frame
            connection.charge(time.thread_time() - began)
        connection.send(frame)
        connection.owed = len(frame.framed)
        connection.behind = None
        connection.is_greeted = True
        if not connection.pending:
            connection.acknowledge(connection.received, self._pipeline.seq)
        self._audience.show_everyone(connection)
