"""One WebSocket after its handshake: passes messages to the room and writes the room's frames to the socket.

There is no queue and no task switch in between. Whole binary frames are parsed here; control frames,
fragments and protocol errors go to the sans-I/O protocol of `websockets` and count against the rate too. Made
by handshake.py after the upgrade was accepted. endpoint.py calls `attach`; the room uses it as a `Writer`.
"""

from __future__ import annotations

import asyncio
import secrets
from asyncio import TimerHandle, Transport
from typing import Any

from websockets.exceptions import InvalidState
from websockets.frames import Frame as LibraryFrame
from websockets.frames import Opcode
from websockets.protocol import Protocol, Side
from websockets.speedups import apply_mask

from leitstern.live.socket.inbox import Inbox
from leitstern.live.wire.frame import Frame

_BINARY = 0x82
"""FIN and opcode 2: a whole binary message in one frame."""
_MASKED = 0x80
PING_SECONDS, PONG_SECONDS = 3.0, 5.0
"""A silent peer gets a ping after this time, and is closed if it does not answer: its presence disappears
within 10 s. Closed tabs end at once; this is for lost networks and frozen machines."""
SLOW_SECONDS = 30.0
"""With more unsent bytes no ping is sent: it would wait behind them. The room handles slow readers."""
CLOSE_SECONDS = 5.0
"""Time for a peer to close its side after our close frame."""
MAX_FRAGMENTS = 16_384
"""Limit of fragments per message. Fragments may be empty, so the message size alone does not bound memory."""
PONGS_BELOW = 64 << 10
"""With more unsent bytes the peer's pings are not answered."""
MESSAGE_SECONDS = 30.0
MESSAGE_RATE = 4 << 10
"""A message may take MESSAGE_SECONDS, plus one second for each MESSAGE_RATE bytes received."""


class RoomSocket(asyncio.Protocol):
    """Input before `attach` is buffered; input after `close` is read and dropped."""

    def __init__(self, transport: Transport, max_message: int, connections: set[Any]) -> None:
        """`connections`: the server's set; on shutdown it calls `shutdown` of each."""
        self._transport = transport
        self._max_message = max_message
        self._connections = connections
        self._loop = asyncio.get_running_loop()
        self._inbox: Inbox | None = None
        self._library = Protocol(Side.SERVER, max_size=max_message)
        self._input = bytearray()
        self._fragments: list[bytes] = []
        self._is_message_open = False
        """Whether fragments of a message were received, but not the last one."""
        self._is_text = False
        self._unfinished = 0
        """Bytes of an incomplete frame or message, as last reported to the inbox."""
        self._unfinished_since = 0.0
        self._is_closing = False
        self._is_gone = False
        self._is_paused = False
        self._heard_at = self._pinged_at = self._loop.time()
        self._timer: TimerHandle | None = self._loop.call_later(PING_SECONDS, self._look)
        connections.add(self)

    # --- called by endpoint.py and the room --------------------------------------------------------------

    def attach(self, inbox: Inbox) -> None:
        """Passes input to the inbox, first what was buffered since the handshake, and the end, once."""
        self._inbox = inbox
        if self._is_closing or self._is_gone:
            self._leave()
            return
        self._resume()
        self._split(inbox)

    def write(self, frame: Frame) -> None:
        if not self._is_closing and not self._is_gone:
            self._transport.write(frame.framed)

    def buffered(self) -> int:
        return 0 if self._is_gone else self._transport.get_write_buffer_size()

    def close(self, code: int, reason: str) -> None:
        if self._is_closing or self._is_gone or self._transport.is_closing():
            return
        try:
            self._library.send_close(code, reason)
        except InvalidState:
            self._transport.close()
            return
        self._end()

    # --- called by the event loop -------------------------------------------------------------------------

    def data_received(self, data: bytes) -> None:
        self._heard_at = self._loop.time()
        if self._is_closing:
            return
        self._input += data
        if self._inbox is not None:
            self._split(self._inbox)
        elif not self._is_paused and len(self._input) > self._max_message:
            self._is_paused = True
            self._transport.pause_reading()

    def connection_lost(self, exc: Exception | None) -> None:
        """Also breaks the reference cycle between the library's protocol and its parser."""
        self._is_gone = True
        self._connections.discard(self)
        if self._timer is not None:
            self._timer.cancel()
        self._library.parser.close()
        self._leave()

    def shutdown(self) -> None:
        """The server shuts down: the room sends DRAIN, commits and closes. Without a room: ends at once."""
        if self._inbox is not None and not self._is_closing:
            self._inbox.drain()
        else:
            self._transport.close()

    # --- incoming -------------------------------------------------------------------------------------

    def _split(self, inbox: Inbox) -> None:
        """Passes on every complete frame; keeps the rest until more arrives."""
        try:
            while not self._is_closing and not self._transport.is_closing():
                size = _frame_size(self._input, self._max_message)
                if size is None or len(self._input) < size[1]:
                    break
                header, end = size
                frame = self._take(end)
                if self._is_message_open or frame[0] != _BINARY or not frame[1] & _MASKED:
                    self._leave_to_library(inbox, frame)
                else:
                    inbox.receive(apply_mask(frame[header:], frame[header - 4 : header]))
        except _TooBig:
            inbox.refuse_size()
        self._count_unfinished(inbox)

    def _take(self, size: int) -> bytes:
        taken = bytes(self._input[:size])
        del self._input[:size]
        return taken

    def _count_unfinished(self, inbox: Inbox) -> None:
        size = len(self._input) + sum(map(len, self._fragments))
        if size == self._unfinished:
            return
        if not self._unfinished:
            self._unfinished_since = self._loop.time()
        self._unfinished = size
        inbox.hold_unfinished(size)

    def _leave_to_library(self, inbox: Inbox, frame: bytes) -> None:
        """Control frames and fragments count against the rate like messages."""
        inbox.spend(len(frame))
        if self._is_closing:
            return
        self._library.receive_data(frame)
        if self._library.parser_exc is not None:
            self._end()  # the library has written a close frame with the reason
            return
        for event in self._library.events_received():
            if isinstance(event, LibraryFrame):
                self._take_frame(inbox, event)

    def _take_frame(self, inbox: Inbox, frame: LibraryFrame) -> None:
        match frame.opcode:
            case Opcode.PING:
                self._answer_ping()
            case Opcode.CLOSE:
                self._end()
            case Opcode.PONG:
                pass  # any input resets the silence timer
            case kind:
                self._is_text = kind is Opcode.TEXT or (self._is_text and kind is Opcode.CONT)
                self._is_message_open = not frame.fin
                self._take_fragment(inbox, bytes(frame.data), frame.fin)

    def _take_fragment(self, inbox: Inbox, data: bytes, is_last: bool) -> None:
        if len(self._fragments) >= MAX_FRAGMENTS:
            inbox.refuse_size()
            return
        self._fragments.append(data)
        if not is_last:
            return
        message, self._fragments = b"".join(self._fragments), []
        if self._is_text:
            inbox.refuse_text()
        else:
            inbox.receive(message)

    def _answer_ping(self) -> None:
        """Sends a pong unless the peer reads too slowly: RFC 6455 5.5.3 requires only the latest one."""
        pong = b"".join(self._library.data_to_send())
        if self.buffered() < PONGS_BELOW:
            self._transport.write(pong)

    # --- the end -----------------------------------------------------------------------------------------

    def _end(self) -> None:
        """Sends our close frame, then nothing more. Further input is read and dropped.

        A socket that is closed with unread input is reset, and the peer would not receive the close frame.
        """
        self._is_closing = True
        self._input.clear()
        self._fragments.clear()
        if self._timer is not None:
            self._timer.cancel()
        self._transport.write(b"".join(self._library.data_to_send()))
        if self._transport.can_write_eof():
            self._transport.write_eof()
        self._resume()
        self._leave()
        self._timer = self._loop.call_later(CLOSE_SECONDS, self._transport.abort)

    def _leave(self) -> None:
        """In the next turn of the loop, because the caller may be iterating over all connections."""
        if self._inbox is not None:
            self._loop.call_soon(self._inbox.leave)
            self._inbox = None

    def _resume(self) -> None:
        if self._is_paused:
            self._is_paused = False
            self._transport.resume_reading()

    # --- silence -----------------------------------------------------------------------------------------

    def _look(self) -> None:
        """Timer: checks that the peer is alive and that an incomplete message makes progress."""
        self._timer = None
        if self._transport.is_closing():
            return
        now = self._loop.time()
        if self._unfinished and self._inbox is not None and now > self._message_due:
            self._inbox.refuse_slow()
            return
        silent = now - self._heard_at
        is_asked = self._pinged_at > self._heard_at
        if silent < PING_SECONDS:
            wait = PING_SECONDS - silent
        elif not is_asked or self._may_answer_yet(now):
            self._ping(now)
            wait = PONG_SECONDS
        else:
            self._transport.abort()
            return
        self._timer = self._loop.call_later(wait, self._look)

    @property
    def _message_due(self) -> float:
        return self._unfinished_since + MESSAGE_SECONDS + self._unfinished / MESSAGE_RATE

    def _may_answer_yet(self, now: float) -> bool:
        """Whether this event loop was late, or the ping is still queued behind other bytes."""
        is_late = now - self._pinged_at > PONG_SECONDS + 1.0
        return is_late or (self.buffered() > 0 and now - self._heard_at < SLOW_SECONDS)

    def _ping(self, now: float) -> None:
        self._pinged_at = now
        self._library.send_ping(secrets.token_bytes(4))
        self._transport.write(b"".join(self._library.data_to_send()))


class _TooBig(Exception):
    """A frame announces more than the largest message."""


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
