"""Once a day: puts assessments into the bin that nobody of their side changed within the retention.

The table `assessment_ages` stores what each assessment held and since when; reports/own_values.py warns from
it. A document that has not changed since the last run and has nothing due is not opened. Started and stopped
by app.py.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pycrdt import Doc
from sqlmodel import Session, col, or_, select

from leitstern.errors import LeitsternError, NotFound
from leitstern.live.node.rooms import Rooms
from leitstern.plan import assessment_ages, edits
from leitstern.plan.assessment_ages import KIND, Age
from leitstern.plan.generated import KINDS
from leitstern.plan.time_zone import today_in
from leitstern.store.interfaces import Database
from leitstern.store.tables import AssessmentAgesRow, Document

_log = logging.getLogger(__name__)

FIRST_SECONDS = 420.0
"""Delay after the start, when everybody reconnects and the bins are emptied."""
DAY_SECONDS = 24 * 3600.0
BREATH_SECONDS = 0.05
"""Pause between two documents."""
SERVER = "server"


@dataclass(frozen=True, slots=True)
class _Due:
    document_id: str
    kind: str
    ages: Mapping[str, Age]


class AssessmentJob:
    """Runs once a day between `start` and `close`; `run_once` is one run."""

    def __init__(self, database: Database, rooms: Rooms, now: Callable[[], datetime], months: int) -> None:
        self._database = database
        self._rooms = rooms
        self._now = now
        self._months = months
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._run(), name="assessment job")

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
                _log.warning("assessments are not looked at today: %s", error)
            await asyncio.sleep(DAY_SECONDS)

    async def run_once(self) -> int:
        """Looks at every document that changed or has something due; returns how many assessments ended.

        Raises StoreUnavailable when the list of documents cannot be read.
        """
        ended = 0
        for due in await self._database.read(lambda session: _due(session, self._now())):
            try:
                ended += await self._look(due)
            except LeitsternError as error:
                _log.warning("assessments of document %s wait: %s", due.document_id, error)
            except Exception:  # a bug with one document must not stop the others
                _log.exception("assessments of document %s are not looked at", due.document_id)
            await asyncio.sleep(BREATH_SECONDS)
        return ended

    async def _look(self, due: _Due) -> int:
        now = self._now()
        state = await self._rooms.read(due.document_id)
        ages = assessment_ages.aged(due.ages, state.data, now)
        over = assessment_ages.ended(ages, self._months, today_in("UTC", now))
        if over:
            await self._rooms.edit(due.document_id, SERVER, lambda doc: _remove(doc, over, now))
            _log.info("document %s: %d assessments ended", due.document_id, len(over))
            state = await self._rooms.read(due.document_id)
            ages = assessment_ages.aged(ages, state.data, now)
        await self._database.write(lambda session: session.merge(self._row(due, state.seq, ages)))
        return len(over)

    def _row(self, due: _Due, seq: int, ages: Mapping[str, Age]) -> AssessmentAgesRow:
        ends = [assessment_ages.ends_on(age, self._months) for age in ages.values()] if self._months else []
        text = assessment_ages.to_json(ages)
        return AssessmentAgesRow(
            document_id=due.document_id, seq=seq, next_end=min(ends, default=None), ages=text
        )


def ages_of(session: Session, document_id: str) -> dict[str, Age]:
    """As of the last run; empty before the first one."""
    row = session.get(AssessmentAgesRow, document_id)
    return assessment_ages.from_json(row.ages) if row else {}


def _remove(doc: Doc[Any], over: Sequence[str], now: datetime) -> None:
    """Somebody may have erased one meanwhile."""
    for key in over:
        try:
            edits.remove_record(doc, KIND, key, by=SERVER, at=now)
        except NotFound:
            continue


def _due(session: Session, now: datetime) -> Sequence[_Due]:
    """Documents that changed since the last run, or that hold an assessment whose last day has come."""
    row = AssessmentAgesRow
    found = session.exec(
        select(Document.id, Document.kind, col(row.ages))
        .outerjoin(row, col(row.document_id) == col(Document.id))
        .where(col(Document.kind).in_(KINDS[KIND].documents))
        .where(
            or_(
                col(row.document_id).is_(None),
                col(row.seq) != col(Document.head_seq),
                col(row.next_end) <= today_in("UTC", now),
            )
        )
        .order_by(col(Document.id))
    )
    return [_Due(id, kind, assessment_ages.from_json(ages or "{}")) for id, kind, ages in found]
