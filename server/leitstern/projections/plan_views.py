"""A cache of each plan's typed view, for the newest seq of its shared document.

All panels, computed values and summaries use the same view, so the document is read once for fifty browsers
and the summary projector; after an edit only the changed records are read again. Made once, by app.py;
used by pages/ and summary_projector.py.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

from starlette.concurrency import run_in_threadpool

from leitstern.live.node.rooms import DocumentState, Rooms
from leitstern.plan.document import AlreadyRead, PlanView, read_plan

KEPT = 64
"""Views kept at most, the most recently used ones. A view takes about as much memory as its document."""


@dataclass(frozen=True, slots=True)
class PlanAt:
    """A plan as of update `seq` of its shared document. Shared by all callers: do not modify."""

    seq: int
    view: PlanView
    data: dict[str, Any]
    """The same as plain data."""


class PlanViews:
    """`of` a shared document's id."""

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms
        self._kept: OrderedDict[str, PlanAt] = OrderedDict()
        self._reading: dict[tuple[str, int], asyncio.Task[PlanAt]] = {}

    async def of(self, document_id: str) -> PlanAt:
        """The newest durable state; concurrent callers share one read. Raises NotFound, StoreUnavailable."""
        state = await self._rooms.read(document_id)
        kept = self._kept.get(document_id)
        if kept is not None and kept.seq == state.seq:
            self._kept.move_to_end(document_id)
            return kept
        key = (document_id, state.seq)
        if key not in self._reading:
            self._reading[key] = asyncio.create_task(self._read(key, state), name=f"view of {document_id}")
        return await asyncio.shield(self._reading[key])

    async def _read(self, key: tuple[str, int], state: DocumentState) -> PlanAt:
        document_id, seq = key
        before = self._kept.get(document_id)
        read = AlreadyRead(before.data, before.view) if before else None
        try:
            view = await run_in_threadpool(read_plan, state.data, read=read)
            made = PlanAt(seq, view, state.data)
        finally:
            del self._reading[key]
        kept = self._kept.get(document_id)
        if kept is None or kept.seq < seq:
            self._kept[document_id] = made
            self._kept.move_to_end(document_id)
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return made
