"""The contract of every `UpdateLog`. Add an adapter as an entry in `OPENERS`.

The rules are in store/interfaces.py; live/ relies on nothing else.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from leitstern.errors import Conflict, NotFound
from leitstern.store.interfaces import Append, Author, EntryWeight, LoggedUpdate, UpdateLog
from leitstern.store.sqlite import open_sqlite
from leitstern.store.tables import Document
from tests.wire.server import seed

ANNA = Author("anna", "c1", 3)
DAY = timedelta(days=1)
DOC, OTHER = "doc_shared", "doc_supplier"


class Opened:
    """A log with new documents; can be closed and reopened on the same data. `now` is its clock."""

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


def entry(document_id: str, update: bytes, after: int = 0, epoch: int = 1, **clients: str) -> Append:
    return Append(document_id, epoch, after, update, [ANNA], {int(k[1:]): v for k, v in clients.items()})


async def test_seqs_increase_by_one_per_document_in_the_given_order(opened: Opened):
    batch = [entry(DOC, b"a"), entry(OTHER, b"b"), entry(DOC, b"c", after=1)]
    assert list(await opened.log.append(batch)) == [1, 1, 2]
    assert list(await opened.log.append([entry(DOC, b"d", after=2)])) == [3]
    assert [(await opened.log.load(document)).info.head_seq for document in (DOC, OTHER)] == [3, 1]


async def test_an_update_reads_back_with_author_and_time_after_reopening(opened: Opened):
    await opened.log.append([entry(DOC, b"\x00\xff"), entry(DOC, b"two", after=1)])
    await opened.reopen()
    first, second = (await opened.log.load(DOC)).updates
    assert (first.seq, first.update, list(first.authors)) == (1, b"\x00\xff", [ANNA])
    assert first.at == opened.now
    assert (second.seq, second.update) == (2, b"two")


async def test_a_batch_with_an_old_epoch_writes_nothing(opened: Opened):
    await opened.move_epoch(DOC)
    with pytest.raises(Conflict):
        await opened.log.append([entry(OTHER, b"a"), entry(DOC, b"b", epoch=1)])
    assert list((await opened.log.load(OTHER)).updates) == []
    assert list(await opened.log.append([entry(DOC, b"c", epoch=2)])) == [1]


@pytest.mark.parametrize("after", [0, 2])
async def test_an_append_that_does_not_follow_the_head_writes_nothing(opened: Opened, after: int):
    """ACK-6: another writer was first, or the preceding update was never durable."""
    await opened.log.append([entry(DOC, b"a")])
    with pytest.raises(Conflict):
        await opened.log.append([entry(OTHER, b"b"), entry(DOC, b"c", after=after)])
    assert list((await opened.log.load(OTHER)).updates) == []
    assert [update.update for update in (await opened.log.load(DOC)).updates] == [b"a"]
    assert list(await opened.log.append([entry(DOC, b"d", after=1)])) == [2]


async def test_two_concurrent_writers_never_share_a_seq(opened: Opened):
    """Both append, reread the head after a refusal, and continue: no update is lost."""

    async def write(name: bytes) -> None:
        written = head = 0
        while written < 20:
            try:
                (head,) = await opened.log.append([entry(DOC, b"%s%d" % (name, written), after=head)])
                written += 1
            except Conflict:
                head = (await opened.log.load(DOC)).info.head_seq

    await asyncio.gather(write(b"a"), write(b"b"))
    updates = (await opened.log.load(DOC)).updates
    assert [update.seq for update in updates] == list(range(1, 41))
    for name in (b"a", b"b"):
        mine = [update.update for update in updates if update.update.startswith(name)]
        assert mine == [b"%s%d" % (name, n) for n in range(20)]


async def test_the_shape_of_a_document_is_stored_and_never_lowered(opened: Opened):
    assert (await opened.log.load(DOC)).info.shape == 1
    for noted, kept in ((3, 3), (2, 3)):
        await opened.log.raise_shape(DOC, noted)
        assert (await opened.log.load(DOC)).info.shape == kept


@pytest.mark.parametrize(
    "call",
    [
        lambda log: log.append([entry("doc_nobody", b"a")]),
        lambda log: log.load("doc_nobody"),
        lambda log: log.at_moment("doc_nobody", datetime.now(UTC)),
        lambda log: log.earliest("doc_nobody"),
        lambda log: log.raise_shape("doc_nobody", 2),
        lambda log: log.save_snapshot("doc_nobody", 1, b"", b"", ""),
    ],
)
async def test_an_unknown_document_is_not_found(
    opened: Opened, call: Callable[[UpdateLog], Awaitable[object]]
):
    with pytest.raises(NotFound):
        await call(opened.log)


async def test_a_client_id_stays_bound_to_its_first_participant(opened: Opened):
    await opened.log.append([entry(DOC, b"a", c5="anna", c9007199254740991="ben")])
    await opened.log.append([entry(DOC, b"b", after=1, c5="mallory")])
    assert dict((await opened.log.load(DOC)).clients) == {5: "anna", 9007199254740991: "ben"}


async def test_a_load_returns_the_newest_snapshot_and_later_updates(opened: Opened):
    await opened.log.append([entry(DOC, b"%d" % n, after=n - 1) for n in range(1, 6)])
    await opened.log.save_snapshot(DOC, 3, b"state", b"vector", "digest")
    loaded = await opened.log.load(DOC)
    assert loaded.snapshot == b"state"
    assert [u.seq for u in loaded.updates] == [4, 5]
    assert (loaded.info.head_seq, loaded.info.snapshot_seq, loaded.info.kind) == (5, 3, "shared")
    assert len((await opened.log.earliest(DOC)).updates) == 5, "history stays until it is pruned"


async def test_the_updates_after_a_seq_are_read_in_order(opened: Opened):
    await opened.log.append([entry(DOC, b"%d" % n, after=n - 1) for n in range(1, 6)])
    assert [u.seq for u in await opened.log.updates_after(DOC, 3)] == [4, 5]
    assert list(await opened.log.updates_after(DOC, 5)) == []


async def test_pruning_removes_only_old_updates_that_the_previous_snapshot_covers(opened: Opened):
    """LIFE-3"""
    await opened.log.append([entry(DOC, b"%d" % n, after=n - 1) for n in range(1, 6)])
    later = opened.now + timedelta(seconds=1)
    await opened.log.save_snapshot(DOC, 2, b"old", b"", "")
    assert await opened.log.prune(DOC, later, DAY) == 0, "there is no previous snapshot yet"
    await opened.log.save_snapshot(DOC, 4, b"new", b"", "")
    assert await opened.log.prune(DOC, opened.now - DAY, DAY) == 0
    assert await opened.log.prune(DOC, later, DAY) == 2
    assert [u.seq for u in (await opened.log.earliest(DOC)).updates] == [3, 4, 5]


async def test_pruning_keeps_all_that_past_states_in_the_window_need(opened: Opened):
    """LIFE-3: one update a day, a snapshot every third day, ten days of retention, snapshots two days
    apart.
    """
    start = opened.now
    for day in range(1, 31):
        opened.now = start + day * DAY
        await opened.log.append([entry(DOC, b"%d" % day, after=day - 1)])
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


async def test_the_state_before_the_first_update_is_empty(opened: Opened):
    assert (await opened.log.at_moment(DOC, opened.now)).updates == []
    await opened.log.append([entry(DOC, b"a")])
    before = await opened.log.at_moment(DOC, opened.now - DAY)
    assert (before.snapshot, list(before.updates), before.info.head_seq) == (None, [], 0)
    assert [u.seq for u in (await opened.log.earliest(DOC)).updates] == [1]


async def test_a_clock_that_goes_back_loses_no_past_state(opened: Opened):
    start = opened.now
    for n, minutes in enumerate((0, 9, 4, 5, 12)):
        opened.now = start + timedelta(minutes=minutes)
        await opened.log.append([entry(DOC, b"x", after=n)])
    seqs = [
        [u.seq for u in (await opened.log.at_moment(DOC, start + timedelta(minutes=m))).updates]
        for m in (0, 3, 4, 8, 12)
    ]
    assert seqs == [[1], [1], [1, 2, 3], [1, 2, 3, 4], [1, 2, 3, 4, 5]]


async def test_a_reader_sees_whole_batches_while_a_writer_writes(opened: Opened):
    async def write() -> None:
        for n in range(50):
            await opened.log.append([entry(DOC, b"x", after=n), entry(OTHER, b"x", after=n)])

    async def read() -> None:
        for _ in range(50):
            loaded = await opened.log.load(DOC)
            assert len(loaded.updates) == loaded.info.head_seq
            assert (await opened.log.load(OTHER)).info.head_seq >= loaded.info.head_seq

    await asyncio.gather(write(), read())


async def test_documents_with_more_than_one_old_update_are_overdue(opened: Opened):
    start = opened.now
    await opened.log.append(
        [entry(DOC, b"a"), entry(OTHER, b"b"), entry(OTHER, b"c", after=1), entry("doc_record", b"d")]
    )
    opened.now += DAY
    await opened.log.append([entry(DOC, b"e", after=1), entry("doc_record", b"f", after=1)])
    assert list(await opened.log.overdue(start - DAY, "", 9)) == []
    assert list(await opened.log.overdue(start, "", 9)) == [OTHER]
    assert list(await opened.log.overdue(opened.now, "", 2)) == ["doc_record", DOC]
    assert list(await opened.log.overdue(opened.now, DOC, 2)) == [OTHER]


async def test_a_snapshot_has_the_time_of_its_last_update(opened: Opened):
    await opened.log.append([entry(DOC, b"a"), entry(DOC, b"b", after=1)])
    written = opened.now
    opened.now += 9 * DAY
    await opened.log.save_snapshot(DOC, 1, b"1", b"", "")
    await opened.log.save_snapshot(DOC, 2, b"2", b"", "")
    assert await opened.log.prune(DOC, written, DAY) == 1
    then = await opened.log.at_moment(DOC, written)
    assert (then.info.head_seq, then.snapshot, list(then.updates)) == (2, b"2", [])


async def test_a_merged_entry_stands_for_several_seqs(opened: Opened):
    """LIFE-9: nothing counts as missing; a second process that thins the same entries changes nothing."""
    start = opened.now
    await opened.log.append([entry(DOC, b"%d" % n, after=n - 1) for n in range(1, 6)])
    opened.now += DAY
    await opened.log.append([entry(DOC, b"young", after=5)])
    assert list(await opened.log.unthinned(start, "", 9)) == []
    bound = start + timedelta(seconds=1)
    assert list(await opened.log.unthinned(bound, "", 9)) == [DOC]
    weights = [EntryWeight(n, n, start, 1) for n in range(1, 6)]
    assert list(await opened.log.weights(DOC, bound, 9)) == weights
    assert list(await opened.log.weights(DOC, bound, 2)) == weights[:2]
    merged = [LoggedUpdate(4, b"merged", [ANNA], start, first_seq=1), LoggedUpdate(5, b"5", [ANNA], start)]
    assert await opened.log.thin(DOC, 0, 5, merged)
    assert not await opened.log.thin(DOC, 0, 5, [])
    assert list(await opened.log.unthinned(bound, "", 9)) == []
    assert list(await opened.log.weights(DOC, opened.now + DAY, 9)) == [EntryWeight(6, 6, opened.now, 5)]
    await opened.reopen()
    loaded = await opened.log.load(DOC)
    assert [(u.begin_seq, u.seq, u.update) for u in loaded.updates] == [
        (1, 4, b"merged"), (5, 5, b"5"), (6, 6, b"young"),
    ]  # fmt: skip
    assert loaded.damaged == []
    assert (loaded.info.head_seq, loaded.updates[0].authors) == (6, [ANNA])
    assert [u.seq for u in (await opened.log.earliest(DOC)).updates] == [4, 5, 6]
    assert [u.seq for u in await opened.log.updates_after(DOC, 4, 5)] == [5]
    await opened.log.save_snapshot(DOC, 5, b"state", b"", "")
    before = await opened.log.upto(DOC, 5)
    assert (before.snapshot, list(before.updates), before.info.head_seq) == (b"state", [], 5)
    assert list(await opened.log.snapshot_seqs(DOC)) == [5]


async def test_what_participants_added_to_a_plan_is_told_by_the_hour(opened: Opened):
    """FLOW-6: over all documents of the plan; those who wrote one entry together share it."""
    opened.now = opened.now.replace(minute=10)
    both = [Author("anna", "c1", 1), Author("ben", "c2", 1)]
    await opened.log.append([entry(DOC, b"old")])
    opened.now += timedelta(hours=5)
    hour = opened.now.replace(minute=0, second=0, microsecond=0)
    server = [Author("sys", "server", 0)]
    await opened.log.append([Append(DOC, 1, 1, b"x" * 10, both), Append(OTHER, 1, 0, b"y" * 20, [ANNA])])
    await opened.log.append([Append(OTHER, 1, 1, b"z" * 99, server)])
    opened.now += timedelta(hours=1)
    await opened.log.append([Append(DOC, 1, 2, b"w", [ANNA])])
    found = await opened.log.written_since("p", hour, 100, "server")
    totals = {
        (w.participant, w.at): sum(x.size for x in found if (x.participant, x.at) == (w.participant, w.at))
        for w in found
    }
    assert totals == {
        ("anna", hour): 55 + 120, ("ben", hour): 55, ("anna", hour + timedelta(hours=1)): 101,
    }  # fmt: skip
    assert [w.at for w in found] == sorted(w.at for w in found)
    assert list(await opened.log.written_since("p", opened.now + DAY, 100, "server")) == []
