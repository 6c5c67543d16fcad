"""Passes what is read from one connection to its room: messages, refused frames, and the end.

It separates sockets from rooms, so that neither imports the other. Made by endpoint.py; called by
room_socket.py, or by endpoint.py when the server offers only ASGI.
"""

from __future__ import annotations

from leitstern.live.node.rooms import Rooms
from leitstern.live.room.connection import Connection
from leitstern.live.room.room import Room


class Inbox:
    """No method waits, and none raises because of what a client sends."""

    __slots__ = ("_connection", "_room", "_rooms")

    def __init__(self, rooms: Rooms, room: Room, connection: Connection) -> None:
        self._rooms = rooms
        self._room = room
        self._connection = connection

    def receive(self, message: bytes) -> None:
        self._room.receive(self._connection, message)

    def refuse_text(self) -> None:
        self._room.refuse_text(self._connection)

    def refuse_size(self) -> None:
        """A message is larger than the limit."""
        self._room.refuse_size(self._connection)

    def hold_unfinished(self, size: int) -> None:
        """`size` bytes of an incomplete message were received; 0 when no message is incomplete."""
        self._room.hold_unfinished(self._connection, size)

    def refuse_slow(self) -> None:
        """An incomplete message arrives too slowly."""
        self._room.refuse_slow(self._connection)

    def spend(self, size: int) -> None:
        """Charges `size` bytes of a control frame or fragment to the connection's rate."""
        self._room.spend(self._connection, size)

    def drain(self) -> None:
        """The server shuts down."""
        self._rooms.begin_drain()

    def leave(self) -> None:
        """The connection ended. Called once."""
        self._rooms.leave(self._room, self._connection)
