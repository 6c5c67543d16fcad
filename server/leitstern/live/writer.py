"""How bytes leave for one browser: frames encoded once, written to many. No protocol knowledge.

`transport.RoomTransport` writes to the socket directly; `AsgiWriter` here goes through ASGI `send`, where the
server offers nothing better. A room sees only `Writer` and never waits for one.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Protocol


class Frame:
    """One binary message, with its WebSocket frame made once for all who get it."""

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
        """Queues the frame; frames leave in order, those of one loop turn together where possible."""
        ...

    def buffered(self) -> int:
        """Bytes that the peer has not taken yet."""
        ...

    def close(self, code: int, reason: str) -> None:
        """Sends a close frame after what is queued, and lets go of the socket soon."""
        ...


Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class AsgiWriter:
    """`Writer` over ASGI: a queue and a task, because `send` may wait."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._queue: asyncio.Queue[Frame | tuple[int, str]] = asyncio.Queue()
        self._waiting = 0
        self._task = asyncio.create_task(self._run(), name="asgi writer")

    def write(self, frame: Frame) -> None:
        if not self._task.done():
            self._waiting += len(frame.framed)
            self._queue.put_nowait(frame)

    def buffered(self) -> int:
        return self._waiting

    def close(self, code: int, reason: str) -> None:
        self._queue.put_nowait((code, reason))

    def stop(self) -> None:
        """The connection is gone."""
        self._task.cancel()

    async def _run(self) -> None:
        while True:
            item = await self._queue.get()
            try:
                if isinstance(item, tuple):
                    await self._send({"type": "websocket.close", "code": item[0], "reason": item[1]})
                    return
                await self._send({"type": "websocket.send", "bytes": item.message})
            except (OSError, RuntimeError):  # gone: the endpoint's receive tells the room
                return
            self._waiting -= len(item.framed)
