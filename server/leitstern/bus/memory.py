"""The bus of one process: a queue and a task for each subscription. Chosen by app.py.

A publisher never waits for a handler, a slow handler delays only itself, and a failing one is logged and
gets the next payload all the same.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from leitstern.bus.interfaces import Handler

_log = logging.getLogger(__name__)


class MemoryBus:
    """`Bus` within one event loop."""

    def __init__(self) -> None:
        self._topics: dict[str, dict[asyncio.Task[None], asyncio.Queue[bytes]]] = {}

    async def publish(self, topic: str, payload: bytes) -> None:
        for queue in self._topics.get(topic, {}).values():
            queue.put_nowait(payload)

    async def subscribe(self, topic: str, handler: Handler) -> Callable[[], Awaitable[None]]:
        queue: asyncio.Queue[bytes] = asyncio.Queue()
        task = asyncio.create_task(_deliver(topic, queue, handler), name=f"bus {topic}")
        self._topics.setdefault(topic, {})[task] = queue

        async def end() -> None:
            self._topics.get(topic, {}).pop(task, None)
            await _cancelled(task)

        return end

    async def close(self) -> None:
        tasks = [task for queues in self._topics.values() for task in queues]
        self._topics.clear()
        for task in tasks:
            await _cancelled(task)


async def _deliver(topic: str, queue: asyncio.Queue[bytes], handler: Handler) -> None:
    while True:
        payload = await queue.get()
        try:
            await handler(payload)
        except Exception:  # a handler's bug must not end the subscription; it is logged with its trace
            _log.exception("a handler of bus topic %s failed", topic)


async def _cancelled(task: asyncio.Task[None]) -> None:
    if task is asyncio.current_task():
        return
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
