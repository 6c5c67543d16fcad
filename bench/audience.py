"""Participants of a session for session_of_200.py: one socket for `record` and one for the shared document.

The sockets are bare asyncio transports, because 200 of the usual clients would be most of what is measured. A
participant applies every update of `record` to a Doc of their own and reads there which phase runs. Of the
shared document everybody keeps what the server sent; an edit has arrived when its words are in a frame. Who
types has a Doc, and types into a record of their own.
"""

from __future__ import annotations

import asyncio
import base64
import os
import struct
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import SplitResult, urlsplit

from pycrdt import Doc, Map, Text

from leitstern.client import Entry
from leitstern.client.messages import Acknowledged, Asked, Changed, Refused, decode
from leitstern.live.wire import protocol
from leitstern.live.wire.awareness import encode_states
from leitstern.plan import edits

_EMPTY = b"\x00\x00"
_BINARY, _PING, _PONG = 2, 9, 10
_KEY = b"\x00\x00\x00\x00"
"""Masks nothing; the server takes any key."""


class Socket(asyncio.Protocol):
    """A WebSocket of a client: the handshake, whole frames in, masked frames out. No fragments."""

    def __init__(self, url: SplitResult, cookie: str, hear: Callable[[bytes], None]) -> None:
        host, path = url.netloc, url.path
        key = base64.b64encode(os.urandom(16)).decode()
        lines = (
            f"GET {path} HTTP/1.1",
            f"Host: {host}",
            f"Origin: http://{host}",
            f"Cookie: {cookie}",
            "Connection: Upgrade",
            "Upgrade: websocket",
            f"Sec-WebSocket-Key: {key}",
            "Sec-WebSocket-Version: 13",
            f"Sec-WebSocket-Protocol: {protocol.SUBPROTOCOL}",
        )
        self._asked = ("\r\n".join(lines) + "\r\n\r\n").encode()
        self._hear = hear
        self._bytes = b""
        self._transport: asyncio.WriteTransport | None = None
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.received = 0
        """Bytes so far."""

    async def connect(self, url: SplitResult) -> None:
        assert url.hostname and url.port
        await asyncio.get_running_loop().create_connection(lambda: self, url.hostname, url.port)
        await self.opened

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport
        transport.write(self._asked)

    def data_received(self, data: bytes) -> None:
        self.received += len(data)
        self._bytes += data
        if not self.opened.done():
            head, separator, rest = self._bytes.partition(b"\r\n\r\n")
            if not separator:
                return
            assert head.startswith(b"HTTP/1.1 101"), head
            self._bytes = rest
            self.opened.set_result(None)
        at = 0
        while (found := _frame(self._bytes, at)) is not None:
            opcode, (start, at) = self._bytes[at] & 15, found
            if opcode == _BINARY:
                self._hear(self._bytes[start:at])
            elif opcode == _PING:
                self._write(_PONG, self._bytes[start:at])
        self._bytes = self._bytes[at:]

    def connection_lost(self, error: Exception | None) -> None:
        if not self.opened.done():
            self.opened.set_exception(error or ConnectionError("closed"))

    def send(self, message: bytes) -> None:
        self._write(_BINARY, message)

    def _write(self, opcode: int, message: bytes) -> None:
        size = len(message)
        length = bytes([0x80 | size]) if size < 126 else b"\xfe" + struct.pack(">H", size)
        assert size < 1 << 16 and self._transport is not None
        self._transport.write(bytes([0x80 | opcode]) + length + _KEY + message)

    def close(self) -> None:
        if self._transport is not None:
            self._transport.abort()


def _frame(data: bytes, at: int) -> tuple[int, int] | None:
    """Start and end of the payload of the frame at `at`; None while it is not complete."""
    if len(data) < at + 2:
        return None
    size, start = data[at + 1] & 127, at + 2
    if size >= 126:
        width = 2 if size == 126 else 8
        size, start = int.from_bytes(data[start : start + width], "big"), start + width
    return (start, start + size) if len(data) >= start + size else None


class Participant:
    """Somebody in the session. `seen`: phase -> when it was first seen to run after it was forgotten."""

    def __init__(self, entry: Entry, session_id: str) -> None:
        self.entry = entry
        self.seen: dict[str, float] = {}
        self.heard: dict[bytes, float] = {}
        """Words of a probing edit -> when they arrived; `listen_for` says which."""
        self.waited: bytes = b""
        self.record: Doc[Any] = Doc()
        self.shared: Doc[Any] | None = None
        self.refused: list[str] = []
        self.unsaved: dict[int, float] = {}
        """Number of a message -> when it was sent."""
        self.saved_after: list[float] = []
        self._sessions = self.record.get("sessions", type=Map)
        self._seats = self.record.get("seats", type=Map)
        self._session_id = session_id
        self._sockets: list[tuple[Socket, SplitResult]] = []
        self._record_socket = self._socket("record", self._hear_record)
        self._shared_socket = self._socket("shared", self._hear_shared)
        self._sent = self._moves = 0
        self._text: Text | None = None
        self._loaded = asyncio.Event()

    async def arrive(self, *, types: bool) -> None:
        if types:
            self.shared = Doc()
        for socket, url in self._sockets:
            await socket.connect(url)
        self._record_socket.send(protocol.step1(self.record.get_state()))
        self._send_sync(protocol.step1(b"\x00"))
        await self._loaded.wait()

    def _socket(self, kind: str, hear: Callable[[bytes], None]) -> Socket:
        url = urlsplit(self.entry.sync_url(kind))
        socket = Socket(url, self.entry.cookie, hear)
        self._sockets.append((socket, url))
        return socket

    def current(self) -> str:
        """The phase that runs, as this participant's record says."""
        session = self._sessions.get(self._session_id)
        return str(session.get("current", "")) if session is not None else ""

    def seats(self) -> int:
        """How many have done something in a session of the plan, as this participant's record says."""
        return len(self._seats)

    def _hear_record(self, frame: bytes) -> None:
        message = decode(frame)
        if isinstance(message, Changed):
            self.record.apply_update(message.update)
            self.seen.setdefault(self.current(), time.perf_counter())

    def _hear_shared(self, frame: bytes) -> None:
        if self.waited and self.waited in frame:
            self.heard.setdefault(self.waited, time.perf_counter())
        if not self._loaded.is_set() or self.shared is not None:
            self._take_part(frame)

    def _take_part(self, frame: bytes) -> None:
        match decode(frame):
            case Asked():
                self._send_sync(protocol.step2(_EMPTY))
            case Changed(update, is_answer):
                if is_answer:
                    if self.shared is not None:
                        self.shared.apply_update(update)
                    self._loaded.set()
            case Acknowledged(n, _):
                now = time.perf_counter()
                for number in [number for number in self.unsaved if number <= n]:
                    self.saved_after.append(now - self.unsaved.pop(number))
            case Refused(_, code, detail):
                self.refused.append(f"{code} {detail}")

    def _send_sync(self, message: bytes) -> None:
        self._sent += 1
        self._shared_socket.send(message)

    # --- who types ---------------------------------------------------------------------------------------

    def begin(self, order: str) -> None:
        """A record of their own."""
        doc = self._doc()
        self._change(lambda: edits.add_record(doc, "actions", {"title": "Typed: "}, order=order))

    def _change(self, change: Callable[[], object]) -> None:
        updates: list[bytes] = []
        doc = self._doc()
        subscription = doc.observe(lambda event: updates.append(event.update))
        made = change()
        doc.unobserve(subscription)
        if isinstance(made, str):
            self._text = doc.get("actions", type=Map)[made]["title"]
        for update in updates:
            self._send_sync(protocol.update(update))
            self.unsaved[self._sent] = time.perf_counter()

    def _doc(self) -> Doc[Any]:
        assert self.shared is not None
        return self.shared

    def type(self, words: str, *, afresh: bool = False) -> None:
        """Adds words to the own record, and moves the caret. `afresh`: first clears it, so that the words are
        not cleared soon; the server joins what comes together, and words deleted in one commit never arrive.
        """
        text = self._text
        assert text is not None
        if afresh or len(text) > 60:
            self._change(lambda: text.__delitem__(slice(7, len(text))))
        self._change(lambda: text.insert(len(text), words))
        self._moves += 1
        state = b'{"at":{"section":"actions"},"caret":%d}' % self._moves
        presence = encode_states([(self._doc().client_id, self._moves, state)])
        self._shared_socket.send(protocol.awareness(presence))

    def leave(self) -> None:
        for socket, _ in self._sockets:
            socket.close()
