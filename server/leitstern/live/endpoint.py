"""`/sync/{document_id}`: lets browsers in, and hands their frames to a room.

Refusals happen before the upgrade, as plain HTTP answers; whose page may ask at all is checked before
(pages/security.py). Afterwards the connection is handed over to the transport where it offers that
(transport.py), and the coroutine ends; else it reads through ASGI until the end.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Awaitable, Callable
from typing import Protocol

from starlette.responses import PlainTextResponse
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket

from leitstern.errors import LeitsternError, StoreUnavailable, TooMany
from leitstern.live.connection import Admitted, Connection, Readmit
from leitstern.live.protocol import SUBPROTOCOL, Close
from leitstern.live.room import Room
from leitstern.live.rooms import Rooms
from leitstern.live.writer import AsgiWriter, Writer

_log = logging.getLogger(__name__)

EXTENSION = "leitstern.raw"
"""Key in scope["extensions"] under which transport.py offers itself."""

Admit = Callable[[str | None, str], Awaitable[Admitted]]
"""(cookie value, document id) -> who it is. Raises NotSignedIn, Forbidden, NotFound."""


class Inbox:
    """What a transport hands on of one connection."""

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
        self._room.refuse_size(self._connection)

    def spend(self, size: int) -> None:
        """A frame of so many bytes that is no message."""
        self._room.spend(self._connection, size)

    def drain(self) -> None:
        """The server stops."""
        self._rooms.begin_drain()

    def leave(self) -> None:
        """The connection has ended. Called once."""
        self._rooms.leave(self._room, self._connection)


class RawTransport(Writer, Protocol):
    """What transport.py offers under EXTENSION."""

    def attach(self, inbox: Inbox) -> None:
        """The connection is the inbox's from now on: what comes, and that it ends."""
        ...


def sync_route(rooms: Rooms, admit: Admit, cookie: str = "leitstern") -> WebSocketRoute:
    """The route to mount. `cookie` names the session cookie that `admit` is given."""

    async def sync(websocket: WebSocket) -> None:
        document_id = websocket.path_params["document_id"]
        value = websocket.cookies.get(cookie)
        try:
            if rooms.is_draining:
                raise StoreUnavailable("draining")
            heard = rooms.rights.heard
            admitted = await admit(value, document_id)
            await rooms.warm(document_id)
            _check_number(rooms, admitted)
        except LeitsternError as error:
            await websocket.send_denial_response(PlainTextResponse(error.code, error.status))
            return
        await _serve(rooms, websocket, admitted, lambda: admit(value, document_id), heard)

    return WebSocketRoute("/sync/{document_id}", sync)


def _check_number(rooms: Rooms, admitted: Admitted) -> None:
    """After the last wait before the upgrade: many who come at once are counted one after the other."""
    number = rooms.connections_of(admitted.document_id, admitted.participant_id)
    if rooms.limits.rated and number >= rooms.limits.connections_per_participant:
        raise TooMany("connections")


async def _serve(
    rooms: Rooms, websocket: WebSocket, admitted: Admitted, readmit: Readmit, heard: int
) -> None:
    """`heard`: how many changes of rights were known before it was admitted."""
    is_extended = SUBPROTOCOL in websocket.scope["subprotocols"]
    await websocket.accept(subprotocol=SUBPROTOCOL if is_extended else None)
    raw: RawTransport | None = (websocket.scope.get("extensions") or {}).get(EXTENSION)
    writer: Writer = raw if raw is not None else AsgiWriter(websocket.send)
    connection = Connection(
        secrets.token_hex(8), admitted, writer, readmit, is_extended=is_extended, limits=rooms.limits
    )
    try:
        room = await rooms.join(connection)
    except LeitsternError as error:
        connection.close(Close(error.close_code), error.code)
        return
    _log.debug("joined %s %s", admitted.document_id, connection.id)
    inbox = Inbox(rooms, room, connection)
    is_handed_over = False
    try:
        if rooms.rights.heard != heard:
            await rooms.rights.ask_again(room, connection)
        if raw is not None:
            raw.attach(inbox)
            is_handed_over = True
        else:
            await _read(websocket, inbox)
    finally:
        if not is_handed_over:
            inbox.leave()
        if isinstance(writer, AsgiWriter):
            writer.stop()


async def _read(websocket: WebSocket, inbox: Inbox) -> None:
    """Until the connection ends. Never waits for the room, so that pongs are always answered."""
    while True:
        message = await websocket.receive()
        if message["type"] != "websocket.receive":
            return
        data = message.get("bytes")
        if data is None:
            inbox.refuse_text()
        else:
            inbox.receive(data)
