"""Snapshots are made from the log, large ones in a child process; a snapshot that does not read back is
not saved.
"""

from __future__ import annotations

import asyncio
import resource
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from pycrdt import Text
from sqlmodel import Session

from leitstern.bus.in_memory import InMemoryBus
from leitstern.live.document.document import Document
from leitstern.live.history.compaction import compact, is_due
from leitstern.live.history.snapshot import make
from leitstern.live.history.snapshot_process import SnapshotFailed, make_in_process
from leitstern.live.limits import Limits
from leitstern.live.node.rooms import Rooms
from leitstern.store.interfaces import DocumentInfo, LoadedDocument
from leitstern.store.sqlite import SqliteStore, open_sqlite
from leitstern.store.tables import Snapshot as SnapshotRow
from tests.unit.live.documents import ROOTS, doc, emitted, typed
from tests.wire.browser import until
from tests.wire.log_wrappers import Wrapped
from tests.wire.server import ROOTS as SERVED
from tests.wire.server import seed

LIMITS = Limits(snapshot_updates=5)
ALL_ARE_LARGE = Limits(snapshot_updates=5, large_snapshot_bytes=10)
DOC = "doc_shared"
INFO = DocumentInfo("doc", "pln", "shared", 1, 0, 0)


class House:
    def __init__(self, store: SqliteStore, rooms: Rooms) -> None:
        self.store = store
        self.rooms = rooms

    async def write(self, count: int) -> Document:
        for n in range(count):
            await self.rooms.edit(DOC, "anna", lambda d, n=n: d.get("notes", type=Text).insert(0, f"{n} "))  # type: ignore[misc]
        room = self.rooms.resident(DOC)
        assert room is not None
        return room.document


@pytest_asyncio.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    store = open_sqlite(tmp_path / "x.db")
    await store.database.write(seed)
    rooms = Rooms(store.log, InMemoryBus(), SERVED)
    await rooms.start()
    yield House(store, rooms)
    await rooms.close()
    await store.close()


def loaded(snapshot: bytes | None = None) -> LoadedDocument:
    author = doc(7)
    emitted(
        author,
        typed("äöü 😀"),
        typed("gone", 2),
        lambda d: d.get("notes", type=Text).__delitem__(slice(0, 3)),
    )
    return LoadedDocument(INFO, snapshot or author.get_update(), [], {})


@pytest.mark.slow
async def test_a_snapshot_from_a_child_process_is_the_same():
    made = make(loaded(), ROOTS)
    assert made is not None
    apart = await make_in_process(loaded(), ROOTS)
    assert apart is not None and (apart.vector, apart.digest) == (made.vector, made.digest)
    again = make(LoadedDocument(INFO, apart.state, [], {}), ROOTS)
    assert again is not None and again.digest == made.digest


async def test_a_failed_child_process_reports_it_and_affects_nobody():
    with pytest.raises(SnapshotFailed, match="ended with"):
        await make_in_process(loaded(b"\x01\x01\x01\x00\x04\x01"), ROOTS)


async def test_a_stopping_server_leaves_no_child_process():
    before = child_processes()
    making = asyncio.create_task(make_in_process(loaded(), ROOTS))
    await until(lambda: child_processes() > before)
    making.cancel()
    with pytest.raises(asyncio.CancelledError):
        await making
    assert child_processes() == before


def child_processes() -> set[str]:
    return {pid for path in Path("/proc/self/task").glob("*/children") for pid in path.read_text().split()}


@pytest.mark.slow
@pytest.mark.parametrize(("limits", "is_elsewhere"), [(LIMITS, False), (ALL_ARE_LARGE, True)])
async def test_a_large_document_is_compacted_in_a_child_process(
    house: House, limits: Limits, is_elsewhere: bool
):
    """LIFE-3: measured by the processor time of ended child processes."""
    document = await house.write(7)
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    assert await compact(document, house.store.log, limits)
    assert (resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime > before) is is_elsewhere
    stored = await house.store.log.load(DOC)
    assert (stored.info.snapshot_seq, stored.updates) == (7, [])
    assert document.tail.updates == document.tail.bytes == 0 and document.tail.snapshot_bytes > 0


@pytest.mark.slow
@pytest.mark.parametrize("limits", [LIMITS, ALL_ARE_LARGE])
async def test_updates_during_a_compaction_count_for_the_next_one(house: House, limits: Limits):

    class Busy(Wrapped):
        """People write between the creation of a snapshot and its storing."""

        async def save_snapshot(self, *arguments: Any) -> None:
            await house.write(3)
            await self._log.save_snapshot(*arguments)

    document = await house.write(7)
    log = Busy()
    assert await compact(document, log.around(house.store.log), limits)
    stored = await house.store.log.load(DOC)
    assert (stored.info.snapshot_seq, len(stored.updates)) == (7, 3)
    assert document.tail.updates == 3
    assert document.tail.bytes == sum(len(logged.update) for logged in stored.updates)


async def test_a_damaged_snapshot_is_skipped_and_rewritten(house: House, caplog):
    """LIFE-3, ACK-6: the newest snapshot is garbage on disk; the previous one and the log are intact."""
    document = await house.write(6)
    assert await compact(document, house.store.log, LIMITS)
    await house.write(6)
    assert await compact(document, house.store.log, LIMITS)
    await house.write(3)
    wanted = (await house.rooms.read(DOC)).data

    def rot(session: Session) -> None:
        session.get_one(SnapshotRow, (DOC, 12)).state = b"\x01\x01\x01\x00\x04\x01"

    await house.store.database.write(rot)
    again = Rooms(house.store.log, InMemoryBus(), SERVED)
    await again.start()
    try:
        assert (await again.read(DOC)).data == wanted
        assert "snapshot 12 is damaged" in caplog.text
        room = again.resident(DOC)
        assert room is not None and room.document.tail.updates == 9
        assert await compact(room.document, house.store.log, LIMITS)
        assert room.document.tail.updates == room.document.tail.bytes == 0
    finally:
        await again.close()
    assert await compact(await house.write(1), house.store.log, LIMITS)
    assert document.tail.updates == 0
    stored = await house.store.log.load(DOC)
    assert (stored.info.snapshot_seq, stored.updates) == (16, [])
    assert make(stored, SERVED["shared"]) is not None


async def test_a_snapshot_that_does_not_read_back_is_not_saved_or_retried_constantly(
    house: House, monkeypatch, caplog
):
    """LIFE-3"""
    monkeypatch.setattr(
        "leitstern.live.history.snapshot.read_back", lambda *_: None
    )  # Simulates a fault of the library.
    document = await house.write(7)
    assert is_due(document, LIMITS, False)
    assert not await compact(document, house.store.log, LIMITS)
    assert "did not read back" in caplog.text
    assert (await house.store.log.load(DOC)).snapshot is None
    assert not is_due(document, LIMITS, False) and not is_due(document, LIMITS, True)
    monkeypatch.undo()
    await house.write(6)
    assert is_due(document, LIMITS, False)
    assert await compact(document, house.store.log, LIMITS)
