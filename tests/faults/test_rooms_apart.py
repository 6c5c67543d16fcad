"""What goes wrong with one document, connection or task stays there: everybody else writes on."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from pycrdt import Text
from sqlmodel import Session

from leitstern.errors import NotFound, StoreUnavailable
from leitstern.store.interfaces import UpdateLog
from leitstern.store.tables import Document
from tests.patience import PATIENCE
from tests.unit.live.documents import typed
from tests.wire.browser import blank, browsing, text
from tests.wire.server import Running, serving


async def gone(server: Running, document_id: str) -> None:
    """The document's row is deleted behind the server's back."""

    def delete(session: Session) -> None:
        session.delete(session.get_one(Document, document_id))

    await server.store.database.write(delete)


async def test_a_document_that_is_gone_ends_its_own_room_and_all_others_write_on(tmp_path: Path):
    """ACK-5: also when both are written in one transaction."""
    async with (
        serving(tmp_path) as server,
        browsing(server.url, document="doc_customer", doc=blank(5)) as lost,
        browsing(server.url, doc=blank(6)) as anna,
    ):
        await asyncio.gather(lost.saved(), anna.saved())
        await gone(server, "doc_customer")
        for word in "ab":
            await asyncio.gather(lost.edit(typed(word)), anna.edit(typed(word)))
        await lost.wait(lambda: lost.closed == 4404)
        await anna.saved()
        with pytest.raises(NotFound):
            await server.rooms.read("doc_customer")
        assert (await server.rooms.read("doc_shared")).data["notes"] == "ba"
        assert server.rooms.takes_writes


class Breaking:
    """A log whose appends raise what a bug would, for one document."""

    def __init__(self) -> None:
        self._log: Any = None
        self.broken: str | None = None

    def around(self, log: UpdateLog) -> Any:
        self._log = log
        return self

    def __getattr__(self, name: str):
        return getattr(self._log, name)

    async def append(self, batch):
        if any(item.document_id == self.broken for item in batch):
            if len(batch) > 1:
                raise NotFound("one of them")
            raise RuntimeError("a bug")
        return await self._log.append(batch)


async def test_a_bug_in_one_documents_append_ends_its_own_room_alone(tmp_path: Path):
    """ACK-5: tried by itself it fails in a way that nobody foresaw."""
    log = Breaking()
    async with (
        serving(tmp_path, log=log.around) as server,
        browsing(server.url, document="doc_customer", doc=blank(5)) as lost,
        browsing(server.url, doc=blank(6)) as anna,
    ):
        await asyncio.gather(lost.saved(), anna.saved())
        log.broken = "doc_customer"
        await asyncio.gather(lost.edit(typed("x")), anna.edit(typed("x")))
        await lost.wait(lambda: lost.closed == 4500)
        await anna.edit(typed("on "))
        await anna.saved()
        assert text(anna.doc) == "on x"
