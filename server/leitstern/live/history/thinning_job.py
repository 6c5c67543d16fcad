"""Once a day thins the log of every document: hours that are a day past and consist mostly of noise.

thinning.py decides what is noise. One stretch at a time, each replaced in one transaction, so a killed job
simply continues later. Entries stay as they are when anything around them is damaged. Run by
retention_job.py.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta

from leitstern.clock import utc_now
from leitstern.errors import LeitsternError, NotFound, StoreUnavailable
from leitstern.live.document.daemon_thread import run_in_daemon_thread
from leitstern.live.document.replica import Roots
from leitstern.live.history.thinning import MOST_ENTRIES, Stretch, stretches, thinned
from leitstern.store.interfaces import LoggedUpdate, UpdateLog

_log = logging.getLogger(__name__)

UNTOUCHED = timedelta(days=1)
"""Younger history stays as it is."""
PAUSE_SECONDS = 0.2
PAGE_SIZE = 100
WEIGHED_AT_ONCE = 4 * MOST_ENTRIES


class ThinningJob:
    """`thin_all` once."""

    def __init__(
        self,
        log: UpdateLog,
        roots: Mapping[str, Roots],
        now: Callable[[], datetime] = utc_now,
        pause: float = PAUSE_SECONDS,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._updates = log
        self._roots = roots
        self._now = now
        self._pause = pause
        self._sleep = sleep

    async def thin_all(self) -> None:
        """Raises StoreUnavailable."""
        before = (self._now() - UNTOUCHED).replace(minute=0, second=0, microsecond=0)
        last = ""
        while found := await self._updates.unthinned(before, last, PAGE_SIZE):
            for last in found:
                await self._thin_document(last, before)
                await self._sleep(self._pause)

    async def _thin_document(self, document_id: str, before: datetime) -> None:
        is_all = False
        while not is_all:
            weights = await self._updates.weights(document_id, before, WEIGHED_AT_ONCE)
            is_all = len(weights) < WEIGHED_AT_ONCE
            parts = list(stretches(weights, await self._updates.snapshot_seqs(document_id)))
            for stretch in parts if is_all else parts[:-1]:
                try:
                    await self._thin_stretch(document_id, stretch)
                except NotFound:  # its plan was erased meanwhile
                    return

    async def _thin_stretch(self, document_id: str, stretch: Stretch) -> None:
        entries = await self._thinned(document_id, stretch) if stretch.is_worth_it else None
        await self._updates.thin(document_id, stretch.after_seq, stretch.upto_seq, entries)
        if entries is not None:
            _log.info("document %s: history up to %d was thinned", document_id, stretch.upto_seq)
            await self._sleep(self._pause)

    async def _thinned(self, document_id: str, stretch: Stretch) -> Sequence[LoggedUpdate] | None:
        before = await self._updates.upto(document_id, stretch.after_seq)
        entries = await self._updates.updates_after(document_id, stretch.after_seq, stretch.upto_seq)
        is_whole = sum(e.seq - e.begin_seq + 1 for e in entries) == stretch.upto_seq - stretch.after_seq
        if before.damaged or not is_whole:
            return None
        roots = self._roots.get(before.info.kind, {})
        try:
            return await run_in_daemon_thread(lambda: thinned(before, entries, roots))
        except StoreUnavailable:
            raise
        except LeitsternError as error:
            _log.error("document %s: its history is not thinned: %s", document_id, error)
            return None
