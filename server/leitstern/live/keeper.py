"""Looks after the rooms once a second: snapshots, documents that rest, rooms that nobody has open.

One document at a time, so that never more than one snapshot is made. Started by rooms.py.
"""

from __future__ import annotations

import asyncio
import time

from leitstern.live.compaction import compact, is_due
from leitstern.live.limits import Limits
from leitstern.live.memory import forget_spares, give_back
from leitstern.live.metrics import Metrics
from leitstern.live.registry import Registry
from leitstern.live.room import Room
from leitstern.store.interfaces import UpdateLog

ROUND_SECONDS = 1.0
SHORTEST_ROUND_SECONDS = 0.05
"""Where tests let rooms go after less than a second."""
GIVE_BACK_SECONDS = 5.0
"""At most this often is freed memory given back to the system."""
FEW_CONNECTIONS = 50
"""Up to so many nobody notices a search through all objects: it takes under 1 ms."""


class Keeper:
    """`run` until cancelled."""

    def __init__(self, registry: Registry, log: UpdateLog, limits: Limits, metrics: Metrics) -> None:
        self._registry = registry
        self._updates = log
        self._limits = limits
        self._metrics = metrics
        self._freed = 0
        """Documents that left memory, or rest, since memory was last given back."""
        self._gave_back_at = 0.0

    async def run(self) -> None:
        while True:
            pause = max(SHORTEST_ROUND_SECONDS, self._limits.idle_seconds / 2)
            await asyncio.sleep(min(ROUND_SECONDS, pause))
            await self._look_after_all()
            await self._give_back()

    async def _look_after_all(self) -> None:
        for document_id in self._registry.spent():
            self._registry.forget(document_id)
            self._freed += 1
        for document_id in [room.pipeline.info.id for room in self._registry.rooms()]:
            if await self._look_after(document_id):
                self._freed += 1
                await asyncio.sleep(0)  # a whole day's rooms may become idle at once

    async def _look_after(self, document_id: str) -> bool:
        """Whether memory was freed."""
        room = self._registry.resident(document_id)
        if room is None:
            return False
        if is_due(room.pipeline, self._limits, self._is_idle(room)):
            self._metrics.snapshots.inc(await compact(room.pipeline, self._updates, self._limits))
        if self._registry.resident(document_id) is not room:
            return False
        if self._is_idle(room) and not room.pipeline.is_busy:
            self._registry.forget(document_id)
            return True
        return room.rest(time.monotonic())

    def _is_idle(self, room: Room) -> bool:
        return not room.members and time.monotonic() - room.used_at > self._limits.idle_seconds

    async def _give_back(self) -> None:
        if self._freed and time.monotonic() - self._gave_back_at > GIVE_BACK_SECONDS:
            self._freed, self._gave_back_at = 0, time.monotonic()
            if sum(len(room.members) for room in self._registry.rooms()) <= FEW_CONNECTIONS:
                forget_spares()
            await asyncio.to_thread(give_back)
