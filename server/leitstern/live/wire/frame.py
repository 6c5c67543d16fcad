"""One binary message as a WebSocket frame, and what a room needs of a socket: the interface `Writer`. Pure.

A frame is encoded once and written to every connection. A room sees only `Writer` and never waits for one.
Implemented by socket/transport.py and socket/asgi_writer.py.
"""

from __future__ import annotations

from typing import Protocol


class Frame:
    """One binary message and its encoded WebSocket frame."""

    __slots__ = ("framed", "message")

    def __init__(self, message: bytes) -> None:
        self.message = message
        self.framed = _header(len(message)) + message


def _header(length: int) -> bytes:
    """RFC 6455 section 5.2: FIN, binary, unmasked."""
    if length < 126:
        return bytes((0x82, length))
    if length < 1 << 16:
        return b"\x82\x7e" + length.to_bytes(2, "big")
    return b"\x82\x7f" + length.to_bytes(8, "big")


class Writer(Protocol):
    def write(self, frame: Frame) -> None:
        """Queues the frame. Frames are sent in order."""
        ...

    def buffered(self) -> int:
        """Bytes that the peer has not received yet."""
        ...

    def close(self, code: int, reason: str) -> None:
        """Sends a close frame after the queued frames, then closes the socket within seconds."""
        ...
