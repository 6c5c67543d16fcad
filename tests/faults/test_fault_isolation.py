"""A fault of one document, connection or task does not affect others."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from pycrdt import Map
from sqlmodel import Session

from leitstern.errors import LeitsternError, NotFound, StoreUnavailable
from leitstern.live.document.document import MAX_BATCH_BYTES
from leitstern.store.tables import Document
from tests.patience import PATIENCE
from tests.unit.live.documents import typed
from tests.wire.browser import blank, browsing, text, until
from tests.wire.log_wrappers import Wrapped
from tests.wire.server import Running, serving


async def gone(server: Running, document_id: str) -> None:
    """Deletes the document's row without telling the server."""

    def delete(session: Session) -> None:
        session.delete(session.get_one(Document, document_id))

    await server.store.database.write(delete)


async def test_a_deleted_document_closes_only_its_own_room(tmp_path: Path):
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


class Breaking(Wrapped):
    """A log whose appends raise an unexpected error for one document."""

    broken: str | None = None

    async def append(self, batch):
        if any(item.document_id == self.broken for item in batch):
            if len(batch) > 1:
                raise NotFound("one of them")
            raise RuntimeError("a bug")
        return await self._log.append(batch)


async def test_an_unexpected_append_error_closes_only_its_own_room(tmp_path: Path):
    """ACK-5: retried alone, it fails with an unexpected error."""
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


async def test_readers_of_a_failed_document_get_an_error_and_no_content(tmp_path: Path):
    """ACK-3: updates that were applied but never durable are not visible to readers."""
    may_fail = asyncio.Event()

    class Lost(Wrapped):
        async def append(self, batch):
            await may_fail.wait()
            raise RuntimeError("a bug")

    async with serving(tmp_path, log=Lost().around) as server:
        await server.rooms.read("doc_shared")
        room = server.room()
        edit = asyncio.ensure_future(server.rooms.edit("doc_shared", "server", typed("never")))
        await until(lambda: room.document.is_ahead)
        reading = [
            asyncio.ensure_future(ask("doc_shared")) for ask in (server.rooms.read, server.rooms.encode)
        ]
        await asyncio.sleep(0)
        may_fail.set()
        for waiting in (edit, *reading):
            with pytest.raises(LeitsternError):
                await asyncio.wait_for(waiting, PATIENCE)
        with pytest.raises(StoreUnavailable):
            await room.document.edit("server", typed("later"))
        assert (await server.rooms.read("doc_shared")).data["notes"] == ""


async def test_large_work_is_split_so_that_others_are_served(tmp_path: Path):
    """FLOW-3: a megabyte of pending updates is processed in several steps."""
    sizes: list[int] = []
    may_go_on = asyncio.Event()

    class Watched(Wrapped):
        async def append(self, batch):
            await may_go_on.wait()
            sizes.append(sum(len(item.update) for item in batch))
            return await self._log.append(batch)

    async with (
        serving(tmp_path, log=Watched().around) as server,
        browsing(server.url, doc=blank(5)) as anna,
    ):
        for n in range(40):
            await anna.edit(lambda d, n=n: d.get("meta", type=Map).update({f"k{n}": "x" * 50_000}))  # type: ignore[misc]
        await until(lambda: server.room().document.waiting >= 40)
        may_go_on.set()
        await anna.saved()
    assert sum(sizes) > 40 * 50_000 and max(sizes) < MAX_BATCH_BYTES + 60_000
