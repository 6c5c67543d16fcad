"""Once a second: writes due snapshots, lets unused documents hibernate, removes idle rooms from memory.

One document at a time, so that at most one snapshot is made at once. Started by rooms.py.
"""

from __future__ import annotations

import asyncio
import time

from leitstern.live.history.compaction import compact, is_due
from leitstern.live.limits import Limits
from leitstern.live.metrics import Metrics
from leitstern.live.node.memory_release import empty_free_lists, release_memory
from leitstern.live.node.room_registry import Registry
from leitstern.live.room.room import Room
from leitstern.store.interfaces import UpdateLog

ROUND_SECONDS = 1.0
SHORTEST_ROUND_SECONDS = 0.05
"""For tests, where rooms are idle after less than a second."""
RELEASE_SECONDS = 5.0
"""Shortest time between two releases of memory to the system."""
FEW_CONNECTIONS = 50
"""With more connections a full garbage collection takes over 1 ms, and is left out."""


class RoomMaintenance:
    """`run` until cancelled."""

    def __init__(self, registry: Registry, log: UpdateLog, limits: Limits, metrics: Metrics) -> None:
        self._registry = registry
        self._updates = log
        self._limits = limits
        self._metrics = metrics
        self._freed = 0
        """Documents that left memory or hibernate since the last release."""
        self._released_at = 0.0

    async def run(self) -> None:
        while True:
            pause = max(SHORTEST_ROUND_SECONDS, self._limits.idle_seconds / 2)
            await asyncio.sleep(min(ROUND_SECONDS, pause))
            await self._maintain_all()
            await self._release_memory()

    async def _maintain_all(self) -> None:
        for document_id in self._registry.spent():
            self._registry.forget(document_id)
            self._freed += 1
        for document_id in [room.document.info.id for room in self._registry.rooms()]:
            if await self._maintain(document_id):
                self._freed += 1
                await asyncio.sleep(0)  # many rooms may become idle at once

    async def _maintain(self, document_id: str) -> bool:
        """True when memory was freed."""
        room = self._registry.resident(document_id)
        if room is None:
            return False
        if is_due(room.document, self._limits, self._is_idle(room)):
            self._metrics.snapshots.inc(await compact(room.document, self._updates, self._limits))
        if self._registry.resident(document_id) is not room:
            return False
        if self._is_idle(room) and not room.document.is_busy:
            self._registry.forget(document_id)
            return True
        return room.hibernate(time.monotonic())

    def _is_idle(self, room: Room) -> bool:
        return not room.connections and time.monotonic() - room.used_at > self._limits.idle_seconds

    async def _release_memory(self) -> None:
        if self._freed and time.monotonic() - self._released_at > RELEASE_SECONDS:
            self._freed, self._released_at = 0, time.monotonic()
            if sum(len(room.connections) for room in self._registry.rooms()) <= FEW_CONNECTIONS:
                empty_free_lists()
            await asyncio.to_thread(release_memory)
