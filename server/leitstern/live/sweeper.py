"""Lets go of what the history need not keep any more, also of documents that nobody writes to.

Compaction (compaction.py) prunes only where somebody writes. So once a day each document whose log reaches
back beyond the retention gets a snapshot of the moment when the window opens, and what led there is pruned.
One document at a time, and a breath between two; each step is a transaction of its own that leaves every
moment of the window as it is, so whoever is killed goes on where he was. Started by rooms.py.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from leitstern.errors import LeitsternError, NotFound, StoreUnavailable
from leitstern.live.compaction import WINDOW_PARTS, made_of, utc_now
from leitstern.live.limits import Limits
from leitstern.live.replica import Roots
from leitstern.live.snapshotter import SnapshotFailed
from leitstern.store.interfaces import LoadedDocument, UpdateLog

_log = logging.getLogger(__name__)

FIRST_SECONDS = 60.0
"""After the start, when everybody comes back at once, the sweep waits so long."""
DAY_SECONDS = 24 * 3600.0
AGAIN_SECONDS = 3600.0
"""After the store failed."""
BREATH_SECONDS = 0.2
AT_ONCE = 100
"""Ids asked for at a time."""


class Sweeper:
    """`run` until cancelled; `sweep` once."""

    def __init__(
        self,
        log: UpdateLog,
        roots: Mapping[str, Roots],
        limits: Limits,
        now: Callable[[], datetime] = utc_now,
        breath: float = BREATH_SECONDS,
    ) -> None:
        self._updates = log
        self._roots = roots
        self._window = timedelta(days=limits.history_days)
        self._apart = self._window / WINDOW_PARTS
        self._now = now
        self._breath = breath

    async def run(self) -> None:
        pause = FIRST_SECONDS
        while True:
            await asyncio.sleep(pause)
            try:
                await self.sweep()
                pause = DAY_SECONDS
            except StoreUnavailable as error:
                _log.warning("history is not swept now: %s", error)
                pause = AGAIN_SECONDS

    async def sweep(self) -> int:
        """Every document that keeps more than the retention and a twelfth of it; how many.

        Raises StoreUnavailable.
        """
        before = self._now() - self._window
        count, last = 0, ""
        while found := await self._updates.overdue(before - self._apart, last, AT_ONCE):
            for last in found:
                await self._let_go(last, before)
                count += 1
        return count

    async def _let_go(self, document_id: str, before: datetime) -> None:
        try:
            await self._prune(document_id, before)
            await self._open_window(document_id, before)
            await self._prune(document_id, before)
        except NotFound:  # of before the window nothing is kept, or the document is gone
            return
        except StoreUnavailable:
            raise
        except (SnapshotFailed, LeitsternError) as error:
            _log.error("document %s: its history stays longer: %s", document_id, error)

    async def _prune(self, document_id: str, before: datetime) -> None:
        """As much as may go, some at a time: commits of all documents wait for each."""
        gone = 1
        while gone:
            gone = await self._updates.prune(document_id, before, self._apart)
            await asyncio.sleep(self._breath)

    async def _open_window(self, document_id: str, before: datetime) -> None:
        """A snapshot of that moment, and one of the update before: the newest two always stay."""
        base = await self._updates.at_moment(document_id, before)
        if not base.updates:  # there is one, but none to fall back on if it rots
            await self._keep(_upto(await self._updates.earliest(document_id), base.info.head_seq - 1))
            return
        await self._keep(_upto(base, base.info.head_seq - 1))
        await self._keep(base)

    async def _keep(self, loaded: LoadedDocument) -> None:
        if not loaded.updates:
            return
        info, seq = loaded.info, loaded.updates[-1].seq
        made = await made_of(loaded, self._roots.get(info.kind, {}))
        await self._updates.save_snapshot(info.id, seq, made.state, made.vector, made.digest)
        await asyncio.sleep(self._breath)


def _upto(loaded: LoadedDocument, seq: int) -> LoadedDocument:
    return replace(loaded, updates=[logged for logged in loaded.updates if logged.seq <= seq])
