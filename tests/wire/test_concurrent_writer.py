"""Another process appends to a document that is open here: the append is refused, the log is read, the update
is applied again.

The tests use the update log as the other process; tests/faults/test_two_writers.py has two real ones.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from pycrdt import Doc, Text
from sqlmodel import Session

from leitstern.live.limits import Limits
from leitstern.store.interfaces import Append, Author
from leitstern.store.tables import Document
from tests.unit.live.documents import emitted, typed
from tests.wire.browser import Browser, blank, browsing, text, until
from tests.wire.server import Running, serving

CARLA = Author("carla", "elsewhere", 1)


class Elsewhere:
    """A process with its own copy of the shared document, which appends to the log directly."""

    def __init__(self, server: Running) -> None:
        self._log = server.store.log
        self._client = 700

    async def write(self, words: str) -> int:
        doc, head = await self._opened()
        self._client += 1
        (update,) = emitted(doc, typed(words))
        append = Append("doc_shared", 1, head, update, [CARLA], {self._client: "carla"})
        (seq,) = await self._log.append([append])
        return seq

    async def snapshot(self) -> None:
        doc, head = await self._opened()
        await self._log.save_snapshot("doc_shared", head, doc.get_update(), doc.get_state(), "")

    async def _opened(self) -> tuple[Doc[Any], int]:
        loaded = await self._log.load("doc_shared")
        doc = blank(self._client)
        for update in (loaded.snapshot, *(logged.update for logged in loaded.updates)):
            if update is not None:
                doc.apply_update(update)
        return doc, loaded.info.head_seq


async def until_holds(browser: Browser, *words: str) -> None:
    await browser.wait(lambda: all(word in text(browser.doc) for word in words))


def title(words: str):
    return lambda doc: doc.get("title", type=Text).insert(0, words)


async def test_updates_of_another_process_are_shown_and_nothing_is_lost(tmp_path: Path):
    """LIFE-8"""
    async with (
        serving(tmp_path) as server,
        browsing(server.url, "anna.editor.s1", doc=blank(5)) as anna,
        browsing(server.url, "ben.viewer.s2") as ben,
    ):
        await anna.edit(typed("one "))
        await anna.saved()
        assert await Elsewhere(server).write("elsewhere ") == 2
        await anna.edit(typed("two "))
        await anna.saved()
        for browser in (anna, ben):
            await until_holds(browser, "elsewhere", "two")
        assert text(anna.doc) == text(ben.doc) == (await server.rooms.read("doc_shared")).data["notes"]
        assert anna.closed is None and anna.rejected == [] and anna.seq == 3
        updates = (await server.store.log.load("doc_shared")).updates
        assert [update.authors[0].participant for update in updates] == ["anna", "carla", "anna"]


async def test_a_snapshot_of_the_other_process_covers_missed_updates(tmp_path: Path):
    async with (
        serving(tmp_path) as server,
        browsing(server.url, "anna.editor.s1", doc=blank(5)) as anna,
    ):
        await anna.edit(typed("one "))
        await anna.saved()
        elsewhere = Elsewhere(server)
        await elsewhere.write("elsewhere ")
        await elsewhere.snapshot()
        await anna.edit(typed("two "))
        await anna.saved()
        await anna.wait(lambda: "elsewhere" in text(anna.doc))
        assert anna.closed is None


async def test_a_server_edit_is_retried_without_delaying_other_documents(tmp_path: Path):
    async with (
        serving(tmp_path, Limits(rated=False)) as server,
        browsing(server.url, "anna.editor.s1", document="doc_supplier", doc=blank(5)) as anna,
    ):
        await server.rooms.read("doc_shared")
        await Elsewhere(server).write("elsewhere ")
        seqs, _ = await asyncio.gather(
            asyncio.gather(*(server.rooms.edit("doc_shared", "server", title(word)) for word in "ab")),
            anna.edit(typed("beside ")),
        )
        await anna.saved()
        assert seqs == [2, 3]
        assert (await server.rooms.read("doc_shared")).data["title"] == "ba"
        assert (await server.store.log.load("doc_supplier")).info.head_seq == 1


async def test_a_document_restored_to_an_older_state_disconnects_its_clients(tmp_path: Path):
    def put_back(session: Session) -> None:
        session.get_one(Document, "doc_shared").epoch += 1

    async with (
        serving(tmp_path) as server,
        browsing(server.url, "anna.editor.s1", doc=blank(5)) as anna,
    ):
        await anna.edit(typed("one "))
        await anna.saved()
        await server.store.database.write(put_back)
        await anna.edit(typed("two "))
        await anna.wait(lambda: anna.closed == 4503)
        async with browsing(server.url, "anna.editor.s1") as again:
            assert again.welcomes[0]["epoch"] == 2
            assert text(again.doc) == "one "


async def test_commit_listeners_are_notified_and_cannot_delay_commits(tmp_path: Path):
    told: list[tuple[str, int]] = []

    def failing(*_: object) -> None:
        raise RuntimeError("a bug in what is derived")

    async with serving(tmp_path) as server:
        server.rooms.on_committed(failing)
        server.rooms.on_committed(lambda document, seq: told.append((document.kind, seq)))
        async with browsing(server.url, "anna.editor.s1", doc=blank(5)) as anna:
            await anna.edit(typed("one "))
            await anna.saved()
        await server.rooms.edit(
            "doc_supplier", "server", lambda doc: doc.get("notes", type=Text).insert(0, "x")
        )
        await server.rooms.edit("doc_supplier", "server", lambda doc: None)
        await until(lambda: len(told) == 2)
        assert told == [("shared", 1), ("supplier", 1)]
