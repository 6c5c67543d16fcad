"""The WebSocket transport: uvicorn's sans-I/O protocol with a short way in and a short way out.

Out: a room writes frames that it encoded once straight to the socket. In: whole binary messages go to the
room without a queue and a task switch. Everything else (handshake, control frames, fragments, errors, size)
stays with uvicorn and `websockets`, and is rated too. Offered to endpoint.py under scope["extensions"], which
hands the socket over and returns, so that nothing of the upgrade outlives it; app and cli call
`uvicorn_config`. Compression is off: it costs more than all else, and shared frames must not meet it.
"""

from __future__ import annotations

from asyncio import AbstractEventLoop, BaseTransport
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.protocols.utils import ClientDisconnected
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.exceptions import InvalidState
from websockets.frames import Frame as LibraryFrame
from websockets.http11 import Request
from websockets.speedups import apply_mask

from leitstern.live.endpoint import EXTENSION, Inbox
from leitstern.live.heads import BoundedHttp
from leitstern.live.writer import Frame

_BINARY = 0x82
"""FIN and opcode 2: a whole binary message in one frame."""
_MASKED = 0x80
PING_SECONDS, PONG_SECONDS = 3.0, 5.0
"""A peer that was silent for so long is asked, and gone when it does not answer: within 10 s nobody sees its
presence any more. Closed tabs end at once; this is for lost networks and frozen machines."""
SLOW_SECONDS = 30.0
"""A peer that is merely slow is the room's to judge: what waits for it stands before the ping."""
CLOSE_SECONDS = 5.0
"""How long a peer may take to end its side after a close frame."""
MAX_FRAGMENTS = 16_384
"""Of one message; they may be empty, so that its size alone bounds no memory."""
PONGS_BELOW = 64 << 10
"""Bytes waiting for a peer above which its pings are not answered."""


class RoomTransport(WebSocketsSansIOProtocol):
    """One socket. What comes before `attach` waits unread; ASGI sees the handshake alone."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._inbox: Inbox | None = None
        self._input = bytearray()
        self._is_message_open = False
        self._heard_at = self.loop.time()

    # --- what endpoint.py and the room use ---------------------------------------------------------------

    def attach(self, inbox: Inbox) -> None:
        """From now on the inbox hears what comes, first what came since the handshake, and the end."""
        self._inbox = inbox
        is_over = self.disconnected or self.close_sent
        self._forget_upgrade(inbox)
        if is_over:
            self.queue.put_nowait(None)  # type: ignore[arg-type]
            return
        self._resume()
        self._split(inbox)

    def _forget_upgrade(self, inbox: Inbox) -> None:
        """What was said at the handshake, and what ASGI needs, is half of a connection's memory."""
        self.scope["extensions"].pop(EXTENSION, None)  # gone already when the socket is
        del self.request, self.response, self.scope
        self.queue = _Ending(self.loop, inbox)  # type: ignore[assignment]  # all that uvicorn still puts there
        self.conn.parser.close()  # it keeps the request
        self.conn.parser = self.conn.parse()
        next(self.conn.parser)

    def write(self, frame: Frame) -> None:
        if not self.close_sent and not self.disconnected:
            self.transport.write(frame.framed)

    def buffered(self) -> int:
        return 0 if self.disconnected else self.transport.get_write_buffer_size()

    def close(self, code: int, reason: str) -> None:
        if self.close_sent or self.disconnected or self.transport.is_closing():
            return
        try:
            self.conn.send_close(code, reason)
        except InvalidState:
            self.transport.close()
            return
        self._end(code, reason)

    def _end(self, code: int, reason: str) -> None:
        """The close frame goes out, and no more. What still comes is read and dropped: a socket that is
        closed with unread input is reset, and the peer would never learn why."""
        self.close_sent = True
        self._input.clear()
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": reason})
        self.transport.write(b"".join(self.conn.data_to_send()))
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self._resume()
        self.close_timer = self.loop.call_later(CLOSE_SECONDS, self.transport.abort)

    def _resume(self) -> None:
        if self.read_paused:
            self.read_paused = False
            self.transport.resume_reading()

    # --- uvicorn's hooks ---------------------------------------------------------------------------------

    def connection_made(self, transport: BaseTransport) -> None:
        """The protocol that read the request and its parser hold each other: it has done its work."""
        super().connection_made(transport)
        first = self.transport.get_protocol()
        if isinstance(first, HttpToolsProtocol):
            del first.parser

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        scope = getattr(self, "scope", None)
        if scope is not None:
            scope["extensions"][EXTENSION] = self

    async def run_asgi(self) -> None:
        """As uvicorn's, save that a socket that was handed over goes on when the app returns."""
        try:
            await self.app(self.scope, self.receive, self.send)
        except ClientDisconnected:
            pass
        except BaseException:
            self.logger.exception("Exception in ASGI application")
            self.send_500_response()
        if self._inbox is None and self.close_timer is None:
            self.transport.close()

    async def send(self, message: Any) -> None:
        """A refusal is the end of the handshake too. uvicorn forgets to note that, and would log an error for
        every stranger who knocks."""
        await super().send(message)
        if self.initial_response is not None and self.close_sent:
            self.handshake_complete = True

    def connection_lost(self, exc: Exception | None) -> None:
        """Breaks every circle this object is in: three hundred objects a connection would else wait for the
        interpreter to look for circles, which stops everybody for as long as there are many."""
        super().connection_lost(exc)
        self._inbox = None
        self.conn.parser.close()
        scope = getattr(self, "scope", None)  # not handed over
        if scope is not None:
            scope["extensions"].pop(EXTENSION, None)

    def send_keepalive_ping(self) -> None:
        """Who said something need not be asked yet."""
        silent = self.loop.time() - self._heard_at
        if self.ping_interval is not None and silent < self.ping_interval:
            self.ping_timer = self.loop.call_later(self.ping_interval - silent, self.send_keepalive_ping)
        else:
            super().send_keepalive_ping()

    def keepalive_timeout(self) -> None:
        """No pong: the peer is gone, unless this very loop was late, or the ping waits behind other bytes."""
        self.pong_timer = None
        now = self.loop.time()
        is_late = now - self.ping_sent_at > (self.ping_timeout or 0.0) + 1.0
        is_slow = self.buffered() > 0 and now - self._heard_at < SLOW_SECONDS
        if is_late or is_slow or self._heard_at > self.ping_sent_at:
            self.schedule_ping()
        else:
            self.transport.abort()

    def data_received(self, data: bytes) -> None:
        self._heard_at = self.loop.time()
        if self.close_sent:
            return
        if not self.handshake_initiated:
            super().data_received(data)
            # uvicorn read a whole request; the library may have found none (too long, a body).
            if not self.handshake_initiated:
                self.transport.close()
            return
        self._input += data
        if self._inbox is not None:
            self._split(self._inbox)
        elif not self.read_paused and len(self._input) > self.config.ws_max_size:
            self.read_paused = True
            self.transport.pause_reading()

    def _split(self, inbox: Inbox) -> None:
        """Hands on every whole frame; the rest waits for more."""
        try:
            while not self.close_sent and not self.transport.is_closing():
                size = _frame_size(self._input, self.config.ws_max_size)
                if size is None or len(self._input) < size[1]:
                    return
                header, end = size
                frame = self._take(end)
                if self._is_message_open or frame[0] != _BINARY or not frame[1] & _MASKED:
                    self._leave_to_library(inbox, frame)
                else:
                    inbox.receive(apply_mask(frame[header:], frame[header - 4 : header]))
        except _TooBig:
            inbox.refuse_size()

    def _leave_to_library(self, inbox: Inbox, frame: bytes) -> None:
        """Control frames and fragments are no messages, and cost as much."""
        inbox.spend(len(frame))
        if not self.close_sent:
            super().data_received(frame)

    def _take(self, size: int) -> bytes:
        taken = bytes(self._input[:size])
        del self._input[:size]
        return taken

    def handle_bytes(self, event: LibraryFrame) -> None:
        self._is_message_open = not event.fin
        super().handle_bytes(event)

    def handle_text(self, event: LibraryFrame) -> None:
        self._is_message_open = not event.fin
        super().handle_text(event)

    def handle_cont(self, event: LibraryFrame) -> None:
        self._is_message_open = not event.fin
        if len(self.frames) < MAX_FRAGMENTS:
            super().handle_cont(event)
        elif self._inbox is not None:
            self._inbox.refuse_size()

    def handle_ping(self) -> None:
        """Who does not read gets no more pongs: RFC 6455 section 5.5.3 asks for the latest alone."""
        pong = b"".join(self.conn.data_to_send())
        if self.buffered() < PONGS_BELOW:
            self.transport.write(pong)

    def send_receive_event_to_app(self) -> None:
        data, self.frames = b"".join(self.frames), []
        if self._inbox is None or self.close_sent:
            return
        if self.curr_msg_data_type == "text":
            self._inbox.refuse_text()
        else:
            self._inbox.receive(data)

    def handle_parser_exception(self) -> None:
        """What came breaks RFC 6455, or is too large in fragments."""
        close = self.conn.close_sent
        self._end(*((close.code, close.reason) if close is not None else (1002, "")))

    def shutdown(self) -> None:
        """The server stops: rooms say DRAIN, make durable what they read, and close. Others end at once."""
        if self._inbox is not None and not self.close_sent:
            self.stop_keepalive()
            self._inbox.drain()
        else:
            super().shutdown()


class _Ending:
    """In the place of uvicorn's queue: the first thing it is given is the end of the connection."""

    __slots__ = ("_inbox", "_loop")

    def __init__(self, loop: AbstractEventLoop, inbox: Inbox) -> None:
        self._loop = loop
        self._inbox: Inbox | None = inbox

    def put_nowait(self, event: object) -> None:
        """In the loop's next turn, for whoever ends a connection may be going through all of them."""
        if self._inbox is not None:
            self._loop.call_soon(self._inbox.leave)
            self._inbox = None


class _TooBig(Exception):
    """A frame announces more than ws_max_size."""


def _frame_size(data: bytearray, limit: int) -> tuple[int, int] | None:
    """Length of header with mask, and of the whole frame; None while the header is incomplete."""
    if len(data) < 2:
        return None
    length = data[1] & 127
    header = 2
    if length == 126:
        header = 4
    elif length == 127:
        header = 10
    if len(data) < header:
        return None
    if header > 2:
        length = int.from_bytes(data[2:header], "big")
    if length > limit:
        raise _TooBig
    if data[1] & _MASKED:
        header += 4
    return header, header + length


def uvicorn_config(
    app: Any, host: str, port: int, max_message: int = 1 << 20, **options: Any
) -> uvicorn.Config:
    """How the server runs. The access log stays off: paths hold tokens."""
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        **{
            "http": BoundedHttp,
            "ws": RoomTransport,
            "ws_max_size": max_message,
            "ws_per_message_deflate": False,
            "ws_ping_interval": PING_SECONDS,
            "ws_ping_timeout": PONG_SECONDS,
            "access_log": False,
            "server_header": False,
            "date_header": True,
            "timeout_graceful_shutdown": 10,
            "log_level": "warning",
            "log_config": None,
            **options,
        },
    )
