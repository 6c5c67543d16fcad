"""Who has a document open and is shown what happens in it: updates, presence, and less to those who are slow.

Nothing here waits for a socket. Who takes too little is shown less and less (docs/protocol.md FLOW-2), so
that the bytes that wait for one connection are bounded, whatever it asks for. Owned by room.py.
"""

from __future__ import annotations

from collections.abc import Sequence

from leitstern.live import protocol
from leitstern.live.connection import Connection
from leitstern.live.limits import Limits
from leitstern.live.metrics import Metrics
from leitstern.live.pipeline import Pipeline
from leitstern.live.presence import Presence
from leitstern.live.writer import Frame

_PING = Frame(protocol.PING)
CATCHES_UP_BELOW = 4
"""A slow reader goes on when no more than this part of `Limits.no_presence_above` waits for it."""

Shown = Sequence[tuple[Frame, Connection | None]]
"""Frames of one commit, each with the connection that has its content already, if it came from one alone."""


class Audience:
    """The members of one room."""

    def __init__(self, pipeline: Pipeline, presence: Presence, limits: Limits, metrics: Metrics) -> None:
        self.members: set[Connection] = set()
        self._pipeline = pipeline
        self._presence = presence
        self._limits = limits
        self._metrics = metrics

    def show(self, shown: Shown) -> None:
        """What one commit made durable, to all who were greeted; nothing may be ahead of the log."""
        (frame, sole), *more = shown
        behind: bytes | None = None
        limit = self._limits.no_updates_above
        count = 0
        for connection in self.members:
            if not connection.is_greeted or connection.behind is not None or connection.is_closed:
                continue
            writer = connection.writer
            if connection is not sole:
                writer.write(frame)
                count += 1
            if more:
                self._show_more(connection, more)
            buffered = writer.buffered()
            if buffered > limit:  # judged after all of the commit: `behind` is the state after all of it
                if behind is None:
                    behind = self._pipeline.replica.state_vector()
                connection.fall_behind(behind, buffered)
        self._metrics.bytes_out.inc(count * len(frame.framed))

    def _show_more(self, connection: Connection, more: Shown) -> None:
        """Edits of the server's own are entries and frames of their own."""
        for frame, sole in more:
            if connection is not sole:
                connection.send(frame)
                self._metrics.bytes_out.inc(len(frame.framed))

    def must_wait(self, connection: Connection, state_vector: bytes) -> bool:
        """Whether so much waits for it that it gets what it lacks of this state only when it has read on."""
        buffered = connection.writer.buffered()
        if buffered <= self._limits.no_updates_above:
            return False
        if connection.behind is None:
            connection.fall_behind(state_vector, buffered)
        else:
            connection.behind = state_vector
        return True

    def show_everyone(self, connection: Connection) -> None:
        """The presence of all, to one who was greeted."""
        if not connection.is_greeted:
            return
        if connection.writer.buffered() > self._limits.no_presence_above:
            connection.presence_skipped = True
            return
        frame = self._presence.everyone()
        if frame is not None:
            connection.send(frame)

    def show_changes(self) -> None:
        """The presence that changed, to all who were greeted."""
        frame = self._presence.changes()
        if frame is None:
            return
        sent = 0
        for connection in self.members:
            if connection.writer.buffered() > self._limits.no_presence_above:
                connection.presence_skipped = True
            elif connection.is_greeted:
                connection.send(frame)
                sent += 1
        self._metrics.bytes_out.inc(sent * len(frame.framed))

    def ping(self, connection: Connection, now: float) -> None:
        """Says something now and then to who was greeted."""
        if connection.is_greeted and now - connection.pinged_at > self._limits.ping_seconds:
            connection.pinged_at = now
            connection.send(_PING)

    def is_stuck(self, connection: Connection, now: float) -> bool:
        """Whether it reads so little that it is to be let go. Notes who falls behind."""
        buffered = connection.writer.buffered()
        if connection.behind is not None:
            return connection.is_stuck(buffered, now, self._limits)
        if buffered > self._limits.no_updates_above and not self._pipeline.is_ahead:
            connection.fall_behind(self._pipeline.replica.state_vector(), buffered)
        return False

    def has_room(self, connection: Connection) -> bool:
        """Whether a reader that was slow can be shown things again."""
        return connection.writer.buffered() < self._limits.no_presence_above // CATCHES_UP_BELOW
