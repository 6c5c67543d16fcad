"""uvicorn's HTTP protocol, with a limit in bytes and in seconds for every phase of a request.

uvicorn itself reads heads, trailers and pipelined requests without a limit, and waits without a limit for a
body or for a peer that does not read its answer. This class handles one connection until it ends or is
upgraded (handshake.py). transport.py passes it to uvicorn; rules WIRE-11 to WIRE-14 of docs/protocol.md.
"""

from __future__ import annotations

from asyncio import TimerHandle, Transport
from collections.abc import Collection
from enum import Enum
from typing import Any

import httptools
from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_SECONDS = 10.0
"""Limit from the first byte of a connection, or of its next request, to the end of the headers."""
HEAD_BYTES = 64 << 10
HEAD_FIELDS = 128
"""Browsers send about 20 header fields and proxies add a few; `websockets` has the same limit."""
BODY_BYTES = 256 << 10
"""Limit of all after the head: body, chunk sizes and extensions, trailers. app.py limits bodies to 64 KB."""
BODY_SECONDS = 10.0
BODY_RATE = 4 << 10
"""A body may take BODY_SECONDS, plus one second for each BODY_RATE bytes received."""
IDLE_SECONDS = 20.0
"""Limit from an answer to the end of the next head. uvicorn closes silent connections earlier."""
QUEUED_REQUESTS = 8
"""Limit of pipelined requests that wait while one is answered. Browsers and proxies send none."""
UNREAD_SECONDS = 30.0
"""Time for a peer to read an answer, once more than 64 KB are unread or the connection is closing."""

PLAIN_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
"""Headers of answers that are written here, not by the app. They have no content that a browser could run."""


def _answer(status: str) -> bytes:
    fields = {"Connection": "close", "Content-Length": "0", **PLAIN_HEADERS}
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in fields.items())]
    return "\r\n".join((*lines, "", "")).encode()


BAD_REQUEST = _answer("400 Bad Request")
TIMEOUT = _answer("408 Request Timeout")
BODY_TOO_LARGE = _answer("413 Content Too Large")
HEAD_TOO_LARGE = _answer("431 Request Header Fields Too Large")
NOT_IMPLEMENTED = _answer("501 Not Implemented")


class _Phase(Enum):
    HEAD = "head"
    BODY = "body"
    ANSWER = "answer"
    """The request is complete and the app works on it: no time limit."""
    IDLE = "idle"
    """All requests are answered."""


class _Refused(Exception):
    """Raised in a parser callback to stop parsing; `_refusal` has the answer."""


class _Flow(FlowControl):
    """Keeps reading paused while requests are queued. uvicorn resumes it whenever the app asks for a body."""

    def __init__(self, transport: Transport, queue: Collection[object]) -> None:
        super().__init__(transport)
        self._queue = queue

    def resume_reading(self) -> None:
        if not self._queue:
            super().resume_reading()


class BoundedHttp(HttpToolsProtocol):
    """`_received`: bytes of the current phase. `_since`: when it began (loop time)."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._phase = _Phase.HEAD
        self._since = 0.0
        self._received = 0
        self._head_bytes = 0
        self._head_fields = 0
        self._refusal = BAD_REQUEST
        self._deadline: TimerHandle | None = None
        self._unread: TimerHandle | None = None

    # --- the connection ----------------------------------------------------------------------------------

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.flow = _Flow(transport, self.pipeline)
        self._enter(_Phase.HEAD, HEAD_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_timers()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Like uvicorn's, but a refusal is not logged, because a stranger could fill the log."""
        if self.transport.is_closing():
            return
        self._unset_keepalive_if_required()
        self._received += len(data)
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self._upgrade()
        except httptools.HttpParserError:
            self._refuse(self._refusal)
        else:
            self._check_bytes()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._unread = self.loop.call_later(UNREAD_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        _cancel(self._unread)

    def timeout_keep_alive_handler(self) -> None:
        super().timeout_keep_alive_handler()
        self._abort_later()

    # --- the parser's callbacks --------------------------------------------------------------------------

    def on_message_begin(self) -> None:
        self._head_bytes = self._head_fields = 0
        self._enter(_Phase.HEAD, HEAD_SECONDS)
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        self._count_head(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Takes a header field. Drops a trailer: in the scope it would look like a header."""
        if self._phase is _Phase.HEAD:
            self._head_fields += 1
            self._count_head(len(name) + len(value) + 4)
            if name.lower() == b"transfer-encoding" and value.strip().lower() != b"chunked":
                self._refusal = NOT_IMPLEMENTED  # RFC 9112 6.1; otherwise the body would last until the close
                raise _Refused
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        is_upgrade = self.parser.should_upgrade() and self._should_upgrade()
        if len(self.pipeline) >= QUEUED_REQUESTS or (is_upgrade and self._is_answering):
            raise _Refused
        self._enter(_Phase.BODY, BODY_SECONDS)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._enter(_Phase.ANSWER)
        super().on_message_complete()
        if self.cycle is not None and self.cycle.response_complete:
            self._enter(_Phase.IDLE, IDLE_SECONDS)

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.transport.is_closing():
            self._abort_later()
        elif self._phase is _Phase.ANSWER and not self._is_answering:
            self._enter(_Phase.IDLE, IDLE_SECONDS)

    # --- phases and their limits --------------------------------------------------------------------------

    @property
    def _is_answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _enter(self, phase: _Phase, seconds: float | None = None) -> None:
        self._phase = phase
        self._received = 0
        self._since = self.loop.time()
        _cancel(self._deadline)
        if seconds is not None:
            self._deadline = self.loop.call_later(seconds, self._look)

    def _look(self) -> None:
        """Timer: ends a phase that took too long. A body that arrives fast enough gets more time."""
        if self._phase is _Phase.BODY:
            left = self._since + BODY_SECONDS + self._received / BODY_RATE - self.loop.time()
            if left > 0:
                self._deadline = self.loop.call_later(left, self._look)
                return
        is_begun = self._phase is _Phase.BODY or self._received > 0
        self._refuse(TIMEOUT if is_begun else b"")

    def _count_head(self, size: int) -> None:
        """Counts exactly; `_check_bytes` notices only after a whole read."""
        self._head_bytes += size
        if self._head_bytes > HEAD_BYTES or self._head_fields > HEAD_FIELDS:
            self._refusal = HEAD_TOO_LARGE
            raise _Refused

    def _check_bytes(self) -> None:
        """Checks what the parser still holds back: an unfinished field or trailer, chunk extensions."""
        if self._phase is _Phase.HEAD and self._received > HEAD_BYTES:
            self._refuse(HEAD_TOO_LARGE)
        elif self._phase is _Phase.BODY and self._received > BODY_BYTES:
            self._refuse(BODY_TOO_LARGE)

    def _refuse(self, answer: bytes) -> None:
        """Sends the refusal and closes. In the middle of another answer it only closes."""
        if self._is_answering:
            self.transport.abort()
        elif not self.transport.is_closing():
            self.transport.write(answer)
            self.transport.close()
            self._abort_later()

    def _abort_later(self) -> None:
        """A closing transport waits without a limit until the peer has read everything; so abort later."""
        self._stop_timers()
        self._unread = self.loop.call_later(UNREAD_SECONDS, self.transport.abort)

    def _stop_timers(self) -> None:
        _cancel(self._deadline)
        _cancel(self._unread)

    def _upgrade(self) -> None:
        """Upgrades to a WebSocket. Ignores other upgrades (RFC 9110 7.8) and closes after the answer."""
        self._stop_timers()
        if self._should_upgrade():
            self.handle_websocket_upgrade()
            self.parser = None  # type: ignore[assignment]  # breaks the cycle, as uvicorn does at the end
        elif self.cycle is not None:
            self.cycle.keep_alive = False


def _cancel(timer: TimerHandle | None) -> None:
    if timer is not None:
        timer.cancel()
