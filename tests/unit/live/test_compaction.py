"""Snapshots are made from the log, large ones elsewhere; what does not read back is not written."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from pycrdt import Text
from sqlmodel import Session

from leitstern.bus.memory import MemoryBus
from leitstern.live import compaction
from leitstern.live.compaction import compact, is_due
from leitstern.live.limits import Limits
from leitstern.live.pipeline import Pipeline
from leitstern.live.rooms import Rooms
from leitstern.live.snapshot import Snapshot, make
from leitstern.live.snapshotter import SnapshotFailed, make_apart
from leitstern.store.interfaces import DocumentInfo, LoadedDocument
from leitstern.store.sqlite import SqliteStore, open_sqlite
from leitstern.store.tables import Snapshot as SnapshotRow
from tests.unit.live.documents import ROOTS, doc, emitted, typed
from tests.wire.server import ROOTS as SERVED
from tests.wire.server import seed

LIMITS = Limits(snapshot_updates=5)
DOC = "doc_shared"
INFO = DocumentInfo("doc", "pln", "shared", 1, 0, 0)


class House:
    def __init__(self, store: SqliteStore, rooms: Rooms) -> None:
        self.store = store
        self.rooms = rooms

    async def write(self, count: int) -> Pipeline:
        for n in range(count):
            await self.rooms.edit(DOC, "anna", lambda d, n=n: d.get("notes", type=Text).insert(0, f"{n} "))  # type: ignore[misc]
        room = self.rooms.resident(DOC)
        assert room is not None
        return room.pipeline


@pytest_asyncio.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    store = open_sqlite(tmp_path / "x.db")
    await store.database.write(seed)
    rooms = Rooms(store.log, MemoryBus(), SERVED)
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


async def test_a_snapshot_made_elsewhere_is_the_same():
    made = make(loaded(), ROOTS)
    assert made is not None
    apart = await make_apart(loaded(), ROOTS)
    assert apart is not None and (apart.vector, apart.digest) == (made.vector, made.digest)
    again = make(LoadedDocument(INFO, apart.state, [], {}), ROOTS)
    assert again is not None and again.digest == made.digest


async def test_a_process_that_fails_says_so_and_harms_nobody():
    with pytest.raises(SnapshotFailed, match="ended with"):
        await make_apart(loaded(b"\x01\x01\x01\x00\x04\x01"), ROOTS)


async def test_a_server_that_stops_leaves_no_process_behind(monkeypatch):
    started: list[asyncio.subprocess.Process] = []
    real = asyncio.create_subprocess_exec

    async def start(*arguments: Any, **options: Any) -> asyncio.subprocess.Process:
        started.append(await real(*arguments, **options))
        return started[-1]

    monkeypatch.setattr(asyncio, "create_subprocess_exec", start)
    making = asyncio.create_task(make_apart(loaded(), ROOTS))
    while not started:  # noqa: ASYNC110 - there is no event to wait for
        await asyncio.sleep(0.001)
    making.cancel()
    with pytest.raises(asyncio.CancelledError):
        await making
    assert started[0].returncode == -9


async def test_a_large_document_is_compacted_elsewhere(house: House, monkeypatch):
    """LIFE-3"""
    monkeypatch.setattr(compaction, "LARGE_BYTES", 10)

    def here(*_: Any) -> None:
        raise AssertionError("on this process's time")

    monkeypatch.setattr(compaction, "make", here)
    document = await house.write(7)
    assert await compact(document, house.store.log, LIMITS)
    stored = await house.store.log.load(DOC)
    assert (stored.info.snapshot_seq, stored.updates) == (7, [])
    assert document.tail.updates == document.tail.bytes == 0 and document.tail.snapshot_bytes > 0


async def test_what_comes_while_a_snapshot_is_made_counts_for_the_next(house: House, monkeypatch):

    async def slowly(*arguments: Any) -> Snapshot | None:
        await house.write(3)
        return await make_apart(*arguments)

    monkeypatch.setattr(compaction, "LARGE_BYTES", 10)
    monkeypatch.setattr(compaction, "make_apart", slowly)
    document = await house.write(7)
    assert await compact(document, house.store.log, LIMITS)
    stored = await house.store.log.load(DOC)
    assert (stored.info.snapshot_seq, len(stored.updates)) == (7, 3)
    assert document.tail.updates == 3
    assert document.tail.bytes == sum(len(logged.update) for logged in stored.updates)


async def test_a_snapshot_that_rots_is_done_without_and_written_anew(house: House, caplog):
    """LIFE-3, ACK-6: the newest is garbage on the disk; the one before and the log are not."""
    document = await house.write(6)
    assert await compact(document, house.store.log, LIMITS)
    await house.write(6)
    assert await compact(document, house.store.log, LIMITS)
    await house.write(3)
    wanted = (await house.rooms.read(DOC)).data

    def rot(session: Session) -> None:
        session.get_one(SnapshotRow, (DOC, 12)).state = b"\x01\x01\x01\x00\x04\x01"

    await house.store.database.write(rot)
    again = Rooms(house.store.log, MemoryBus(), SERVED)
    await again.start()
    try:
        assert (await again.read(DOC)).data == wanted
        assert "newest snapshot" in caplog.text
        room = again.resident(DOC)
        assert room is not None and room.pipeline.tail.updates == 15
        assert await compact(room.pipeline, house.store.log, LIMITS)
        assert room.pipeline.tail.updates == room.pipeline.tail.bytes == 0
    finally:
        await again.close()
    assert await compact(await house.write(1), house.store.log, LIMITS)
    assert document.tail.updates == 0
    stored = await house.store.log.load(DOC)
    assert (stored.info.snapshot_seq, stored.updates) == (16, [])
    assert make(stored, SERVED["shared"]) is not None


async def test_what_does_not_read_back_is_not_written_nor_tried_all_the_time(
    house: House, monkeypatch, caplog
):
    """LIFE-3"""
    monkeypatch.setattr(compaction, "make", lambda *_: None)
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
