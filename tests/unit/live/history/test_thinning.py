"""Noise leaves the log after a day: what stood at the end of an hour stays, and the disk does not fill."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pycrdt import Map, Text
from sqlmodel import col, func, select

from leitstern.live.history import thinning
from leitstern.live.history.compaction import compact
from leitstern.live.history.past_states import at_moment, changes, changes_of
from leitstern.live.history.snapshot import canonical
from leitstern.live.history.thinning_job import ThinningJob
from leitstern.store.interfaces import Append, Author
from leitstern.store.tables import Update
from tests.unit.live.history.test_past_states import DOC, Dying, Life, empty, erase, put, remove, write
from tests.wire.server import ROOTS

pytestmark = pytest.mark.slow

__all__ = ["empty"]
HOUR = timedelta(hours=1)


class NoisyLife(Life):
    async def thin(self, log: Any = None) -> None:
        await ThinningJob(log or self.store.log, ROOTS, lambda: self.now, pause=0).thin_all()

    async def rows(self) -> tuple[int, int]:
        """Entries and bytes in the log."""
        sizes = select(func.count(), func.sum(func.length(col(Update.payload)))).where(
            Update.document_id == DOC
        )
        count, size = await self.store.database.read(lambda session: session.exec(sizes).one())
        return count, size

    async def content(self) -> str:
        return canonical((await self.rooms.read(DOC)).data)

    async def reopened(self) -> str:
        """The content after a restart."""
        loaded = await self.store.log.load(DOC)
        assert loaded.damaged == []
        return canonical((await at_moment(self.store.log, DOC, self.now, ROOTS["shared"])).data)


def scribble(size: int) -> list[Callable[[Any], None]]:
    """Writes text and deletes it again."""
    return [
        lambda doc: doc.get("notes", type=Text).insert(0, "x" * size),
        lambda doc: doc.get("notes", type=Text).__delitem__(slice(0, size)),
    ]


async def test_text_that_is_written_and_deleted_again_leaves_little_in_the_log(empty: Path, tmp_path: Path):
    """LIFE-9: the attack of 242 GB a day, in small: the log shrinks to a thousandth."""
    shutil.copy(empty, tmp_path)
    async with NoisyLife(tmp_path) as life:
        await life.edit("anna", put(1))
        for _ in range(100):
            for change in scribble(20_000):
                await life.edit("mallory", change)
        await life.edit("anna", put(5))
        end, content = life.now, await life.content()
        before = await life.rows()
        life.now += timedelta(hours=24)
        await life.thin()
        assert await life.rows() == before, "a day is not over since the end of the hour"
        life.now += HOUR
        await life.thin()
        assert before[0] == 202 and before[1] > 2_000_000
        entries, size = await life.rows()
        assert entries == 3 and size < 1000, (
            "what others wrote in that hour stays, also if it was overwritten"
        )
        assert await life.reopened() == content
        found = await changes(life.store.log, DOC, life.now)
        assert [(c.seq, c.at, c.participants) for c in found] == [
            (1, end, ("anna",)), (201, end, ("mallory",)), (202, end, ("anna",)),
        ]  # fmt: skip
        path = ("opportunities", "opp_1", "benefit")
        blamed = await changes_of(life.store.log, DOC, life.now, ROOTS["shared"], path)
        assert [(c.participants, c.value) for c in blamed] == [(("anna",), 1), (("anna",), 5)]
        await life.edit("anna", write(7))
        await life.thin()
        assert (await life.rows())[0] == 4, "what was passed is not looked at again"


async def test_ordinary_writing_stays_as_it_is(empty: Path, tmp_path: Path):
    """LIFE-9: a large hour of which most is kept, and a small one of which nothing is."""
    shutil.copy(empty, tmp_path)
    async with NoisyLife(tmp_path) as life:
        for n in range(40):
            await life.edit("anna", scribble(10_000)[0])
            if n % 3 == 0:
                await life.edit("ben", scribble(10_000)[1])
        life.now += HOUR
        for change in scribble(5000):
            await life.edit("anna", change)
        before, moments = await life.rows(), list(life.held)
        life.now += timedelta(days=2)
        await life.thin()
        assert await life.rows() == before
        assert (await at_moment(life.store.log, DOC, moments[-1][0], ROOTS["shared"])).data == moments[-1][
            1
        ].data


async def test_entries_of_which_something_is_left_keep_author_time_and_what_is_left(
    empty: Path, tmp_path: Path
):
    """LIFE-9"""
    shutil.copy(empty, tmp_path)

    def wordy(n: int) -> Callable[[Any], None]:
        def change(doc: Any) -> None:
            doc.get("notes", type=Text).insert(0, "x" * 9000)
            doc.get("opportunities", type=Map)[f"opp_{n}"] = Map({"title": Text("kept"), "benefit": n})

        return change

    async with NoisyLife(tmp_path) as life:
        for n in range(40):
            life.now += timedelta(seconds=1)
            await life.edit("anna" if n % 2 else "ben", wordy(n))
            await life.edit("carla", scribble(9000)[1])
        content, listed = await life.content(), await changes(life.store.log, DOC, life.now)
        life.now += timedelta(days=2)
        await life.thin()
        entries, size = await life.rows()
        assert entries == 80 and size < 10_000
        assert await life.reopened() == content
        assert await changes(life.store.log, DOC, life.now) == listed


EDITS = {"write": write, "erase": erase, "set": put, "remove": remove}
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["write", "write", "erase", "erase", "erase", "set", "remove", "compact", "hour"]),
        st.integers(0, 2),
        st.integers(0, 10**6),
    ),
    min_size=10,
    max_size=60,
)


@given(steps=STEPS)
@settings(max_examples=30, deadline=None)
def test_every_hour_ends_as_it_did_whatever_was_written(empty: Path, steps: list[tuple[str, int, int]]):
    """LIFE-9: random edits; even the smallest hours count as worth it, and the smallest entries."""

    async def live(folder: Path) -> None:
        async with NoisyLife(folder) as life:
            ends = []
            for action, minutes, number in steps:
                life.now += timedelta(minutes=minutes, milliseconds=1)
                if action in EDITS:
                    await life.edit(f"who{number % 3}", EDITS[action](number))
                elif action == "hour":
                    ends.append((life.now.replace(minute=59, second=59), await life.content()))
                    life.now = life.now.replace(minute=0) + HOUR
                elif (room := life.rooms.resident(DOC)) is not None:
                    await compact(room.document, life.store.log, life.rooms.limits, lambda: life.now)
            ends.append((life.now.replace(minute=59, second=59), await life.content()))
            life.now += timedelta(days=2)
            await life.thin()
            assert await life.reopened() == ends[-1][1]
            for at, content in ends:
                assert canonical((await at_moment(life.store.log, DOC, at, ROOTS["shared"])).data) == content
            await life.edit("anna", write(1))
            assert await life.content() == await life.reopened()

    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        patch.setattr(thinning, "WORTH_BYTES", 0)
        patch.setattr(thinning, "REWRITTEN_BYTES", 0)
        patch.setattr(thinning, "NOISY_BYTES", 20_000)
        patch.setattr(thinning, "ENTRY_BYTES", 5000)
        shutil.copy(empty, folder)
        asyncio.run(live(Path(folder)))


@pytest.mark.parametrize("steps", range(7))
async def test_a_killed_run_loses_nothing_and_the_next_one_finishes(empty: Path, tmp_path: Path, steps: int):
    """LIFE-9"""
    shutil.copy(empty, tmp_path)
    async with NoisyLife(tmp_path) as life:
        for _ in range(2):
            for change in scribble(200_000) * 2:
                await life.edit("mallory", change)
            life.now += HOUR
        await life.edit("anna", write(3))
        content = await life.content()
        life.now += timedelta(days=2)
        with pytest.raises(asyncio.CancelledError):
            await life.thin(Dying(life.store.log, steps))
        assert await life.reopened() == content
        await life.thin()
        assert await life.reopened() == content
        entries, size = await life.rows()
        assert entries == 3 and size < 1000


async def test_next_to_a_damaged_entry_everything_stays(empty: Path, tmp_path: Path):
    """LIFE-9"""
    shutil.copy(empty, tmp_path)
    async with NoisyLife(tmp_path) as life:
        for change in scribble(200_000) * 2:
            await life.edit("mallory", change)
        head = (await life.store.log.load(DOC)).info.head_seq
        await life.store.log.append([Append(DOC, 1, head, b"no update", [Author("x", "c", 1)])])
        before = await life.rows()
        life.now += timedelta(days=2)
        await life.thin()
        assert await life.rows() == before
