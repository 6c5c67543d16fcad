"""`/sync/{document_id}`: authorises a browser, upgrades it to a WebSocket, and hands the socket to a room.

Refusals are plain HTTP responses before the upgrade. The Origin header is checked earlier
(http_support/security.py). After the upgrade RoomSocket takes over the socket and this coroutine ends; on
servers without that extension (transport.py) the coroutine reads frames through ASGI until the end.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Awaitable, Callable
from typing import Protocol

from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket

from leitstern.errors import LeitsternError, StoreUnavailable, TooMany
from leitstern.live.node.rooms import Rooms
from leitstern.live.room.connection import Admission, Connection, Readmit
from leitstern.live.socket.asgi_writer import AsgiWriter
from leitstern.live.socket.inbox import Inbox
from leitstern.live.wire.frame import Writer
from leitstern.live.wire.protocol import SUBPROTOCOL, Close

_log = logging.getLogger(__name__)

EXTENSION = "leitstern.take_over"
"""Key in scope["extensions"] of the function that hands over the socket (transport.py)."""

Admit = Callable[..., Awaitable[Admission]]
"""(cookie value, document id) -> the admission; (..., side) with the rights of a guest of that side, who only
reads. Raises NotSignedIn, Forbidden, NotFound.
"""


class TakenOver(Writer, Protocol):
    """A socket that was taken over from the server."""

    def attach(self, inbox: Inbox) -> None:
        """The inbox receives everything that was and will be read, and the end of the connection."""
        ...


class Guard(Protocol):
    """Limits how often a client may be refused (http_support/guessing.py)."""

    def check(self, connection: HTTPConnection) -> None:
        """Raises TooMany."""
        ...

    def refused(self, connection: HTTPConnection) -> None: ...


def sync_route(
    rooms: Rooms, admit: Admit, cookie: str = "leitstern", guard: Guard | None = None
) -> WebSocketRoute:
    """The route to mount. `cookie` is the name of the session cookie, whose value `admit` receives."""

    async def sync(websocket: WebSocket) -> None:
        document_id = websocket.path_params["document_id"]
        value = websocket.cookies.get(cookie)
        seen_from = websocket.query_params.get("as")
        asked = (value, document_id) if seen_from is None else (value, document_id, seen_from)
        try:
            if rooms.is_draining:
                raise StoreUnavailable("draining")
            if guard is not None:
                guard.check(websocket)
            heard = rooms.rights.heard
            admission = await admit(*asked)
            await rooms.warm(document_id)
            _check_number(rooms, admission)
        except LeitsternError as error:
            if guard is not None and error.status in (401, 403, 404):
                guard.refused(websocket)
            await websocket.send_denial_response(PlainTextResponse(error.code, error.status))
            return
        await _serve(rooms, websocket, admission, lambda: admit(*asked), heard)

    return WebSocketRoute("/sync/{document_id}", sync)


def _check_number(rooms: Rooms, admission: Admission) -> None:
    """Called after the last `await` before the upgrade, so that simultaneous joins all count."""
    number = rooms.connections_of(admission.document_id, admission.participant_id)
    if rooms.limits.rated and number >= rooms.limits.connections_per_participant:
        raise TooMany("connections")


async def _serve(
    rooms: Rooms, websocket: WebSocket, admission: Admission, readmit: Readmit, heard: int
) -> None:
    """`heard`: number of access events received before the admission was read."""
    is_extended = SUBPROTOCOL in websocket.scope["subprotocols"]
    await websocket.accept(subprotocol=SUBPROTOCOL if is_extended else None)
    take_over: Callable[[], TakenOver] | None = (websocket.scope.get("extensions") or {}).get(EXTENSION)
    taken = take_over() if take_over is not None else None
    writer: Writer = taken if taken is not None else AsgiWriter(websocket.send)
    connection = Connection(
        secrets.token_hex(8), admission, writer, readmit, is_extended=is_extended, limits=rooms.limits
    )
    try:
        room = await rooms.join(connection)
    except LeitsternError as error:
        connection.close(Close(error.close_code), error.code)
        return
    _log.debug("joined %s %s", admission.document_id, connection.id)
    inbox = Inbox(rooms, room, connection)
    is_handed_over = False
    try:
        if rooms.rights.heard != heard:
            await rooms.rights.ask_again(room, connection)
        if taken is not None:
            taken.attach(inbox)
            is_handed_over = True
        else:
            await _read(websocket, inbox)
    finally:
        if not is_handed_over:
            inbox.leave()
        if isinstance(writer, AsgiWriter):
            writer.stop()


async def _read(websocket: WebSocket, inbox: Inbox) -> None:
    """Reads until the connection ends. Never waits for the room, so pings are always answered."""
    while True:
        message = await websocket.receive()
        if message["type"] != "websocket.receive":
            return
        data = message.get("bytes")
        if data is None:
            inbox.refuse_text()
        else:
            inbox.receive(data)
