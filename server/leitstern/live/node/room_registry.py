"""Which documents are in memory. Everybody who asks for a document at the same time shares one load.

A load that failed, and a room that ended, are *spent*: the next request loads again. Called by rooms.py,
room_maintenance.py and rights.py.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator

from leitstern.live.metrics import Metrics
from leitstern.live.room.room import Room


class Registry:
    """Rooms by document id, loaded or loading. `load` raises NotFound, StoreUnavailable."""

    def __init__(self, load: Callable[[str], Awaitable[Room]], metrics: Metrics) -> None:
        self._load = load
        self._metrics = metrics
        self._loads: dict[str, asyncio.Task[Room]] = {}

    async def open(self, document_id: str) -> Room:
        """The room; loads it if necessary. Raises NotFound, StoreUnavailable."""
        task = self._loads.get(document_id)
        if task is not None and _is_spent(task):
            self.forget(document_id)
            task = None
        if task is None:
            task = asyncio.create_task(self._load_and_count(document_id), name=f"load {document_id}")
            self._loads[document_id] = task
        return await asyncio.shield(task)

    async def _load_and_count(self, document_id: str) -> Room:
        room = await self._load(document_id)
        self._metrics.rooms.inc()
        return room

    def resident(self, document_id: str) -> Room | None:
        """The room, if the document is in memory."""
        task = self._loads.get(document_id)
        return None if task is None or not task.done() or _is_spent(task) else task.result()

    def rooms(self) -> Iterator[Room]:
        for document_id in list(self._loads):
            room = self.resident(document_id)
            if room is not None:
                yield room

    def spent(self) -> list[str]:
        """Documents whose load failed or whose room ended."""
        return [document_id for document_id, task in self._loads.items() if _is_spent(task)]

    def forget(self, document_id: str) -> None:
        """Removes the document from memory."""
        task = self._loads.pop(document_id)
        if not task.done():
            task.cancel()
        elif not task.cancelled() and task.exception() is None:
            task.result().close()
            self._metrics.rooms.dec()

    def clear(self) -> None:
        for document_id in list(self._loads):
            self.forget(document_id)


def _is_spent(task: asyncio.Task[Room]) -> bool:
    if not task.done():
        return False
    return task.cancelled() or task.exception() is not None or task.result().is_gone
