"""The bus of one process: a queue and a task for each subscription. Chosen by app.py.

A publisher never waits for a handler. A slow handler delays only itself. A failing handler is logged and
gets the next payload.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from leitstern.bus.interfaces import Handler

_log = logging.getLogger(__name__)


class InMemoryBus:
    """Implements `Bus` within one event loop."""

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
            await _cancel(task)

        return end

    async def close(self) -> None:
        tasks = [task for queues in self._topics.values() for task in queues]
        self._topics.clear()
        for task in tasks:
            await _cancel(task)


async def _deliver(topic: str, queue: asyncio.Queue[bytes], handler: Handler) -> None:
    while True:
        payload = await queue.get()
        try:
            await handler(payload)
        except Exception:  # a bug in a handler must not end the subscription
            _log.exception("a handler of bus topic %s failed", topic)


async def _cancel(task: asyncio.Task[None]) -> None:
    if task is asyncio.current_task():
        return
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
