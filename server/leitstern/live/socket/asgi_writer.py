"""`Writer` over plain ASGI, for servers other than the uvicorn that transport.py configures.

ASGI's `send` may wait, but a room must never wait; so frames go into a queue, and a task sends them. Made by
endpoint.py.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from leitstern.live.wire.frame import Frame

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class AsgiWriter:
    """A queue of frames, and the task that sends them."""

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
        """Called when the connection has ended."""
        self._task.cancel()

    async def _run(self) -> None:
        while True:
            item = await self._queue.get()
            try:
                if isinstance(item, tuple):
                    await self._send({"type": "websocket.close", "code": item[0], "reason": item[1]})
                    return
                await self._send({"type": "websocket.send", "bytes": item.message})
            except (
                OSError,
                RuntimeError,
            ):  # the connection has ended; endpoint.py notices and tells the room
                return
            self._waiting -= len(item.framed)
