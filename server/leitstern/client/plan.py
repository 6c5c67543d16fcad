"""A joined plan: its documents, live, and the typed view of them.

The shared document is open from the start; the side's private document and the record are opened when asked
for. Edit `plan.doc` with leitstern.plan.edits. Used by integrators, scripts and tests: docs/client.md.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

from pycrdt import Doc

from leitstern.client.commands import send_command
from leitstern.client.join_link import Entry, enter
from leitstern.client.live_document import LiveDocument
from leitstern.plan.document import PlanView, plain, read_plan


async def join(link: str, *, name: str = "", plan_id: str = "", timeout: float = 30.0) -> LivePlan:
    """Enters by a link and opens the plan; use it with `async with`.

    An invitation (`.../join/...`) takes a name; a member's link (`.../enter/...`) takes the plan's id.
    Raises LinkInvalid, InvalidInput, NotFound, TooMany, and TimeoutError when the plan does not load.
    """
    return await LivePlan.open(await enter(link, name, plan_id), timeout)


class LivePlan:
    """`entry` says who this participant is."""

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        self._documents: dict[str, LiveDocument] = {}

    @classmethod
    async def open(cls, entry: Entry, timeout: float = 30.0) -> Self:
        """Opens the shared document of an earlier entry."""
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
        """A document, opened on first use: "shared", "record", or the name of our side.

        Raises NotFound for a document that this participant may not open.
        """
        if kind not in self._documents:
            self._documents[kind] = LiveDocument(
                self.entry.sync_url(kind), self.entry.origin, self.entry.cookie
            )
        await self._documents[kind].loaded(timeout)
        return self._documents[kind]

    def view(self) -> PlanView:
        """The current shared document as typed values."""
        return read_plan(plain(self.doc, "shared"), self.entry.title)

    async def saved(self, timeout: float = 30.0) -> None:
        """Returns when every change made here so far is durable. Raises UpdateRefused, TimeoutError."""
        await asyncio.gather(*(one.saved(timeout) for one in self._documents.values()))

    async def command(self, kind: str, command_id: str = "", /, **arguments: object) -> dict[str, Any]:
        """Asks the server for something that it decides (docs/commands.md); its answer.

        Raises CommandRefused, and StoreUnavailable when no answer came: send it again with its `command_id`.
        """
        return await send_command(self.entry, kind, arguments, command_id)

    async def until(self, is_so: Callable[[PlanView], bool], timeout: float = 30.0) -> PlanView:
        """Waits for changes until `is_so` is true for the view, and returns it. Raises TimeoutError."""
        async with asyncio.timeout(timeout):
            while not is_so(view := self.view()):
                await self.shared.changed(timeout)
        return view

    async def close(self) -> None:
        """Closes all connections. Await `saved()` first to lose nothing."""
        await asyncio.gather(*(one.close() for one in self._documents.values()))
        self._documents.clear()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Waits until everything is saved, unless the block failed."""
        try:
            if error is None:
                await self.saved()
        finally:
            await self.close()
