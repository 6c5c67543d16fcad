"""The WebSocket handshake of one HTTP connection: translates between `websockets` (sans-I/O) and ASGI.

The app gets a `websocket` scope and accepts it or refuses it. After it accepted, it calls `take_over` (under
EXTENSION in scope["extensions"]): the socket then belongs to a RoomSocket, and this object is freed. uvicorn
makes a Handshake when http_limits.py has read an upgrade request, and passes it that and all later input.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import MutableMapping
from http import HTTPStatus
from typing import Any, cast
from urllib.parse import unquote

import uvicorn
from uvicorn.protocols.utils import ClientDisconnected, get_local_addr, get_remote_addr, is_ssl
from uvicorn.server import ServerState
from websockets.datastructures import Headers
from websockets.http11 import Request, Response
from websockets.server import ServerProtocol

from leitstern.live.socket.endpoint import EXTENSION
from leitstern.live.socket.http_limits import PLAIN_HEADERS
from leitstern.live.socket.room_socket import RoomSocket

_log = logging.getLogger(__name__)

_CLOSED = {"type": "websocket.disconnect", "code": 1006}
LINGER_SECONDS = 5.0
"""Time for a peer to read a refusal, before the connection is aborted."""


class _Upgrade(ServerProtocol):
    """The library's handshake; its refusals get the headers that all our answers have."""

    def reject(self, status: Any, text: str) -> Response:
        response = super().reject(status, text)
        response.headers.update(PLAIN_HEADERS)
        return response


class Handshake(asyncio.Protocol):
    """Lives until the socket is taken over, refused or lost."""

    def __init__(self, config: uvicorn.Config, server_state: ServerState, app_state: dict[str, Any]) -> None:
        self._config = config
        self._state = server_state
        self._app_state = app_state
        self._upgrade = _Upgrade(max_size=config.ws_max_size)
        self._scope: dict[str, Any] = {}
        self._accepted: Response | None = None
        self._refusal: tuple[int, list[tuple[bytes, bytes]]] | None = None
        self._early = bytearray()
        """Bytes that were read after the request."""
        self._is_connect_told = False
        self._is_open = False
        self._is_over = False
        self._is_taken_over = False
        self._lost = asyncio.Event()

    def take_over(self) -> RoomSocket:
        """Returns the socket after the app accepted. If it has ended meanwhile, `attach` reports that."""
        self._is_taken_over = True
        self._let_go()
        taken = RoomSocket(self._transport, self._config.ws_max_size, self._state.connections)
        if self._lost.is_set():
            taken.connection_lost(None)
            return taken
        self._transport.set_protocol(taken)
        if self._early:
            taken.data_received(bytes(self._early))
        return taken

    # --- called by the event loop and the server ---------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._state.connections.add(self)  # type: ignore[arg-type]  # uvicorn only calls `shutdown`

    def connection_lost(self, exc: Exception | None) -> None:
        self._lost.set()
        self._let_go()

    def data_received(self, data: bytes) -> None:
        if self._scope:
            self._early += data
            if len(self._early) > self._config.ws_max_size:
                self._transport.abort()
            return
        self._upgrade.receive_data(data)
        request = next((e for e in self._upgrade.events_received() if isinstance(e, Request)), None)
        if request is None:
            self._end()  # the library has written the error response
            return
        response = self._upgrade.accept(request)
        if response.status_code != HTTPStatus.SWITCHING_PROTOCOLS:
            self._answer(response)
            return
        self._accepted = response
        self._scope = self._made_scope(request)
        task = asyncio.get_running_loop().create_task(self._run())
        self._state.tasks.add(task)
        task.add_done_callback(self._state.tasks.discard)

    def shutdown(self) -> None:
        """The server stops."""
        if not self._is_open and not self._is_over:
            self._answer(self._upgrade.reject(HTTPStatus.SERVICE_UNAVAILABLE, ""))

    # --- ASGI --------------------------------------------------------------------------------------------

    def _made_scope(self, request: Request) -> dict[str, Any]:
        path, _, query = request.path.partition("?")
        offered = request.headers.get_all("Sec-WebSocket-Protocol")
        return {
            "type": "websocket",
            "asgi": {"version": self._config.asgi_version, "spec_version": "2.4"},
            "http_version": "1.1",
            "scheme": "wss" if is_ssl(self._transport) else "ws",
            "server": get_local_addr(self._transport),
            "client": get_remote_addr(self._transport),
            "root_path": self._config.root_path,
            "path": self._config.root_path + unquote(path),
            "raw_path": (self._config.root_path + path).encode("latin-1"),
            "query_string": query.encode("latin-1"),
            "headers": [
                (name.lower().encode("latin-1"), value.encode("latin-1"))
                for name, value in request.headers.raw_items()
            ],
            "subprotocols": [one.strip() for line in offered for one in line.split(",")],
            "state": self._app_state.copy(),
            "extensions": {"websocket.http.response": {}, EXTENSION: self.take_over},
        }

    async def _run(self) -> None:
        try:
            await self._config.loaded_app(self._scope, self._receive, self._send)
        except ClientDisconnected:
            pass
        except BaseException:
            _log.exception("the app failed at an upgrade")
        if self._is_taken_over or self._is_over:
            return
        if self._is_open:
            self._transport.abort()  # accepted, but not taken over
        else:
            self._answer(self._upgrade.reject(HTTPStatus.INTERNAL_SERVER_ERROR, ""))

    async def _receive(self) -> MutableMapping[str, Any]:
        if not self._is_connect_told:
            self._is_connect_told = True
            return {"type": "websocket.connect"}
        await self._lost.wait()
        return dict(_CLOSED)

    async def _send(self, message: MutableMapping[str, Any]) -> None:
        if self._lost.is_set() or self._is_over:
            raise ClientDisconnected
        match message["type"]:
            case "websocket.accept" if self._accepted is not None:
                self._accept(self._accepted, message)
            case "websocket.close":
                self._answer(self._upgrade.reject(HTTPStatus.FORBIDDEN, ""))
            case "websocket.http.response.start":
                self._refusal = message["status"], list(message.get("headers", []))
            case "websocket.http.response.body" if self._refusal is not None:
                self._refuse(*self._refusal, message.get("body", b""))
            case kind:
                raise RuntimeError(f"{kind} has no place in a handshake")

    def _accept(self, response: Response, message: MutableMapping[str, Any]) -> None:
        if subprotocol := message.get("subprotocol"):
            response.headers["Sec-WebSocket-Protocol"] = subprotocol
        response.headers.update(_text(list(message.get("headers", []))))
        self._is_open = True
        self._upgrade.send_response(response)
        self._transport.write(b"".join(self._upgrade.data_to_send()))

    def _refuse(self, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
        fields = Headers(_text(headers))
        fields.setdefault("Connection", "close")
        fields.setdefault("Content-Length", str(len(body)))
        self._answer(Response(status, HTTPStatus(status).phrase, fields, body))

    # --- the end -----------------------------------------------------------------------------------------

    def _answer(self, response: Response) -> None:
        """Writes a refusal and closes the connection."""
        self._upgrade.send_response(response)
        self._end()

    def _end(self) -> None:
        self._is_over = True
        self._transport.write(b"".join(self._upgrade.data_to_send()))
        self._transport.close()
        asyncio.get_running_loop().call_later(LINGER_SECONDS, self._transport.abort)

    def _let_go(self) -> None:
        """Removes this connection from the server's set, and breaks its two reference cycles."""
        self._state.connections.discard(self)
        self._scope.get("extensions", {}).pop(EXTENSION, None)
        self._upgrade.parser.close()


def _text(headers: list[tuple[bytes, bytes]]) -> list[tuple[str, str]]:
    return [(name.decode("latin-1"), value.decode("latin-1")) for name, value in headers]
