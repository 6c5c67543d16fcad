"""Group commit: one transaction for all rooms that have something, while the next ones gather.

There is no timer: a commit starts when the one before is through and shown. Only where showing it costs more
than a quarter of the time does the next wait, so that a crowded room's fan-out leaves the core to others.
Started and stopped by rooms.py; talks to rooms and to the update log.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Sequence

from leitstern.errors import Conflict, LeitsternError, NotFound, StoreUnavailable
from leitstern.live.batch import Batch
from leitstern.live.limits import Limits
from leitstern.live.metrics import Metrics
from leitstern.live.protocol import Close
from leitstern.live.replica import Damaged
from leitstern.live.room import Room
from leitstern.store.interfaces import UpdateLog

_log = logging.getLogger(__name__)

FAN_OUT_SHARE = 4
"""A commit's showing may take one part in this of the time."""
LONGEST_PAUSE = 0.1
FIRST_RETRY = 0.1
LAST_RETRY = 2.0

_Part = tuple[Room, Batch]


class Committer:
    """Owns the only task that appends."""

    def __init__(self, log: UpdateLog, limits: Limits, metrics: Metrics) -> None:
        self._updates = log
        self._limits = limits
        self._metrics = metrics
        self._marked: dict[Room, None] = {}
        self._learning: dict[Room, asyncio.Task[None]] = {}
        self._wake = asyncio.Event()
        self._pause_until = 0.0
        self._failing_since: float | None = None
        self._retry = FIRST_RETRY
        self.is_failing = False
        """Whether something waits that the store did not take the last time it was asked."""

    def mark(self, room: Room) -> None:
        """The room has something pending."""
        self._marked[room] = None
        self._wake.set()

    async def run(self) -> None:
        """Until cancelled."""
        try:
            while True:
                await self._wake.wait()
                delay = self._pause_until - time.monotonic()
                if delay > 0.0005:
                    await asyncio.sleep(delay)
                await self._commit(self._collected())
        finally:
            for task in self._learning.values():
                task.cancel()

    def _collected(self) -> list[Room]:
        """Who is marked now and ready. Apart from `run`, whose variables would keep the last rooms alive."""
        self._wake.clear()
        rooms, self._marked = list(self._marked), {}
        return [room for room in rooms if not room.is_gone and self._is_ready(room)]

    def _is_ready(self, room: Room) -> bool:
        """A large document's first write takes seconds to get ready for: nobody else waits for that."""
        if room not in self._learning and room.pipeline.must_learn:
            self._learning[room] = asyncio.create_task(self._learn(room), name="learn")
        return room not in self._learning

    async def _learn(self, room: Room) -> None:
        try:
            await room.pipeline.replica.learn()
        finally:
            del self._learning[room]
            self.mark(room)

    async def _commit(self, rooms: Sequence[Room]) -> None:
        batches = [(room, batch) for room in rooms if (batch := await self._prepared(room)) is not None]
        appends = [append for _, batch in batches for append in batch.appends]
        started = time.monotonic()
        try:
            seqs = await self._updates.append(appends) if appends else []
        except StoreUnavailable as error:
            await self._failed(batches, error)
        except (Conflict, NotFound) as error:
            await self._part(batches, error)
        except Exception:  # a bug below: these rooms end with an error, all others live on
            _log.exception("a commit failed for good")
            for room, batch in batches:
                await self._rewound(room, batch, LeitsternError(), is_over=True)
        else:
            self._succeeded(started, len(appends))
            self._show(batches, seqs, started)

    async def _prepared(self, room: Room) -> Batch | None:
        try:
            return await room.prepare()
        except StoreUnavailable as error:
            room.give_up(Close.STORE_UNAVAILABLE, error)
        except Damaged as damage:
            _log.error("document %s cannot be rebuilt: %s", room.pipeline.info.id, damage)
            room.give_up(Close.INTERNAL, damage)
        except Exception:  # a bug: this room ends with an error, all others live on
            _log.exception("document %s failed", room.pipeline.info.id)
            room.give_up(Close.INTERNAL, LeitsternError())
        return None

    def _succeeded(self, started: float, appends: int) -> None:
        if appends or not self._marked:
            self._recovered()
        if appends:
            self._metrics.commits.inc()
            self._metrics.updates.inc(appends)
            self._metrics.commit_seconds.observe(time.monotonic() - started)

    def _recovered(self) -> None:
        self._failing_since = None
        self._retry = FIRST_RETRY
        self.is_failing = False

    def _show(self, batches: Sequence[_Part], seqs: Sequence[int], started: float) -> None:
        shown = time.monotonic()
        at = 0
        for room, batch in batches:
            try:
                room.committed(batch, seqs[at : at + len(batch.appends)])
            except Damaged as damage:
                _log.error("document %s cannot be read: %s", room.pipeline.info.id, damage)
                room.give_up(Close.INTERNAL, damage)
            except Exception:  # a bug: what it committed is durable, and its people come back for it
                _log.exception("document %s failed", room.pipeline.info.id)
                room.give_up(Close.INTERNAL, LeitsternError())
            at += len(batch.appends)
            self._metrics.wait_seconds.observe(shown - batch.since)
        cost = time.monotonic() - shown
        self._metrics.fanout_seconds.observe(cost)
        self._pause_until = started + min(cost * FAN_OUT_SHARE, LONGEST_PAUSE)

    async def _failed(self, batches: Sequence[_Part], error: StoreUnavailable) -> None:
        """Nobody is told anything; readers go on with what is durable; the same is tried again later."""
        now = time.monotonic()
        self._metrics.commit_failures.inc()
        if self._failing_since is None:
            self._failing_since = now
            _log.error("commits fail: %s", error)
        is_over = now - self._failing_since > self._limits.patience_seconds
        for room, batch in batches:
            await self._rewound(room, batch, error, is_over)
        self.is_failing = bool(self._marked)
        if not self.is_failing:  # all was let go: who comes next starts with patience anew
            self._recovered()
        self._pause_until = time.monotonic() + self._retry * random.uniform(0.5, 1.0)  # noqa: S311 - jitter
        self._retry = min(self._retry * 2, LAST_RETRY)

    async def _rewound(self, room: Room, batch: Batch, error: LeitsternError, is_over: bool) -> None:
        try:
            await room.rewind(batch)
        except (StoreUnavailable, Damaged):
            is_over = True
        if is_over:
            room.give_up(Close.STORE_UNAVAILABLE, error)
        else:
            self.mark(room)

    async def _part(self, batches: Sequence[_Part], error: LeitsternError) -> None:
        """One document of the batch moved on or is gone: nothing was written, so each is tried by itself."""
        if len(batches) == 1:
            room, batch = batches[0]
            _log.warning("document %s moved on: %s", room.pipeline.info.id, error)
            await self._rewound(room, batch, error, is_over=True)
            return
        for room, batch in batches:
            started = time.monotonic()
            try:
                seqs = await self._updates.append(batch.appends) if batch.appends else []
            except StoreUnavailable as unavailable:
                await self._failed([(room, batch)], unavailable)
            except (Conflict, NotFound) as conflict:
                await self._part([(room, batch)], conflict)
            else:
                self._show([(room, batch)], seqs, started)
