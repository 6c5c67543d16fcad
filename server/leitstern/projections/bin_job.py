"""Once a day: removes records for good that were deleted more than 30 days ago, as a server edit in the log.

The table `document_bin` stores what the last run saw. A document that has not changed since and has nothing
due is not opened. Started and stopped by app.py.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pycrdt import Doc
from sqlmodel import Session, col, or_, select

from leitstern.errors import LeitsternError
from leitstern.live.node.rooms import Rooms
from leitstern.plan.bin import KEPT, end_removed, oldest_removal
from leitstern.plan.generated import KINDS
from leitstern.store.interfaces import Database
from leitstern.store.tables import Document, DocumentBinRow

_log = logging.getLogger(__name__)

FIRST_SECONDS = 300.0
"""Delay after the start, when everybody reconnects."""
DAY_SECONDS = 24 * 3600.0
BREATH_SECONDS = 0.05
"""Pause between two documents."""
SERVER = "server"

WITH_RECORDS = sorted({document for kind in KINDS.values() for document in kind.documents})
"""Kinds of documents that hold records."""


@dataclass(frozen=True, slots=True)
class _Due:
    document_id: str
    kind: str


class BinJob:
    """Runs once a day between `start` and `close`; `run_once` is one run."""

    def __init__(self, database: Database, rooms: Rooms, now: Callable[[], datetime]) -> None:
        self._database = database
        self._rooms = rooms
        self._now = now
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="bin job")

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        await asyncio.sleep(FIRST_SECONDS)
        while True:
            try:
                await self.run_once()
            except LeitsternError as error:
                _log.warning("the bins are not emptied today: %s", error)
            await asyncio.sleep(DAY_SECONDS)

    async def run_once(self) -> int:
        """Checks every document that may hold something due; returns how many records it removed for good.

        Raises StoreUnavailable when the list of documents cannot be read.
        """
        before = self._now() - KEPT
        ended = 0
        for due in await self._database.read(lambda session: _due(session, before)):
            try:
                ended += await self._look(due, before)
            except LeitsternError as error:
                _log.warning("the bin of document %s is not emptied today: %s", due.document_id, error)
            except Exception:  # a bug with one document must not stop the others
                _log.exception("the bin of document %s is not emptied", due.document_id)
            await asyncio.sleep(BREATH_SECONDS)
        return ended

    async def _look(self, due: _Due, before: datetime) -> int:
        """Removes what is due, and stores the document's seq and its oldest deletion for the next run."""
        state = await self._rooms.read(due.document_id)
        oldest = oldest_removal(state.data, due.kind)
        ended = 0
        if oldest is not None and oldest < before:
            ended = await self._end(due, before)
            state = await self._rooms.read(due.document_id)
            oldest = oldest_removal(state.data, due.kind)
        row = DocumentBinRow(document_id=due.document_id, seq=state.seq, oldest_removed_at=oldest)
        await self._database.write(lambda session: session.merge(row))
        return ended

    async def _end(self, due: _Due, before: datetime) -> int:
        counts: list[int] = []

        def end(doc: Doc[Any]) -> None:
            counts.append(end_removed(doc, due.kind, before))

        await self._rooms.edit(due.document_id, SERVER, end)
        _log.info("document %s: %d deleted records ended", due.document_id, counts[-1])
        return counts[-1]


def _due(session: Session, before: datetime) -> Sequence[_Due]:
    """Documents that changed since the last run, or whose oldest deleted record is due."""
    row = DocumentBinRow
    found = session.exec(
        select(Document.id, Document.kind)
        .outerjoin(row, col(row.document_id) == col(Document.id))
        .where(col(Document.kind).in_(WITH_RECORDS))
        .where(
            or_(
                col(row.document_id).is_(None),
                col(row.seq) != col(Document.head_seq),
                col(row.oldest_removed_at) < before,
            )
        )
        .order_by(col(Document.id))
    )
    return [_Due(*pair) for pair in found]
