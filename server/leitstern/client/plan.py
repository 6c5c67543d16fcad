"""A plan that this program has joined: its documents, live, and the typed view of them.

The shared document is open from the start; the side's private one and the record open when asked for. Edits
are those of leitstern.plan.edits on `plan.doc`. Called by integrators, scripts and tests; see
docs/client.md.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

from pycrdt import Doc

from leitstern.client.entering import Entry, enter
from leitstern.client.live_document import LiveDocument
from leitstern.plan.document import PlanView, plain, read_plan


async def join(link: str, *, name: str = "", plan_id: str = "", timeout: float = 30.0) -> LivePlan:
    """Enters by a link and opens the plan; use it with `async with`.

    An invitation (`.../join/...`) takes a name; a member's link (`.../enter/...`) takes the plan's id.
    Raises LinkInvalid, InvalidInput, NotFound, TooMany, and TimeoutError when the plan does not load.
    """
    return await LivePlan.open(await enter(link, name, plan_id), timeout)


class LivePlan:
    """A joined plan. `entry` says who we are there."""

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        self._documents: dict[str, LiveDocument] = {}

    @classmethod
    async def open(cls, entry: Entry, timeout: float = 30.0) -> Self:
        """Opens the shared document of an entry that was made before."""
        plan = cls(entry)
        try:
            await plan.document("shared", timeout)
        except BaseException:
            await plan.close()
            raise
        return plan

    @property
    def shared(self) -> LiveDocument:
        return self._documents["shared"]

    @property
    def doc(self) -> Doc[Any]:
        """The shared document, to be edited with leitstern.plan.edits."""
        return self.shared.doc

    async def document(self, kind: str, timeout: float = 30.0) -> LiveDocument:
        """One of our documents, opened on first use: shared, record, or our side's own (its name is the
        side's).

        Raises NotFound for a document that we may not know of.
        """
        if kind not in self._documents:
            self._documents[kind] = LiveDocument(
                self.entry.sync_url(kind), self.entry.origin, self.entry.cookie
            )
        await self._documents[kind].loaded(timeout)
        return self._documents[kind]

    def view(self) -> PlanView:
        """The shared document as typed values, as it is here now."""
        return read_plan(plain(self.doc, "shared"), self.entry.title)

    async def saved(self, timeout: float = 30.0) -> None:
        """Returns when every change made here so far is durable. Raises UpdateRefused, TimeoutError."""
        await asyncio.gather(*(one.saved(timeout) for one in self._documents.values()))

    async def until(self, is_so: Callable[[PlanView], bool], timeout: float = 30.0) -> PlanView:
        """The first view for which `is_so` holds, waiting for others' changes. Raises TimeoutError."""
        async with asyncio.timeout(timeout):
            while not is_so(view := self.view()):
                await self.shared.changed(timeout)
        return view

    async def close(self) -> None:
        """Ends all connections; `saved()` first, where it matters."""
        await asyncio.gather(*(one.close() for one in self._documents.values()))
        self._documents.clear()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Waits for what is not saved yet, unless the block failed."""
        try:
            if error is None:
                await self.saved()
        finally:
            await self.close()
