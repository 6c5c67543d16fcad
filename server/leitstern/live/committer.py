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
from leitstern.live.room import Room
from leitstern.store.interfaces import UpdateLog

_log = logging.getLogger(__name__)

FAN_OUT_SHARE = 4
"""A commit's showing may take one part in this of the time."""
LONGEST_PAUSE = 0.1
"""Seconds that showing may hold the next commit back at most."""
FIRST_RETRY, LAST_RETRY = 0.1, 2.0
"""Seconds until a failed commit is tried again, doubled each time up to the last."""

SHORTEST_SLEEP = 0.0005
"""Seconds: less is not worth a timer."""

_CLOSE_OF = {
    NotFound: Close.NOT_FOUND,
    Conflict: Close.STORE_UNAVAILABLE,
    StoreUnavailable: Close.STORE_UNAVAILABLE,
}
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
                if delay > SHORTEST_SLEEP:
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
        parts = [(room, batch) for room in rooms if (batch := await self._prepared(room)) is not None]
        await self._append(parts)

    async def _append(self, parts: Sequence[_Part]) -> None:
        """One transaction; where one document's part cannot be written at all, each by itself."""
        appends = [append for _, batch in parts for append in batch.appends]
        started = time.monotonic()
        try:
            seqs = await self._updates.append(appends) if appends else []
        except StoreUnavailable as error:
            await self._failed(parts, error)
        except (Conflict, NotFound) as error:
            await self._part(parts, error)
        except Exception as error:  # a bug below: these rooms end with an error, all others live on
            for room, _ in parts:
                _end(room, error)
        else:
            self._succeeded(started, len(appends))
            self._show(parts, seqs, started)

    async def _prepared(self, room: Room) -> Batch | None:
        try:
            return await room.prepare()
        except Exception as error:  # a bug or not: this room ends, all others live on
            _end(room, error)
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

    def _show(self, parts: Sequence[_Part], seqs: Sequence[int], started: float) -> None:
        shown = time.monotonic()
        at = 0
        for room, batch in parts:
            try:
                room.committed(batch, seqs[at : at + len(batch.appends)])
            except Exception as error:  # what it committed is durable, and its people come back for it
                _end(room, error)
            at += len(batch.appends)
            self._metrics.wait_seconds.observe(shown - batch.since)
        cost = time.monotonic() - shown
        self._metrics.fanout_seconds.observe(cost)
        self._pause_until = started + min(cost * FAN_OUT_SHARE, LONGEST_PAUSE)

    async def _failed(self, parts: Sequence[_Part], error: StoreUnavailable) -> None:
        """Nobody is told anything; readers go on with what is durable; the same is tried again later."""
        now = time.monotonic()
        self._metrics.commit_failures.inc()
        if self._failing_since is None:
            self._failing_since = now
            _log.error("commits fail: %s", error)
        is_over = now - self._failing_since > self._limits.patience_seconds
        for room, batch in parts:
            if is_over:
                _end(room, error)
            else:
                await self._rewind(room, batch)
        self.is_failing = bool(self._marked)
        if not self.is_failing:  # all was let go: who comes next starts with patience anew
            self._recovered()
        self._pause_until = time.monotonic() + self._retry * random.uniform(0.5, 1.0)  # noqa: S311 - jitter
        self._retry = min(self._retry * 2, LAST_RETRY)

    async def _rewind(self, room: Room, batch: Batch) -> None:
        """Marks the room for another try, unless its document cannot even be read."""
        try:
            await room.rewind(batch)
        except Exception as error:  # a bug or not: this room ends, all others live on
            _end(room, error)
        else:
            self.mark(room)

    async def _part(self, parts: Sequence[_Part], error: LeitsternError) -> None:
        """One document moved on or is gone: nothing was written, so each is tried by itself."""
        if len(parts) == 1:
            _end(parts[0][0], error)
            return
        for part in parts:
            await self._append([part])


def _end(room: Room, error: Exception) -> None:
    """Lets go of one room, whatever went wrong with it. Called while the error is handled."""
    if isinstance(error, LeitsternError):
        _log.error("document %s is let go: %s", room.pipeline.info.id, error)
        room.give_up(_CLOSE_OF.get(type(error), Close.INTERNAL), error)
    else:
        _log.exception("document %s failed", room.pipeline.info.id)
        room.give_up(Close.INTERNAL, LeitsternError())
