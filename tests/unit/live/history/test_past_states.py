"""Every past state in the retention window can be rebuilt, after any pruning and compaction."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pycrdt import Map, Text
from sqlmodel import col, select

from leitstern.bus.in_memory import InMemoryBus
from leitstern.errors import NotFound, StoreUnavailable
from leitstern.live.history import retention_job
from leitstern.live.history.compaction import compact
from leitstern.live.history.past_states import Moment, at_moment, changes, changes_of
from leitstern.live.history.retention_job import RetentionJob
from leitstern.live.history.snapshot import canonical
from leitstern.live.limits import Limits
from leitstern.live.node.rooms import Rooms
from leitstern.store.sqlite import SqliteStore, open_sqlite
from leitstern.store.tables import Update
from tests.wire.server import ROOTS, seed

START = datetime(2026, 3, 1, 8, tzinfo=UTC)
DOC = "doc_shared"
DAYS = 10

Step = tuple[str, int, int]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["write", "erase", "set", "remove", "compact", "compact", "sweep"]),
        st.integers(0, 100),
        st.integers(0, 10**6),
    ),
    min_size=20,
    max_size=40,
)
"""A step: the action, the hours that pass, and a number that selects its target."""


class Life:
    """A document with its own clock that remembers its content at each time."""

    def __init__(self, folder: Path) -> None:
        self.now = START
        self.store: SqliteStore = open_sqlite(folder / "x.db", lambda: self.now)
        self.rooms = Rooms(self.store.log, InMemoryBus(), ROOTS, Limits(history_days=DAYS))
        self.held: list[tuple[datetime, Moment]] = []

    async def __aenter__(self) -> Self:
        await self.rooms.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.rooms.close()
        await self.store.close()

    async def step(self, action: str, hours: int, number: int) -> None:
        self.now += timedelta(hours=hours, milliseconds=1)
        if action == "compact":
            room = self.rooms.resident(DOC)
            if room is not None:
                await compact(room.document, self.store.log, self.rooms.limits, lambda: self.now)
        elif action == "sweep":
            await self.sweep()
        else:
            await self.edit(f"who{number % 3}", CHANGES[action](number))

    async def sweep(self, log: Any = None) -> int:
        return await RetentionJob(
            log or self.store.log, ROOTS, self.rooms.limits, lambda: self.now, pause=0
        ).prune_all()

    async def edit(self, author: str, change: Callable[[Any], None]) -> None:
        await self.rooms.edit(DOC, author, change)
        state = await self.rooms.read(DOC)
        self.held.append((self.now, Moment(state.seq, dict(state.data))))


def write(number: int) -> Callable[[Any], None]:
    def change(doc: Any) -> None:
        notes = doc.get("notes", type=Text)
        notes.insert(0 if number % 2 else len(notes), f"{number} ")

    return change


def erase(number: int) -> Callable[[Any], None]:
    def change(doc: Any) -> None:
        notes = doc.get("notes", type=Text)
        if len(notes):
            at = number % len(notes)
            del notes[at : min(len(notes), at + 5)]

    return change


def put(number: int) -> Callable[[Any], None]:
    return lambda doc: doc.get("opportunities", type=Map).__setitem__(
        f"opp_{number % 4}", Map({"title": Text(f"T{number}"), "benefit": number})
    )


def remove(number: int) -> Callable[[Any], None]:
    return lambda doc: doc.get("opportunities", type=Map).pop(f"opp_{number % 4}", None)


CHANGES: dict[str, Callable[[int], Callable[[Any], None]]] = {
    "write": write,
    "erase": erase,
    "set": put,
    "remove": remove,
}


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A seeded database, created once and copied: migrating one costs more than an example."""
    folder = tmp_path_factory.mktemp("empty")

    async def make() -> None:
        store = open_sqlite(folder / "x.db")
        await store.database.write(seed)
        await store.close()

    asyncio.run(make())
    return folder / "x.db"


async def is_as_it_was(life: Life) -> None:
    """Checks each moment of the window, just before and just after it."""
    kept_since = life.now - timedelta(days=DAYS)
    for index, (since, wanted) in enumerate(life.held):
        until = life.held[index + 1][0] if index + 1 < len(life.held) else life.now
        last = max(since, until - timedelta(microseconds=1))
        for at in (since, last):
            try:
                then = await at_moment(life.store.log, DOC, at, ROOTS["shared"])
            except NotFound:
                assert at < kept_since, "a moment of the retention is missing"
                continue
            assert canonical(then.data) == canonical(wanted.data)
            assert then.seq == wanted.seq


@pytest.mark.slow
@given(steps=STEPS)
@settings(max_examples=20)
def test_every_past_state_in_the_window_is_rebuilt(empty: Path, steps: list[Step]):
    async def live(folder: Path) -> None:
        async with Life(folder) as life:
            for step in steps:
                await life.step(*step)
            await life.step("compact", 1, 0)
            await is_as_it_was(life)
            await life.step("sweep", 1, 0)
            await is_as_it_was(life)

    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(empty, folder)
        asyncio.run(live(Path(folder)))


async def seqs(life: Life) -> list[int]:
    """Seqs of all stored updates."""
    wanted = select(Update.seq).where(Update.document_id == DOC).order_by(col(Update.seq))
    return list(await life.store.database.read(lambda session: session.exec(wanted).all()))


@pytest.mark.parametrize("compacted", [0, 3, 7], ids=["never", "once", "at its end"])
async def test_an_unused_document_keeps_only_the_retention_window(
    empty: Path, tmp_path: Path, compacted: int
):
    """LIFE-6: with or without a snapshot; the update that the window's start needs stays, with its
    content.
    """
    shutil.copy(empty, tmp_path)
    async with Life(tmp_path) as life:
        for n in range(1, 8):
            await life.step("write", 1, n)
            if n == compacted:
                await life.step("compact", 0, 0)
        life.now += timedelta(days=DAYS)
        assert await life.sweep() == 0, "a twelfth longer"
        assert await seqs(life) == [1, 2, 3, 4, 5, 6, 7]
        life.now += timedelta(days=DAYS / 12)
        assert await life.sweep() == 1
        assert await seqs(life) == [7]
        assert await life.sweep() == 0, "nothing is left to do"
        await is_as_it_was(life)
        with pytest.raises(NotFound):
            await at_moment(life.store.log, DOC, life.held[4][0], ROOTS["shared"])
        await life.step("write", 1, 99)
        await is_as_it_was(life)


async def test_recent_updates_stay_however_old_the_rest_is(empty: Path, tmp_path: Path):
    """LIFE-6"""
    shutil.copy(empty, tmp_path)
    async with Life(tmp_path) as life:
        for n in range(1, 25):
            await life.step("write", 24, n)
        assert await life.sweep() == 1
        left = await seqs(life)
        assert left[0] >= 13 and left[-1] == 24 and left == list(range(left[0], 25))
        await is_as_it_was(life)


class Dying:
    """A log that simulates a crash before its nth step."""

    def __init__(self, log: Any, steps: int) -> None:
        self._log = log
        self.steps = steps

    def __getattr__(self, name: str) -> Any:
        async def step(*arguments: Any) -> Any:
            self.steps -= 1
            if self.steps < 0:
                raise asyncio.CancelledError
            return await getattr(self._log, name)(*arguments)

        return step


@pytest.mark.slow
async def test_a_killed_retention_run_loses_nothing_and_the_next_one_finishes(empty: Path, tmp_path: Path):
    """LIFE-6"""
    for steps in range(8):
        folder = tmp_path / str(steps)
        folder.mkdir()
        shutil.copy(empty, folder)
        async with Life(folder) as life:
            for n in range(1, 25):
                await life.step("write", 24, n)
            with pytest.raises(asyncio.CancelledError):
                await life.sweep(Dying(life.store.log, steps))
            await is_as_it_was(life)
            await life.sweep()
            await is_as_it_was(life)
            assert (await seqs(life))[0] >= 13


async def test_a_store_failure_ends_the_run_and_the_next_one_starts_sooner():
    """LIFE-6"""
    slept: list[float] = []
    swept = 0

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) > 3:
            raise asyncio.CancelledError

    async def overdue(*_: object) -> list[str]:
        nonlocal swept
        swept += 1
        if swept == 1:
            raise StoreUnavailable("locked")
        return []

    async def unthinned(*_: object) -> list[str]:
        return []

    class Log:
        pass

    log: Any = Log()
    log.overdue, log.unthinned = overdue, unthinned
    with pytest.raises(asyncio.CancelledError):
        await RetentionJob(log, ROOTS, Limits(), sleep=sleep).run()
    day = retention_job.DAY_SECONDS
    assert slept == [retention_job.FIRST_SECONDS, retention_job.AGAIN_SECONDS, day, day]


async def test_who_changed_what_when_also_after_pruning(empty: Path, tmp_path: Path):
    shutil.copy(empty, tmp_path)
    async with Life(tmp_path) as life:
        hour = timedelta(hours=1)

        async def by(who: str, change: Callable[[Any], None], days: int) -> datetime:
            life.now += timedelta(days=days)
            await life.edit(who, change)
            return life.now

        async def listed() -> list[tuple[int, datetime, tuple[str, ...]]]:
            found = await changes(life.store.log, DOC, life.now)
            return [(change.seq, change.at, change.participants) for change in found]

        async def blamed() -> list[tuple[tuple[str, ...], datetime, Any]]:
            path = ("opportunities", "opp_1", "benefit")
            found = await changes_of(life.store.log, DOC, life.now, ROOTS["shared"], path)
            return [(change.participants, change.at, change.value) for change in found]

        at = [await by("anna", put(1), 0), await by("ben", write(2), 1), await by("ben", put(5), 1)]
        assert await listed() == [(1, at[0], ("anna",)), (2, at[1], ("ben",)), (3, at[2], ("ben",))]
        assert await blamed() == [(("anna",), at[0], 1), (("ben",), at[2], 5)]
        await life.step("compact", 1, 0)
        at += [await by("carla", put(9), DAYS + 1)]
        await life.step("compact", 1, 0)
        assert await listed() == [(4, at[3], ("carla",))]
        assert await blamed() == [(("carla",), at[3], 9)]
        assert await changes(life.store.log, DOC, at[3] - hour) == []
        at += [await by("dora", remove(1), 1)]
        assert (await blamed())[-1] == (("dora",), at[4], None)
