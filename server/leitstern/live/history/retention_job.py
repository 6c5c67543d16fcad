"""Once a day prunes history that is older than the retention, also of documents that nobody writes to, and
thins the rest (thinning_job.py).

compaction.py prunes only where somebody writes. This job gives each document whose log is too old a snapshot
of the moment when the retention begins, and prunes the log before it. One document at a time, with pauses.
Each step is a transaction that keeps every moment of the retention, so a killed job simply continues later.
Started by rooms.py.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from leitstern.clock import utc_now
from leitstern.errors import LeitsternError, NotFound, StoreUnavailable
from leitstern.live.document.replica import Roots
from leitstern.live.history.compaction import WINDOW_PARTS, make_snapshot
from leitstern.live.history.snapshot_process import SnapshotFailed
from leitstern.live.history.thinning_job import ThinningJob
from leitstern.live.limits import Limits
from leitstern.store.interfaces import LoadedDocument, UpdateLog

_log = logging.getLogger(__name__)

FIRST_SECONDS = 60.0
"""Delay after the start, when everybody reconnects at once."""
DAY_SECONDS = 24 * 3600.0
AGAIN_SECONDS = 3600.0
"""Pause after the store failed."""
PAUSE_SECONDS = 0.2
PAGE_SIZE = 100
"""Document ids per query."""


class RetentionJob:
    """`run` until cancelled; `prune_all` once."""

    def __init__(
        self,
        log: UpdateLog,
        roots: Mapping[str, Roots],
        limits: Limits,
        now: Callable[[], datetime] = utc_now,
        pause: float = PAUSE_SECONDS,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._updates = log
        self._limits = limits
        self._sleep = sleep
        self._roots = roots
        self._window = timedelta(days=limits.history_days)
        self._spacing = self._window / WINDOW_PARTS
        self._now = now
        self._pause = pause
        self._thinning = ThinningJob(log, roots, now, pause, sleep)

    async def run(self) -> None:
        pause = FIRST_SECONDS
        while True:
            await self._sleep(pause)
            try:
                await self.prune_all()
                await self._thinning.thin_all()
                pause = DAY_SECONDS
            except StoreUnavailable as error:
                _log.warning("history is not pruned now: %s", error)
                pause = AGAIN_SECONDS

    async def prune_all(self) -> int:
        """Prunes every document that keeps more than 13/12 of the retention; returns how many.

        Raises StoreUnavailable.
        """
        before = self._now() - self._window
        count, last = 0, ""
        while found := await self._updates.overdue(before - self._spacing, last, PAGE_SIZE):
            for last in found:
                await self._prune_document(last, before)
                count += 1
        return count

    async def _prune_document(self, document_id: str, before: datetime) -> None:
        try:
            await self._prune_log(document_id, before)
            await self._open_window(document_id, before)
            await self._prune_log(document_id, before)
        except NotFound:  # nothing before the retention is kept, or the document is gone
            return
        except StoreUnavailable:
            raise
        except (SnapshotFailed, LeitsternError) as error:
            _log.error("document %s: its history stays longer: %s", document_id, error)

    async def _prune_log(self, document_id: str, before: datetime) -> None:
        """In small steps, because the commits of all documents wait for each."""
        gone = 1
        while gone:
            gone = await self._updates.prune(document_id, before, self._spacing)
            await self._sleep(self._pause)

    async def _open_window(self, document_id: str, before: datetime) -> None:
        """Writes a snapshot of that moment and one of the update before it: two always stay."""
        base = await self._updates.at_moment(document_id, before)
        if not base.updates:  # the moment has a snapshot, but no second one in case it is unreadable
            await self._keep(_upto(await self._updates.earliest(document_id), base.info.head_seq - 1))
            return
        await self._keep(_upto(base, base.info.head_seq - 1))
        await self._keep(base)

    async def _keep(self, loaded: LoadedDocument) -> None:
        if not loaded.updates:
            return
        info, seq = loaded.info, loaded.updates[-1].seq
        snapshot = await make_snapshot(loaded, self._roots.get(info.kind, {}), self._limits)
        await self._updates.save_snapshot(info.id, seq, snapshot.state, snapshot.vector, snapshot.digest)
        await self._sleep(self._pause)


def _upto(loaded: LoadedDocument, seq: int) -> LoadedDocument:
    return replace(loaded, updates=[logged for logged in loaded.updates if logged.seq <= seq])
