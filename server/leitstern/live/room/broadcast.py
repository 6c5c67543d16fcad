"""Sends to everybody in a room: updates and presence, and less to slow readers.

Nothing here waits for a socket. A connection that reads too slowly is sent less and less (docs/protocol.md
FLOW-2), so the bytes that wait for it are bounded whatever it asks for. Owned by room.py.
"""

from __future__ import annotations

from collections.abc import Sequence

from leitstern.live.document.document import Document
from leitstern.live.limits import Limits
from leitstern.live.metrics import Metrics
from leitstern.live.room.connection import Connection
from leitstern.live.room.presence import Presence
from leitstern.live.wire import protocol
from leitstern.live.wire.frame import Frame

_PING = Frame(protocol.PING)
CATCHES_UP_BELOW = 4
"""A slow reader has caught up when less than 1/4 of `Limits.no_presence_above` waits for it."""

Shown = Sequence[tuple[Frame, Connection | None]]
"""Frames of one commit. Each with the connection that does not need it, because it alone sent the content."""


class Broadcast:
    """The connections of one room."""

    def __init__(self, document: Document, presence: Presence, limits: Limits, metrics: Metrics) -> None:
        self.connections: set[Connection] = set()
        self._document = document
        self._presence = presence
        self._limits = limits
        self._metrics = metrics

    def show(self, shown: Shown) -> None:
        """Sends one commit to all greeted connections. The replica must not be ahead of the log."""
        (frame, sole), *more = shown
        behind: bytes | None = None
        limit = self._limits.no_updates_above
        count = 0
        for connection in self.connections:
            if not connection.is_greeted or connection.behind is not None or connection.is_closed:
                continue
            writer = connection.writer
            if connection is not sole:
                writer.write(frame)
                count += 1
            if more:
                self._show_more(connection, more)
            buffered = writer.buffered()
            if buffered > limit:  # checked after the last frame: `behind` is the state after all of them
                if behind is None:
                    behind = self._document.replica.state_vector()
                connection.fall_behind(behind, buffered)
        self._metrics.bytes_out.inc(count * len(frame.framed))

    def _show_more(self, connection: Connection, more: Shown) -> None:
        """Server edits have frames of their own."""
        for frame, sole in more:
            if connection is not sole:
                connection.send(frame)
                self._metrics.bytes_out.inc(len(frame.framed))

    def must_wait(self, connection: Connection, state_vector: bytes) -> bool:
        """Whether it is too slow for a sync reply now. It then gets the difference when it has caught up."""
        buffered = connection.writer.buffered()
        if buffered <= self._limits.no_updates_above:
            return False
        if connection.behind is None:
            connection.fall_behind(state_vector, buffered)
        else:
            connection.behind = state_vector
        return True

    def show_everyone(self, connection: Connection) -> None:
        """Sends everybody's presence to one greeted connection."""
        if not connection.is_greeted:
            return
        if connection.writer.buffered() > self._limits.no_presence_above:
            connection.presence_skipped = True
            return
        frame = self._presence.everyone()
        if frame is not None:
            connection.send(frame)

    def show_changes(self) -> None:
        """Sends changed presence to all greeted connections."""
        frame = self._presence.changes()
        if frame is None:
            return
        sent = 0
        for connection in self.connections:
            if connection.writer.buffered() > self._limits.no_presence_above:
                connection.presence_skipped = True
            elif connection.is_greeted:
                connection.send(frame)
                sent += 1
        self._metrics.bytes_out.inc(sent * len(frame.framed))

    def ping(self, connection: Connection, now: float) -> None:
        """Sends a keepalive message at intervals."""
        if connection.is_greeted and now - connection.pinged_at > self._limits.ping_seconds:
            connection.pinged_at = now
            connection.send(_PING)

    def is_stuck(self, connection: Connection, now: float) -> bool:
        """Whether a slow reader is to be closed. Also marks a connection that has become slow."""
        buffered = connection.writer.buffered()
        if connection.behind is not None:
            return connection.is_stuck(buffered, now, self._limits)
        if buffered > self._limits.no_updates_above and not self._document.is_ahead:
            connection.fall_behind(self._document.replica.state_vector(), buffered)
        return False

    def has_caught_up(self, connection: Connection) -> bool:
        """Whether a slow reader can be sent updates and presence again."""
        return connection.writer.buffered() < self._limits.no_presence_above // CATCHES_UP_BELOW
