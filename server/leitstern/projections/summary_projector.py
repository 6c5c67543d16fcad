"""Keeps `plan_summary` up to date: derives a plan's row again soon after its shared document changed.

At the start and once an hour it also finds rows that are stale for another reason (a killed server, a new
day, a new formula), by their seq, day and version. Started and stopped by app.py; no request waits for it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime

from leitstern.errors import LeitsternError
from leitstern.plan.summary import summary_of
from leitstern.plan.time_zone import today_in
from leitstern.projections import summary_rows
from leitstern.projections.plan_views import PlanViews
from leitstern.projections.summary_rows import SharedDocument
from leitstern.reports.growth_thumbnail import thumbnail
from leitstern.store.interfaces import Database, DocumentInfo

_log = logging.getLogger(__name__)

DELAY_SECONDS = 1.0
"""Delay from a commit to its row: a plan is derived at most once in this time, however fast people type."""
CATCH_UP_SECONDS = 3600.0
BREATH_SECONDS = 0.05
"""Pause between two plans, so that catching up on thousands of plans does not slow the server down."""


class SummaryProjector:
    """Call `changed` after every commit, `start` once, `close` at the end."""

    def __init__(
        self,
        database: Database,
        views: PlanViews,
        now: Callable[[], datetime],
        delay: float = DELAY_SECONDS,
    ) -> None:
        self._database = database
        self._views = views
        self._now = now
        self._delay = delay
        self._scheduled: set[SharedDocument] = set()
        self._due: asyncio.Queue[SharedDocument] = asyncio.Queue()
        self._tasks: list[asyncio.Task[None]] = []

    def changed(self, document: DocumentInfo, _seq: int) -> None:
        """A listener of `Rooms.on_committed`."""
        about = SharedDocument(document.plan_id, document.id)
        if document.kind == "shared" and about not in self._scheduled:
            self._scheduled.add(about)
            asyncio.get_running_loop().call_later(self._delay, self._due.put_nowait, about)

    def start(self) -> None:
        self._tasks.append(asyncio.create_task(self._project_for_ever(), name="summaries"))
        self._tasks.append(asyncio.create_task(self._catch_up_for_ever(), name="summaries caught up"))

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _project_for_ever(self) -> None:
        while True:
            about = await self._due.get()
            self._scheduled.discard(about)  # a commit from here on queues the plan again
            await self._try(about)

    async def _catch_up_for_ever(self) -> None:
        while True:
            try:
                await self.catch_up()
            except LeitsternError as error:
                _log.warning("summaries are not caught up now: %s", error)
            await asyncio.sleep(CATCH_UP_SECONDS)

    async def catch_up(self) -> int:
        """Derives every stale row; returns how many. Raises StoreUnavailable."""
        now = self._now()
        found = await self._database.read(lambda session: summary_rows.stale(session, now))
        for about in found:
            await self._try(about)
            await asyncio.sleep(BREATH_SECONDS)
        return len(found)

    async def _try(self, about: SharedDocument) -> None:
        """A failed row is retried by the next catch-up; a bug with one plan does not stop the others."""
        try:
            await self._project(about)
        except LeitsternError as error:
            _log.warning("no summary of plan %s now: %s", about.plan_id, error)
        except Exception:
            _log.exception("no summary of plan %s", about.plan_id)

    async def _project(self, about: SharedDocument) -> None:
        plan = await self._views.of(about.document_id)
        known = await self._database.read(lambda session: summary_rows.of_plan(session, about.plan_id))
        today = today_in(known.time_zone if known is not None else "", self._now())
        summary, growth = summary_of(plan.view, today), thumbnail(plan.view, today)
        await self._database.write(
            lambda session: summary_rows.save(session, about, plan.seq, summary, growth)
        )
