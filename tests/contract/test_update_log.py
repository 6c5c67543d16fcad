"""What every `UpdateLog` keeps, whatever is underneath. An adapter joins by one more entry in `OPENERS`.

The rules are those of store/interfaces.py; live/ relies on nothing else.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from leitstern.errors import Conflict, NotFound
from leitstern.store.interfaces import Append, Author, UpdateLog
from leitstern.store.sqlite import open_sqlite
from leitstern.store.tables import Document
from tests.wire.server import seed

ANNA = Author("anna", "c1", 3)
DAY = timedelta(days=1)
DOC, OTHER = "doc_shared", "doc_supplier"


class Opened:
    """A log on fresh documents, which can be closed and opened again on the same data. `now` is its clock."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.now = datetime.now(UTC)
        self._store = open_sqlite(folder / "x.db", lambda: self.now)
        self.log: UpdateLog = self._store.log

    async def seed(self) -> None:
        await self._store.database.write(seed)

    async def move_epoch(self, document_id: str) -> None:
        def move(session) -> None:
            session.get_one(Document, document_id).epoch += 1

        await self._store.database.write(move)

    async def reopen(self) -> None:
        await self._store.close()
        self._store = open_sqlite(self._folder / "x.db", lambda: self.now)
        self.log = self._store.log

    async def close(self) -> None:
        await self._store.close()


OPENERS: dict[str, Callable[[Path], Opened]] = {"sqlite": Opened}


@pytest_asyncio.fixture(params=OPENERS)
async def opened(request, tmp_path: Path) -> AsyncIterator[Opened]:
    made = OPENERS[request.param](tmp_path)
    await made.seed()
    yield made
    await made.close()


def entry(document_id: str, update: bytes, epoch: int = 1, **clients: str) -> Append:
    return Append(document_id, epoch, update, [ANNA], {int(k[1:]): v for k, v in clients.items()})


async def test_seqs_rise_by_one_for_each_document_and_come_back_in_the_order_given(opened: Opened):
    batch = [entry(DOC, b"a"), entry(OTHER, b"b"), entry(DOC, b"c")]
    assert list(await opened.log.append(batch)) == [1, 1, 2]
    assert list(await opened.log.append([entry(DOC, b"d")])) == [3]
    assert [(await opened.log.load(document)).info.head_seq for document in (DOC, OTHER)] == [3, 1]


async def test_what_was_appended_reads_back_with_author_and_time_also_after_reopening(opened: Opened):
    await opened.log.append([entry(DOC, b"\x00\xff"), entry(DOC, b"two")])
    await opened.reopen()
    first, second = (await opened.log.load(DOC)).updates
    assert (first.seq, first.update, list(first.authors)) == (1, b"\x00\xff", [ANNA])
    assert first.at == opened.now
    assert (second.seq, second.update) == (2, b"two")


async def test_a_batch_with_an_old_epoch_writes_nothing_at_all(opened: Opened):
    await opened.move_epoch(DOC)
    with pytest.raises(Conflict):
        await opened.log.append([entry(OTHER, b"a"), entry(DOC, b"b", epoch=1)])
    assert list((await opened.log.load(OTHER)).updates) == []
    assert list(await opened.log.append([entry(DOC, b"c", epoch=2)])) == [1]


@pytest.mark.parametrize(
    "call",
    [
        lambda log: log.append([entry("doc_nobody", b"a")]),
        lambda log: log.load("doc_nobody"),
        lambda log: log.at_moment("doc_nobody", datetime.now(UTC)),
        lambda log: log.earliest("doc_nobody"),
        lambda log: log.save_snapshot("doc_nobody", 1, b"", b"", ""),
    ],
)
async def test_an_unknown_document_is_not_found(
    opened: Opened, call: Callable[[UpdateLog], Awaitable[object]]
):
    with pytest.raises(NotFound):
        await call(opened.log)


async def test_a_client_id_stays_with_the_first_who_bound_it(opened: Opened):
    await opened.log.append([entry(DOC, b"a", c5="anna", c9007199254740991="ben")])
    await opened.log.append([entry(DOC, b"b", c5="mallory")])
    assert dict((await opened.log.load(DOC)).clients) == {5: "anna", 9007199254740991: "ben"}


async def test_a_load_is_the_newest_snapshot_and_what_came_after(opened: Opened):
    await opened.log.append([entry(DOC, b"%d" % n) for n in range(1, 6)])
    await opened.log.save_snapshot(DOC, 3, b"state", b"vector", "digest")
    loaded = await opened.log.load(DOC)
    assert loaded.snapshot == b"state"
    assert [u.seq for u in loaded.updates] == [4, 5]
    assert (loaded.info.head_seq, loaded.info.snapshot_seq, loaded.info.kind) == (5, 3, "shared")
    assert len((await opened.log.earliest(DOC)).updates) == 5, "history stays until it is pruned"


async def test_pruning_removes_only_old_updates_that_the_previous_snapshot_covers(opened: Opened):
    """LIFE-3"""
    await opened.log.append([entry(DOC, b"%d" % n) for n in range(1, 6)])
    later = opened.now + timedelta(seconds=1)
    await opened.log.save_snapshot(DOC, 2, b"old", b"", "")
    assert await opened.log.prune(DOC, later, DAY) == 0, "there is no previous snapshot yet"
    await opened.log.save_snapshot(DOC, 4, b"new", b"", "")
    assert await opened.log.prune(DOC, opened.now - DAY, DAY) == 0
    assert await opened.log.prune(DOC, later, DAY) == 2
    assert [u.seq for u in (await opened.log.earliest(DOC)).updates] == [3, 4, 5]


async def test_pruning_keeps_what_any_moment_of_the_window_is_rebuilt_from(opened: Opened):
    """LIFE-3: an update a day, a snapshot every third, ten days kept, snapshots two days apart."""
    start = opened.now
    for day in range(1, 31):
        opened.now = start + day * DAY
        await opened.log.append([entry(DOC, b"%d" % day)])
        if day % 3 == 0:
            await opened.log.save_snapshot(DOC, day, b"upto %d" % day, b"", "")
            await opened.log.prune(DOC, opened.now - 10 * DAY, 2 * DAY)
    assert [u.seq for u in (await opened.log.earliest(DOC)).updates] == list(range(19, 31))
    for day in range(20, 31):
        for at in (start + day * DAY, start + day * DAY + timedelta(hours=23)):
            then = await opened.log.at_moment(DOC, at)
            assert then.info.head_seq == day
            assert then.snapshot == b"upto %d" % (day // 3 * 3)
            assert [u.seq for u in then.updates] == list(range(day // 3 * 3 + 1, day + 1))
    for day in (0, 5, 17):
        with pytest.raises(NotFound):
            await opened.log.at_moment(DOC, start + day * DAY)
    earliest = await opened.log.earliest(DOC)
    assert (earliest.snapshot, [u.seq for u in earliest.updates]) == (b"upto 18", list(range(19, 31)))


async def test_before_the_first_update_there_was_nothing(opened: Opened):
    assert (await opened.log.at_moment(DOC, opened.now)).updates == []
    await opened.log.append([entry(DOC, b"a")])
    before = await opened.log.at_moment(DOC, opened.now - DAY)
    assert (before.snapshot, list(before.updates), before.info.head_seq) == (None, [], 0)
    assert [u.seq for u in (await opened.log.earliest(DOC)).updates] == [1]


async def test_a_clock_that_goes_back_leaves_no_hole_in_any_moment(opened: Opened):
    start = opened.now
    for minutes in (0, 9, 4, 5, 12):
        opened.now = start + timedelta(minutes=minutes)
        await opened.log.append([entry(DOC, b"x")])
    seqs = [
        [u.seq for u in (await opened.log.at_moment(DOC, start + timedelta(minutes=m))).updates]
        for m in (0, 3, 4, 8, 12)
    ]
    assert seqs == [[1], [1], [1, 2, 3], [1, 2, 3, 4], [1, 2, 3, 4, 5]]


async def test_a_reader_sees_whole_batches_while_a_writer_writes(opened: Opened):
    async def write() -> None:
        for _ in range(50):
            await opened.log.append([entry(DOC, b"x"), entry(OTHER, b"x")])

    async def read() -> None:
        for _ in range(50):
            loaded = await opened.log.load(DOC)
            assert len(loaded.updates) == loaded.info.head_seq
            assert (await opened.log.load(OTHER)).info.head_seq >= loaded.info.head_seq

    await asyncio.gather(write(), read())


async def test_overdue_are_documents_that_keep_more_than_one_old_update(opened: Opened):
    start = opened.now
    await opened.log.append(
        [entry(DOC, b"a"), entry(OTHER, b"b"), entry(OTHER, b"c"), entry("doc_record", b"d")]
    )
    opened.now += DAY
    await opened.log.append([entry(DOC, b"e"), entry("doc_record", b"f")])
    assert list(await opened.log.overdue(start - DAY, "", 9)) == []
    assert list(await opened.log.overdue(start, "", 9)) == [OTHER]
    assert list(await opened.log.overdue(opened.now, "", 2)) == ["doc_record", DOC]
    assert list(await opened.log.overdue(opened.now, DOC, 2)) == [OTHER]


async def test_a_snapshot_counts_as_of_the_last_update_that_it_covers(opened: Opened):
    await opened.log.append([entry(DOC, b"a"), entry(DOC, b"b")])
    written = opened.now
    opened.now += 9 * DAY
    await opened.log.save_snapshot(DOC, 1, b"1", b"", "")
    await opened.log.save_snapshot(DOC, 2, b"2", b"", "")
    assert await opened.log.prune(DOC, written, DAY) == 1
    then = await opened.log.at_moment(DOC, written)
    assert (then.info.head_seq, then.snapshot, list(then.updates)) == (2, b"2", [])
